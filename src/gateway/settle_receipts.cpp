// SPDX-License-Identifier: Apache-2.0
// What receipts, and answers to query_sm, say of an attempt.
#include <algorithm>
#include <boost/container/small_vector.hpp>

#include "gateway/fold_fact.h"
#include "gateway/handset.h"
#include "gateway/settle.h"
#include "receipt/fold.h"

namespace smppedge::gateway {

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

void Settle::on_receipt(LiveMessage& message, const AttemptRef& ref, BindId bind, const receipt::Receipt& receipt,
                        std::string_view unparked_key, const ReceivedPdu& pdu) {
  const Attempt* const about = find_attempt(message, ref);
  if (about == nullptr) return;
  const Segment& segment = message.segments[ref.segment];
  const Attempt& attempt = *about;
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
  if (find_attempt(message, ref) == nullptr) return;
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
  if (!is_terminal(segment.state) && attempt.failed_as != SegmentState::sent &&
      outcome->state != SegmentState::delivered) {  // its failure waits for the word on the others
    return attempt.failed_as != outcome->state && segment.receipts < segment_receipts_max;
  }
  if (!is_terminal(segment.state) || segment.state == SegmentState::unknown) return segment.state != outcome->state;
  // A contradiction, or a second delivery, is kept for whoever asks; a carrier that goes on contradicting is not.
  const bool repeats = outcome->state == SegmentState::delivered ? attempt.delivered : segment.state == outcome->state;
  return !repeats && segment.receipts < segment_receipts_max;
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

}  // namespace smppedge::gateway
