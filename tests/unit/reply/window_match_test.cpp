// SPDX-License-Identifier: Apache-2.0
#include "reply/window_match.h"

#include <boost/test/unit_test.hpp>

using namespace smppedge;
using namespace smppedge::reply;

namespace {

constexpr WallTime now{Seconds(1'700'000'000)};
constexpr AccountNumber bank{1};
constexpr AccountNumber shop{2};
constexpr CarrierNumber unicom{1};
constexpr CarrierNumber telecom{2};

constexpr WallTime hours_ago(std::int64_t hours) {
  return now - Seconds(hours * 3600);
}
constexpr WallTime planned{};

WindowPair pair(std::string_view number, std::uint64_t message, WallTime sent_at, AccountNumber account = bank,
                CarrierNumber carrier = unicom) {
  return {number, MessageId(message), account, carrier, sent_at};
}

struct Fixture {
  WindowMatch match(std::string_view destination, CarrierNumber carrier = unicom) const {
    return match_window(window, {destination, carrier, now},
                        [this](std::string_view asked) -> std::optional<NumberOwner> {
                          std::optional<NumberOwner> longest;
                          for (const auto* each : {&owner, &signature}) {
                            if (!*each || !asked.starts_with((*each)->number)) continue;
                            if (!longest || longest->number.size() < (*each)->number.size()) longest = *each;
                          }
                          return longest;
                        });
  }
  std::vector<WindowPair> window;
  std::optional<NumberOwner> owner;
  std::optional<NumberOwner> signature;  ///< has a longer number
};

void check(const WindowMatch& match, Found found, std::uint64_t message, AccountNumber account) {
  BOOST_TEST(to_string(match.found) == to_string(found));
  BOOST_TEST(match.message.value() == message);
  BOOST_TEST(match.account.value() == account.value());
  BOOST_TEST(!match.ambiguous);
  BOOST_TEST(!match.late);
  BOOST_TEST((match.accounts == std::vector{account}));
}
void check_ambiguous(const WindowMatch& match, Found found, const std::vector<AccountNumber>& accounts) {
  BOOST_TEST(to_string(match.found) == to_string(found));
  BOOST_TEST(match.ambiguous);
  BOOST_TEST(match.message.value() == 0U);
  BOOST_TEST(match.account.value() == (accounts.size() == 1 ? accounts[0].value() : 0U));
  BOOST_TEST((match.accounts == accounts));
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(window_match, Fixture)

BOOST_AUTO_TEST_CASE(the_exact_number_is_answered_until_72_hours_and_no_longer) {
  const auto age = [&](Millis since) {
    window = {pair("1069000111", 7, now - since)};
    return match("1069000111");
  };
  check(age(Seconds(0)), Found::exact, 7, bank);
  check(age(Seconds(72 * 3600 - 1)), Found::exact, 7, bank);
  check(age(Seconds(72 * 3600)), Found::exact, 7, bank);
  for (const Millis since : {Millis(72 * 3'600'000 + 1), Millis(Seconds(72 * 3600 + 1))}) {
    const auto late = age(since);
    BOOST_TEST(late.late);
    BOOST_TEST((late.found == Found::exact));
    BOOST_TEST(late.message.value() == 0U);
    BOOST_TEST((late.account == bank));
    BOOST_TEST((late.accounts == std::vector{bank}));
    BOOST_TEST(!late.ambiguous);
  }
}

BOOST_AUTO_TEST_CASE(a_send_that_the_clock_puts_later_is_answered) {
  window = {pair("1069000111", 7, now + Seconds(5))};
  check(match("1069000111"), Found::exact, 7, bank);
}

BOOST_AUTO_TEST_CASE(the_exact_number_goes_before_longer_newer_and_shorter_ones) {
  window = {pair("1069000111", 1, hours_ago(1)), pair("10690001112", 2, hours_ago(30)),
            pair("106900011123", 3, hours_ago(2)), pair("10690001", 4, hours_ago(0))};
  check(match("10690001112"), Found::exact, 2, bank);
}

BOOST_AUTO_TEST_CASE(the_newest_message_of_the_number_is_answered) {
  window = {pair("1069000111", 1, hours_ago(3)), pair("1069000111", 2, hours_ago(1), bank, telecom),
            pair("1069000111", 3, hours_ago(2)), pair("1069000111", 9, hours_ago(80))};
  check(match("1069000111"), Found::exact, 2, bank);
  window = {pair("1069000111", 4, hours_ago(1)), pair("1069000111", 5, hours_ago(1))};
  check(match("1069000111"), Found::exact, 5, bank);
}

BOOST_AUTO_TEST_CASE(accounts_that_wrote_from_one_number_are_all_told) {
  window = {pair("1069000111", 1, hours_ago(1), shop), pair("1069000111", 2, hours_ago(2), bank)};
  check_ambiguous(match("1069000111"), Found::exact, {bank, shop});
  window[1].sent_at = hours_ago(73);
  check(match("1069000111"), Found::exact, 1, shop);
  window[0].sent_at = hours_ago(73);
  const auto late = match("1069000111");
  check_ambiguous(late, Found::exact, {bank, shop});
  BOOST_TEST(late.late);
}

BOOST_AUTO_TEST_CASE(a_planned_message_owns_its_number_and_is_not_answered) {
  window = {pair("1069000111", 1, planned)};
  check(match("1069000111"), Found::exact, 0, bank);
  window = {pair("1069000111", 2, planned), pair("1069000111", 1, hours_ago(5))};
  check(match("1069000111"), Found::exact, 1, bank);
}

BOOST_AUTO_TEST_CASE(a_planned_number_does_not_hide_what_was_sent_from_a_shorter_one) {
  window = {pair("10690001", 1, hours_ago(1)), pair("106900011", 2, planned)};
  check(match("106900011"), Found::appended, 1, bank);
  check(match("1069000112"), Found::appended, 1, bank);
  window = {pair("106900011", 2, planned), pair("10690001", 1, hours_ago(1))};
  check(match("106900011"), Found::appended, 1, bank);
}

BOOST_AUTO_TEST_CASE(digits_that_the_carrier_appended_are_stepped_over) {
  window = {pair("1069", 1, hours_ago(1), shop), pair("10690001", 2, hours_ago(2)),
            pair("106900012", 3, hours_ago(0), shop), pair("", 4, hours_ago(0), shop)};
  check(match("1069000188"), Found::appended, 2, bank);
}

BOOST_AUTO_TEST_CASE(a_pair_without_a_number_is_no_prefix) {
  window = {pair("", 1, hours_ago(1), shop, telecom)};
  BOOST_TEST((match("1069000188").found == Found::none));
}

BOOST_AUTO_TEST_CASE(an_appended_number_is_answered_until_72_hours_and_no_longer) {
  window = {pair("10690001", 2, hours_ago(72)), pair("1069", 1, hours_ago(1), shop)};
  check(match("1069000188"), Found::appended, 2, bank);
  window[0].sent_at -= Millis(1);
  const auto late = match("1069000188");
  BOOST_TEST((late.found == Found::appended));
  BOOST_TEST(late.late);
  BOOST_TEST((late.account == bank));
  BOOST_TEST(late.message.value() == 0U);
}

BOOST_AUTO_TEST_CASE(appended_digits_that_are_another_accounts_number_leave_it_open) {
  window = {pair("10690001", 2, hours_ago(2))};
  owner = NumberOwner{{shop}, "1069000188", {}};
  check_ambiguous(match("10690001885"), Found::appended, {bank, shop});
  window[0].sent_at = hours_ago(73);
  BOOST_TEST(match("10690001885").late);
  window[0].sent_at = hours_ago(2);
  owner = NumberOwner{{bank}, "1069000188", {}};
  check(match("10690001885"), Found::appended, 2, bank);
  owner = NumberOwner{{shop}, "106900", {}};
  check(match("10690001885"), Found::appended, 2, bank);
}

BOOST_AUTO_TEST_CASE(a_suffix_that_is_left_out_or_changed_is_found_by_the_owner) {
  owner = NumberOwner{{bank}, "10690001", {}};
  window = {pair("1069000155", 1, hours_ago(9)), pair("1069000255", 2, hours_ago(1)),
            pair("1069000155", 3, hours_ago(4)), pair("1069000166", 4, hours_ago(1), shop)};
  check(match("10690001"), Found::owner, 3, bank);
  check(match("1069000199"), Found::owner, 3, bank);
}

BOOST_AUTO_TEST_CASE(what_a_signature_wrote_is_not_answered_by_the_number_of_the_account_and_the_other_way_round) {
  owner = NumberOwner{{bank}, "10690001", {}};
  signature = NumberOwner{{bank}, "106900017", "Bank"};
  window = {pair("1069000177", 1, hours_ago(1))};
  check(match("10690001"), Found::owner, 0, bank);
  check(match("1069000155"), Found::owner, 0, bank);
  check(match("1069000178"), Found::owner, 1, bank);
  window.push_back(pair("1069000166", 2, hours_ago(9)));
  check(match("1069000155"), Found::owner, 2, bank);
  check(match("1069000178"), Found::owner, 1, bank);
  window.front().sent_at = hours_ago(73);
  BOOST_TEST(!match("1069000155").late);
  BOOST_TEST(match("1069000178").late);
}

BOOST_AUTO_TEST_CASE(appended_digits_that_are_a_signatures_number_leave_it_open) {
  owner = NumberOwner{{bank}, "10690001", {}};
  signature = NumberOwner{{bank}, "106900017", "Bank"};
  window = {pair("10690001", 1, hours_ago(1))};
  check_ambiguous(match("106900017"), Found::appended, {bank});
  check(match("106900018"), Found::appended, 1, bank);
}

BOOST_AUTO_TEST_CASE(a_number_that_several_accounts_leave_from_is_told_to_all_of_them) {
  owner = NumberOwner{{bank, shop}, "95588", {}};
  check_ambiguous(match("95588"), Found::owner, {bank, shop});
  window = {pair("95588", 1, hours_ago(1))};
  check(match("95588"), Found::exact, 1, bank);
}

BOOST_AUTO_TEST_CASE(several_numbers_of_the_owner_are_not_guessed_among) {
  owner = NumberOwner{{bank}, "10690001", {}};
  window = {pair("1069000155", 1, hours_ago(9)), pair("1069000166", 2, hours_ago(1))};
  check_ambiguous(match("1069000199"), Found::owner, {bank});
  window[0].sent_at = hours_ago(73);
  check(match("1069000199"), Found::owner, 2, bank);
  window[0].sent_at = planned;
  check(match("1069000199"), Found::owner, 2, bank);
}

BOOST_AUTO_TEST_CASE(the_owner_is_answered_until_72_hours_and_no_longer) {
  owner = NumberOwner{{bank}, "10690001", {}};
  window = {pair("1069000155", 1, hours_ago(72))};
  check(match("1069000199"), Found::owner, 1, bank);
  window[0].sent_at -= Millis(1);
  const auto late = match("1069000199");
  BOOST_TEST((late.found == Found::owner));
  BOOST_TEST(late.late);
  BOOST_TEST((late.account == bank));
  BOOST_TEST(late.message.value() == 0U);
}

BOOST_AUTO_TEST_CASE(the_owner_gets_what_answers_nothing) {
  owner = NumberOwner{{bank}, "10690001", {}};
  check(match("1069000199"), Found::owner, 0, bank);
  window = {pair("1069000255", 1, hours_ago(1), shop), pair("1069000155", 2, planned)};
  check(match("1069000199"), Found::owner, 0, bank);
}

BOOST_AUTO_TEST_CASE(a_number_of_nobody_is_answered_by_the_newest_over_that_carrier) {
  window = {pair("1069000155", 1, hours_ago(9)), pair("1069000166", 2, hours_ago(3)),
            pair("1069000177", 3, hours_ago(1), shop, telecom), pair("1069000188", 4, planned, shop),
            pair("1069000199", 5, hours_ago(73), shop)};
  check(match("12345"), Found::newest, 2, bank);
  check(match("12345", telecom), Found::newest, 3, shop);
  window[0].account = shop;
  check_ambiguous(match("12345"), Found::newest, {bank, shop});
}

BOOST_AUTO_TEST_CASE(a_number_of_nobody_is_answered_until_72_hours_and_no_longer) {
  window = {pair("1069000155", 1, hours_ago(72))};
  check(match("12345"), Found::newest, 1, bank);
  window[0].sent_at -= Millis(1);
  const auto late = match("12345");
  BOOST_TEST((late.found == Found::newest));
  BOOST_TEST(late.late);
  BOOST_TEST(late.message.value() == 0U);
  BOOST_TEST((late.account == bank));
  BOOST_TEST((match("12345", telecom).found == Found::none));
}

BOOST_AUTO_TEST_CASE(without_a_window_or_an_owner_it_answers_nothing) {
  const auto none = match("1069000111");
  BOOST_TEST((none.found == Found::none));
  BOOST_TEST(none.account.value() == 0U);
  BOOST_TEST(!none.ambiguous);
}

BOOST_AUTO_TEST_SUITE_END()
