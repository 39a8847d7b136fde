// SPDX-License-Identifier: Apache-2.0
// What one account's backlog may do to another's messages: whose turn it is at a paced carrier.
#include <boost/test/unit_test.hpp>

#include "tests/sim/world.h"

using namespace smppedge;
using sim::World;

namespace {

constexpr unsigned pace_per_s = 100;
constexpr Micros a_segment = Micros(1'000'000 / pace_per_s);

/// The sender of "demo" is 1069000111001, that of "other" 1069000111002.
struct TwoAccounts : World {
  TwoAccounts() : other(*store.account_number("other")) {
    gateway::AccountSettings second;
    second.number = other;
    second.name = "other";
    second.extension = "02";
    settings.accounts.push_back(second);
    settings.carriers[0].link.window = 10;
    settings.carriers[0].link.pace_per_s = pace_per_s;
    receipts = false;
  }
  void backlog(AccountNumber of, TrafficClass traffic_class, unsigned messages, const std::string& text = "offer") {
    for (unsigned i = 0; i < messages; ++i) {
      gateway::AcceptItem item;
      item.to = {"86138" + std::to_string(1'000'000 + ++numbers) + "0"};
      item.body = text;
      item.traffic_class = traffic_class;
      gateway::AcceptRequest request;
      request.account = of;
      request.items.push_back(std::move(item));
      send(std::move(request));
    }
  }
  /// From the request to its submit.
  Micros delay_of_a_code(const std::string& text = "code 1234") {
    const std::string to = "86139" + std::to_string(1'000'000 + ++numbers) + "0";
    gateway::AcceptItem item;
    item.to = {to};
    item.body = text;
    item.traffic_class = TrafficClass::otp;
    gateway::AcceptRequest request;
    request.account = other;
    request.items.push_back(std::move(item));
    const MonoTime sent_at = scheduler.mono();
    send(std::move(request));
    run_until([&] { return !smsc->submits.empty() && smsc->submits.back().destination == to; });
    return smsc->submits.back().at - sent_at;
  }

  AccountNumber other;
  unsigned numbers = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(fairness)

BOOST_AUTO_TEST_CASE(a_code_does_not_wait_for_another_accounts_marketing) {
  TwoAccounts world;
  world.start_bound();
  world.backlog(world.account, TrafficClass::marketing, 5'000);
  world.scheduler.run_for(Seconds(10));
  BOOST_TEST(world.gateway->status().carriers[0].status.claims_open >= 80U);  // it has made all its claims
  for (unsigned i = 0; i < 20; ++i) {
    BOOST_TEST((world.delay_of_a_code() <= 3 * a_segment));
    world.scheduler.run_for(Millis(137));
  }
}

BOOST_AUTO_TEST_CASE(a_code_waits_for_one_long_message_at_most) {
  TwoAccounts world;
  world.start_bound();
  world.backlog(world.account, TrafficClass::marketing, 1'000, std::string(1'400, 'a'));  // ten segments
  world.scheduler.run_for(Seconds(10));
  for (unsigned i = 0; i < 20; ++i) {
    BOOST_TEST((world.delay_of_a_code() <= (10 + 3) * a_segment));
    world.scheduler.run_for(Millis(1'370));
  }
}

BOOST_AUTO_TEST_CASE(a_backlog_of_codes_leaves_the_other_classes_their_shares_of_the_wire) {
  TwoAccounts world;
  world.start_bound();
  world.backlog(world.account, TrafficClass::otp, 3'000, "code");
  world.backlog(world.account, TrafficClass::notice, 3'000, "notice");
  world.backlog(world.account, TrafficClass::marketing, 3'000, "offer");
  world.scheduler.run_for(Seconds(5));
  const std::size_t before = world.smsc->submits.size();
  world.scheduler.run_for(Seconds(20));
  std::map<std::string, unsigned> sent;
  for (std::size_t i = before; i < world.smsc->submits.size(); ++i) ++sent[world.smsc->submits[i].body];
  const auto total = static_cast<double>(world.smsc->submits.size() - before);
  BOOST_TEST(total >= 20.0 * pace_per_s * 0.95);
  BOOST_TEST(sent["code"] / total >= 0.49);
  BOOST_TEST(sent["notice"] / total >= 0.29);
  BOOST_TEST(sent["offer"] / total >= 0.19);
}

BOOST_AUTO_TEST_CASE(accounts_of_a_class_share_by_weight) {
  TwoAccounts world;
  world.settings.accounts[1].weight = 3;
  world.start_bound();
  world.backlog(world.account, TrafficClass::notice, 2'000, "light");
  world.backlog(world.other, TrafficClass::notice, 2'000, "heavy");
  world.scheduler.run_for(Seconds(20));
  std::map<std::string, unsigned> sent;
  for (std::size_t i = 200; i < world.smsc->submits.size(); ++i) ++sent[world.smsc->submits[i].body];
  BOOST_TEST(sent["light"] >= 400U);
  BOOST_TEST(std::abs(static_cast<int>(sent["heavy"]) - 3 * static_cast<int>(sent["light"])) <= 8);
}

BOOST_AUTO_TEST_CASE(messages_on_disk_hold_up_no_code_and_keep_their_share) {
  TwoAccounts world;
  world.settings.live_messages_max = 100;
  world.start_bound();
  for (unsigned i = 0; i < 100; ++i) {
    world.backlog(world.account, TrafficClass::marketing, 50);
    world.scheduler.run_for(Millis(20));
  }
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST(world.gateway->status().open_messages <= 1'000U);
  const std::size_t before = world.smsc->submits.size();
  for (unsigned i = 0; i < 20; ++i) {
    BOOST_TEST((world.delay_of_a_code() <= 3 * a_segment));
    world.scheduler.run_for(Millis(500));
  }
  BOOST_TEST(world.smsc->submits.size() - before >= 10 * pace_per_s * 95 / 100);
}

BOOST_AUTO_TEST_SUITE_END()
