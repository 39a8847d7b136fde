// SPDX-License-Identifier: Apache-2.0
#include "gateway/settle.h"

#include <algorithm>
#include <boost/container/small_vector.hpp>

#include "base/log.h"
#include "carrier/status_class.h"
#include "gateway/fold_fact.h"
#include "gateway/handset.h"
#include "receipt/fold.h"

namespace smppedge::gateway {
namespace {

using Standings = boost::container::small_vector<receipt::Standing, 4>;

Standings standings_of(const Message& message) {
  Standings standings;
  for (const Segment& segment : message.segments) standings.push_back({segment.state, segment.reason});
  return standings;
}

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

unsigned doubts(const Segment& segment) {
  unsigned count = 0;
  for (const Attempt& attempt : segment.attempts) count += attempt.state == AttemptState::in_doubt ? 1U : 0U;
  return count;
}

bool failed(SegmentState state) {
  return state == SegmentState::rejected || state == SegmentState::undeliverable || state == SegmentState::expired ||
         state == SegmentState::cancelled;
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
    core_.conversations.note(message);
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

/// Receipts that came before the response, or before another one taught us the id. While the carrier's convention is
/// being learned nothing is taken by its id alone: Receipts::weigh_parked judges then.
void Settle::unpark(CarrierNumber carrier, LiveMessage& message, const AttemptRef& ref, std::string_view id,
                    IdOrigin origin) {
  if (parked_.size() == 0) return;
  const IdKeys forms = index_.keys(carrier, id, origin);
  if (forms.empty() || (core_.learns_id(carrier) && !core_.id_learning.settled(carrier))) return;
  const WallTime claimed_at = message.segments[ref.segment].attempts[ref.attempt].claimed_at;
  for (const std::string& key : parked_.keys_of_form(carrier, forms.front())) {
    const ParkedReceipt* parked = parked_.find(carrier, key);
    if (parked == nullptr) continue;
    // Else it is of an older message, or of another phone's: the carrier uses its ids again (D48).
    if (parked->received_at + clock_step_max < claimed_at) continue;
    if (handset_fit(message, parked->phone, parked->sender) == HandsetFit::another) continue;
    if (const auto settled = core_.id_learning.settled(carrier); settled && origin == IdOrigin::response) {
      const IdConventions explain = explaining(id, parked->receipt.id.view());
      if (!explain.has(*settled)) continue;
      (void)core_.id_learning.vote(carrier, explain);  // agrees, so it is no news
    }
    const auto receipt = parked_.take(carrier, key);
    ++core_.counters.receipts_unparked;
    on_receipt(message, ref, receipt->bind, receipt->receipt, key, wire_.kept(*receipt));
  }
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
  core_.conversations.note(message);
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
  if (segment.state != SegmentState::in_doubt) return;
  if (core_.in_doubt_policy(message.account, message.traffic_class) != InDoubtPolicy::resend ||
      doubts(segment) > resends_max)
    return;  // held: the sweep ends it
  resends_.add(message.id, core_.settings.delivery.resend_after);
}

void Settle::resend(MessageId id) {
  LiveMessage* message = core_.table.find(id);
  if (message == nullptr || is_final(message->state)) return;
  const WallTime now = core_.scheduler.wall();
  if (now >= message->expires_at) return;  // the sweep ends the doubt
  for (std::size_t i = 0; i < message->segments.size(); ++i) {
    const Segment& segment = message->segments[i];
    if (segment.state != SegmentState::in_doubt || doubts(segment) > resends_max) continue;
    const Micros left = core_.settings.delivery.resend_after - (now - segment.attempts.back().answered_at);
    if (left > Micros(0)) {  // a younger doubt of the same message, or the wall clock was set back
      resends_.add(id, std::min(left, core_.settings.delivery.resend_after));
      continue;
    }
    ++core_.counters.resends;
    core_.ledger.record(*message, store::Resent{static_cast<std::uint8_t>(i)});
  }
  try_again(id);
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

void Settle::on_receipt(LiveMessage& message, const AttemptRef& ref, BindId bind, const receipt::Receipt& receipt,
                        std::string_view unparked_key, const ReceivedPdu& pdu) {
  if (ref.segment >= message.segments.size() || ref.attempt >= message.segments[ref.segment].attempts.size()) return;
  const Segment& segment = message.segments[ref.segment];
  const Attempt& attempt = segment.attempts[ref.attempt];
  const auto outcome = receipt::outcome_of(receipt, core_.profile_of(attempt.carrier));
  ++core_.counters.receipts;
  if (!outcome) ++core_.counters.receipts_intermediate;
  if (unparked_key.empty() && !tells_something(segment, attempt, outcome)) {
    ++core_.counters.receipts_duplicate;
    return;
  }
  const bool delivered_before =
      std::any_of(segment.attempts.begin(), segment.attempts.end(), [](const Attempt& each) { return each.delivered; });
  if (outcome && outcome->state == SegmentState::delivered && delivered_before && !attempt.delivered) {
    ++core_.counters.duplicates_delivered;  // the handset has it twice (design.md, rule 3)
  }
  store::Receipted fact;
  fact.segment = ref.segment;
  fact.attempt = ref.attempt;
  fact.bind = bind;
  fact.state = outcome ? outcome->state : SegmentState::sent;
  fact.reason = outcome ? outcome->reason : Reason::none;
  fact.stat = receipt.stat.view();
  fact.err = receipt.err.view();
  fact.done_at = receipt.done_date.value_or(WallTime{});
  fact.unparked_key = unparked_key;
  fact.carrier = attempt.carrier;
  const bool learns_id = attempt.carrier_message_id.empty();
  if (learns_id) fact.carrier_message_id = receipt.id.view();
  if (attempt.state == AttemptState::in_doubt) core_.table.forget_doubt(attempt.carrier, message.to, ref);
  if (!outcome) fact.event = report_.place_of_progress(message);
  wire_.receipt(message, ref, pdu);
  core_.ledger.record(message, fact);
  if (fact.event.sequence.value() != 0) {
    report_.add(message.account, fact.event, message.last, Event::Kind::progress,
                std::make_shared<const Message>(message));
  }
  note_after_end(message);
  if (learns_id && !receipt.id.empty()) {
    index_.enter_id(message, ref);
    unpark(attempt.carrier, message, ref, receipt.id.view(), IdOrigin::receipt);
  }
  conclude(message);
}

void Settle::on_queried(LiveMessage& message, const carrier::QueryAnswer& answer) {
  const AttemptRef& ref = answer.attempt;
  if (ref.segment >= message.segments.size() || ref.attempt >= message.segments[ref.segment].attempts.size()) return;
  if (is_terminal(message.segments[ref.segment].state)) return;  // its receipt came meanwhile
  store::Queried fact;
  fact.segment = ref.segment;
  fact.attempt = ref.attempt;
  fact.bind = answer.bind;
  fact.answered = answer.answered;
  fact.command_status = static_cast<std::uint32_t>(answer.command_status);
  fact.message_state = answer.message_state;
  fact.error_code = answer.error_code;
  const auto state = receipt::state_from_octet(answer.message_state);
  const CarrierSettings* carrier = core_.carrier_settings(message.segments[ref.segment].attempts[ref.attempt].carrier);
  const bool told = answer.answered && fact.command_status == 0 && state && carrier != nullptr;
  // UNKNOWN says that the carrier has forgotten it, not that it ended: its receipt may still come.
  if (told && *state != receipt::State::unknown) {
    if (const auto end = receipt::end_of(*state, carrier->link.profile)) {
      fact.state = end->state;
      fact.reason = end->reason;
      ++core_.counters.queries_settled;
    }
  }
  core_.ledger.record(message, fact);
  conclude(message);
}

bool Settle::tells_something(const Segment& segment, const Attempt& attempt,
                             const std::optional<receipt::Standing>& outcome) {
  if (attempt.state == AttemptState::in_doubt) return true;  // that it arrived at all
  if (!outcome) return !is_terminal(segment.state) && segment.receipts < intermediate_receipts_max;
  if (attempt.failed_as == outcome->state && !is_terminal(segment.state))
    return false;  // it waits for the others' word
  if (!is_terminal(segment.state) || segment.state == SegmentState::unknown) return segment.state != outcome->state;
  // A contradiction, or a second delivery, is kept for whoever asks; a carrier that goes on contradicting is not.
  const bool repeats = outcome->state == SegmentState::delivered ? attempt.delivered : segment.state == outcome->state;
  return !repeats && segment.receipts < segment_receipts_max;
}

void Settle::end_waiting(LiveMessage& message, SegmentState state, Reason reason) {
  for (std::size_t i = 0; i < message.segments.size(); ++i) {
    if (message.segments[i].state != SegmentState::waiting) continue;
    core_.ledger.record(message, store::SegmentEnded{static_cast<std::uint8_t>(i), state, reason});
  }
  conclude(message);
}

void Settle::end_segment(LiveMessage& message, std::uint8_t segment, SegmentState state, Reason reason) {
  core_.ledger.record(message, store::SegmentEnded{segment, state, reason});
  conclude(message);
}

void Settle::withdraw_after_failure(LiveMessage& message) {
  bool any_failed = false;
  for (const Segment& segment : message.segments) any_failed = any_failed || failed(segment.state);
  if (!any_failed) return;
  for (std::size_t i = 0; i < message.segments.size(); ++i) {
    if (message.segments[i].state != SegmentState::waiting) continue;
    core_.ledger.record(message,
                        store::SegmentEnded{static_cast<std::uint8_t>(i), SegmentState::withdrawn, Reason::withdrawn});
  }
}

void Settle::end_unreceipted(LiveMessage& message) {
  if (message.segments.size() < 2) return;
  const PartsOf receipts_of = core_.profile_of(message.plan.carrier).receipts_of;
  if (receipts_of == PartsOf::all) return;
  boost::container::small_vector<receipt::Part, 4> parts;
  for (const Segment& segment : message.segments) {
    parts.push_back({{segment.state, segment.reason}, segment.receipt_at != WallTime{}});
  }
  const auto said = receipt::said_for_all({parts.data(), parts.size()}, receipts_of);
  if (!said) return;
  for (std::size_t i = 0; i < message.segments.size(); ++i) {
    const Segment& segment = message.segments[i];
    const bool given_up = segment.state == SegmentState::unknown && segment.reason == Reason::no_receipt;
    const bool learns = given_up && said->state != SegmentState::unknown;
    if (segment.state != SegmentState::sent && !learns) continue;
    core_.ledger.record(message, store::SegmentEnded{static_cast<std::uint8_t>(i), said->state, said->reason});
  }
  note_after_end(message);
}

/// What the carrier says is not its own goes elsewhere once none of the message is under way there; where it cannot, it
/// is refused.
void Settle::reroute_refused(LiveMessage& message) {
  bool refused = false;
  bool under_way = false;
  for (const Segment& segment : message.segments) {
    refused = refused || (segment.state == SegmentState::waiting && segment.reason == Reason::not_mine);
    under_way = under_way || segment.state == SegmentState::claimed;
  }
  if (!refused || under_way || is_final(message.state) || message.awaiting_turn || reroute_(message)) return;
  for (std::size_t i = 0; i < message.segments.size(); ++i) {
    const Segment& segment = message.segments[i];
    if (segment.state != SegmentState::waiting || segment.reason != Reason::not_mine) continue;
    core_.ledger.record(message,
                        store::SegmentEnded{static_cast<std::uint8_t>(i), SegmentState::rejected, Reason::not_mine});
  }
}

/// A failed attempt that waited for the word on the others, none of which delivers its segment any more.
void Settle::end_failed(LiveMessage& message) {
  for (std::size_t i = 0; i < message.segments.size(); ++i) {
    if (message.segments[i].state != SegmentState::sent) continue;
    const Attempt* failed = failed_attempt(message.segments[i]);
    if (failed == nullptr) continue;
    core_.ledger.record(message,
                        store::SegmentEnded{static_cast<std::uint8_t>(i), failed->failed_as, failed->failed_reason});
  }
}

void Settle::conclude(LiveMessage& message) {
  end_failed(message);
  reroute_refused(message);
  end_unreceipted(message);
  withdraw_after_failure(message);
  const Standings standings = standings_of(message);
  const auto result = receipt::fold({standings.data(), standings.size()});
  if (!result) return;
  if (!is_final(message.state)) return end(message, result->state, result->reason);
  if (result->state != message.state && message.state == MessageState::unknown && !message.told_late) {
    correct(message, result->state, result->reason);
  }
}

void Settle::end(LiveMessage& message, MessageState state, Reason reason) {
  const store::EventPlace place = report_.place_of_result(message, state);
  core_.ledger.record(message, store::Ended{state, reason, place});
  ++core_.counters.ended[static_cast<std::size_t>(state)];
  index_.retire(message);
  core_.store.note_closed({message.id, message.last, message.account});
  const store::Location fact = message.last;
  const AccountNumber account = message.account;
  if (message.has_open_record) core_.closed_with_record.push_back(message.id);
  core_.message_ended(account, message.plan.carrier);
  // Where the result was declined nothing else keeps it, and those who called still look at it.
  std::shared_ptr<LiveMessage> ended = core_.table.remove(message.id);
  core_.scheduler.destroy_later(ended);
  report_.add(account, place, fact, Event::Kind::result, std::move(ended));
}

void Settle::note_after_end(const LiveMessage& message) {
  if (is_final(message.state)) core_.store.note_closed({message.id, message.last, message.account});
}

void Settle::correct(LiveMessage& message, MessageState state, Reason reason) {
  const store::EventPlace place = report_.place_of_result(message, state);
  core_.ledger.record(message, store::Corrected{message.account, state, reason, place});
  core_.store.note_closed({message.id, message.last, message.account});
  report_.add(message.account, place, message.last, Event::Kind::receipt_late,
              std::make_shared<const Message>(message));
}

}  // namespace smppedge::gateway
