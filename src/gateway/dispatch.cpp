// SPDX-License-Identifier: Apache-2.0
#include "gateway/dispatch.h"

#include <algorithm>

#include "gateway/reroute.h"

namespace smppedge::gateway {
namespace {

/// Its last attempt was refused by the carrier that is to take it.
bool is_retry(const LiveMessage& message, std::size_t segment) {
  const auto& attempts = message.segments[segment].attempts;
  return !attempts.empty() && attempts.back().state == AttemptState::refused &&
         attempts.back().carrier == message.plan.carrier;
}

/// Whether it waits, and the time of its retry has come. What the carrier says is not its own waits for another one.
bool is_due(const LiveMessage& message, std::size_t segment, MonoTime now) {
  if (message.segments[segment].state != SegmentState::waiting) return false;
  if (!is_retry(message, segment)) return true;
  return message.segments[segment].reason != Reason::not_mine &&
         (segment >= message.not_before.size() || message.not_before[segment] <= now);
}

bool has_claimed(const Message& message) {
  return std::any_of(message.segments.begin(), message.segments.end(),
                     [](const Segment& segment) { return segment.state == SegmentState::claimed; });
}

/// The next run of segments that are due at or after `from`; what is tried again goes apart from what is not.
std::optional<carrier::ClaimedRun> next_run(const LiveMessage& message, std::size_t from, MonoTime now) {
  const std::size_t count = message.segments.size();
  while (from < count && !is_due(message, from, now)) ++from;
  if (from == count) return std::nullopt;
  const bool again = is_retry(message, from);
  std::size_t end = from + 1;
  while (end < count && is_due(message, end, now) && is_retry(message, end) == again) ++end;
  carrier::ClaimedRun run;
  run.message = message.id;
  run.first_segment = static_cast<std::uint8_t>(from);
  run.segments = static_cast<std::uint8_t>(end - from);
  run.urgent = message.traffic_class == TrafficClass::otp;
  run.again = again;
  return run;
}

}  // namespace

void Dispatch::run() {
  if (stopped_ || core_.ledger.open_bytes() > batch_bytes_claims_max || core_.store.notes() > store::notes_max) return;
  ended_unclaimed_ = 0;
  std::deque<Lane>& lanes = core_.queues.lanes();
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    Lane& lane = lanes[(first_lane_ + i) % lanes.size()];
    if (lane.size() == 0) continue;
    if (carrier::Carrier* carrier = core_.carrier(lane.carrier())) run(lane, *carrier);
  }
  if (!lanes.empty()) first_lane_ = (first_lane_ + 1) % lanes.size();
}

void Dispatch::run(Lane& lane, carrier::Carrier& carrier) {
  while (carrier.claims_free() > 0 && step(lane, lane.head(), carrier)) {
  }
  // Whatever holds up the others, no claim free, a long message before them or a busy disk, the urgent go on.
  while (carrier.urgent_claims_free() > 0 && step(lane, lane.urgent_head(), carrier)) {
  }
}

bool Dispatch::step(Lane& lane, const Lane::Head& head, carrier::Carrier& carrier) {
  if (head.id == MessageId()) return false;
  LiveMessage* message = core_.table.find(head.id);
  if (message == nullptr) return reader_.read(lane, head);
  if (ended_unclaimed_ >= ended_unclaimed_per_turn_max) {
    core_.scheduler.defer(core_.ledger);  // there is more
    return false;
  }
  const bool open = !is_final(message->state);
  const WallTime now = core_.scheduler.wall();
  const bool in_time = now < message->expires_at;
  const bool early = state_at(*message, now) == MessageState::scheduled;  // replaced by one for later: it comes back
  // A carrier that retires finishes what it has begun, and takes nothing else.
  const bool stays = core_.configured(lane.carrier()) || !may_move(*message);
  const bool blocked = core_.blocked.contains(message->account, message->to);
  const bool goes = open && in_time && !early && !blocked;
  const bool lost_number = goes && stays && planner_.lost_number(*message);
  if (lost_number && look_up_.holds_up(*message, head)) return false;
  if (goes && stays && replan(*message, lane, head, lost_number)) return true;
  if (goes && stays && planner_.has_anothers_number(*message)) return lane.set_aside(head);
  if (goes && !(stays && claim(*message, lane, head, carrier))) return false;
  lane.pop(head);
  message->awaiting_turn = false;
  if (!goes) ++ended_unclaimed_;
  if (goes && !has_claimed(*message)) settle_.conclude(*message);     // what was refused for good waited for this turn
  if (open && in_time && early) core_.table.index_send_at(*message);  // also where the clock was set back
  if (open && !in_time) settle_.end_waiting(*message, SegmentState::expired, Reason::validity_passed);
  if (open && in_time && !early && blocked) settle_.end_blocked(*message);
  return true;
}

bool Dispatch::replan(LiveMessage& message, Lane& lane, const Lane::Head& head, bool lost_number) {
  const auto plan = planner_.plan_as_configured(message, lost_number);
  if (!plan) return false;
  core_.change_plan(message, *plan, Reason::profile_changed);
  if (head.queue != nullptr) return false;
  // With another cut it has not been tried yet, and may leave memory: that is for those in an account's queue.
  lane.pop(head);
  core_.queue(message);
  return true;
}

bool Dispatch::claim(LiveMessage& message, Lane& lane, const Lane::Head& head, carrier::Carrier& carrier) {
  std::size_t from = 0;
  while (const auto run = next_run(message, from, core_.scheduler.mono())) {
    if (!carrier.may_claim(*run)) return false;
    for (unsigned i = 0; i < run->segments; ++i) {
      core_.ledger.record(message, store::Claimed{static_cast<std::uint8_t>(run->first_segment + i), carrier.number()});
    }
    core_.counters.submitted += run->segments;
    core_.table.note_claimed(message);
    carrier.claim(*run);
    lane.charge(head, run->segments);
    core_.ledger.effects().submits.push_back({&carrier, *run});
    from = run->first_segment + run->segments;
  }
  return true;
}

bool Dispatch::fill(CarrierNumber carrier, const LiveMessage& message, std::uint8_t segment, pdu::ShortMessage& out) {
  const CarrierSettings* settings = core_.carrier_settings(carrier);
  return settings != nullptr && writer_.write(message, segment, settings->link.profile, core_.scheduler.wall(), out);
}

}  // namespace smppedge::gateway
