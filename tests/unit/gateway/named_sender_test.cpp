// SPDX-License-Identifier: Apache-2.0
#include "gateway/named_sender.h"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include "base/seeded_rng.h"

using namespace smppedge;
using namespace smppedge::gateway;

namespace {

constexpr CarrierNumber granted{1};
constexpr CarrierNumber bare{2};  // has no access number
constexpr AccountNumber own{1};
constexpr AccountNumber signing{3};

const PhoneNumber mainland = *PhoneNumber::from_digits("8613800138000");
const PhoneNumber hong_kong = *PhoneNumber::from_digits("85291234567");

struct House {
  House() {
    account.number = own;
    account.sources = {"ACME", "8675512345", "10690009990001"};
    wish.carrier = granted;
    wish.recipient = mainland;
  }
  [[nodiscard]] static sender::SenderDirectory build() {
    sender::Grant no_marketing{"106900011"};
    no_marketing.classes = {true, true, false};
    const std::vector<sender::CarrierGrants> carriers = {{granted, {no_marketing}, {{"852", "Qsms"}}}, {bare, {}, {}}};
    const std::vector<sender::AccountHoldings> accounts = {
        {own, "01", {}, {}},
        {AccountNumber(2), "0155", {}, {}},
        {signing, "", {{"Acme", "0301"}, {"Shop", "0302"}}, {}},
    };
    return sender::SenderDirectory::build(carriers, accounts).value();
  }
  [[nodiscard]] Expected<ChosenSender, SenderRefusal> choose() {
    return choose_sender(senders, account, wish, used, WallTime(), rng);
  }
  [[nodiscard]] Expected<ChosenSender, SenderRefusal> choose(const std::string& named, std::string_view extend = {}) {
    named_ = *SenderAddress::make(named, 5, 1);
    wish.named = &named_;
    wish.extend = extend;
    return choose();
  }
  [[nodiscard]] std::string text(const std::string& named, CarrierNumber at = granted) {
    wish.carrier = at;
    return text_of(choose(named));
  }
  [[nodiscard]] static std::string text_of(const Expected<ChosenSender, SenderRefusal>& chosen) {
    return chosen ? std::string(chosen->address.text()) : std::string(chosen.error().code);
  }

  sender::SenderDirectory senders = build();
  AccountSettings account;
  SenderWish wish;
  std::vector<sender::UsedNumber> used;
  SeededRng rng{1};

 private:
  SenderAddress named_;
};

struct Signing : House {
  Signing() {
    account.number = signing;
    account.sources.clear();
  }
  [[nodiscard]] std::string signed_as(std::string_view sign, const std::string& named = {}) {
    wish.sign = sign;
    return text_of(choose(named));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(named_sender)

BOOST_AUTO_TEST_CASE(none_named_is_the_accounts_number_with_its_digits) {
  House house;
  house.wish.extend = "77";
  const auto chosen = house.choose();
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
  BOOST_TEST(refused.error().message.find("10690001101, alone") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_account_that_is_assigned_its_senders_gets_its_own) {
  House house;
  house.account.source_policy = SourcePolicy::assigned;
  BOOST_TEST(house.text("EVIL", bare).empty());
  BOOST_TEST(house.text("ACME", bare) == "ACME");
  house.wish.carrier = granted;
  const auto chosen = house.choose("1069000110155");
  BOOST_TEST(!chosen);  // its own number is too short without digits
  BOOST_TEST(chosen.error().code == "invalid_extend");
}

BOOST_AUTO_TEST_CASE(a_named_sender_cannot_be_extended) {
  House house;
  BOOST_TEST(house.choose("1069000110177", "8").error().code == "invalid_extend");
}

BOOST_AUTO_TEST_CASE(no_1069_number_goes_abroad_even_when_it_is_named) {
  House house;
  BOOST_TEST(house.text("10690009990001") == "10690009990001");
  house.wish.recipient = hong_kong;
  BOOST_TEST(house.text("10690009990001") == "invalid_sender");
  BOOST_TEST(house.text("1069000110177") == "invalid_sender");
  BOOST_TEST(house.text("ACME") == "ACME");
  BOOST_TEST(house.text("Qsms") == "Qsms");  // what it would be assigned
  BOOST_TEST(house.text("") == "Qsms");
  house.account.source_policy = SourcePolicy::assigned;
  BOOST_TEST(house.text("1069000110177") == "Qsms");
  BOOST_TEST(house.text("1069000110177", bare).empty());
}

BOOST_AUTO_TEST_CASE(a_class_that_the_carrier_granted_no_number_for_is_refused) {
  House house;
  house.wish.traffic_class = TrafficClass::marketing;
  house.wish.extend = "77";
  BOOST_TEST(house.choose().error().code == "no_sender");
  BOOST_TEST(house.text("1069000110177") == "invalid_sender");
}

BOOST_AUTO_TEST_CASE(each_signature_leaves_from_its_own_number) {
  Signing house;
  BOOST_TEST(house.signed_as("Acme") == "1069000110301");
  BOOST_TEST(house.signed_as("Shop") == "1069000110302");
  BOOST_TEST(house.signed_as("Evil") == "invalid_sign");
  BOOST_TEST(house.signed_as("") == "invalid_sign");
}

BOOST_AUTO_TEST_CASE(a_named_number_must_be_that_of_the_signature) {
  Signing house;
  BOOST_TEST(house.signed_as("Acme", "106900011030177") == "106900011030177");
  BOOST_TEST(house.signed_as("Shop", "106900011030177") == "invalid_sender");
  BOOST_TEST(house.signed_as("Evil", "106900011030177") == "invalid_sign");
  // A carrier may add the signature itself, by the number.
  BOOST_TEST(house.signed_as("", "106900011030177") == "106900011030177");
}

BOOST_AUTO_TEST_CASE(a_refusal_says_what_to_change) {
  House house;
  const auto message = [&house] {
    const auto refused = house.choose();
    return refused ? std::string("chosen") : std::string(refused.error().code) + ": " + refused.error().message;
  };
  house.wish.extend = "1234567890";
  BOOST_TEST(message() == "invalid_extend: Shorten the extension: its sender number has room for 9 digits.");
  house.account.number_policy = {sender::Policy::sticky, 8};
  BOOST_TEST(message() == "invalid_extend: Shorten the extension: its sender number has room for 1 digit.");
  house.account.number_policy = {sender::Policy::sticky, 0};
  house.wish.extend = "55";
  BOOST_TEST(message() ==
             "invalid_extend: Choose another extension: this one belongs to another account or signature.");
  house.wish.extend = {};
  BOOST_TEST(message() == "invalid_extend: Give a longer extension: a 1069 sender has at least 13 digits.");
}

BOOST_AUTO_TEST_CASE(a_sticky_sender_that_another_account_bars_is_not_said_to_be_a_conversation) {
  House house;
  house.wish.extend = "77";
  house.used = {{"1069000110177", AccountNumber(2), 0, WallTime()}};
  const auto refused = house.choose();
  BOOST_TEST(refused.error().code == "senders_in_use");
  BOOST_TEST(refused.error().message.starts_with("Another account has written to this recipient"));
  house.account.number_policy = {sender::Policy::rotating, 1};
  house.used.clear();
  std::vector<std::string> numbers;
  for (char tail = '0'; tail <= '9'; ++tail) numbers.push_back(std::string("1069000110177") + tail);
  for (const std::string& number : numbers) house.used.push_back({number, own, 6, WallTime()});
  BOOST_TEST(house.choose().error().message.starts_with("Every sender number of the account is in use by another"));
}

BOOST_AUTO_TEST_CASE(a_tail_whose_numbers_are_all_anothers_is_not_blamed_on_an_extension) {
  const std::vector<sender::CarrierGrants> carriers = {{granted, {{"1069000110"}}, {}}};
  std::vector<sender::AccountHoldings> accounts = {{own, "111", {}, {}}};
  for (unsigned i = 0; i < 10; ++i) accounts.push_back({AccountNumber(10 + i), "111" + std::to_string(i), {}, {}});
  House house;
  house.senders = sender::SenderDirectory::build(carriers, accounts).value();
  house.account.number_policy = {sender::Policy::rotating, 1};
  const auto refused = house.choose();
  BOOST_TEST(refused.error().code == "no_sender");
  BOOST_TEST(refused.error().message.starts_with("Every number that the tail makes belongs to another"));
}

BOOST_AUTO_TEST_CASE(what_the_recipient_knows_decides_under_rotating) {
  House house;
  house.account.number_policy = {sender::Policy::rotating, 2};
  house.wish.conversation = 5;
  house.used = {{"1069000110142", own, 5, WallTime()}};
  BOOST_TEST(house.text("") == "1069000110142");
  std::vector<std::string> numbers;
  for (int tail = 0; tail < 100; ++tail) numbers.push_back(fmt::format("10690001101{:02}", tail));
  house.used.clear();
  for (const std::string& number : numbers) house.used.push_back({number, own, 6, WallTime()});
  BOOST_TEST(house.text("") == "senders_in_use");
}

BOOST_AUTO_TEST_CASE(an_assigned_number_tells_how_it_was_chosen) {
  House house;
  house.account.number_policy = {sender::Policy::rotating, 2};
  house.used = {{"1069000110142", own, 5, WallTime()}};
  const auto chosen = house.choose();
  BOOST_TEST(chosen->base_digits == 11U);
  BOOST_TEST(chosen->of == 100U);
  BOOST_TEST(chosen->in_use == 1U);
  BOOST_TEST(!chosen->kept);
}

BOOST_AUTO_TEST_CASE(a_named_number_tells_its_range_and_other_senders_have_none) {
  House house;
  const auto named = house.choose("1069000110177");
  BOOST_TEST(named->base_digits == 11U);
  BOOST_TEST(named->of == 0U);
  BOOST_TEST(house.choose("ACME")->base_digits == 0U);
}

BOOST_AUTO_TEST_CASE(a_refusal_because_all_are_in_use_names_the_ranges_and_another_names_none) {
  House house;
  house.account.number_policy = {sender::Policy::rotating, 2};
  std::vector<std::string> numbers;
  for (int tail = 0; tail < 100; ++tail) numbers.push_back(fmt::format("10690001101{:02}", tail));
  for (const std::string& number : numbers) house.used.push_back({number, own, 6, WallTime()});
  const auto refused = house.choose();
  BOOST_REQUIRE(!refused);
  BOOST_REQUIRE(refused.error().ranges.size() == 1U);
  BOOST_TEST(refused.error().ranges[0].view() == "10690001101");
  house.wish.extend = "1234567890";
  BOOST_TEST(house.choose().error().ranges.empty());
  house.wish.traffic_class = TrafficClass::marketing;
  BOOST_TEST(house.choose().error().ranges.empty());
}

BOOST_AUTO_TEST_SUITE_END()
