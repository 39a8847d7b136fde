// SPDX-License-Identifier: Apache-2.0
#include "gateway/settle.h"

#include <algorithm>

#include "base/log.h"
#include "carrier/status_class.h"
#include "gateway/fold_fact.h"

namespace smppedge::gateway {
namespace {

/// Error answers of a carrier to a segment so far: what its retry rules count.
struct Refusals {
  unsigned total = 0;
  unsigned count = 0;                   ///< of those that stand under one rule
  WallTime first_at = WallTime::max();  ///< of them
};

Refusals refusals_of(const Segment& segment, CarrierNumber carrier, const carrier::StatusTable& statuses,
                     const carrier::StatusRule& rule) {
  Refusals refusals;
  for (const Attempt& attempt : segment.attempts) {
    if (attempt.state != AttemptState::refused || attempt.carrier != carrier) continue;
    ++refusals.total;
    if (statuses.rule(static_cast<pdu::CommandStatus>(attempt.command_status)) != rule) continue;
    ++refusals.count;
    refusals.first_at = std::min(refusals.first_at, attempt.answered_at);
  }
  return refusals;
}

/// Before the next retry; nullopt when the rule allows no more.
std::optional<Micros> retry_delay(const carrier::RetryRule& rule, const Refusals& before, unsigned retries_max,
                                  WallTime now) {
  const unsigned retry = before.count + 1;
  if (retry > rule.retries_max || before.total >= retries_max) return std::nullopt;
  if (before.count != 0 && now - before.first_at >= rule.within) return std::nullopt;
  return rule.delay(retry);
}

/// Whether policy `resend` has a doubt of it left to send once more: its newest attempt, and none before that.
bool may_resend(const Segment& segment) {
  if (segment.state != SegmentState::in_doubt || is_held(segment.reason)) return false;
  unsigned doubts = 0;
  for (const Attempt& attempt : segment.attempts) doubts += attempt.state == AttemptState::in_doubt ? 1U : 0U;
  return doubts <= resends_max && segment.attempts.back().state == AttemptState::in_doubt;
}

}  // namespace

Settle::Settle(Core& core, MessageIndex& index, Report& report, Parked& parked)
    : core_(core),
      index_(index),
      report_(report),
      parked_(parked),
      wire_(core),
      retries_(core.scheduler, [this](MessageId id) { try_again(id); }),
      resends_(core.scheduler, [this](MessageId id) { resend(id); }) {}

std::uint8_t Settle::answered_attempt(CarrierNumber carrier, const Segment& segment,
                                      const carrier::SubmitAnswer& answer) {
  const std::size_t newest = segment.attempts.size() - 1;
  if (!answer.late) return static_cast<std::uint8_t>(newest);
  // Sequence numbers begin anew with each connection: of several that fit, only the newest can be alive.
  for (std::size_t i = newest + 1; i-- > 0;) {
    const Attempt& attempt = segment.attempts[i];
    // A receipt may have shown meanwhile that it was accepted.
    const bool open = attempt.state == AttemptState::in_doubt || attempt.state == AttemptState::accepted;
    if (open && attempt.reason == Reason::response_timeout && attempt.carrier == carrier &&
        attempt.bind == answer.bind && attempt.sequence_number == answer.sequence_number) {
      return static_cast<std::uint8_t>(i);
    }
  }
  return static_cast<std::uint8_t>(newest);
}

void Settle::on_answer(CarrierNumber carrier, LiveMessage& message, std::uint8_t segment_index,
                       const carrier::SubmitAnswer& answer) {
  if (segment_index >= message.segments.size() || message.segments[segment_index].attempts.empty()) return;
  const Segment& segment = message.segments[segment_index];
  const AttemptRef ref{message.id, segment_index, answered_attempt(carrier, segment, answer)};
  const bool was_in_doubt = segment.attempts[ref.attempt].state == AttemptState::in_doubt;
  const bool current = ref.attempt + 1U == segment.attempts.size();
  const auto status = static_cast<std::uint32_t>(answer.command_status);

  store::Answered fact{segment_index, ref.attempt,  answer.bind, answer.sequence_number, status, answer.message_id,
                       false,         Reason::none, carrier};
  std::optional<Micros> delay;
  if (status != 0 && current && !is_terminal(segment.state)) {
    const carrier::StatusTable& statuses = statuses_of(carrier);
    const carrier::StatusRule rule = statuses.rule(answer.command_status);
    const WallTime now = core_.scheduler.wall();
    // A retry that its validity does not allow any more waits for that end, and is told as expired.
    const bool taken_before = was_accepted(segment);  // by an older attempt: it is that one's receipt that counts now
    if (!taken_before && segment.attempts.size() < attempts_limit) {
      const Refusals before = refusals_of(segment, carrier, statuses, rule);
      delay = retry_delay(rule.retry, before, core_.settings.delivery.retries_max, now);
    }
    const bool not_mine = !taken_before && rule.status_class == carrier::StatusClass::not_mine;
    fact.retry = delay.has_value() || not_mine;  // reroute_refused() says whether elsewhere
    if (not_mine) fact.reason = Reason::not_mine;
    if (!fact.retry) fact.reason = rule.retry.retries_max == 0 ? Reason::refused : Reason::retries_exhausted;
  }
  if (was_in_doubt) core_.table.forget_doubt(carrier, message.to, ref);
  if (!answer.late) wire_.submit(message, ref, carrier, answer.submit);  // else its doubt brought it
  wire_.response(message, ref, carrier, answer.octets);
  core_.counters.late_answers += was_in_doubt ? 1 : 0;
  core_.ledger.record(message, fact);
  note_after_end(message);
  if (fact.retry) core_.table.note_standing(message);

  if (status == 0) {
    ++core_.counters.answered_ok;
    core_.windows.note(message);
    accepted(carrier, message, ref, answer.message_id);
  } else {
    ++core_.counters.answered_error;
    if (delay) {
      ++core_.counters.retries;
      retry_after(message, segment_index, *delay);
    }
  }
  conclude(message);
}

/// Each refused segment has its own time: one that comes sooner must not take the others along.
void Settle::retry_after(LiveMessage& message, std::uint8_t segment, Micros delay) {
  message.not_before.resize(message.segments.size());
  message.not_before[segment] = core_.scheduler.mono() + delay;
  retries_.add(message.id, delay);
}

const carrier::StatusTable& Settle::statuses_of(CarrierNumber carrier) const {
  static const carrier::StatusTable standard;
  const CarrierSettings* settings = core_.carrier_settings(carrier);
  return settings == nullptr ? standard : settings->link.statuses;
}

void Settle::accepted(CarrierNumber carrier, LiveMessage& message, const AttemptRef& attempt, std::string_view id) {
  if (id.empty()) {
    // Without an id no receipt can be matched: the answer is all that there will ever be (D20).
    if (!is_terminal(message.segments[attempt.segment].state)) {
      core_.ledger.record(message, store::SegmentEnded{attempt.segment, SegmentState::unknown, Reason::no_id});
    }
    return;
  }
  index_.enter_id(message, attempt);
  unpark(carrier, message, attempt, id, IdOrigin::response);
}

void Settle::on_doubt(CarrierNumber carrier, LiveMessage& message, std::uint8_t segment_index,
                      const carrier::SubmitDoubt& doubt) {
  if (segment_index >= message.segments.size() || message.segments[segment_index].attempts.empty()) return;
  const Segment& segment = message.segments[segment_index];
  const auto attempt = static_cast<std::uint8_t>(segment.attempts.size() - 1);
  ++core_.counters.doubts;
  core_.table.index_doubt(carrier, message.to, AttemptRef{message.id, segment_index, attempt});
  wire_.submit(message, {message.id, segment_index, attempt}, carrier, doubt.submit);
  record_doubt(message, {segment_index, attempt, doubt.bind, doubt.sequence_number, doubt.reason, {}});
  note_after_end(message);
  core_.windows.note(message);
  pursue_doubt(message, segment_index);
  conclude(message);
}

void Settle::record_doubt(LiveMessage& message, store::Doubted fact) {
  fact.event = report_.place_of_doubt(message);
  core_.ledger.record(message, fact);
  if (fact.event.sequence.value() == 0) return;
  report_.add(message.account, fact.event, message.last, Event::Kind::in_doubt,
              std::make_shared<const Message>(message));
}

void Settle::pursue_doubt(LiveMessage& message, std::uint8_t segment_index) {
  const Segment& segment = message.segments[segment_index];
  if (core_.in_doubt_policy(message.account, message.traffic_class) != InDoubtPolicy::resend || !may_resend(segment))
    return;  // held: the sweep ends it
  resends_.add(message.id, core_.settings.delivery.resend_after);
}

void Settle::resend(MessageId id) {
  LiveMessage* message = core_.table.find(id);
  if (message == nullptr || is_final(message->state)) return;
  const WallTime now = core_.scheduler.wall();
  if (now >= message->expires_at) return;  // the sweep ends the doubt
  const bool blocked = core_.blocked.contains(message->account, message->to);
  for (std::size_t i = 0; i < message->segments.size(); ++i) {
    const Segment& segment = message->segments[i];
    if (!may_resend(segment)) continue;
    if (blocked) {
      hold(*message, static_cast<std::uint8_t>(i), Reason::blocked);
      continue;
    }
    const Micros left = core_.settings.delivery.resend_after - (now - segment.attempts.back().answered_at);
    if (left > Micros(0)) {  // a younger doubt of the same message, or the wall clock was set back
      resends_.add(id, std::min(left, core_.settings.delivery.resend_after));
      continue;
    }
    ++core_.counters.resends;
    core_.ledger.record(*message, store::Resent{static_cast<std::uint8_t>(i)});
    core_.claim_number(*message);
  }
  if (!blocked) try_again(id);
}

void Settle::try_again(MessageId id) {
  LiveMessage* message = core_.table.find(id);
  if (message == nullptr || message->awaiting_turn) return;
  message->awaiting_turn = true;
  core_.queues.lane_of(message->plan.carrier).push_again(message->traffic_class, message->account, id);
  core_.scheduler.defer(core_.ledger);
}

void Settle::on_released(LiveMessage& message, std::uint8_t segment, Reason reason) {
  if (segment >= message.segments.size() || message.segments[segment].attempts.empty()) return;
  core_.ledger.record(message, store::Released{segment, reason});
  note_after_end(message);
  core_.table.note_standing(message);
  conclude(message);  // a sibling may have failed meanwhile
  if (core_.table.find(message.id) != nullptr) try_again(message.id);
}

void Settle::on_overtaken(LiveMessage& message, std::uint8_t segment) {
  core_.ledger.record(message, store::Released{segment, Reason::none});
  note_after_end(message);
  core_.table.note_standing(message);
  conclude(message);
}

void Settle::on_unfit(LiveMessage& message, std::uint8_t segment) {
  const bool expired = core_.scheduler.wall() >= message.expires_at;
  const Reason reason = expired ? Reason::validity_passed : Reason::not_writable;
  core_.ledger.record(message, store::Released{segment, reason});
  end_segment(message, segment, expired ? SegmentState::expired : SegmentState::rejected, reason);
}

void Settle::on_blocked(LiveMessage& message, std::uint8_t segment) {
  core_.ledger.record(message, store::Released{segment, Reason::blocked});
  end_blocked(message);
}

}  // namespace smppedge::gateway
