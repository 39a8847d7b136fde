// SPDX-License-Identifier: Apache-2.0
#include "gateway/receipts.h"

#include <algorithm>

#include "base/log.h"
#include "gateway/fold_fact.h"
#include "gateway/handset.h"
#include "gateway/receipt_reading.h"
#include "gateway/user_reference.h"

namespace smppedge::gateway {
namespace {

std::string_view text_of(carrier::WireOctets octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

}  // namespace

void Receipts::on_receipt(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                          carrier::WireOctets octets, const Profile& profile) {
  const auto receipt = receipt::parse_receipt(message, profile);
  if (receipt && settle_live(carrier, token, message, *receipt, octets, profile)) {
    return core_.answer_deliver(carrier, token, pdu::CommandStatus::ESME_ROK);
  }
  auto kept = std::make_shared<ParkedReceipt>();
  kept->carrier = carrier;
  kept->bind = token.bind;
  kept->received_at = core_.scheduler.wall();
  if (octets.size() <= wire_pdu_bytes_max || !receipt) {
    kept->octets = std::string(text_of(octets).substr(0, wire_pdu_bytes_max));
  }
  if (!receipt) kept->match_key = unreadable_key(text_of(octets));
  read_receipt(message, receipt, profile, *kept);
  if (!receipt) return on_unreadable(std::move(kept), token, receipt.error());
  seek({std::move(kept), token, nullptr});
}

/// The usual way: its attempt is in memory, and what it says fits.
bool Receipts::settle_live(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                           const receipt::Receipt& receipt, carrier::WireOctets octets, const Profile& profile) {
  std::optional<IdConvention> convention = profile.id_convention;
  if (profile.learn_id) convention = core_.id_learning.settled(carrier);
  if (!convention) return false;
  const CanonicalId key = canonical_id(*convention, IdOrigin::receipt, receipt.id.view());
  const AttemptRef* found = core_.table.find_carrier_id(carrier, key.view());
  if (found == nullptr) return false;
  const AttemptRef attempt = *found;  // the index that it lies in may change
  LiveMessage* live = core_.table.find(attempt.message);
  if (live == nullptr) return false;
  const auto candidate = search_.weigh(*live, attempt,
                                       {.carrier = carrier,
                                        .id = receipt.id.view(),
                                        .phone = phone_of(message.source),
                                        .sender = message.destination.addr,
                                        .received_at = core_.scheduler.wall()});
  if (!candidate || candidate->phone_differs) return false;
  if (profile.learn_id && !candidate->explain.has(*convention)) return false;
  if (profile.learn_id) vote(carrier, candidate->explain);
  settle_.on_receipt(*live, attempt, token.bind, receipt, {}, wire_.received(carrier, octets));
  return true;
}

// --- looking for its attempt

void Receipts::seek(Sought sought) {
  const CarrierNumber carrier = sought.receipt->carrier;
  auto& waiting = seeking_[CarrierKey{carrier, sought.receipt->match_key}];
  auto shared = std::make_shared<Sought>(std::move(sought));
  if (waiting.size() >= receipts_per_search_max) {
    if (shared->token) core_.refuse_deliver(carrier, *shared->token);
    if (shared->done) shared->done(false);
    return;
  }
  ++under_way_;
  waiting.push_back(shared);
  if (waiting.size() == 1) look(shared);
}

void Receipts::look(const std::shared_ptr<Sought>& sought) {
  // The one before it may have taught us the id.
  const ReceiptFinding in_memory = search_.find_in_memory(*sought->receipt);
  const bool learning = core_.learns_id(sought->receipt->carrier);
  if (in_memory.kind == ReceiptFinding::Kind::match && !learning) return on_found(sought, in_memory);
  search_.find(sought->receipt, !sought->token,
               [this, sought](const ReceiptFinding& finding) { on_found(sought, finding); });
}

void Receipts::on_found(const std::shared_ptr<Sought>& sought, const ReceiptFinding& finding) {
  switch (finding.kind) {
    case ReceiptFinding::Kind::match:
      return give_to(sought, finding.attempt, {.explain = finding.explain});
    case ReceiptFinding::Kind::ambiguous:
      return leave(sought, store::ParkedFor::ambiguous);
    case ReceiptFinding::Kind::busy:
      return refuse(sought);
    case ReceiptFinding::Kind::none:
      break;
  }
  if (const auto proof = evidence(*sought->receipt)) return give_to(sought, proof->attempt, {.proof = proof->by});
  if (finding.given_up && doubts_of(*sought->receipt).empty() &&
      !core_.table.awaits_response(sought->receipt->carrier, sought->receipt->phone, sought->receipt->sender)) {
    return give_to(sought, *finding.given_up, {.proof = store::Evidence::receipt});
  }
  if (sought->token) on_unmatched(*sought->receipt);
  leave(sought, store::ParkedFor::no_match);
}

void Receipts::give_to(const std::shared_ptr<Sought>& sought, const AttemptRef& attempt, Grounds grounds) {
  const bool taken = loader_.load(
      attempt.message, [this, sought, attempt, grounds](const Expected<LiveMessage*, store::ReadError>& message) {
        const ParkedReceipt& receipt = *sought->receipt;
        if (!message) {
          if (message.error() == store::ReadError::overloaded) return refuse(sought);
          return leave(sought, store::ParkedFor::no_match);  // its message's history has expired
        }
        const bool was_parked = !sought->token;
        // Something else may have brought it to its attempt meanwhile.
        if (was_parked && !parked_.take(receipt.carrier, receipt.match_key)) return finish(sought, true);
        settle(**message, attempt, receipt, was_parked, grounds);
        if (sought->token) core_.answer_deliver(receipt.carrier, *sought->token, pdu::CommandStatus::ESME_ROK);
        finish(sought, true);
      });
  if (!taken) refuse(sought);
}

void Receipts::settle(LiveMessage& message, const AttemptRef& attempt, const ParkedReceipt& receipt, bool was_parked,
                      Grounds grounds) {
  if (was_parked) ++core_.counters.receipts_unparked;
  if (!grounds.explain.empty()) vote(receipt.carrier, grounds.explain);
  const Attempt* settled = find_attempt(message, attempt);
  if (grounds.proof && settled != nullptr &&
      settled->state == AttemptState::in_doubt) {  // else its late answer came meanwhile
    ++core_.counters.doubts_settled[static_cast<std::size_t>(*grounds.proof)];
    core_.ledger.record(message, store::DoubtSettled{attempt.segment, attempt.attempt, *grounds.proof});
  }
  settle_.on_receipt(message, attempt, receipt.bind, receipt.receipt,
                     was_parked ? std::string_view(receipt.match_key) : std::string_view(), wire_.kept(receipt));
}

void Receipts::refuse(const std::shared_ptr<Sought>& sought) {
  if (sought->token) core_.refuse_deliver(sought->receipt->carrier, *sought->token);
  finish(sought, false);
}

void Receipts::leave(const std::shared_ptr<Sought>& sought, store::ParkedFor reason) {
  if (sought->token) {
    park(*sought->receipt, *sought->token, reason);
  } else {
    parked_.mark(sought->receipt->carrier, sought->receipt->match_key, reason);
  }
  finish(sought, false);
}

void Receipts::finish(const std::shared_ptr<Sought>& sought, bool matched) {
  const CarrierKeyView key(sought->receipt->carrier, sought->receipt->match_key);
  --under_way_;
  const auto entry = seeking_.find(key);
  entry->second.pop_front();
  std::shared_ptr<Sought> next;
  if (entry->second.empty()) {
    seeking_.erase(entry);
  } else {
    next = entry->second.front();
  }
  if (sought->done) sought->done(matched);
  if (!next) return;
  // Not from here: a row of them that are all in memory would be as deep a stack.
  ready_.push_back(std::move(next));
  if (ready_.size() == 1) ready_timer_ = core_.scheduler.after(Micros(0), [this] { look_at_ready(); });
}

void Receipts::look_at_ready() {
  for (const std::shared_ptr<Sought>& sought : std::exchange(ready_, {})) look(sought);
}

// --- evidence

bool Receipts::fits_doubt(const ParkedReceipt& receipt, const AttemptRef& ref) {
  const LiveMessage* message = core_.table.find(ref.message);
  const Attempt* attempt = message == nullptr ? nullptr : find_attempt(*message, ref);
  return attempt != nullptr && gateway::fits_doubt(*message, *attempt, receipt);
}

/// Attempts in doubt to the receipt's handset, whichever of its addresses that is.
std::vector<AttemptRef> Receipts::doubts_of(const ParkedReceipt& receipt) {
  std::vector<AttemptRef> doubts;
  const auto* at_phone = core_.table.find_doubts(receipt.carrier, receipt.phone.digits());
  const auto* at_sender = core_.table.find_doubts(receipt.carrier, receipt.sender);
  if (at_sender == at_phone) at_sender = nullptr;  // both addresses end alike
  for (const std::vector<AttemptRef>* found : {at_phone, at_sender}) {
    if (found == nullptr) continue;
    for (const AttemptRef& ref : *found) {
      const LiveMessage* message = core_.table.find(ref.message);
      if (message == nullptr || handset_fit(*message, receipt.phone, receipt.sender) != HandsetFit::same) continue;
      doubts.push_back(ref);
    }
  }
  return doubts;
}

std::optional<Receipts::Proof> Receipts::evidence(const ParkedReceipt& receipt) {
  if (receipt.phone.empty() || receipt.receipt.id.empty()) return std::nullopt;
  const bool echoes = receipt.has_user_reference && core_.profile_of(receipt.carrier).send_user_message_reference;
  // Exactly one must fit; the echo decides among several that do, never alone.
  std::optional<AttemptRef> meant;
  unsigned fitting = 0;
  for (const AttemptRef& ref : doubts_of(receipt)) {
    if (!fits_doubt(receipt, ref)) continue;
    ++fitting;
    if (echoes && user_message_reference_of(ref) != receipt.user_reference) continue;
    if (meant) return std::nullopt;
    meant = ref;
  }
  if (!meant) return std::nullopt;
  // Another attempt to that phone whose response is still awaited may be the one that the receipt is about.
  if (core_.table.awaits_response(receipt.carrier, receipt.phone, receipt.sender)) return std::nullopt;
  return Proof{*meant, fitting > 1 ? store::Evidence::reference : store::Evidence::receipt};
}

void Receipts::weigh_parked(CarrierNumber carrier, const PhoneNumber& phone) {
  const bool learning = core_.learns_id(carrier);
  if (!learning && core_.table.doubts() == 0) return;
  for (const std::string& key : parked_.keys_for(carrier, phone)) {
    const ParkedReceipt* parked = parked_.find(carrier, key);
    if (parked == nullptr || parked->reason == store::ParkedFor::unreadable) continue;
    ReceiptFinding finding;
    std::optional<store::Evidence> proof;
    if (learning) finding = search_.find_in_memory(*parked);
    if (finding.kind == ReceiptFinding::Kind::ambiguous && parked->reason == store::ParkedFor::no_match) {
      parked_.mark(carrier, key, store::ParkedFor::ambiguous);
      ++core_.counters.receipts_ambiguous;
    }
    if (finding.kind == ReceiptFinding::Kind::none && parked->reason == store::ParkedFor::no_match) {
      if (const auto found = evidence(*parked)) {
        finding = {ReceiptFinding::Kind::match, found->attempt, {}};
        proof = found->by;
      }
    }
    if (finding.kind != ReceiptFinding::Kind::match) continue;
    LiveMessage* message = core_.table.find(finding.attempt.message);
    if (message == nullptr) continue;
    const auto receipt = parked_.take(carrier, key);
    settle(*message, finding.attempt, *receipt, true, {finding.explain, proof});
  }
}

void Receipts::rematch(CarrierNumber carrier, const std::string& match_key, std::function<void(bool)> done) {
  const ParkedReceipt* parked = parked_.find(carrier, match_key);
  if (parked == nullptr) return done(false);
  auto receipt = std::make_shared<ParkedReceipt>(*parked);
  if (const CarrierSettings* settings = core_.carrier_settings(carrier)) {
    if (!read_octets(settings->link.profile, *receipt)) form_keys(settings->link.profile, *receipt);
    parked_.reread(*receipt);
  }
  if (receipt->reason == store::ParkedFor::unreadable) return done(false);
  seek({std::move(receipt), std::nullopt, [this, done = std::move(done)](bool matched) {
          core_.counters.receipts_rematched += matched ? 1 : 0;
          done(matched);
        }});
}

}  // namespace smppedge::gateway
