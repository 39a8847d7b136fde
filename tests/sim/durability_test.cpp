// SPDX-License-Identifier: Apache-2.0
// Nothing leaves before its cause is on disk, and nothing that was acknowledged is lost, wherever the process dies.
#include <boost/test/unit_test.hpp>

#include "tests/sim/pusher.h"
#include "tests/support/seeds.h"

using namespace smppedge;
using sim::Pusher;
using sim::World;

BOOST_AUTO_TEST_SUITE(durability)

BOOST_AUTO_TEST_CASE(no_answer_and_no_submit_leaves_before_the_sync) {
  World world;
  world.start_bound();
  world.store.hold(true);
  world.send("8613800138000");
  world.scheduler.run_for(Seconds(10));
  BOOST_TEST(world.answers.entries.empty());
  BOOST_TEST(world.smsc->submits.empty());
  world.store.hold(false);
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(world.answers.entries.size() == 1U);
  BOOST_TEST(world.smsc->submits.size() == 1U);
}

BOOST_AUTO_TEST_CASE(no_receipt_is_acknowledged_and_no_event_told_before_the_sync) {
  World world;
  world.receipts = false;
  world.start_bound();
  world.accept("8613800138000");
  world.scheduler.run_for(Seconds(1));
  world.store.hold(true);
  world.send_receipt("c1", "8613800138000", receipt::State::delivered);
  world.scheduler.run_for(Millis(1500));
  world.take_events();
  BOOST_TEST(!world.acknowledged(world.cookies));
  BOOST_TEST(world.events.empty());
  world.store.hold(false);
  world.scheduler.run_for(Millis(100));
  world.take_events();
  BOOST_TEST(world.acknowledged(world.cookies));
  BOOST_TEST(world.events.size() == 1U);
}

BOOST_AUTO_TEST_CASE(unacknowledged_events_are_told_again_after_a_crash) {
  World world;
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  world.scheduler.run_for(Seconds(5));
  world.take_events(false);
  BOOST_TEST(world.results_of(id) == 1U);
  world.crash();
  world.events.clear();
  world.start_bound();
  world.take_events();
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(world.results_of(id) == 1U);
  world.crash();
  world.events.clear();
  world.start_bound();
  world.scheduler.run_for(Seconds(1));
  world.take_events();
  BOOST_TEST(world.events.empty());
}

BOOST_AUTO_TEST_CASE(messages_that_only_await_receipts_leave_memory_and_are_still_matched) {
  World world;
  world.receipt_delay = Seconds(1800);
  world.start_bound();
  std::vector<MessageId> ids;
  for (int i = 0; i < 200; ++i) ids.push_back(world.accept("86138001" + std::to_string(1000 + i) + "0"));
  world.scheduler.run_for(Seconds(600));
  BOOST_TEST(world.gateway->status().open_messages == 0U);
  world.scheduler.run_for(Seconds(1500));
  for (int i = 0; i < 5; ++i) world.take_events();
  for (const MessageId id : ids) BOOST_TEST(world.results_of(id) == 1U);
}

BOOST_AUTO_TEST_CASE(messages_on_disk_are_matched_after_a_crash_too) {
  World world;
  world.receipt_delay = Seconds(1800);
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  world.scheduler.run_for(Seconds(600));
  world.crash();
  world.start_bound();
  BOOST_TEST(world.gateway->status().open_messages == 0U);
  world.scheduler.run_for(Seconds(1500));
  world.take_events();
  BOOST_REQUIRE_EQUAL(world.results_of(id), 1U);
  BOOST_TEST(to_string(world.events.begin()->second.message->state) == "delivered");
}

BOOST_AUTO_TEST_CASE(a_backlog_beyond_memory_waits_on_disk_in_order) {
  World world;
  world.settings.live_messages_max = 100;
  world.network.refuse(sim::carrier_port, DialError{DialError::Kind::refused, "refused"});
  world.start();
  for (int i = 0; i < 1000; ++i) {
    world.send("86138" + std::to_string(10'000'000 + i * 10));
    world.scheduler.run_for(Millis(20));
  }
  BOOST_TEST(world.answers.errors.empty());
  BOOST_TEST(world.answers.entries.size() == 1000U);
  BOOST_TEST(world.gateway->status().open_messages <= 200U);
  BOOST_TEST(world.gateway->status().queued_messages == 1000U);
  world.network.allow(sim::carrier_port);
  world.scheduler.run_for(Seconds(120));
  BOOST_TEST(world.smsc->submits.size() == 1000U);
  for (std::size_t i = 0; i < world.smsc->submits.size(); ++i) {
    BOOST_REQUIRE_EQUAL(world.smsc->submits[i].destination, "86138" + std::to_string(10'000'000 + i * 10));
  }
  world.take_events();
  world.scheduler.run_for(Seconds(60));
  world.take_events();
  BOOST_TEST(world.events.size() == 1000U);
}

BOOST_AUTO_TEST_CASE(a_backlog_on_disk_survives_a_crash) {
  World world;
  world.settings.live_messages_max = 50;
  world.network.refuse(sim::carrier_port, DialError{DialError::Kind::refused, "refused"});
  world.start();
  for (int i = 0; i < 300; ++i) {
    world.send("86138" + std::to_string(10'000'000 + i * 10));
    world.scheduler.run_for(Millis(20));
  }
  world.scheduler.run_for(Seconds(90));
  world.crash();
  world.start();
  BOOST_TEST(world.gateway->status().queued_messages == 300U);
  world.network.allow(sim::carrier_port);
  world.scheduler.run_for(Seconds(120));
  BOOST_TEST(world.smsc->submits.size() == 300U);
  world.take_events();
  world.scheduler.run_for(Seconds(5));
  world.take_events();
  BOOST_TEST(world.events.size() == 300U);
}

BOOST_AUTO_TEST_CASE(below_the_watermark_accepting_stops_and_what_is_in_flight_settles) {
  World world;
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  world.store.set_below_watermark(true);
  world.send("8613800138001");
  world.scheduler.run_for(Seconds(1));
  BOOST_REQUIRE_EQUAL(world.answers.errors.size(), 1U);
  BOOST_TEST(world.answers.errors[0].code == "disk_full");
  BOOST_TEST(world.result_of(id) != nullptr);
}

BOOST_AUTO_TEST_CASE(a_clean_stop_leaves_nothing_in_doubt) {
  World world;
  world.response_delay = Millis(200);
  world.start_bound();
  std::vector<MessageId> ids;
  for (int i = 0; i < 50; ++i) world.send("861380013800" + std::to_string(i % 8));
  world.scheduler.run_for(Millis(20));
  bool stopped = false;
  world.gateway->stop(Seconds(10), [&] { stopped = true; });
  BOOST_TEST(world.run_until([&] { return stopped; }, Seconds(20)));
  world.crash();
  world.start_bound();
  BOOST_TEST(world.gateway->status().in_doubt_segments == 0U);
  world.scheduler.run_for(Seconds(10));
  world.take_events();
  BOOST_TEST(world.events.size() == world.answers.entries.size());
  BOOST_TEST(world.smsc->submits.size() == world.answers.entries.size());
}

constexpr std::uint64_t seeds = 200;

/// The doors of one life: results of SMPP clients are always pushed, those of HTTP by some seeds. The clients refuse
/// some, take their time, and now and then say nothing until the process is dead.
class Doors {
 public:
  Doors(World& world, std::uint64_t seed)
      : chance_(seed * 104'729 + 7),
        world_(world),
        http_(world, {world.account, Door::http}),
        smpp_(world, {world.account, Door::smpp}),
        refusals_of_10_(chance_.below(6)) {
    world.settings.accounts[0].pushed = chance_.below(2) == 0;
    for (Pusher* pusher : {&http_, &smpp_}) {
      pusher->limit = 1 + static_cast<unsigned>(chance_.below(20));
      pusher->answer = [this](const gateway::Event&) {
        Pusher::Answer answer;
        answer.takes = chance_.below(10) >= refusals_of_10_;
        answer.again_after = Millis(static_cast<std::int64_t>(chance_.below(3) * chance_.below(3000)));
        answer.after = Millis(static_cast<std::int64_t>(chance_.below(chance_.below(20) == 0 ? 20'000 : 200)));
        return answer;
      };
    }
  }
  void start() {
    if (world_.settings.accounts[0].pushed) http_.start();
    smpp_.start();
  }
  void send(const std::string& to, const std::string& text, TrafficClass traffic_class) {
    if (chance_.below(3) != 0) return world_.send(to, text, traffic_class);
    gateway::AcceptRequest request;
    request.door = Door::smpp;
    gateway::AcceptItem& item = request.items.emplace_back();
    item.to = {to};
    item.body = text;
    item.traffic_class = traffic_class;
    item.client.emplace().registered_delivery = 1;
    world_.send(std::move(request));
  }
  void take_events(bool acknowledge = true) {
    if (!world_.settings.accounts[0].pushed) world_.take_events(acknowledge);
  }
  /// How often each message's result was told, by different ids.
  [[nodiscard]] std::map<MessageId, unsigned> told() const {
    std::map<MessageId, unsigned> told;
    using Told = const std::map<std::uint64_t, gateway::Event>*;
    for (const Told events : {Told(&world_.events), Told(&http_.first_told), Told(&smpp_.first_told)}) {
      for (const auto& [id, event] : *events) {
        if (event.kind != gateway::Event::Kind::result) continue;
        BOOST_TEST_REQUIRE(is_final(event.message->state));
        ++told[event.message->id];
      }
    }
    return told;
  }
  void check(std::uint64_t seed) const {
    for (const Pusher* pusher : {&http_, &smpp_}) {
      BOOST_TEST_REQUIRE(pusher->told_after_taken == 0U, "seed " << seed);
      BOOST_TEST_REQUIRE(pusher->told_out_of_order == 0U, "seed " << seed);
    }
    BOOST_TEST_REQUIRE(world_.gateway->status().unacknowledged_events == 0U, "seed " << seed);
  }

 private:
  sim::SimRng chance_;
  World& world_;
  Pusher http_;
  Pusher smpp_;
  std::uint64_t refusals_of_10_;
};

/// One life with crashes at moments that the seed chooses; whatever was acknowledged ends once, and is told once.
void live_and_die(std::uint64_t seed) {
  World world(seed);
  sim::SimRng chance(seed * 7919 + 1);
  world.settings.delivery.in_doubt_timeout = Seconds(30);
  const bool resends = chance.below(3) == 0;
  if (!resends) world.settings.delivery.in_doubt.fill(gateway::InDoubtPolicy::hold);
  world.settings.carriers[0].link.response_timeout = Seconds(static_cast<std::int64_t>(5 + chance.below(20)));
  world.contradicts = chance.below(2) == 0;
  if (chance.below(3) != 0) world.slow_disk(Millis(static_cast<std::int64_t>(1 + chance.below(300))));
  world.settings.spill_after = Seconds(static_cast<std::int64_t>(1 + chance.below(5)));
  world.settings.checkpoint_interval = Seconds(static_cast<std::int64_t>(1 + chance.below(5)));
  world.settings.live_messages_max = 20 + chance.below(200);
  // Some carriers answer after our patience, and after the result was told.
  const auto slowest_ms = chance.below(4) == 0 ? 60'000U : 300U;
  world.response_delay = Millis(static_cast<std::int64_t>(chance.below(slowest_ms)));
  world.receipt_delay = Millis(static_cast<std::int64_t>(chance.below(8000)));
  Doors doors(world, seed);
  world.start();
  doors.start();
  for (unsigned life = 0; life < 4; ++life) {
    const std::uint64_t requests = chance.below(60);
    for (std::uint64_t i = 0; i < requests; ++i) {
      const bool is_long = chance.below(5) == 0;
      doors.send("86138" + std::to_string(10'000'000 + chance.below(1'000'000)),
                 is_long ? std::string(200 + chance.below(400), 'x') : "hello",
                 resends && chance.below(2) == 0 ? TrafficClass::otp : TrafficClass::notice);
      world.scheduler.run_for(Millis(static_cast<std::int64_t>(chance.below(100))));
      if (chance.below(10) == 0) doors.take_events(chance.below(2) == 0);
    }
    world.scheduler.run_for(Millis(static_cast<std::int64_t>(chance.below(10'000))));
    world.crash(chance.below(3));
    world.start();
    doors.start();
  }
  for (int i = 0; i < 60; ++i) {
    world.scheduler.run_for(Seconds(5));
    doors.take_events();
  }
  std::map<MessageId, unsigned> told = doors.told();
  doors.check(seed);
  for (const gateway::AcceptEntry& entry : world.answers.entries) {
    BOOST_TEST_REQUIRE(told[entry.id] == 1U, "seed " << seed << ": message " << entry.id.to_string() << " told "
                                                     << told[entry.id] << " times");
  }
  std::map<std::pair<std::string, std::string>, unsigned> sent;
  for (const auto& submit : world.smsc->submits) {
    const bool part = !submit.body.empty() && submit.body[0] == 5;
    const unsigned copies_max = resends ? 2 : 1;
    if (part) {
      BOOST_TEST_REQUIRE((++sent[{submit.destination, submit.body.substr(0, 6)}]) <= copies_max, "seed " << seed);
    }
  }
  BOOST_TEST_REQUIRE(world.gateway->status().open_messages == 0U, "seed " << seed);
  BOOST_TEST_REQUIRE(world.gateway->status().in_doubt_segments == 0U, "seed " << seed);
}

BOOST_AUTO_TEST_CASE(more_queues_on_disk_than_can_be_read_at_once_are_all_served) {
  World world;
  world.settings.live_messages_max = 50;
  for (unsigned i = 2; i <= 21; ++i) {
    const auto number = *world.store.account_number("account" + std::to_string(i));
    gateway::AccountSettings another = world.settings.accounts.front();
    another.number = number;
    another.name = "account";
    another.extension = std::to_string(10 + i);
    world.settings.accounts.push_back(another);
  }
  world.network.refuse(sim::carrier_port, DialError{DialError::Kind::refused, "refused"});
  world.start();
  for (unsigned i = 0; i < 300; ++i) {
    for (const gateway::AccountSettings& account : world.settings.accounts) {
      gateway::AcceptRequest request;
      request.account = account.number;
      gateway::AcceptItem& item = request.items.emplace_back();
      item.to = {"86138" + std::to_string(10'000'000 + i * 10)};
      item.body = "hello";
      world.send(std::move(request));
    }
    world.scheduler.run_for(Millis(50));
  }
  BOOST_TEST(world.answers.entries.size() == 21U * 300U);
  world.network.allow(sim::carrier_port);
  BOOST_TEST(world.run_until([&] { return world.smsc->submits.size() == 21U * 300U; }, Seconds(300)));
}

BOOST_AUTO_TEST_CASE(parked_receipts_are_forgotten_when_nothing_can_match_them_any_more) {
  World world;
  world.receipts = false;
  world.start_bound();
  world.send_receipt("stray", "8613800138000", receipt::State::delivered);
  world.scheduler.run_for(Seconds(72 * 3600));
  BOOST_TEST(world.gateway->status().parked_receipts == 1U);
  world.scheduler.run_for(Seconds(2 * 3600));
  BOOST_TEST(world.gateway->status().parked_receipts == 0U);
  BOOST_TEST(world.gateway->status().counters.receipts_expired == 1U);
  world.crash();
  world.start_bound();
  BOOST_TEST(world.gateway->status().parked_receipts == 0U);
}

BOOST_AUTO_TEST_CASE(a_late_answer_that_is_replayed_after_the_end_changes_nothing_told) {
  World world;
  world.settings.carriers[0].link.response_timeout = Seconds(10);
  world.settings.carriers[0].link.enquire_link_interval = Seconds(3600);
  world.settings.delivery.in_doubt_timeout = Seconds(80);
  world.settings.checkpoint_interval = Seconds(40);
  world.response_delay = Seconds(100);
  world.receipts = false;
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  BOOST_REQUIRE(world.result_of(id, Seconds(95)) != nullptr);
  world.run_until([&] { return world.gateway->status().counters.late_answers == 1; });
  world.scheduler.run_for(Millis(100));
  world.crash();
  world.start_bound();
  world.send_receipt("c1", "8613800138000", receipt::State::delivered);
  world.scheduler.run_for(Seconds(5));
  world.take_events();
  BOOST_TEST(world.results_of(id) == 1U);
  BOOST_REQUIRE_EQUAL(world.events.size(), 3U);  // in doubt, unknown, and what became of it
  BOOST_TEST((world.events.rbegin()->second.kind == gateway::Event::Kind::receipt_late));
}

BOOST_AUTO_TEST_CASE(whatever_was_acknowledged_ends_once_wherever_the_process_dies, *boost::unit_test::label("seeds")) {
  sim::for_each_seed(seeds, live_and_die);
}

BOOST_AUTO_TEST_SUITE_END()
