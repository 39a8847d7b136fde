// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/faults/invariants.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <utility>

namespace smppedge::sim {

Invariants::Invariants(FaultWorld& world) : world_(world) {
  world_.looked = [this] { look(); };
}

Invariants::~Invariants() = default;

std::string Invariants::broken() {
  each_ends_once();
  copies_are_bounded();
  extra_copies_are_counted();
  acknowledged_receipts_count(FaultWorld::faulty_one, world_.faulty);
  acknowledged_receipts_count(FaultWorld::steady_one, world_.steady);
  nothing_is_left();
  if (steady_is_steady) beside_is_unaffected();
  return broken_;
}

void Invariants::say(const std::string& sentence) {
  if (!said_.insert(sentence).second || said_.size() > sentences_max) return;
  if (broken_.empty()) broken_ = "seed " + std::to_string(world_.seed) + ":";
  broken_ += "\n  " + sentence;
}

std::string Invariants::name_of(std::size_t number) const {
  const FaultWorld::Sent& sent = world_.sent[number];
  return "message " + std::to_string(number) + (sent.id ? " (" + sent.id->to_string() + ")" : "");
}

void Invariants::look() {
  const gateway::Status status = world_.gateway->status();
  for (std::size_t i = 0; i < status.carriers.size(); ++i) {
    const carrier::Settings& link = world_.settings.carriers[i].link;
    const carrier::CarrierStatus& now = status.carriers[i].status;
    // A run that is longer than what is free may go when it is alone.
    if (now.claims_open > link.window + link.claim_ahead + world_.settings.accounts[0].segments_max) {
      say("more claims are open than window and claim_ahead allow at " + link.name);
    }
    if (now.window_used > link.window) say("more submits are open than the window allows at " + link.name);
  }
  if (status.open_messages > 2 * world_.settings.live_messages_max + live_slack) {
    say("memory holds " + std::to_string(status.open_messages) + " messages");
  }
  if (status.parked_receipts > world_.settings.parked_receipts_max) say("too many receipts are parked");
}

void Invariants::each_ends_once() {
  for (std::size_t i = 0; i < world_.sent.size(); ++i) {
    const FaultWorld::Sent& sent = world_.sent[i];
    if (!sent.id) continue;
    if (sent.results.size() != 1) say(name_of(i) + " was told " + std::to_string(sent.results.size()) + " results");
    if (sent.late.size() > 1) say(name_of(i) + " was corrected more than once");
    if (sent.results.empty()) continue;
    const MessageState told = sent.results[0].message->state;
    if (!is_final(told)) say(name_of(i) + " was told a state that is not final");
    if (!sent.late.empty() && told != MessageState::unknown) say(name_of(i) + " was corrected after a known state");
    const MessageState last = sent.late.empty() ? told : sent.late[0].message->state;
    const auto found = find(i);
    if (!found) {
      say(name_of(i) + " cannot be found any more");
    } else if (found->message.state != last) {
      say(name_of(i) + " is " + std::string(to_string(found->message.state)) + " but was told as " +
          std::string(to_string(last)));
    }
  }
}

std::map<FaultyCarrier::SegmentKey, unsigned> Invariants::copies() const {
  std::map<FaultyCarrier::SegmentKey, unsigned> sum = world_.faulty.copies();
  for (const auto& [segment, copies] : world_.steady.copies()) sum[segment] += copies;
  return sum;
}

void Invariants::copies_are_bounded() {
  for (const auto& [segment, copies] : copies()) {
    const auto traffic_class = static_cast<std::size_t>(world_.sent.at(segment.first).traffic_class);
    const bool resends = world_.settings.delivery.in_doubt.at(traffic_class) == gateway::InDoubtPolicy::resend;
    if (copies > (resends ? 2U : 1U)) {
      say("the handset got segment " + std::to_string(segment.second) + " of " + name_of(segment.first) + " " +
          std::to_string(copies) + " times: " + steps_of(segment.first, segment.second));
    }
  }
}

std::string Invariants::steps_of(std::size_t number, unsigned segment) {
  std::string steps;
  const auto found = world_.sent[number].id ? find(number) : std::nullopt;
  if (!found) return "not found";
  for (const gateway::TimelineStep& step : found->timeline) {
    if (step.segment != segment && step.segment != 0) continue;
    const auto since = std::chrono::duration_cast<Millis>(step.at - found->message.accepted_at);
    steps += std::string(step.step) + "#" + std::to_string(step.attempt) + "@" + std::to_string(since.count()) + "ms ";
  }
  return steps;
}

void Invariants::extra_copies_are_counted() {
  std::uint64_t extra = 0;
  for (const auto& [segment, copies] : copies()) extra += copies - 1;
  const FaultWorld::Sums sums = world_.sums();
  if (extra > sums.resends) {
    say(std::to_string(extra) + " extra copies, but " + std::to_string(sums.resends) + " resends were counted");
  }
  if (sums.duplicates_delivered > extra) say("more duplicates were counted than there are");
}

void Invariants::acknowledged_receipts_count(FaultWorld::Which which, FaultyCarrier& carrier) {
  if (!ids_are_unique || contradicts) return;
  const auto& acknowledged = carrier.acknowledged();
  for (std::size_t i = 0; i < world_.sent.size(); ++i) {
    const auto found = world_.sent[i].id ? find(i) : std::nullopt;
    if (!found) continue;
    for (const Segment& segment : found->message.segments) {
      for (const Attempt& attempt : segment.attempts) {
        if (attempt.carrier_message_id.empty()) continue;
        if (attempt.carrier != world_.settings.carriers[which].number) continue;
        const auto [first, last] = acknowledged.equal_range(attempt.carrier_message_id);
        const bool delivered =
            std::any_of(first, last, [](const auto& receipt) { return receipt.second == receipt::State::delivered; });
        // Ended otherwise before the receipt came: it is recorded, and changes nothing.
        if (delivered && segment.state == SegmentState::unknown) {
          const auto number = static_cast<unsigned>(&segment - found->message.segments.data() + 1);
          say(name_of(i) + " is unknown, but its receipt " + attempt.carrier_message_id +
              " was acknowledged: " + steps_of(i, number));
        }
        if (delivered && segment.state == SegmentState::delivered && !attempt.delivered &&
            segment.attempts.size() == 1) {
          say(name_of(i) + " was delivered by another attempt than its receipt says");
        }
      }
    }
  }
}

void Invariants::nothing_is_left() {
  const gateway::Status status = world_.gateway->status();
  if (status.open_messages != 0) say(std::to_string(status.open_messages) + " messages are still in memory");
  if (status.queued_messages != 0) say(std::to_string(status.queued_messages) + " messages are still queued");
  if (status.in_doubt_segments != 0) say(std::to_string(status.in_doubt_segments) + " segments are still in doubt");
  if (status.unacknowledged_events != 0) say("events are still kept that were acknowledged");
}

void Invariants::beside_is_unaffected() {
  Micros slowest{0};
  for (const FaultWorld::Sent& sent : world_.sent) {
    if (sent.account != world_.beside || sent.results.empty() || sent.life != sent.told_life) continue;
    slowest = std::max(slowest, sent.told_at - sent.at);
    if (sent.results[0].message->state != MessageState::delivered) say("a message beside was not delivered");
  }
  if (slowest > beside_latency_max) say("messages beside took " + std::to_string(slowest.count() / 1000) + " ms");
  for (const carrier::BindStatus& bind : world_.carrier_status(FaultWorld::steady_one).binds) {
    if (bind.connections_ended != 0) say("a bind of the other carrier ended");
  }
}

std::optional<gateway::MessageView> Invariants::find(std::size_t number) {
  std::optional<gateway::MessageView> view;
  bool answered = false;
  world_.gateway->find_message(world_.sent[number].account, *world_.sent[number].id,
                               [&](Expected<gateway::MessageView, gateway::RequestError> found) {
                                 answered = true;
                                 if (found) view = std::move(*found);
                               });
  (void)world_.run_until([&] { return answered; });
  return view;
}

FaultStage::FaultStage(std::uint64_t seed_in) : FaultWorld(seed_in) {}

FaultStage::~FaultStage() = default;

void FaultStage::shorten_times() {
  settings.delivery.in_doubt_timeout = Seconds(300);
  settings.delivery.receipt_timeout = Seconds(600);
  steady_every = Millis(200);
}

bool FaultStage::serves_again(Micros limit) {
  const std::size_t first = ask(faulty_one);
  const std::size_t second = ask(steady_one);
  (void)run_until([&] { return told(first) && told(second); }, limit);
  const bool serves = state_of(first) == "delivered" && state_of(second) == "delivered";
  BOOST_TEST_INFO("told: faulty '" << state_of(first) << " " << reason_of(first) << "', steady '" << state_of(second)
                                   << " " << reason_of(second) << "'");
  BOOST_TEST(serves);
  return serves;
}

}  // namespace smppedge::sim
