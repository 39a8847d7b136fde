// SPDX-License-Identifier: Apache-2.0
#include "gateway/receipt_search.h"

#include <algorithm>

#include "gateway/handset.h"

namespace smppedge::gateway {

struct ReceiptSearch::Search {
  std::shared_ptr<const ParkedReceipt> receipt;
  Done done;
  std::vector<AttemptRef> found;
  std::vector<ReceiptCandidate> candidates;
  std::size_t waiting = 0;  // reads or loads under way
  bool busy = false;

  /// False when it was found before.
  bool add(const AttemptRef& attempt) {
    if (std::find(found.begin(), found.end(), attempt) != found.end()) return false;
    found.push_back(attempt);
    return true;
  }
};

namespace {

using Kind = ReceiptFinding::Kind;

/// The one that is meant when all of them may be: `only` asks for there to be no second.
template <class Fits>
ReceiptFinding pick(const std::vector<ReceiptCandidate>& candidates, bool only, Fits fits) {
  const ReceiptCandidate* meant = nullptr;
  for (const ReceiptCandidate& candidate : candidates) {
    if (!fits(candidate)) continue;
    if (meant != nullptr && only) return {Kind::ambiguous, {}, {}};
    const auto age = [](const ReceiptCandidate& of) { return std::tuple(of.attempt.message, of.attempt.attempt); };
    if (meant == nullptr || age(candidate) > age(*meant)) meant = &candidate;
  }
  if (meant == nullptr) return {Kind::none, {}, {}};
  return {Kind::match, meant->attempt, meant->explain};
}

}  // namespace

ReceiptFinding judge(const std::vector<ReceiptCandidate>& candidates, bool learning,
                     std::optional<IdConvention> settled) {
  if (candidates.empty()) return {};
  ReceiptFinding finding;
  if (!learning) {
    finding = pick(candidates, false, [](const ReceiptCandidate& each) { return !each.phone_differs; });
  } else if (settled) {
    finding = pick(candidates, true, [settled](const ReceiptCandidate& each) {
      return each.explain.has(*settled) && !each.phone_differs;
    });
  }
  // While nothing is settled, and against what is, only a receipt that says for whom it is counts.
  if (learning && finding.kind == Kind::none) {
    finding = pick(candidates, true, [](const ReceiptCandidate& each) { return each.phone_fits && each.sender_fits; });
  }
  if (finding.kind == Kind::none) finding.kind = Kind::ambiguous;
  return finding;
}

std::optional<ReceiptCandidate> ReceiptSearch::weigh(const LiveMessage& message, const AttemptRef& ref,
                                                     const ReceiptMarks& receipt) const {
  if (ref.segment >= message.segments.size()) return std::nullopt;
  if (ref.attempt >= message.segments[ref.segment].attempts.size()) return std::nullopt;
  const Attempt& attempt = message.segments[ref.segment].attempts[ref.attempt];
  if (receipt.received_at > attempt.claimed_at + carrier_id_retention) return std::nullopt;
  if (receipt.received_at + clock_step_max < attempt.claimed_at) return std::nullopt;
  ReceiptCandidate candidate;
  candidate.attempt = ref;
  if (core_.learns_id(receipt.carrier)) {
    candidate.explain = explaining(attempt.carrier_message_id, receipt.id);
    // An id that an earlier receipt brought is written as receipts write it.
    if (attempt.id_from_receipt && attempt.carrier_message_id == receipt.id) candidate.explain = IdConventions::all();
    if (candidate.explain.empty()) return std::nullopt;
  }
  const HandsetFit fit = handset_fit(message, receipt.phone, receipt.sender);
  candidate.phone_fits = fit == HandsetFit::same;
  candidate.phone_differs = fit == HandsetFit::another;
  candidate.sender_fits = sender_fits(message, receipt.phone, receipt.sender);
  return candidate;
}

ReceiptFinding ReceiptSearch::judged(const ParkedReceipt& receipt, const std::vector<ReceiptCandidate>& candidates) {
  const bool learning = core_.learns_id(receipt.carrier);
  const auto settled = core_.id_learning.settled(receipt.carrier);
  ReceiptFinding finding = judge(candidates, learning, settled);
  const bool by_belief = !learning || (settled && finding.explain.has(*settled));
  // Another attempt to that phone whose response is still awaited may be the one that has this id.
  if (finding.kind == Kind::match && !by_belief && core_.table.awaits_response(receipt.carrier, receipt.phone)) {
    finding.kind = Kind::none;
  }
  return finding;
}

ReceiptFinding ReceiptSearch::find_in_memory(const ParkedReceipt& receipt) {
  std::vector<AttemptRef> seen;
  std::vector<ReceiptCandidate> candidates;
  for (const std::string& form : receipt.forms) {
    const AttemptRef* found = core_.table.find_carrier_id(receipt.carrier, form);
    if (found == nullptr || std::find(seen.begin(), seen.end(), *found) != seen.end()) continue;
    seen.push_back(*found);
    const LiveMessage* message = core_.table.find(found->message);
    if (message == nullptr) continue;
    if (const auto candidate = weigh(*message, *found, ReceiptMarks::of(receipt))) candidates.push_back(*candidate);
  }
  return judged(receipt, candidates);
}

void ReceiptSearch::find(std::shared_ptr<const ParkedReceipt> receipt, Done done) {
  auto search = std::make_shared<Search>();
  search->receipt = std::move(receipt);
  search->done = std::move(done);
  search->waiting = search->receipt->forms.size();
  if (search->waiting == 0) return search->done({});
  for (const std::string& form : search->receipt->forms) {
    core_.store.find_carrier_id(search->receipt->carrier, form,
                                [this, search](Expected<AttemptRef, store::ReadError> on_disk) {
                                  if (on_disk) search->add(*on_disk);
                                  if (!on_disk && on_disk.error() != store::ReadError::not_found) search->busy = true;
                                  if (--search->waiting == 0) on_read(search);
                                });
  }
}

void ReceiptSearch::on_read(const std::shared_ptr<Search>& search) {
  if (search->busy) return search->done({Kind::busy, {}, {}});
  search->waiting = 1;  // until all are asked for
  const std::vector<AttemptRef> on_disk = search->found;
  for (const AttemptRef& attempt : on_disk) load(search, attempt);
  add_from_memory(search);  // the response may have come while the disk was asked
  on_loaded(search);
}

void ReceiptSearch::load(const std::shared_ptr<Search>& search, const AttemptRef& attempt) {
  ++search->waiting;
  const bool taken =
      loader_.load(attempt.message, [this, search, attempt](const Expected<LiveMessage*, store::ReadError>& message) {
        if (message) {
          if (const auto candidate = weigh(**message, attempt, ReceiptMarks::of(*search->receipt))) {
            search->candidates.push_back(*candidate);
          }
        } else if (message.error() == store::ReadError::overloaded) {
          search->busy = true;
        }  // else its history has expired
        on_loaded(search);
      });
  if (taken) return;
  search->busy = true;
  on_loaded(search);
}

void ReceiptSearch::add_from_memory(const std::shared_ptr<Search>& search) {
  for (const std::string& form : search->receipt->forms) {
    const AttemptRef* found = core_.table.find_carrier_id(search->receipt->carrier, form);
    if (found == nullptr) continue;
    const AttemptRef attempt = *found;
    if (search->add(attempt)) load(search, attempt);
  }
}

void ReceiptSearch::on_loaded(const std::shared_ptr<Search>& search) {
  if (--search->waiting > 0) return;
  if (search->busy) return search->done({Kind::busy, {}, {}});
  search->waiting = 1;
  add_from_memory(search);  // or while messages were
  if (--search->waiting > 0) return;
  search->done(judged(*search->receipt, search->candidates));
}

}  // namespace smppedge::gateway
