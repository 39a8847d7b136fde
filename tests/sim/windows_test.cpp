// SPDX-License-Identifier: Apache-2.0
// What gateway/windows.h says of the numbers that are in use for a phone: promised, sent, ended, in memory and on disk.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "gateway/windows.h"
#include "tests/sim/world.h"

using namespace smppedge;
using gateway::LiveMessage;
using gateway::Windows;

namespace {

constexpr const char* number = "10690001110017";

struct Desk {
  [[nodiscard]] std::unique_ptr<LiveMessage> message(std::uint64_t conversation = 0) {
    auto message = std::make_unique<LiveMessage>();
    message->id = MessageId(++last_id);
    message->to = *PhoneNumber::from_digits("8613800138000");
    message->account = AccountNumber(1);
    message->conversation = conversation;
    message->plan.carrier = CarrierNumber(1);
    message->plan.sender = *SenderAddress::make(number, 0, 0);
    message->expires_at = world.scheduler.wall() + Seconds(86'400);
    message->segments.resize(1);
    return message;
  }
  void send(LiveMessage& message) {
    Attempt attempt;
    attempt.state = AttemptState::accepted;
    attempt.carrier = message.plan.carrier;
    attempt.claimed_at = world.scheduler.wall();
    message.segments[0].state = SegmentState::sent;
    message.segments[0].attempts.push_back(attempt);
    windows->note(message);
  }
  void to_disk(LiveMessage& message) {
    windows->note_in_store(message);
    windows->forget(message);
  }
  /// How often the number is in use, in memory.
  [[nodiscard]] std::size_t uses() {
    const auto used = windows->used_by(*PhoneNumber::from_digits("8613800138000")).numbers;
    return static_cast<std::size_t>(
        std::count_if(used.begin(), used.end(), [](const auto& each) { return each.number == number; }));
  }
  void know() {
    windows->fetch({*PhoneNumber::from_digits("8613800138000")}, [](bool known) { BOOST_TEST(known); });
    world.scheduler.run_for(Seconds(1));
  }
  /// As after a restart.
  [[nodiscard]] std::size_t uses_on_disk() {
    windows = std::make_unique<Windows>(world.scheduler, world.store);
    know();
    return uses();
  }

  sim::World world;
  std::unique_ptr<Windows> windows = std::make_unique<Windows>(world.scheduler, world.store);
  std::uint64_t last_id = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(windows, Desk)

BOOST_AUTO_TEST_CASE(a_number_is_promised_until_the_last_message_that_wants_it_has_ended) {
  know();
  std::vector<std::unique_ptr<LiveMessage>> waiting;
  for (unsigned i = 0; i < 1'000; ++i) {
    waiting.push_back(message(7));
    windows->claim(*waiting.back());
  }
  BOOST_TEST(uses() == 1U);  // however many they are
  for (const auto& each : waiting) {
    BOOST_TEST(uses() == 1U);
    windows->end_claim(*each);
    windows->forget(*each);
  }
  BOOST_TEST(uses() == 0U);
  BOOST_TEST(uses_on_disk() == 0U);
}

BOOST_AUTO_TEST_CASE(what_waits_on_disk_keeps_its_number_and_frees_it_there) {
  const auto waiting = message();
  windows->claim(*waiting);
  to_disk(*waiting);
  BOOST_TEST(uses_on_disk() == 1U);
  waiting->number_claim_stored = true;  // it comes back
  windows->end_claim(*waiting);
  BOOST_TEST(uses() == 0U);
  BOOST_TEST(uses_on_disk() == 0U);
}

BOOST_AUTO_TEST_CASE(a_number_that_was_given_up_on_disk_can_be_promised_to_the_same_message_again) {
  const auto waiting = message();
  windows->claim(*waiting);
  windows->note_in_store(*waiting);
  windows->hand_over(*waiting);
  ++waiting->revision;  // planned anew, with the same number
  windows->claim(*waiting);
  to_disk(*waiting);
  BOOST_TEST(uses_on_disk() == 1U);
  waiting->number_claim_stored = true;
  windows->end_claim(*waiting);
  BOOST_TEST(uses_on_disk() == 0U);
}

BOOST_AUTO_TEST_CASE(what_left_stands_apart_from_what_is_promised_to_another_conversation) {
  know();
  const auto first = message(1);
  windows->claim(*first);
  send(*first);
  to_disk(*first);
  const auto second = message(2);
  windows->claim(*second);
  BOOST_TEST(uses() == 2U);
  windows->end_claim(*second);
  BOOST_TEST(uses() == 1U);
  BOOST_TEST(uses_on_disk() == 1U);
}

BOOST_AUTO_TEST_CASE(a_message_that_left_holds_its_number_from_then_and_not_for_its_validity) {
  const auto sent = message();
  windows->claim(*sent);
  windows->note_in_store(*sent);
  send(*sent);
  to_disk(*sent);
  (void)uses_on_disk();
  const auto used = windows->used_by(sent->to).numbers;
  BOOST_REQUIRE(used.size() == 1U);
  BOOST_TEST((used[0].in_use_until == sent->segments[0].attempts[0].claimed_at + Seconds(72 * 3600)));
}

BOOST_AUTO_TEST_CASE(a_phone_whose_window_could_not_be_read_is_read_again_a_while_later) {
  const auto sent = message();
  send(*sent);
  to_disk(*sent);
  world.store.checkpoint({}, [] {});
  world.scheduler.run_for(Seconds(1));
  world.store.damage_window(sent->to);
  BOOST_TEST(uses_on_disk() == 0U);
  BOOST_TEST(windows->knows(sent->to));  // as it is: what its messages wait for must not wait for ever
  world.store.heal_windows();
  world.scheduler.run_for(gateway::partial_window_kept);
  BOOST_TEST(!windows->knows(sent->to));
  know();
  BOOST_TEST(windows->knows(sent->to));
  BOOST_TEST(uses() == 1U);
}

BOOST_AUTO_TEST_CASE(a_large_request_is_read_in_parts_between_which_others_are_served) {
  world.store.hold_reads(true);
  std::vector<PhoneNumber> phones;
  for (unsigned i = 0; i < 100; ++i) phones.push_back(*PhoneNumber::from_digits(std::to_string(8'613'800'000'000 + i)));
  bool known = false;
  windows->fetch(phones, [&known](bool all) { known = all; });
  for (unsigned part = 0; part < 4; ++part) {
    BOOST_REQUIRE(world.store.held_reads() == 1U);
    BOOST_TEST(!known);
    world.store.answer_held_read(0);
  }
  BOOST_TEST(known);
  BOOST_TEST(windows->knows(phones.back()));
}

BOOST_AUTO_TEST_CASE(a_claim_that_ends_while_its_phone_is_looked_up_does_not_come_back_with_the_answer) {
  const auto waiting = message();
  windows->claim(*waiting);
  to_disk(*waiting);
  windows = std::make_unique<Windows>(world.scheduler, world.store);
  waiting->number_claim_stored = true;
  windows->fetch({waiting->to}, [](bool known) { BOOST_TEST(known); });
  windows->end_claim(*waiting);
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(uses() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
