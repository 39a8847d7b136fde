// SPDX-License-Identifier: Apache-2.0
#include "gateway/reroute.h"

#include <algorithm>

#include "gateway/fold_fact.h"

namespace smppedge::gateway {

namespace {

bool is_doubted(const Message& message) {
  return std::any_of(message.segments.begin(), message.segments.end(),
                     [](const Segment& segment) { return newest_doubt(segment) != nullptr; });
}

/// Another number of segments would begin the message anew, and what is in doubt would be forgotten.
bool loses_doubt(const Message& message, const Plan& plan) {
  return is_doubted(message) && plan.segments != message.plan.segments;
}

}  // namespace

bool may_move(const Message& message) {
  if (is_final(message.state) || (message.client && is_part(*message.client))) return false;
  for (const Segment& segment : message.segments) {
    if (segment.state != SegmentState::waiting) return false;
    if (newest_doubt(segment) != nullptr && message.segments.size() != 1) return false;
  }
  return true;
}

void Reroute::run() {
  if (core_.ledger.open_bytes() > batch_bytes_claims_max) return;
  std::deque<Lane>& lanes = core_.queues.lanes();
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    if (lanes[i].size() != 0) run(lanes[i]);
  }
}

void Reroute::on_change(const carrier::Carrier& carrier) {
  if (carrier.can_submit()) {
    bound_.insert(carrier.number());
  } else if (bound_.erase(carrier.number()) != 0) {
    look_again();  // without a bind more may leave than while it was silent
  }
  if (!carrier.is_well()) {
    ready_.erase(carrier.number());
  } else if (ready_.insert(carrier.number()).second) {
    look_again();
  }
}

void Reroute::look_again() {
  for (Lane& lane : core_.queues.lanes()) lane.bring_back();
  core_.scheduler.defer(core_.ledger);
}

void Reroute::run(Lane& lane) {
  const carrier::Carrier* carrier = core_.carrier(lane.carrier());
  const CarrierSettings* settings = core_.carrier_settings(lane.carrier());
  if (carrier == nullptr || !core_.configured(lane.carrier())) {
    if (carrier != nullptr && carrier->probe_due()) lane.bring_one_back();
    return empty(lane, Reason::carrier_gone);
  }
  const std::optional<MonoTime> idle_since = carrier->idle_since();
  if (!idle_since) return;
  const MonoTime due = *idle_since + settings->reroute_after;
  if (core_.scheduler.mono() < due) return look_again_at(due);
  if (leave_probe(lane, *carrier)) return;
  empty(lane, carrier->can_submit() ? Reason::breaker_open : Reason::no_bind);
}

bool Reroute::leave_probe(Lane& lane, const carrier::Carrier& carrier) {
  if (!carrier.probe_due()) return false;
  lane.bring_one_back();  // one that can go nowhere else, if there is one
  for (unsigned looked_at = 0; looked_at < reroutes_per_turn_max; ++looked_at) {
    const Lane::Head head = lane.head();
    if (head.id == MessageId()) return false;
    const LiveMessage* message = core_.table.find(head.id);
    // What such a probe has put in doubt is not to be the next one where it may yet be resent elsewhere.
    const bool spared = message != nullptr && is_doubted(*message) && may_move(*message) &&
                        planner_.elsewhere(*message, Planner::Among::ready);
    if (!spared) return true;
    if (!lane.set_aside(head)) return false;
  }
  return false;
}

void Reroute::empty(Lane& lane, Reason reason) {
  const bool configured = core_.configured(lane.carrier());
  lane.bring_back_held([this](CarrierNumber target, TrafficClass traffic_class) {
    return std::min<std::size_t>(planner_.moves_free(target, traffic_class), reroutes_per_turn_max);
  });
  for (unsigned moved = 0; moved < reroutes_per_turn_max; ++moved) {
    if (configured && !planner_.has_elsewhere(lane.carrier())) return;
    const Lane::Head head = lane.head();
    if (head.id == MessageId() || !step(lane, head, reason)) return;
  }
  core_.scheduler.defer(core_.ledger);  // there is more
}

bool Reroute::step(Lane& lane, const Lane::Head& head, Reason reason) {
  LiveMessage* message = core_.table.find(head.id);
  if (message == nullptr) return reader_.read(lane, head);
  if (is_final(message->state)) {
    lane.pop(head);
    message->awaiting_turn = false;
    return true;
  }
  switch (move(*message, lane, head, reason)) {
    case Moved::yes:
      return true;
    case Moved::later:
      return true;
    case Moved::not_now:
      return false;
    case Moved::never:
      break;
  }
  return !finishes(lane.carrier(), *message) && lane.set_aside(head);
}

/// Whether it is left to a carrier that retires, which has begun it and is about to claim the rest.
bool Reroute::finishes(CarrierNumber number, const Message& message) const {
  const carrier::Carrier* carrier = core_.carrier(number);
  if (carrier == nullptr || core_.configured(number) || may_move(message)) return false;
  return carrier->is_well() || carrier->claims_free() > 0;
}

Reroute::Moved Reroute::move(LiveMessage& message, Lane& from, const Lane::Head& head, Reason reason) {
  if (!may_move(message)) return Moved::never;
  // A carrier that is there may still answer for what is in doubt (design.md, "In doubt").
  if (reason == Reason::breaker_open && is_doubted(message)) return Moved::never;
  auto carrier = planner_.elsewhere(message, Planner::Among::with_room);
  if (!carrier) carrier = planner_.elsewhere(message, Planner::Among::with_turn);
  if (!carrier) {
    const auto target = planner_.elsewhere(message, Planner::Among::ready);
    if (!target) return Moved::never;
    return from.hold_for(*target, head) ? Moved::later : Moved::not_now;
  }
  if (look_up_.holds_up(message, head)) return Moved::not_now;
  const auto plan = planner_.plan_by(*carrier, message);
  if (!plan || loses_doubt(message, *plan)) return Moved::never;
  from.pop(head);
  planner_.note_probe(*carrier);
  replan(message, *plan, reason);
  return Moved::yes;
}

bool Reroute::move_refused(LiveMessage& message) {
  if (!may_move(message)) return false;
  const auto carrier = planner_.elsewhere(message, Planner::Among::all);
  if (!carrier) return false;
  if (planner_.must_look_up(message)) {
    const bool asked = core_.phone_reads.ask(message.to, [this, id = message.id](bool known) {
      if (known) return ask_again_(id);
      asked_again_.add(id, look_up_again_after);
    });
    if (!asked) asked_again_.add(message.id, look_up_again_after);
    return true;
  }
  const auto plan = planner_.plan_by(*carrier, message);
  if (!plan || loses_doubt(message, *plan)) return false;
  replan(message, *plan, Reason::not_mine);
  return true;
}

void Reroute::replan(LiveMessage& message, const Plan& plan, Reason reason) {
  core_.message_moved(message.plan.carrier, plan.carrier);
  core_.change_plan(message, plan, reason);
  ++core_.counters.rerouted[reason == Reason::not_mine ? 1 : 0];
  message.awaiting_turn = true;
  core_.queues.lane_of(plan.carrier).push_moved(message.traffic_class, message.account, message.id);
}

void Reroute::look_again_at(MonoTime time) {
  if (timer_.armed() && look_at_ <= time) return;
  look_at_ = time;
  timer_ = core_.scheduler.after(time - core_.scheduler.mono(), [this] {
    timer_.cancel();
    core_.scheduler.defer(core_.ledger);
  });
}

}  // namespace smppedge::gateway
