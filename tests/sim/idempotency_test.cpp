// SPDX-License-Identifier: Apache-2.0
// A request that comes again under its Idempotency-Key is accepted once, whatever happens between.
#include <boost/test/unit_test.hpp>

#include "tests/sim/client.h"

using namespace smppedge;
using sim::Client;
using sim::code_of;
using sim::World;

namespace {

gateway::AcceptRequest keyed(const Client& client, std::uint8_t key, std::uint8_t body = 1,
                             const std::string& to = "8613800138000") {
  gateway::AcceptItem item;
  item.to = {to};
  item.body = "hello";
  gateway::AcceptRequest request = client.request(item);
  gateway::Idempotency idempotency;
  idempotency.key.fill(key);
  idempotency.body.fill(body);
  idempotency.render = [](const gateway::AcceptAnswer& answer) { return answer.messages[0].id.to_string(); };
  request.idempotency = idempotency;
  return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(idempotency)

BOOST_AUTO_TEST_CASE(a_repeat_gets_the_first_answer_and_sends_nothing) {
  World world;
  world.start_bound();
  Client client(world);
  const auto first = client.accept(keyed(client, 1));
  BOOST_REQUIRE(first);
  for (int i = 0; i < 3; ++i) {
    const auto repeat = client.accept(keyed(client, 1));
    BOOST_REQUIRE(repeat);
    BOOST_TEST(repeat->messages.empty());
    BOOST_TEST(repeat->rendered == first->messages[0].id.to_string());
    world.scheduler.run_for(Seconds(40));
  }
  BOOST_TEST(world.smsc->submits.size() == 1U);
  BOOST_TEST(world.gateway->status().counters.repeats == 3U);
  BOOST_TEST(client.accept(keyed(client, 2))->messages.size() == 1U);
}

BOOST_AUTO_TEST_CASE(another_body_under_a_key_is_refused) {
  World world;
  world.start_bound();
  Client client(world);
  BOOST_TEST(code_of(client.accept(keyed(client, 1, 1))) == "");
  const auto reused = client.accept(keyed(client, 1, 2));
  BOOST_TEST(code_of(reused) == "idempotency_key_reused");
  BOOST_TEST((reused.error().kind == gateway::RequestError::Kind::key_reused));
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(world.smsc->submits.size() == 1U);
}

BOOST_AUTO_TEST_CASE(repeats_while_the_first_is_pending_wait_for_its_commit) {
  World world;
  world.start_bound();
  Client client(world);
  world.store.hold(true);
  std::vector<std::string> answers;
  for (const std::uint8_t body : std::array<std::uint8_t, 4>{1, 1, 2, 1}) {
    world.gateway->accept(keyed(client, 1, body), [&](Expected<gateway::AcceptAnswer, gateway::RequestError> answer) {
      if (!answer) return answers.emplace_back(answer.error().code), void();
      answers.push_back(answer->rendered.empty() ? answer->messages[0].id.to_string() : answer->rendered);
    });
  }
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST(answers.empty());
  world.store.hold(false);
  world.scheduler.run_for(Seconds(1));
  BOOST_REQUIRE_EQUAL(answers.size(), 4U);
  BOOST_TEST(answers[1] == answers[0]);
  BOOST_TEST(answers[2] == "idempotency_key_reused");
  BOOST_TEST(answers[3] == answers[0]);
  BOOST_TEST(world.smsc->submits.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_refusal_is_not_remembered_and_an_answer_in_which_no_number_was_good_is) {
  World world;
  world.start_bound();
  Client client(world);
  world.store.set_below_watermark(true);
  BOOST_TEST(code_of(client.accept(keyed(client, 1))) == "disk_full");
  world.store.set_below_watermark(false);
  const auto refused = client.accept(keyed(client, 1, 1, "not a number"));
  BOOST_REQUIRE(refused);
  BOOST_TEST(refused->messages[0].error.has_value());
  BOOST_TEST(code_of(client.accept(keyed(client, 1, 2))) == "idempotency_key_reused");
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(world.smsc->submits.empty());
}

BOOST_AUTO_TEST_CASE(another_body_that_waited_behind_a_refused_request_is_taken_as_if_it_had_come_alone) {
  World world;
  world.start_bound();
  Client client(world);
  std::vector<std::string> answers(5);
  const auto ask = [&](std::size_t place, std::uint8_t body, const std::string& to) {
    gateway::AcceptRequest request = keyed(client, 1, body, to);
    if (to.empty()) request.items.front().send_at = world.scheduler.wall() + Seconds(365 * 86'400);
    world.gateway->accept(std::move(request), [&answers, place](const auto& answer) {
      if (!answer) {
        answers[place] = answer.error().code;
      } else if (!answer->rendered.empty()) {
        answers[place] = answer->rendered;
      } else {
        answers[place] = answer->messages[0].id.to_string();
      }
    });
  };
  ask(0, 1, "");
  ask(1, 2, "8613800138010");
  ask(2, 1, "");
  ask(3, 3, "8613800138020");
  ask(4, 2, "8613800138010");
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(answers[0] == "invalid_schedule");
  BOOST_TEST(answers[2] == "invalid_schedule");
  BOOST_REQUIRE_EQUAL(world.smsc->submits.size(), 1U);
  BOOST_TEST(world.smsc->submits[0].destination == "8613800138010");
  BOOST_TEST(MessageId::parse(answers[1]).has_value());
  BOOST_TEST(answers[4] == answers[1]);
  BOOST_TEST(answers[3] == "idempotency_key_reused");
}

BOOST_AUTO_TEST_CASE(a_repeat_is_answered_where_a_new_request_would_be_refused) {
  World world;
  world.settings.accounts[0].pace_per_s = 1;
  world.start_bound();
  Client client(world);
  const auto first = client.accept(keyed(client, 1));
  BOOST_TEST(client.accept(keyed(client, 1))->rendered == first->messages[0].id.to_string());
  world.store.set_below_watermark(true);
  BOOST_TEST(client.accept(keyed(client, 1))->rendered == first->messages[0].id.to_string());
}

BOOST_AUTO_TEST_CASE(keys_are_forgotten_after_a_day) {
  World world;
  world.start_bound();
  Client client(world);
  BOOST_TEST(client.accept(keyed(client, 1))->messages.size() == 1U);
  world.scheduler.run_for(std::chrono::hours(26));
  BOOST_TEST(client.accept(keyed(client, 1))->messages.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_kill_at_any_commit_leaves_at_most_one_message_under_a_key) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    World world(seed);
    world.start_bound();
    world.slow_disk(Millis(20));
    std::set<std::string> told;
    for (int life = 0; life < 4; ++life) {
      Client client(world);
      const auto note = [&told](Expected<gateway::AcceptAnswer, gateway::RequestError> answer) {
        if (!answer) return;
        told.insert(answer->rendered.empty() ? answer->messages[0].id.to_string() : answer->rendered);
      };
      for (int i = 0; i < 3; ++i) {
        world.gateway->accept(keyed(client, 1), note);
        world.scheduler.run_for(Micros(static_cast<std::int64_t>(world.rng.below(30'000))));
      }
      if (world.rng.below(3) == 0) world.scheduler.run_for(Seconds(40));
      world.crash(world.rng.below(3));
      world.start_bound();
    }
    world.scheduler.run_for(Seconds(5));
    BOOST_TEST_CONTEXT("seed " << seed) {
      BOOST_TEST(told.size() <= 1U);
      BOOST_TEST(world.gateway->status().counters.repeats <= 3U);
      Client client(world);
      const auto last = client.accept(keyed(client, 1));
      BOOST_REQUIRE(last);
      const std::string id = last->rendered.empty() ? last->messages[0].id.to_string() : last->rendered;
      if (!told.empty()) BOOST_TEST(*told.begin() == id);
      const auto page = client.list({});
      BOOST_TEST(page->messages.size() == 1U);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
