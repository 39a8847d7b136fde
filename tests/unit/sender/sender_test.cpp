// SPDX-License-Identifier: Apache-2.0
#include "sender/sender.h"

#include <boost/test/unit_test.hpp>
#include <ostream>

#include "sender/sender_directory.h"

using namespace smppedge;
using namespace smppedge::sender;

namespace {

constexpr CarrierNumber carrier{1};
constexpr AccountNumber alpha{10};
constexpr AccountNumber beta{20};

SenderError refusal(const SenderParts& parts) {
  return make_sender(parts, 0, 0).error();
}

/// alpha has 106900210100, beta 1069002102, at one carrier.
SenderDirectory directory() {
  const std::vector<SenderEntry> entries = {{carrier, alpha, "1069002101", "00", 2, 1},
                                            {carrier, beta, "1069002102", "", 0, 0}};
  return *SenderDirectory::build(entries);
}

DirectoryError build_error(const std::vector<SenderEntry>& entries) {
  const auto built = SenderDirectory::build(entries);
  BOOST_REQUIRE(!built);
  return built.error();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(senders)

BOOST_AUTO_TEST_CASE(the_three_parts_follow_each_other) {
  const auto sender = make_sender({"10690021", "0100", "77"}, 2, 1);
  BOOST_REQUIRE(sender);
  BOOST_TEST(sender->text() == "10690021010077");
  BOOST_TEST(sender->ton() == 2);
  BOOST_TEST(sender->npi() == 1);
}

BOOST_AUTO_TEST_CASE(a_1069_number_has_13_to_20_digits) {
  BOOST_TEST(make_sender({"1069002101", "001", ""}, 0, 0)->text().size() == 13U);
  BOOST_TEST((refusal({"1069002101", "00", ""}) == SenderError::too_short));
  BOOST_TEST(make_sender({"1069002101", "0012345678", ""}, 0, 0)->text().size() == 20U);
  BOOST_TEST((refusal({"1069002101", "0012345678", "9"}) == SenderError::too_long));
  BOOST_TEST(make_sender({"10655", "", ""}, 0, 0).has_value());
}

BOOST_AUTO_TEST_CASE(only_digits_make_a_sender) {
  BOOST_TEST((refusal({"1069002101x", "001", ""}) == SenderError::not_digits));
  BOOST_TEST((refusal({"1069002101", "0 1", ""}) == SenderError::not_digits));
  BOOST_TEST((refusal({"1069002101", "001", "+1"}) == SenderError::not_digits));
  BOOST_TEST((refusal({"", "", "a"}) == SenderError::not_digits));
}

BOOST_AUTO_TEST_CASE(without_an_access_number_the_address_is_empty_and_takes_no_digits) {
  const auto sender = make_sender({"", "001", ""}, 2, 1);
  BOOST_REQUIRE(sender);
  BOOST_TEST((*sender == SenderAddress()));
  BOOST_TEST((refusal({"", "", "5"}) == SenderError::no_number));
}

BOOST_AUTO_TEST_CASE(an_account_sends_from_its_own_number) {
  const auto numbers = directory();
  const auto sender = numbers.sender_of(carrier, alpha, "7");
  BOOST_REQUIRE(sender);
  BOOST_TEST(sender->text() == "1069002101007");
  BOOST_TEST(sender->ton() == 2);
  BOOST_TEST((numbers.sender_of(carrier, alpha, "").error() == SenderError::too_short));
  BOOST_TEST((numbers.sender_of(carrier, AccountNumber(99), "").error() == SenderError::no_such_account));
  BOOST_TEST((numbers.sender_of(CarrierNumber(9), alpha, "").error() == SenderError::no_such_account));
}

BOOST_AUTO_TEST_CASE(replies_go_to_the_longest_number_they_start_with) {
  const std::vector<SenderEntry> entries = {{carrier, alpha, "106900210", "1"}, {carrier, beta, "106900210", "12"}};
  const auto numbers = *SenderDirectory::build(entries);
  const auto owner = [&numbers](std::string_view destination) { return numbers.owner_of(carrier, destination); };
  BOOST_TEST((owner("106900210199")->account == alpha));
  BOOST_TEST(owner("106900210199")->added == "99");
  BOOST_TEST((owner("1069002101")->account == alpha));
  BOOST_TEST(owner("1069002101")->added.empty());
  BOOST_TEST((owner("106900210123")->account == beta));
  BOOST_TEST(owner("106900210123")->added == "3");
  BOOST_TEST(!owner("106900210"));
  BOOST_TEST(!owner("106900211"));
  BOOST_TEST(!owner(""));
  BOOST_TEST(!numbers.owner_of(CarrierNumber(2), "106900210199"));
}

BOOST_AUTO_TEST_CASE(digits_that_make_another_accounts_number_are_refused) {
  const std::vector<SenderEntry> entries = {{carrier, alpha, "1069002101001", ""},
                                            {carrier, beta, "1069002101001", "2"}};
  const auto numbers = *SenderDirectory::build(entries);
  BOOST_TEST(numbers.sender_of(carrier, alpha, "1").has_value());
  BOOST_TEST((numbers.sender_of(carrier, alpha, "2").error() == SenderError::of_other_account));
  BOOST_TEST((numbers.sender_of(carrier, alpha, "23").error() == SenderError::of_other_account));
}

BOOST_AUTO_TEST_CASE(whatever_an_account_sends_from_its_replies_come_back_to_it) {
  const auto numbers = directory();
  for (int extend = 0; extend < 2000; ++extend) {
    for (const auto account : {alpha, beta}) {
      const auto digits = std::to_string(extend);
      const auto sender = numbers.sender_of(carrier, account, digits);
      if (!sender) continue;
      const auto owner = numbers.owner_of(carrier, sender->text());
      BOOST_REQUIRE(owner);
      BOOST_REQUIRE((owner->account == account));
      BOOST_REQUIRE(owner->added == digits);
    }
  }
}

BOOST_AUTO_TEST_CASE(accounts_may_share_a_carrier_that_has_no_access_number) {
  const std::vector<SenderEntry> entries = {{carrier, alpha, "", ""}, {carrier, beta, "", ""}};
  const auto numbers = SenderDirectory::build(entries);
  BOOST_REQUIRE(numbers);
  BOOST_TEST(numbers->sender_of(carrier, alpha, "")->text().empty());
  BOOST_TEST(!numbers->owner_of(carrier, "1069"));
}

BOOST_AUTO_TEST_CASE(what_cannot_stand_is_refused_with_its_place) {
  using Kind = DirectoryError::Kind;
  const SenderEntry good{carrier, alpha, "1069002101001", ""};
  const auto check = [&good](const SenderEntry& bad, Kind kind) {
    const auto error = build_error({good, bad});
    BOOST_TEST((error.kind == kind));
    BOOST_TEST(error.entry == 1U);
  };
  check({carrier, beta, "1069002101001", ""}, Kind::same_number);
  check({carrier, beta, "10690021010", "01"}, Kind::same_number);
  check({carrier, alpha, "1069002101009", ""}, Kind::repeated);
  check({carrier, beta, "1069o", ""}, Kind::not_digits);
  check({carrier, beta, "10690021010011111111", "1"}, Kind::too_long);
  BOOST_TEST(SenderDirectory::build(std::vector<SenderEntry>{good, {CarrierNumber(2), beta, "1069002101001", ""}})
                 .has_value());
}

BOOST_AUTO_TEST_SUITE_END()
