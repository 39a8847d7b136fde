// SPDX-License-Identifier: Apache-2.0
#include "gateway/named_sender.h"

#include <boost/test/unit_test.hpp>

using namespace smppedge;
using namespace smppedge::gateway;

namespace {

constexpr CarrierNumber granted{1};
constexpr CarrierNumber bare{2};  // has no access number

struct House {
  House() {
    account.number = AccountNumber(1);
    account.sources = {"ACME", "8675512345"};
  }
  [[nodiscard]] static sender::SenderDirectory build() {
    const std::vector<sender::SenderEntry> entries = {
        {granted, AccountNumber(1), "106900011", "01", 0, 0},
        {granted, AccountNumber(2), "106900011", "0155", 0, 0},
        {bare, AccountNumber(1), "", "01", 0, 0},
    };
    return sender::SenderDirectory::build(entries).value();
  }
  [[nodiscard]] Expected<ChosenSender, RequestError> choose(const std::string& named, std::string_view extend = {},
                                                            CarrierNumber at = granted) {
    named_ = *SenderAddress::make(named, 5, 1);
    return choose_sender(senders, account, at, named_, extend);
  }
  [[nodiscard]] std::string text(const std::string& named, CarrierNumber at = granted) {
    const auto chosen = choose(named, {}, at);
    return chosen ? std::string(chosen->address.text()) : std::string(chosen.error().code);
  }
  sender::SenderDirectory senders = build();
  AccountSettings account;
  std::optional<SenderAddress> named_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(named_sender)

BOOST_AUTO_TEST_CASE(none_named_is_the_accounts_number_with_its_digits) {
  House house;
  const auto chosen = choose_sender(house.senders, house.account, granted, std::nullopt, "77");
  BOOST_TEST(chosen->address.text() == "1069000110177");
  BOOST_TEST(chosen->extend == "77");
  BOOST_TEST(house.choose("", "77")->address.text() == "1069000110177");
}

BOOST_AUTO_TEST_CASE(its_own_number_may_be_named_with_digits_behind_it) {
  House house;
  const auto chosen = house.choose("1069000110177");
  BOOST_TEST(chosen->address.text() == "1069000110177");
  BOOST_TEST(chosen->address.ton() == 5);
  BOOST_TEST(chosen->extend == "77");
  BOOST_TEST(house.text("10690001101") == "invalid_sender");    // a 1069 number has 13 digits
  BOOST_TEST(house.text("106900011017x") == "invalid_sender");  // digits only
  BOOST_TEST(house.text("106900011017700000000") == "invalid_sender");
}

BOOST_AUTO_TEST_CASE(anothers_number_may_not_be_named_even_where_it_begins_like_ones_own) {
  House house;
  BOOST_TEST(house.text("1069000110155") == "invalid_sender");
  BOOST_TEST(house.text("106900011015599") == "invalid_sender");
}

BOOST_AUTO_TEST_CASE(sources_are_used_as_they_are_named_and_only_whole) {
  House house;
  BOOST_TEST(house.text("ACME") == "ACME");
  BOOST_TEST(house.text("8675512345") == "8675512345");
  BOOST_TEST(house.text("86755123456") == "invalid_sender");
  BOOST_TEST(house.text("ACMECORP") == "invalid_sender");
  BOOST_TEST(house.text("acme") == "invalid_sender");
}

BOOST_AUTO_TEST_CASE(the_refusal_says_what_may_be_named) {
  House house;
  house.account.sources = {"ACME"};
  const auto refused = house.choose("EVIL");
  BOOST_TEST((refused.error().kind == RequestError::Kind::invalid));
  BOOST_TEST(refused.error().message.find("ACME") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_account_that_is_assigned_its_senders_gets_its_own) {
  House house;
  house.account.source_policy = SourcePolicy::assigned;
  BOOST_TEST(house.text("EVIL", bare).empty());
  BOOST_TEST(house.text("ACME", bare) == "ACME");
  const auto chosen = house.choose("1069000110155");
  BOOST_TEST(!chosen);  // its own number is too short without digits
  BOOST_TEST(chosen.error().code == "invalid_extend");
}

BOOST_AUTO_TEST_CASE(a_named_sender_cannot_be_extended) {
  House house;
  BOOST_TEST(house.choose("1069000110177", "8").error().code == "invalid_extend");
}

BOOST_AUTO_TEST_SUITE_END()
