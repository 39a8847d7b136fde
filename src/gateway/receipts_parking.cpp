// SPDX-License-Identifier: Apache-2.0
// How a receipt is parked, and what is said of it. (Its way to an attempt: receipts.cpp.)
#include "base/log.h"
#include "gateway/receipt_reading.h"
#include "gateway/receipts.h"

namespace smppedge::gateway {
namespace {

using store::ParkedFor;

/// Between an id and what tells two receipts of it apart: no id has it.
constexpr char key_addition = '\n';

std::string_view id_of_key(std::string_view match_key) {
  return match_key.substr(0, match_key.find(key_addition));
}

/// The fact says what the receipt meant when it came; neither its word nor a later profile is asked again.
receipt::State told_state(SegmentState outcome) {
  switch (outcome) {
    case SegmentState::delivered:
      return receipt::State::delivered;
    case SegmentState::undeliverable:
      return receipt::State::undeliverable;
    case SegmentState::expired:
      return receipt::State::expired;
    case SegmentState::rejected:
      return receipt::State::rejected;
    case SegmentState::sent:
      return receipt::State::enroute;
    default:
      return receipt::State::unknown;
  }
}

}  // namespace

std::optional<ParkedReceipt> parked_receipt(const Core& core, const store::RecordedFact& fact) {
  ParkedReceipt receipt;
  receipt.fact = fact.at;
  receipt.received_at = fact.header.at;
  if (const auto* pdu = std::get_if<store::PduParked>(&fact.fact)) {
    receipt.carrier = pdu->carrier;
    receipt.bind = pdu->bind;
    receipt.match_key = std::string(pdu->match_key);
    receipt.octets = std::string(pdu->octets);
    receipt.reason = ParkedFor::unreadable;
    const Profile& profile = core.profile_of(receipt.carrier);
    (void)read_octets(profile, receipt);
    if (pdu->reason == ParkedFor::unreadable) return receipt;
    // Only a rematch asks a corrected profile what it means.
    if (receipt.reason == ParkedFor::unreadable) {
      receipt.receipt.id.assign_cut(id_of_key(pdu->match_key));
      receipt.reason = pdu->reason;
      form_keys(profile, receipt);
    }
    receipt.reason = pdu->reason;
    receipt.receipt.state = told_state(pdu->state);
    return receipt;
  }
  const auto* old = std::get_if<store::ReceiptParked>(&fact.fact);
  if (old == nullptr) return std::nullopt;
  receipt.carrier = old->carrier;
  receipt.bind = old->bind;
  receipt.match_key = std::string(old->match_key);
  receipt.receipt.id.assign_cut(id_of_key(old->match_key));
  receipt.receipt.stat.assign_cut(old->stat);
  receipt.receipt.state = told_state(old->state);
  receipt.receipt.err.assign_cut(old->err);
  if (old->done_at != WallTime{}) receipt.receipt.done_date = old->done_at;
  receipt.phone = old->phone;
  receipt.sender = std::string(old->sender);
  receipt.forms.emplace_back(id_of_key(receipt.match_key));  // it is in its canonical form already
  return receipt;
}

void Receipts::on_unreadable(std::shared_ptr<ParkedReceipt> receipt, const carrier::DeliverToken& token,
                             receipt::ReceiptError error) {
  const CarrierNumber carrier = receipt->carrier;
  ++core_.counters.receipts_unreadable;
  if (const auto count = unreadable_log_.due(core_.scheduler.mono())) {
    log::warn("receipts cannot be read and are parked: {} count={} carrier={}", receipt::to_string(error), count,
              core_.name_of(carrier));
  }
  park(std::move(*receipt), token, ParkedFor::unreadable);
}

/// Whether what is parked under its key tells as much. What is another receipt gets a key that is its own: one of
/// another phone's, and one that contradicts an end that is parked already.
bool Receipts::repeats_parked(ParkedReceipt& receipt) {
  const ParkedReceipt* parked = parked_.find(receipt.carrier, receipt.match_key);
  if (parked == nullptr) return false;
  if (receipt.reason == ParkedFor::unreadable) return true;
  if (parked->phone != receipt.phone) {
    (receipt.match_key += key_addition) += receipt.phone.digits();
    parked = parked_.find(receipt.carrier, receipt.match_key);
    if (parked == nullptr) return false;
  }
  const Profile& profile = core_.profile_of(receipt.carrier);
  const bool final_word = receipt::outcome_of(receipt.receipt, profile).has_value();
  if (!final_word || parked->receipt.state == receipt.receipt.state) return true;
  if (!receipt::outcome_of(parked->receipt, profile)) return false;  // progress, which its end replaces
  (receipt.match_key += key_addition) += std::to_string(static_cast<unsigned>(receipt.receipt.state));
  return parked_.find(receipt.carrier, receipt.match_key) != nullptr;
}

/// What cannot be kept is not acknowledged: the carrier is to come again.
void Receipts::no_place(CarrierNumber carrier, const carrier::DeliverToken& token) {
  ++core_.counters.receipts_refused;
  if (const auto count = no_place_log_.due(core_.scheduler.mono())) {
    log::error("there is no place to park more of the carrier's receipts; it is told to come again count={} carrier={}",
               count, core_.name_of(carrier));
  }
  core_.refuse_deliver(carrier, token);
}

void Receipts::park(ParkedReceipt receipt, const carrier::DeliverToken& token, ParkedFor reason) {
  const CarrierNumber carrier = receipt.carrier;
  receipt.reason = reason;
  if (repeats_parked(receipt)) {
    ++core_.counters.receipts_duplicate;
    return core_.answer_deliver(carrier, token, pdu::CommandStatus::ESME_ROK);
  }
  const bool others = core_.settings.carriers.size() + core_.retired.size() > 1;
  if (!parked_.has_place(carrier, reason == ParkedFor::unreadable, others)) return no_place(carrier, token);
  const auto outcome = receipt::outcome_of(receipt.receipt, core_.profile_of(carrier));
  const SegmentState state = outcome ? outcome->state : SegmentState::sent;
  if (!receipt.octets.empty()) {
    receipt.fact = core_.ledger.record(
        MessageId(), {}, store::PduParked{carrier, receipt.bind, receipt.match_key, reason, state, receipt.octets});
  } else {
    store::ReceiptParked fact;
    fact.carrier = carrier;
    fact.bind = receipt.bind;
    fact.match_key = receipt.match_key;
    fact.state = state;
    fact.reason = outcome ? outcome->reason : Reason::none;
    fact.stat = receipt.receipt.stat.view();
    fact.err = receipt.receipt.err.view();
    fact.done_at = receipt.receipt.done_date.value_or(WallTime{});
    fact.phone = receipt.phone;
    fact.sender = receipt.sender;
    receipt.fact = core_.ledger.record(MessageId(), {}, fact);
  }
  ++core_.counters.receipts_parked;
  if (reason == ParkedFor::ambiguous) {
    ++core_.counters.receipts_ambiguous;
    if (const auto count = ambiguous_log_.due(core_.scheduler.mono())) {
      log::warn("receipts that fit more than one message, or one to another phone, were parked count={} carrier={}",
                count, core_.name_of(carrier));
    }
  }
  parked_.add(std::move(receipt));
  core_.answer_deliver(carrier, token, pdu::CommandStatus::ESME_ROK);
}

// --- what is learned of ids

void Receipts::vote(CarrierNumber carrier, IdConventions explain) {
  say(carrier, core_.id_learning.vote(carrier, explain));
}

/// One whose response is still to come is only early.
void Receipts::on_unmatched(const ParkedReceipt& receipt) {
  if (!core_.id_learning.settled(receipt.carrier)) return;
  if (core_.table.awaits_response(receipt.carrier, receipt.phone, receipt.sender)) return;
  say(receipt.carrier, core_.id_learning.unmatched(receipt.carrier));
}

void Receipts::say(CarrierNumber carrier, IdLearning::News news) {
  const std::string& name = core_.name_of(carrier);
  if (news == IdLearning::News::settled) {
    log::info("the carrier's message ids are understood id_convention={} votes={} carrier={}",
              to_string(*core_.id_learning.settled(carrier)), core_.id_learning.of(carrier).votes, name);
  } else if (news == IdLearning::News::unsettled) {
    log::warn("the carrier's receipts contradict the id convention that was learned; learning anew carrier={}", name);
  }
}

}  // namespace smppedge::gateway
