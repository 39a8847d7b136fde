// SPDX-License-Identifier: Apache-2.0
// Whose turn it is among the accounts of a class: by weight, in segments, whoever comes, falls empty or is read.
#include "gateway/account_turns.h"

#include <boost/test/unit_test.hpp>
#include <map>

using namespace smppedge;
using namespace smppedge::gateway;

namespace {

constexpr AccountNumber a{1};
constexpr AccountNumber b{2};
constexpr AccountNumber c{3};

Weights weights(std::initializer_list<unsigned> of) {
  std::vector<AccountSettings> accounts;
  for (const unsigned weight : of) {
    AccountSettings& account = accounts.emplace_back();
    account.number = AccountNumber(static_cast<AccountNumber::rep>(accounts.size()));
    account.weight = weight;
  }
  return Weights(accounts);
}

struct Accounts {
  explicit Accounts(std::initializer_list<unsigned> of) : weight(weights(of)), turns(weight) {}

  void fill(AccountNumber account, unsigned messages) {
    for (unsigned i = 0; i < messages; ++i) turns.push(account, MessageId(++last_id));
  }
  /// Takes the next message, of so many segments; AccountNumber() when there is none.
  AccountNumber take(unsigned segments = 1) {
    AccountQueue* queue = turns.next();
    if (queue == nullptr) return {};
    const AccountNumber account = queue->account;
    turns.charge(account, segments);
    queue->waiting.pop_front();
    got[account] += segments;
    return account;
  }
  void take_messages(unsigned messages, unsigned segments = 1) {
    for (unsigned i = 0; i < messages; ++i) (void)take(segments);
  }

  Weights weight;
  AccountTurns turns;
  std::uint64_t last_id = 0;
  std::map<AccountNumber, unsigned> got;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(account_turns)

BOOST_AUTO_TEST_CASE(equal_accounts_take_turns) {
  Accounts accounts{1, 1};
  accounts.fill(a, 2);
  accounts.fill(b, 3);
  for (const AccountNumber expected : {a, b, a, b, b, AccountNumber()}) BOOST_TEST((accounts.take() == expected));
}

BOOST_AUTO_TEST_CASE(weights_are_kept_in_segments_whatever_the_messages_length) {
  Accounts accounts{1, 3, 2};
  for (const AccountNumber account : {a, b, c}) accounts.fill(account, 10'000);
  for (unsigned i = 0; i < 6'000; ++i) {
    const AccountQueue* next = accounts.turns.next();
    (void)accounts.take(next->account == a ? 7 : 1);
    const auto by_weight = [&](AccountNumber account, int weight) {
      return static_cast<int>(accounts.got[account]) / weight;
    };
    BOOST_REQUIRE_LE(std::abs(by_weight(a, 1) - by_weight(b, 3)), 2 + 7);
    BOOST_REQUIRE_LE(std::abs(by_weight(b, 3) - by_weight(c, 2)), 2 + 1);
  }
}

BOOST_AUTO_TEST_CASE(only_the_ratio_of_weights_matters) {
  Accounts accounts{1'000, 1'000};
  accounts.fill(a, 10);
  accounts.fill(b, 10);
  for (const AccountNumber expected : {a, b, a, b}) BOOST_TEST((accounts.take() == expected));
}

BOOST_AUTO_TEST_CASE(weights_that_do_not_divide_each_other_are_exact_in_the_long_run) {
  Accounts accounts{100, 150};
  accounts.fill(a, 5'000);
  accounts.fill(b, 5'000);
  accounts.take_messages(5'000);
  BOOST_TEST(accounts.got[a] == 2'000U);
  BOOST_TEST(accounts.got[b] == 3'000U);
}

BOOST_AUTO_TEST_CASE(who_comes_anew_has_a_turn_before_anyone_has_a_second) {
  Accounts accounts{1, 1, 1};
  accounts.fill(a, 1'000'000);
  accounts.fill(b, 1'000);
  accounts.take_messages(101);
  accounts.fill(c, 1);
  (void)accounts.take();
  (void)accounts.take();
  (void)accounts.take();
  BOOST_TEST(accounts.got[c] == 1U);
}

BOOST_AUTO_TEST_CASE(coming_one_by_one_buys_no_second_turn) {
  Accounts accounts{1, 3};
  accounts.fill(a, 1'000);
  for (unsigned i = 0; i < 400; ++i) {
    (void)accounts.turns.next();  // sees it empty
    if (accounts.turns.find(b) == nullptr || accounts.turns.find(b)->waiting.empty()) accounts.fill(b, 1);
    (void)accounts.take();
  }
  BOOST_TEST(accounts.got[b] >= 199U);
  BOOST_TEST(accounts.got[b] <= 201U);
}

BOOST_AUTO_TEST_CASE(a_debt_outlives_an_empty_queue) {
  Accounts accounts{1, 1};
  accounts.fill(a, 1'000);
  for (unsigned i = 0; i < 200; ++i) {
    (void)accounts.turns.next();  // sees it empty
    if (accounts.turns.find(b) == nullptr || accounts.turns.find(b)->waiting.empty()) accounts.fill(b, 1);
    const AccountQueue* next = accounts.turns.next();
    (void)accounts.take(next->account == b ? 9 : 1);
  }
  BOOST_TEST(accounts.got[b] <= accounts.got[a] + 10U);
  BOOST_TEST(accounts.got[b] >= accounts.got[a] - 10U);
}

BOOST_AUTO_TEST_CASE(what_is_tried_again_counts) {
  Accounts accounts{1, 1};
  accounts.fill(a, 100);
  accounts.fill(b, 100);
  accounts.turns.charge(a, 20);
  accounts.take_messages(22);
  BOOST_TEST(accounts.got[a] <= 2U);
  accounts.turns.charge(c, 5);  // of an account with nothing else to send
  BOOST_TEST(accounts.turns.accounts() == 3U);
  accounts.take_messages(60);
  BOOST_TEST(accounts.turns.accounts() == 2U);
}

BOOST_AUTO_TEST_CASE(a_debt_has_a_bound) {
  Accounts accounts{1, 1};
  accounts.fill(a, 100);
  accounts.fill(b, 1'000);
  for (unsigned i = 0; i < 100; ++i) accounts.turns.charge(a, 255);
  accounts.take_messages(257);
  BOOST_TEST(accounts.got[a] == 1U);
}

BOOST_AUTO_TEST_CASE(one_that_is_being_read_is_passed_over_and_has_missed_turns_made_up_for) {
  Accounts accounts{1, 1};
  accounts.fill(a, 1'000);
  accounts.fill(b, 1'000);
  AccountQueue* reading = accounts.turns.next();
  BOOST_TEST((reading->account == a));
  accounts.turns.begin_reading(*reading);
  accounts.take_messages(10);
  BOOST_TEST(accounts.got[b] == 10U);
  accounts.turns.end_reading(*accounts.turns.find(a));
  accounts.take_messages(10);
  BOOST_TEST(accounts.got[a] == 10U);
  accounts.take_messages(100);
  BOOST_TEST(accounts.got[a] == 60U);
}

BOOST_AUTO_TEST_CASE(the_turn_in_which_the_reading_began_is_not_lost) {
  Accounts accounts{1, 1, 1};
  for (const AccountNumber account : {a, b, c}) accounts.fill(account, 10);
  accounts.turns.begin_reading(*accounts.turns.next());
  BOOST_TEST((accounts.take() == b));
  accounts.turns.end_reading(*accounts.turns.find(a));
  BOOST_TEST((accounts.take() == a));
  BOOST_TEST((accounts.take() == c));
}

BOOST_AUTO_TEST_CASE(only_so_many_missed_turns_are_made_up_for) {
  Accounts accounts{1, 1};
  accounts.fill(a, 1'000);
  accounts.fill(b, 1'000);
  accounts.turns.begin_reading(*accounts.turns.next());
  accounts.take_messages(500);
  accounts.turns.end_reading(*accounts.turns.find(a));
  accounts.take_messages(account_credit_max + 2);
  BOOST_TEST(accounts.got[a] <= account_credit_max + 1);
  BOOST_TEST(accounts.got[a] >= account_credit_max);
}

BOOST_AUTO_TEST_CASE(nobody_is_next_while_all_are_being_read) {
  Accounts accounts{1};
  accounts.fill(a, 2);
  accounts.turns.begin_reading(*accounts.turns.next());
  BOOST_TEST(accounts.turns.next() == nullptr);
  accounts.turns.end_reading(*accounts.turns.find(a));
  BOOST_TEST((accounts.take() == a));
}

BOOST_AUTO_TEST_CASE(who_has_nothing_left_is_forgotten) {
  Accounts accounts{1};
  for (AccountNumber::rep number = 1; number <= 10'000; ++number) accounts.fill(AccountNumber(number), 1);
  BOOST_TEST(accounts.turns.accounts() == 10'000U);
  accounts.take_messages(10'000);
  BOOST_TEST(accounts.turns.next() == nullptr);
  BOOST_TEST(accounts.turns.accounts() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
