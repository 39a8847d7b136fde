// SPDX-License-Identifier: Apache-2.0
// Messages that are to leave later leave then: not before, hardly after, from memory and from disk, over restarts.
#include <boost/test/unit_test.hpp>

#include "tests/sim/client.h"

using namespace smppedge;
using sim::Client;
using sim::code_of;
using sim::World;

namespace {

constexpr const char* phone = "8613800138000";

gateway::AcceptItem in(World& world, Micros delay, const std::string& to = phone) {
  gateway::AcceptItem item;
  item.to = {to};
  item.body = "hello";
  item.send_at = world.scheduler.wall() + std::chrono::duration_cast<Millis>(delay);
  return item;
}

/// On time as the world's wall clock has it; the carrier's link adds a little.
bool is_on_time(const World& world, WallTime send_at, std::size_t submit = 0) {
  const WallTime left = world.scheduler.wall() -
                        std::chrono::duration_cast<Millis>(world.scheduler.mono() - world.smsc->submits.at(submit).at);
  return left >= send_at && left - send_at <= Millis(260);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schedule)

BOOST_AUTO_TEST_CASE(a_scheduled_message_waits_for_its_time_and_says_so) {
  World world;
  world.start_bound();
  Client client(world);
  const auto item = in(world, Seconds(10));
  const auto entry = client.send(item);
  BOOST_TEST(to_string(entry.state) == "scheduled");
  BOOST_TEST(client.state_of(entry.id) == "scheduled");
  world.scheduler.run_for(Millis(9'900));
  BOOST_TEST(world.smsc->submits.empty());
  BOOST_TEST(client.state_of(entry.id) == "scheduled");
  world.scheduler.run_for(Millis(500));
  BOOST_REQUIRE_EQUAL(world.smsc->submits.size(), 1U);
  BOOST_TEST(is_on_time(world, *item.send_at));
  BOOST_REQUIRE(world.result_of(entry.id) != nullptr);
  BOOST_TEST(client.state_of(entry.id) == "delivered");
}

BOOST_AUTO_TEST_CASE(one_whose_time_has_come_is_queued_where_nothing_can_send_it) {
  World world;
  world.network.refuse(sim::carrier_port, DialError{DialError::Kind::refused, "refused"});
  world.start();
  Client client(world);
  const auto entry = client.send(in(world, Seconds(10)));
  BOOST_TEST(world.gateway->status().queued_messages == 0U);
  world.scheduler.run_for(Seconds(11));
  BOOST_TEST(client.state_of(entry.id) == "queued");
  BOOST_TEST(world.gateway->status().queued_messages == 1U);
}

BOOST_AUTO_TEST_CASE(times_that_cannot_be_kept_are_refused) {
  World world;
  world.start_bound();
  Client client(world);
  const auto code = [&](const gateway::AcceptItem& item) { return code_of(client.accept(client.request(item))); };
  BOOST_TEST(code(in(world, Seconds(3 * 86'400 + 1))) == "invalid_schedule");
  auto item = in(world, Seconds(60));
  item.validity = Seconds(7 * 86'400 + 1);
  BOOST_TEST(code(item) == "invalid_validity");
  item.validity = std::nullopt;
  item.expires_at = *item.send_at;
  BOOST_TEST(code(item) == "invalid_validity");
  item.expires_at = *item.send_at + Millis(1);
  BOOST_TEST(code(item) == "");
}

BOOST_AUTO_TEST_CASE(validity_counts_from_the_send_time) {
  World world;
  world.network.refuse(sim::carrier_port, DialError{DialError::Kind::refused, "refused"});
  world.start();
  Client client(world);
  auto item = in(world, Seconds(100));
  item.validity = Seconds(50);
  const auto entry = client.send(item);
  world.scheduler.run_for(Seconds(140));
  BOOST_TEST(client.state_of(entry.id) == "queued");
  world.scheduler.run_for(Seconds(11));
  BOOST_TEST(client.state_of(entry.id) == "expired");
}

BOOST_AUTO_TEST_CASE(those_whose_time_is_far_leave_memory_and_are_on_time) {
  World world;
  world.start_bound();
  Client client(world);
  for (const auto delay : {Seconds(70), Seconds(170), Seconds(300), Seconds(3'600), Seconds(40'000)}) {
    world.smsc->submits.clear();
    const auto item = in(world, delay);
    const auto entry = client.send(item);
    world.scheduler.run_for(Seconds(155));
    BOOST_TEST_CONTEXT("after " << delay.count() << " s") {
      if (delay > Seconds(300)) BOOST_TEST(world.gateway->status().open_messages == 0U);
      BOOST_TEST(client.state_of(entry.id) == (delay < Seconds(155) ? "delivered" : "scheduled"));
      world.scheduler.run_for(delay);
      BOOST_REQUIRE_EQUAL(world.smsc->submits.size(), 1U);
    }
  }
}

BOOST_AUTO_TEST_CASE(they_are_on_time_after_a_restart_at_any_moment) {
  for (std::uint64_t seed = 1; seed <= 80; ++seed) {
    World world(seed);
    world.start_bound();
    const auto item = in(world, Seconds(400));
    Client(world).send(item);
    for (Micros left = Seconds(400); left > Seconds(3);) {
      const Micros until = std::min<Micros>(Micros(static_cast<std::int64_t>(world.rng.below(200'000'000))), left);
      world.scheduler.run_for(until);
      left -= until;
      if (left <= Seconds(3)) break;
      world.crash(world.rng.below(2));
      world.start_bound();
    }
    world.run_until([&] { return !world.smsc->submits.empty(); }, Seconds(10));
    BOOST_TEST_CONTEXT("seed " << seed) {
      BOOST_REQUIRE_EQUAL(world.smsc->submits.size(), 1U);
      BOOST_TEST(is_on_time(world, *item.send_at));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_became_due_while_the_process_was_down_leaves_at_once) {
  for (const auto life : {Seconds(1), Seconds(200)}) {
    World world;
    world.start_bound();
    Client(world).send(in(world, Seconds(300)));
    world.scheduler.run_for(life);
    world.crash();
    world.scheduler.run_for(Seconds(400));
    world.start_bound();
    world.scheduler.run_for(Millis(600));
    BOOST_TEST(world.smsc->submits.size() == 1U);
  }
}

BOOST_AUTO_TEST_CASE(a_wave_larger_than_memory_leaves_whole_and_once) {
  World world;
  world.settings.live_messages_max = 100;
  world.start_bound();
  Client client(world);
  const WallTime wave = world.scheduler.wall() + Seconds(1'000);
  for (int i = 0; i < 1'500; ++i) {
    auto item = in(world, Seconds(0), "1380" + std::to_string(1'000'000 + i));
    item.send_at = wave;
    client.send(item);
    world.scheduler.run_for(Millis(20));
  }
  world.scheduler.run_for(Seconds(300));
  BOOST_TEST(world.gateway->status().open_messages <= 200U);
  BOOST_TEST(world.smsc->submits.empty());
  world.scheduler.run_for(wave - world.scheduler.wall() + Seconds(200));
  BOOST_TEST(world.smsc->submits.size() == 1'500U);
  std::set<std::string> phones;
  for (const auto& submit : world.smsc->submits) phones.insert(submit.destination);
  BOOST_TEST(phones.size() == 1'500U);
}

BOOST_AUTO_TEST_CASE(one_whose_time_is_ahead_again_when_its_turn_comes_waits_for_it) {
  World world;
  world.network.refuse(sim::carrier_port, DialError{DialError::Kind::refused, "refused"});
  world.start();
  Client client(world);
  const auto entry = client.send(in(world, Seconds(10)));
  world.scheduler.run_for(Seconds(11));
  BOOST_TEST(world.gateway->status().queued_messages == 1U);
  world.scheduler.step_wall(-Millis(50'000));
  BOOST_TEST(client.state_of(entry.id) == "scheduled");
  world.network.allow(sim::carrier_port);
  BOOST_REQUIRE(world.run_until([&] { return world.bound(); }));
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(world.gateway->status().queued_messages == 0U);
  BOOST_TEST(world.smsc->submits.empty());
  world.scheduler.run_for(Seconds(60));
  BOOST_TEST(world.smsc->submits.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_wave_that_cannot_leave_is_queued_once_and_expires) {
  World world;
  world.settings.live_messages_max = 50;
  world.network.refuse(sim::carrier_port, DialError{DialError::Kind::refused, "refused"});
  world.start();
  Client client(world);
  const WallTime wave = world.scheduler.wall() + Seconds(400);
  for (int i = 0; i < 200; ++i) {
    auto item = in(world, Seconds(0), "1380" + std::to_string(1'000'000 + i));
    item.send_at = wave;
    item.validity = Seconds(600);
    client.send(item);
    world.scheduler.run_for(Millis(20));
  }
  world.scheduler.run_for(wave - world.scheduler.wall() + Seconds(300));
  BOOST_TEST(world.gateway->status().queued_messages == 200U);
  BOOST_TEST(world.gateway->status().open_messages <= 100U);
  world.crash();
  world.start();
  world.scheduler.run_for(Seconds(100));
  BOOST_TEST(world.gateway->status().queued_messages == 200U);
  world.scheduler.run_for(Seconds(400));
  BOOST_TEST(world.gateway->status().counters.ended[static_cast<std::size_t>(MessageState::expired)] == 200U);
}

BOOST_AUTO_TEST_SUITE_END()
