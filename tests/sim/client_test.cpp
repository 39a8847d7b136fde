// SPDX-License-Identifier: Apache-2.0
// The platform's SMPP door in front of the whole gateway: what a client was promised it is told, until it acknowledges,
// wherever the process dies.
#include <boost/test/unit_test.hpp>

#include "tests/sim/blocklist_desk.h"
#include "tests/sim/platform_client.h"
#include "tests/support/seeds.h"

using namespace smppedge;
using sim::ClientDoor;
using sim::PlatformClient;
using sim::World;

BOOST_AUTO_TEST_SUITE(smpp_clients)

BOOST_AUTO_TEST_CASE(a_message_is_promised_sent_and_told) {
  World world;
  ClientDoor door(world);
  world.start_bound();
  door.start();
  PlatformClient client(world, 1);
  client.behave();
  BOOST_REQUIRE(world.run_until([&] { return client.bound(); }));
  client.submit("8613800138000", "hello");
  client.submit("8613800138008", "hello");
  BOOST_TEST(world.run_until([&] { return client.taken.size() == 2; }));
  BOOST_TEST(client.promised.size() == 2U);
  for (const std::string& id : client.promised) {
    BOOST_TEST(client.taken[id].size() == 1U);
  }
  BOOST_TEST(world.run_until([&] { return world.gateway->status().unacknowledged_events == 0; }));
  door.crash();
}

BOOST_AUTO_TEST_CASE(nothing_is_promised_before_the_sync) {
  World world;
  ClientDoor door(world);
  world.start_bound();
  door.start();
  PlatformClient client(world, 1);
  client.behave();
  BOOST_REQUIRE(world.run_until([&] { return client.bound(); }));
  world.store.hold(true);
  client.submit("8613800138000", "hello");
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST(client.promised.empty());
  BOOST_TEST(world.smsc->submits.empty());
  world.store.hold(false);
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST(client.promised.size() == 1U);
  BOOST_TEST(client.taken.size() == 1U);
  door.crash();
}

BOOST_AUTO_TEST_CASE(a_submit_to_a_phone_that_has_opted_out_is_refused_with_the_accounts_own_status) {
  World world;
  ClientDoor door(world);
  const auto own_status = static_cast<pdu::CommandStatus>(0x401);
  door.settings.accounts[0].blocked_status = own_status;
  world.start_bound();
  door.start();
  BOOST_REQUIRE(sim::reply_and_wait(world, "td"));
  sim::SimEsme client(world.scheduler, world.network, sim::client_port);
  client.bind(session::BindKind::transceiver, "demo", "secret");
  BOOST_REQUIRE(world.run_until([&] { return client.bound(); }));
  const auto blocked = client.submit(sim::handset);
  const auto other = client.submit("8613800138006");
  BOOST_REQUIRE(world.run_until([&] { return client.answers.size() == 2; }));
  BOOST_TEST((client.answer_to(*blocked)->status == own_status));
  BOOST_TEST(client.answer_to(*blocked)->message_id == "");
  BOOST_TEST((client.answer_to(*other)->status == pdu::CommandStatus::ESME_ROK));
  BOOST_TEST(world.smsc->submits.size() <= 1U);
  door.crash();
}

namespace {

constexpr std::uint64_t seeds = 200;

/// One life with crashes of the gateway and a client that refuses, falls silent and goes.
void live_and_die(std::uint64_t seed) {
  World world(seed);
  sim::SimRng chance(seed * 6'271 + 5);
  world.settings.delivery.in_doubt_timeout = Seconds(30);
  world.settings.delivery.in_doubt.fill(gateway::InDoubtPolicy::hold);
  world.settings.spill_after = Seconds(static_cast<std::int64_t>(1 + chance.below(5)));
  world.settings.checkpoint_interval = Seconds(static_cast<std::int64_t>(1 + chance.below(5)));
  if (chance.below(3) != 0) world.slow_disk(Millis(static_cast<std::int64_t>(1 + chance.below(300))));
  world.response_delay = Millis(static_cast<std::int64_t>(chance.below(300)));
  world.receipt_delay = Millis(static_cast<std::int64_t>(chance.below(8'000)));
  ClientDoor door(world);
  world.start();
  door.start();
  PlatformClient client(world, seed);
  for (unsigned life = 0; life < 4; ++life) {
    for (std::uint64_t messages = chance.below(60); messages != 0; --messages) {
      client.submit("86138" + std::to_string(10'000'000 + chance.below(1'000'000)), "hello");
      world.scheduler.run_for(Millis(static_cast<std::int64_t>(chance.below(100))));
    }
    world.scheduler.run_for(Millis(static_cast<std::int64_t>(chance.below(10'000))));
    door.crash();
    world.crash(chance.below(3));
    world.start();
    door.start();
  }
  client.behave();
  world.scheduler.run_for(Seconds(1'500));  // retries grow up to ten minutes
  for (const std::string& id : client.promised) {
    BOOST_TEST_REQUIRE(client.taken[id].size() == 1U,
                       "seed " << seed << ": message " << id << " told with " << client.taken[id].size() << " results");
  }
  BOOST_TEST_REQUIRE(world.gateway->status().unacknowledged_events == 0U, "seed " << seed);
  BOOST_TEST_REQUIRE(world.gateway->status().open_messages == 0U, "seed " << seed);
  door.crash();
}

}  // namespace

BOOST_AUTO_TEST_CASE(whatever_was_promised_is_told_with_one_result_wherever_the_process_dies,
                     *boost::unit_test::label("seeds")) {
  sim::for_each_seed(seeds, live_and_die);
}

BOOST_AUTO_TEST_SUITE_END()
