// SPDX-License-Identifier: Apache-2.0
// Who has which number, and which numbers a message may leave from: by carrier, signature, class and recipient.
#include "sender/sender_directory.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <utility>
#include <vector>

using namespace smppedge;
using namespace smppedge::sender;

namespace {

constexpr CarrierNumber one{1};
constexpr CarrierNumber two{2};
constexpr AccountNumber alpha{10};
constexpr AccountNumber beta{20};

PhoneNumber phone(std::string_view digits) {
  return *PhoneNumber::from_digits(digits);
}
const PhoneNumber mainland = phone("8613800138000");

SenderDirectory built(const std::vector<CarrierGrants>& carriers, const std::vector<AccountHoldings>& accounts) {
  return SenderDirectory::build(carriers, accounts).value();
}

/// The numbers found, joined by blanks; the sender that is given, in brackets; the advice's first word when refused.
std::string found(const SenderDirectory& directory, std::string_view sign, const PhoneNumber& to,
                  TrafficClass traffic_class = TrafficClass::notice, CarrierNumber at = one) {
  const auto candidates = directory.numbers_for(at, alpha, sign, traffic_class, to);
  if (!candidates) return "refused " + std::to_string(static_cast<int>(candidates.error()));
  if (candidates->numbers.empty()) return "(" + std::string(candidates->given.text()) + ")";
  std::string all;
  for (const BaseNumber& base : candidates->numbers) {
    all += (all.empty() ? "" : " ") + std::string(base.digits.view());
  }
  return all;
}
std::string refused(SenderError error) {
  return "refused " + std::to_string(static_cast<int>(error));
}

DirectoryError build_error(const std::vector<CarrierGrants>& carriers, const std::vector<AccountHoldings>& accounts) {
  const auto directory = SenderDirectory::build(carriers, accounts);
  BOOST_REQUIRE(!directory);
  return directory.error();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sender_directory)

BOOST_AUTO_TEST_CASE(numbers_are_access_number_and_extension_in_the_order_of_the_configuration) {
  const auto directory = built({{one, {{"1069000111"}, {"10655"}}, {}}, {two, {}, {}}}, {{alpha, "01", {}, {}}});
  BOOST_TEST(found(directory, "", mainland) == "106900011101 1065501");
  BOOST_TEST(found(directory, "whatever", mainland) == "106900011101 1065501");
  BOOST_TEST(found(directory, "", mainland, TrafficClass::notice, two) == "()");
  BOOST_TEST(found(directory, "", mainland, TrafficClass::notice, CarrierNumber(9)) ==
             refused(SenderError::no_such_account));
  BOOST_TEST(
      (directory.numbers_for(one, beta, "", TrafficClass::otp, mainland).error() == SenderError::no_such_account));
}

BOOST_AUTO_TEST_CASE(a_number_serves_the_classes_that_its_carrier_allows) {
  Grant codes{"1069000111"};
  codes.classes = {true, false, false};
  Grant rest{"1069000222"};
  rest.classes = {false, true, false};
  const auto directory = built({{one, {codes, rest}, {}}}, {{alpha, "01", {}, {}}});
  BOOST_TEST(found(directory, "", mainland, TrafficClass::otp) == "106900011101");
  BOOST_TEST(found(directory, "", mainland, TrafficClass::notice) == "106900022201");
  BOOST_TEST(found(directory, "", mainland, TrafficClass::marketing) == refused(SenderError::not_granted));
}

BOOST_AUTO_TEST_CASE(signatures_have_numbers_of_their_own_and_others_are_refused) {
  const std::vector<Signature> signatures{{"Acme", "001"}, {"Shop", "002"}};
  const std::vector<CarrierGrants> carriers{{one, {{"1069000111"}}, {}}};
  const auto without = built(carriers, {{alpha, "", signatures, {}}});
  BOOST_TEST(found(without, "Acme", mainland) == "1069000111001");
  BOOST_TEST(found(without, "Shop", mainland) == "1069000111002");
  BOOST_TEST(found(without, "Evil", mainland) == refused(SenderError::unknown_sign));
  BOOST_TEST(found(without, "", mainland) == refused(SenderError::needs_sign));
  BOOST_TEST(!without.owner_of(one, "1069000111999"));
  const auto with_own = built(carriers, {{alpha, "000", signatures, {}}});
  BOOST_TEST(found(with_own, "", mainland) == "1069000111000");
  BOOST_TEST(found(with_own, "Evil", mainland) == refused(SenderError::unknown_sign));
  BOOST_TEST(with_own.owner_of(one, "106900011100277")->sign == "Shop");
  BOOST_TEST(with_own.owner_of(one, "106900011100277")->added == "77");
  BOOST_TEST(with_own.owner_of(one, "1069000111000")->sign.empty());
}

BOOST_AUTO_TEST_CASE(abroad_begins_outside_86) {
  BOOST_TEST(!is_abroad(mainland));
  for (const char* digits : {"85291234567", "85361234567", "886912345678", "447700900123", "12025550123", "8"}) {
    BOOST_TEST(is_abroad(phone(digits)), digits);
  }
}

BOOST_AUTO_TEST_CASE(abroad_the_longest_prefix_of_the_account_then_of_the_carrier_names_the_sender) {
  const auto directory = built({{one, {{"1069000111"}}, {{"44", "Qcloud"}, {"", "Qsms"}, {"81", "Tokyo"}}}},
                               {{alpha, "01", {}, {{"44", "Alpha"}, {"447", "Mobile"}, {"1", "12345"}}}});
  BOOST_TEST(found(directory, "", phone("442071234567")) == "(Alpha)");
  BOOST_TEST(found(directory, "", phone("447700900123")) == "(Mobile)");
  BOOST_TEST(found(directory, "", phone("12025550123")) == "(12345)");
  BOOST_TEST(found(directory, "", phone("819012345678")) == "(Tokyo)");
  BOOST_TEST(found(directory, "", phone("85291234567")) == "(Qsms)");
  BOOST_TEST(found(directory, "", mainland) == "106900011101");
}

BOOST_AUTO_TEST_CASE(abroad_a_number_granted_for_there_is_used_and_never_a_106_number) {
  Grant elsewhere{"44770090"};
  elsewhere.region = Region::abroad;
  const auto directory =
      built({{one, {{"1069000111"}, elsewhere, {"95588"}}, {}}, {two, {{"1069000222"}}, {}}}, {{alpha, "01", {}, {}}});
  BOOST_TEST(found(directory, "", phone("85291234567")) == "4477009001 9558801");
  BOOST_TEST(found(directory, "", mainland) == "106900011101 9558801");
  BOOST_TEST(found(directory, "", phone("85291234567"), TrafficClass::notice, two) == "()");
  BOOST_TEST(found(directory, "unlisted", phone("85291234567"), TrafficClass::notice, two) == "()");
}

BOOST_AUTO_TEST_CASE(a_carrier_with_numbers_for_abroad_alone_has_none_for_the_mainland) {
  Grant elsewhere{"44770090"};
  elsewhere.region = Region::abroad;
  const auto directory = built({{one, {elsewhere}, {}}}, {{alpha, "01", {}, {}}});
  BOOST_TEST(found(directory, "", mainland) == refused(SenderError::not_granted));
}

BOOST_AUTO_TEST_CASE(replies_go_to_the_longest_number_they_start_with) {
  const auto directory = built({{one, {{"106900210"}}, {}}}, {{alpha, "1", {}, {}}, {beta, "12", {}, {}}});
  const auto owner = [&directory](std::string_view destination) { return directory.owner_of(one, destination); };
  BOOST_TEST((owner("106900210199")->account == alpha));
  BOOST_TEST(owner("106900210199")->added == "99");
  BOOST_TEST((owner("1069002101")->account == alpha));
  BOOST_TEST(owner("1069002101")->added.empty());
  BOOST_TEST((owner("106900210123")->account == beta));
  BOOST_TEST(owner("106900210123")->added == "3");
  BOOST_TEST(!owner("106900210"));
  BOOST_TEST(!owner("106900211"));
  BOOST_TEST(!owner(""));
  BOOST_TEST(!directory.owner_of(two, "106900210199"));
  BOOST_TEST((directory.owner_anywhere("106900210199")->account == alpha));
}

BOOST_AUTO_TEST_CASE(accounts_may_share_a_carrier_that_has_no_access_number) {
  const auto directory = built({{one, {}, {}}}, {{alpha, "", {}, {}}, {beta, "", {}, {}}});
  BOOST_TEST(found(directory, "", mainland) == "()");
  BOOST_TEST(!directory.owner_of(one, "1069"));
}

BOOST_AUTO_TEST_CASE(numbers_that_are_taken_away_keep_their_owners_for_a_while) {
  constexpr WallTime began{Seconds(1'000)};
  constexpr WallTime until{Seconds(2'000)};
  const std::vector<AccountHoldings> holders{{alpha, "01", {}, {}}};
  const auto former = built({{one, {{"1069000111"}}, {}}, {two, {{"1069000222"}, {"1069000333"}}, {}}}, holders);
  const auto now = [&] { return built({{two, {{"1069000222"}}, {}}}, holders); };
  auto second = now();
  BOOST_TEST(!second.owner_of(one, "106900011101"));
  second.keep_owners(former, began, until);
  for (const auto& [carrier, number] : {std::pair(one, "106900011101"), std::pair(two, "106900033301")}) {
    BOOST_TEST((second.owner_of(carrier, number)->account == alpha), number);
    BOOST_TEST((second.owner_anywhere(number)->account == alpha), number);
  }
  auto third = now();
  third.keep_owners(second, until, until + Seconds(1'000));
  BOOST_TEST(third.owner_of(two, "106900033301").has_value());
  auto fourth = now();
  fourth.keep_owners(third, until + Seconds(1), until + Seconds(2'000));
  BOOST_TEST(!fourth.owner_of(two, "106900033301"));
  BOOST_TEST(fourth.owner_of(two, "106900022201").has_value());
}

BOOST_AUTO_TEST_CASE(a_number_that_is_anothers_now_goes_to_that_one) {
  const auto former = built({{one, {{"1069000111"}}, {}}}, {{alpha, "01", {}, {}}});
  auto now = built({{one, {{"1069000111"}}, {}}}, {{beta, "01", {}, {}}});
  now.keep_owners(former, WallTime{}, WallTime{Seconds(1)});
  BOOST_TEST((now.owner_of(one, "106900011101")->account == beta));
}

BOOST_AUTO_TEST_CASE(numbers_to_choose_from_are_counted_by_carrier_class_and_recipient) {
  Grant codes{"1069000111"};
  codes.classes = {true, false, false};
  Grant rest{"1069000222"};
  rest.classes = {false, true, true};
  Grant more{"1069000333"};
  more.classes = {false, false, true};
  Grant elsewhere{"4477009001"};
  elsewhere.region = Region::abroad;
  const auto directory = built({{one, {codes, rest, more, elsewhere}, {{"852", "Qsms"}}}, {two, {codes}, {}}},
                               {{alpha, "01", {}, {{"1", "Alpha"}}}, {beta, "02", {}, {}}});
  const auto most = [&](TrafficClass traffic_class, const PhoneNumber& to, AccountNumber account = alpha) {
    return directory.numbers_max(account, traffic_class, to);
  };
  BOOST_TEST(most(TrafficClass::otp, mainland) == 1U);
  BOOST_TEST(most(TrafficClass::notice, mainland) == 1U);
  BOOST_TEST(most(TrafficClass::marketing, mainland) == 2U);
  BOOST_TEST(most(TrafficClass::marketing, phone("447700900123")) == 1U);
  BOOST_TEST(most(TrafficClass::marketing, phone("85291234567")) == 0U);
  BOOST_TEST(most(TrafficClass::marketing, phone("12025550123")) == 0U);
  BOOST_TEST(most(TrafficClass::marketing, phone("12025550123"), beta) == 1U);
  BOOST_TEST(most(TrafficClass::otp, mainland, AccountNumber(99)) == 0U);
}

BOOST_AUTO_TEST_CASE(replies_to_numbers_that_accounts_leave_from_without_a_grant_are_theirs) {
  const AccountHoldings first{alpha, "01", {}, {{"44", "447700900999"}}, {"95588", "Qsms", "106900011101"}};
  const AccountHoldings second{beta, "02", {}, {}, {"95588", "95566", "106900011101"}};
  const auto directory = built({{one, {{"1069000111"}}, {{"", "12345"}}}, {two, {}, {}}}, {first, second});
  const auto owners = [&](std::string_view destination, CarrierNumber at = two) {
    const auto found = directory.reply_owners_of(at, destination);
    return found ? std::vector<AccountNumber>(found->accounts.begin(), found->accounts.end())
                 : std::vector<AccountNumber>();
  };
  using Accounts = std::vector<AccountNumber>;
  BOOST_TEST((owners("95588") == Accounts{alpha, beta}));
  BOOST_TEST((owners("9558877") == Accounts{alpha, beta}));
  BOOST_TEST((owners("95566") == Accounts{beta}));
  BOOST_TEST((owners("447700900999", one) == Accounts{alpha}));
  BOOST_TEST(owners("Qsms").empty());
  BOOST_TEST(owners("12345", one).empty());                      // a carrier's is everybody's
  BOOST_TEST((owners("106900011101", one) == Accounts{alpha}));  // granted: the other may only name it
  BOOST_TEST((owners("106900011101") == Accounts{alpha}));       // whatever carrier brings the reply
  BOOST_TEST(directory.reply_owners_of(two, "9558877")->number == "95588");
}

BOOST_AUTO_TEST_CASE(what_a_carrier_may_make_of_a_number_by_digits_of_its_own_is_known) {
  Grant appends{"1069000222"};
  appends.appended_digits = 2;
  const auto directory =
      built({{one, {appends}, {}}}, {{alpha, "01", {{"Acme", "0115"}}, {}}, {beta, "02345", {}, {}}});
  const auto may = [&](std::string_view number, std::size_t appended, AccountNumber account,
                       std::string_view sign = {}) {
    return directory.may_become_anothers(number, appended, account, sign);
  };
  BOOST_TEST(may("106900022201", 2, alpha));
  BOOST_TEST(!may("106900022201", 1, alpha));
  BOOST_TEST(may("1069000222011", 1, alpha));
  BOOST_TEST(!may("106900022201", 2, alpha, "Acme"));  // its own
  BOOST_TEST(!may("106900022202", 2, alpha));          // three digits short
  BOOST_TEST(may("1069000222023", 2, alpha));
  BOOST_TEST(!may("1069000222023", 2, beta));
  BOOST_TEST(!may("1069000222023", 0, alpha));
}

BOOST_AUTO_TEST_CASE(no_extend_is_made_of_what_is_no_digit) {
  const auto directory = built({{one, {{"1069000111"}}, {}}}, {{alpha, "01", {}, {}}});
  BOOST_TEST(directory.owner_of(one, "1069000111017\xA0")->extend(0).empty());
  BOOST_TEST(directory.owner_of(one, "106900011101\xA0")->extend(0).empty());
}

BOOST_AUTO_TEST_CASE(the_customers_digits_are_told_from_the_tail_and_not_where_the_carrier_appends_some) {
  Grant appends{"1069000222"};
  appends.appended_digits = 2;
  const auto directory = built({{one, {{"1069000111"}, appends}, {}}}, {{alpha, "01", {}, {}}});
  const auto extend = [&](std::string_view destination, std::size_t tail_digits) {
    return directory.owner_of(one, destination)->extend(tail_digits);
  };
  BOOST_TEST(extend("1069000111017742", 0) == "7742");
  BOOST_TEST(extend("1069000111017742", 2) == "77");
  BOOST_TEST(extend("10690001110142", 2).empty());
  BOOST_TEST(extend("1069000111014", 2).empty());
  BOOST_TEST(extend("1069000222017742", 2).empty());
  BOOST_TEST(extend("1069000222017742", 0).empty());
}

BOOST_AUTO_TEST_CASE(a_copy_stands_for_itself) {
  auto original = std::make_unique<SenderDirectory>(
      built({{one, {{"1069000111"}}, {}}}, {{alpha, "", {{"a signature that is kept on the heap", "001"}}, {}}}));
  const SenderDirectory copy = *original;
  original.reset();
  BOOST_TEST(copy.owner_of(one, "1069000111001")->sign == "a signature that is kept on the heap");
}

BOOST_AUTO_TEST_CASE(what_cannot_stand_is_refused_with_those_that_it_is_about) {
  using Kind = DirectoryError::Kind;
  const AccountHoldings first{alpha, "01", {}, {}};
  const auto check = [&](const std::vector<CarrierGrants>& carriers, const AccountHoldings& second, Kind kind) {
    const auto error = build_error(carriers, {first, second});
    BOOST_TEST((error.kind == kind));
    return error;
  };
  const std::vector<CarrierGrants> plain{{one, {{"1069000111"}}, {}}};
  const auto same = check(plain, {beta, "01", {}, {}}, Kind::same_number);
  BOOST_TEST((same.account == beta));
  BOOST_TEST((same.other == alpha));
  BOOST_TEST(same.number == "106900011101");
  check(plain, {beta, "", {{"Acme", "01"}}, {}}, Kind::same_number);
  check({{one, {{"1069000111"}, {"106900011"}}, {}}}, {beta, "101", {}, {}}, Kind::same_number);
  check({{one, {{"1069000111"}}, {}}, {two, {{"106900011"}}, {}}}, {beta, "101", {}, {}}, Kind::same_number);
  check(plain, {beta, "o1", {}, {}}, Kind::not_digits);
  check(plain, {beta, "12345678901", {}, {}}, Kind::too_long);
  check({{one, {{"1069000111", 12, 1}}, {}}}, {beta, "", {}, {}}, Kind::too_long);
  check(plain, {alpha, "02", {}, {}}, Kind::repeated);
  check({{one, {{"1069000111"}}, {}}, {one, {}, {}}}, {beta, "02", {}, {}}, Kind::repeated);
  check({{one, {{"1069000111"}, {"1069000111"}}, {}}}, {beta, "02", {}, {}}, Kind::repeated);
}

BOOST_AUTO_TEST_CASE(ranges_are_sorted_by_carrier_and_digits_and_say_what_they_are_for) {
  Grant codes{"10655", 15, 2};
  codes.classes = {true, false, false};
  Grant elsewhere{"4477"};
  elsewhere.region = Region::abroad;
  const auto directory = built({{two, {{"1069000222"}, codes, elsewhere, {"95588"}}, {}}, {one, {{"1069000111"}}, {}}},
                               {{beta, "03", {}, {}}, {alpha, "01", {{"Acme", "02"}}, {}}});
  std::string all;
  for (const Range& range : directory.ranges()) {
    all += std::to_string(range.number.carrier.value()) + " " + std::string(range.number.digits.view()) + " ";
  }
  BOOST_TEST(all ==
             "1 106900011101 1 106900011102 1 106900011103 2 1065501 2 1065502 2 1065503 2 106900022201 2 106900022202 "
             "2 106900022203 2 447701 2 447702 2 447703 2 9558801 2 9558802 2 9558803 ");
  const Range* own = directory.range({one, directory.ranges()[0].number.digits});
  BOOST_REQUIRE(own == &directory.ranges()[0]);
  BOOST_TEST((own->account == alpha));
  BOOST_TEST(own->sign.empty());
  BOOST_TEST(directory.ranges()[1].sign == "Acme");
  BOOST_TEST((directory.ranges()[2].account == beta));
  BOOST_TEST((own->classes == std::array{true, true, true}));
  BOOST_TEST((own->region == Region::mainland));
  BOOST_TEST(own->digits_max == 20U);
  const Range& code = directory.ranges()[3];
  BOOST_TEST((code.classes == std::array{true, false, false}));
  BOOST_TEST(code.digits_max == 15U);
  BOOST_TEST(code.appended_digits == 2U);
  BOOST_TEST((code.region == Region::mainland));
  BOOST_TEST((directory.ranges()[9].region == Region::abroad));
  BOOST_TEST((directory.ranges()[12].region == Region::any));
}

BOOST_AUTO_TEST_CASE(ranges_go_on_from_any_number_whoever_holds_it) {
  const auto directory = built({{one, {{"1069000111"}, {"10655"}}, {}}, {two, {{"1069000222"}}, {}}},
                               {{alpha, "01", {}, {}}, {beta, "011", {}, {}}});
  const auto digits = [](std::string_view text) {
    Digits made;
    BOOST_REQUIRE(made.assign(text));
    return made;
  };
  const auto first = [&](CarrierNumber carrier, std::string_view text) {
    const auto ranges = directory.ranges_from({carrier, digits(text)});
    return ranges.empty() ? "none" : std::string(ranges.front().number.digits.view());
  };
  BOOST_TEST(first(CarrierNumber(), "") == "1065501");
  BOOST_TEST(first(one, "1065501") == "1065501");
  BOOST_TEST(first(one, "10655010") == "10655011");
  BOOST_TEST(first(one, "9") == "106900022201");
  BOOST_TEST(first(two, "1069000222011") == "1069000222011");
  BOOST_TEST(first(two, "2") == "none");
  BOOST_TEST(directory.range({one, digits("106900022201")}) == nullptr);
  BOOST_TEST(directory.range({two, digits("9")}) == nullptr);
}

BOOST_AUTO_TEST_CASE(nothing_leaves_from_the_numbers_of_a_carrier_that_retires) {
  const auto former = built({{one, {{"1069000111"}}, {}}, {two, {{"1069000222"}}, {}}}, {{alpha, "01", {}, {}}});
  auto now = built({{two, {{"1069000222"}}, {}}}, {{alpha, "01", {}, {}}});
  now.keep_owners(former, WallTime(), WallTime(Seconds(60)));
  BOOST_REQUIRE(now.ranges().size() == 1U);
  BOOST_TEST((now.ranges()[0].number.carrier == two));
}

BOOST_AUTO_TEST_CASE(two_carriers_may_grant_one_number_to_the_same_holders) {
  const auto directory = built({{one, {{"1069000111"}}, {}}, {two, {{"1069000111"}}, {}}}, {{alpha, "01", {}, {}}});
  BOOST_TEST((directory.owner_of(two, "106900011101")->account == alpha));
}

BOOST_AUTO_TEST_SUITE_END()
