// SPDX-License-Identifier: Apache-2.0
#include "gateway/receipt_search.h"

#include <algorithm>

#include "gateway/fold_fact.h"
#include "gateway/handset.h"
#include "gateway/lookups.h"
#include "gateway/message_index.h"

namespace smppedge::gateway {

struct ReceiptSearch::Search {
  std::shared_ptr<const ParkedReceipt> receipt;
  Done done;
  std::vector<AttemptRef> found;
  std::vector<ReceiptCandidate> candidates;
  std::vector<AttemptRef> given_up;
  std::size_t waiting = 0;  // reads or loads under way
  bool busy = false;
  bool on_demand = false;
  bool by_phone = false;          // it looks, or has looked, among the messages to the receipt's phone
  std::size_t messages_left = 0;  // of them that it may still look at

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

bool fits_doubt(const Message& message, const Attempt& attempt, const ParkedReceipt& receipt) {
  if (handset_fit(message, receipt.phone, receipt.sender) != HandsetFit::same) return false;
  if (!sender_fits(message, receipt.phone, receipt.sender)) return false;
  if (receipt.sender.empty() && !message.plan.sender.text().empty()) return false;
  if (receipt.received_at < attempt.claimed_at) return false;
  if (!receipt.receipt.submit_date) return true;
  const auto distance = *receipt.receipt.submit_date - attempt.claimed_at;
  return distance <= evidence_distance_max && distance >= -evidence_distance_max;
}

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
  const Attempt* const found = find_attempt(message, ref);
  if (found == nullptr) return std::nullopt;
  const Attempt& attempt = *found;
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
  if (finding.kind == Kind::match && !by_belief &&
      core_.table.awaits_response(receipt.carrier, receipt.phone, receipt.sender)) {
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

void ReceiptSearch::find(std::shared_ptr<const ParkedReceipt> receipt, bool on_demand, Done done) {
  auto search = std::make_shared<Search>();
  search->receipt = std::move(receipt);
  search->done = std::move(done);
  search->on_demand = on_demand;
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
  if (search->busy) return end(search, {Kind::busy, {}, {}});
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
  if (!search->busy) {
    search->waiting = 1;
    add_from_memory(search);  // or while messages were
    if (--search->waiting > 0) return;
  }
  conclude(search);
}

void ReceiptSearch::conclude(const std::shared_ptr<Search>& search) {
  // Nobody has asked for the look by phone: where it cannot be made, the receipt is parked.
  if (search->busy && search->by_phone && !search->on_demand) return end(search, {});
  if (search->busy) return end(search, {Kind::busy, {}, {}});
  ReceiptFinding finding = judged(*search->receipt, search->candidates);
  if (finding.kind != Kind::match && may_ask_by_phone(*search)) return ask_by_phone(search);
  if (finding.kind == Kind::none && search->given_up.size() == 1) finding.given_up = search->given_up.front();
  end(search, finding);
}

void ReceiptSearch::end(const std::shared_ptr<Search>& search, const ReceiptFinding& finding) {
  if (search->by_phone) --by_phone_;
  search->done(finding);
}

// --- among the messages to its phone

bool ReceiptSearch::may_ask_by_phone(const Search& search) const {
  if (search.by_phone) return false;
  if (search.on_demand) return true;
  const ParkedReceipt& receipt = *search.receipt;
  if (core_.table.awaits_response(receipt.carrier, receipt.phone, receipt.sender)) return false;  // it is only early
  const bool worth_it = core_.id_keys_may_be_older(search.receipt->carrier) || core_.counters.doubts_timed_out != 0;
  return worth_it && by_phone_ < searches_by_phone_max;
}

namespace {

struct AccountPhone {
  AccountNumber account;
  PhoneNumber phone;
};

/// Whose messages, to which phone: either address may be the phone, and the other then says whose.
std::vector<AccountPhone> phones_of(const Core& core, const ParkedReceipt& receipt) {
  std::vector<AccountPhone> phones;
  const PhoneNumber swapped = phone_of(std::string_view(receipt.sender));
  const auto add = [&](const PhoneNumber& phone, std::string_view sender) {
    const auto owner = core.senders.owner_of(receipt.carrier, sender);
    if (owner && !phone.empty()) phones.push_back({owner->account, phone});
  };
  add(receipt.phone, receipt.sender);
  add(swapped, receipt.phone.digits());
  if (!phones.empty()) return phones;
  const std::size_t accounts = std::min(core.settings.accounts.size(), accounts_by_phone_max);
  for (std::size_t i = 0; i < accounts; ++i) {
    const AccountNumber account = core.settings.accounts[i].number;
    if (!receipt.phone.empty()) phones.push_back({account, receipt.phone});
    if (!swapped.empty()) phones.push_back({account, swapped});
  }
  return phones;
}

/// So long after a doubt the phone and the sender say little: only a receipt that tells when its message was submitted
/// shows which it was.
bool is_given_up(const Segment& segment, const Attempt& attempt, const ParkedReceipt& receipt) {
  return attempt.state == AttemptState::in_doubt && segment.state == SegmentState::unknown &&
         segment.reason == Reason::in_doubt && receipt.receipt.submit_date &&
         receipt.received_at <= attempt.claimed_at + carrier_id_retention;
}

/// No message from there on can be what a receipt of that time is about.
MessageId after(WallTime received_at) {
  return MessageId::from_parts((received_at + clock_step_max).time_since_epoch(), NodeNumber(), 0);
}

}  // namespace

void ReceiptSearch::ask_by_phone(const std::shared_ptr<Search>& search) {
  search->by_phone = true;
  ++by_phone_;
  search->messages_left = messages_by_phone_max;
  search->waiting = 1;  // until all are asked for
  const MessageId before = after(search->receipt->received_at);
  for (const auto& [account, phone] : phones_of(core_, *search->receipt)) {
    std::vector<MessageId> live;
    core_.table.for_each_to(account, phone, before, [&live](const LiveMessage& message) {
      live.push_back(message.id);
      return live.size() < messages_by_phone_max;
    });
    load_all(search, live);
    ++search->waiting;
    core_.store.find_lookup(account, store::LookupKind::to, lookup_of(phone), before, messages_by_phone_max,
                            [this, search](const Expected<std::vector<MessageId>, store::ReadError>& on_disk) {
                              if (on_disk) load_all(search, *on_disk);
                              if (!on_disk && on_disk.error() == store::ReadError::overloaded) search->busy = true;
                              on_loaded(search);
                            });
  }
  on_loaded(search);
}

void ReceiptSearch::load_all(const std::shared_ptr<Search>& search, const std::vector<MessageId>& messages) {
  for (const MessageId id : messages) {
    if (search->messages_left == 0) return;
    --search->messages_left;
    ++search->waiting;
    const bool taken = loader_.load(id, [this, search](const Expected<LiveMessage*, store::ReadError>& message) {
      if (message) weigh_all(*search, **message);
      if (!message && message.error() == store::ReadError::overloaded) search->busy = true;
      on_loaded(search);
    });
    if (taken) continue;
    search->busy = true;
    on_loaded(search);
  }
}

void ReceiptSearch::weigh_all(Search& search, const LiveMessage& message) {
  const ReceiptMarks marks = ReceiptMarks::of(*search.receipt);
  for (std::size_t s = 0; s < message.segments.size(); ++s) {
    for (std::size_t a = 0; a < message.segments[s].attempts.size(); ++a) {
      const Attempt& attempt = message.segments[s].attempts[a];
      const AttemptRef ref{message.id, static_cast<std::uint8_t>(s), static_cast<std::uint8_t>(a)};
      if (attempt.carrier != marks.carrier) continue;
      if (is_given_up(message.segments[s], attempt, *search.receipt) && fits_doubt(message, attempt, *search.receipt) &&
          std::find(search.given_up.begin(), search.given_up.end(), ref) == search.given_up.end()) {
        search.given_up.push_back(ref);
      }
      if (!is_named(attempt, marks) || !search.add(ref)) continue;
      if (const auto candidate = weigh(message, ref, marks)) search.candidates.push_back(*candidate);
    }
  }
}

/// The convention of today makes the two ids one; while it is learned, any may.
bool ReceiptSearch::is_named(const Attempt& attempt, const ReceiptMarks& receipt) const {
  if (attempt.carrier_message_id.empty()) return false;
  if (core_.learns_id(receipt.carrier)) return true;  // weigh() compares
  const IdConvention convention = core_.profile_of(receipt.carrier).id_convention;
  const CanonicalId of_receipt = canonical_id(convention, IdOrigin::receipt, receipt.id);
  return !of_receipt.empty() && canonical_id(convention, origin_of(attempt), attempt.carrier_message_id) == of_receipt;
}

}  // namespace smppedge::gateway
