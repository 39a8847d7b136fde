// SPDX-License-Identifier: Apache-2.0
#include "gateway/windows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <tuple>
#include <utility>

#include "base/log.h"
#include "gateway/limits.h"
#include "reply/limits.h"

namespace smppedge::gateway {

static_assert(phone_numbers_max <= store::window_pairs_max, "the store would not tell of all");
static_assert(phone_pairs_max >= 2 * store::window_pairs_max, "what the store tells of one account would not stay");

WallTime sent_at(const Message& message) {
  WallTime sent{};
  for (const Segment& segment : message.segments) {
    for (const Attempt& attempt : segment.attempts) {
      const bool left = attempt.state == AttemptState::accepted || attempt.state == AttemptState::in_doubt;
      if (left && attempt.carrier == message.plan.carrier) sent = std::max(sent, attempt.claimed_at);
    }
  }
  return sent;
}

store::WindowRecord Windows::record_of(const Message& message, WallTime sent) {
  store::WindowRecord record;
  record.phone = message.to;
  record.number.assign(message.plan.sender.text());
  if (record.number.empty()) {
    // The carrier puts in a number of its own, nobody knows which: then each carrier is a number by itself, under a
    // name that no number has.
    record.number.assign(fmt::format("c{:x}", message.plan.carrier.value()));
  }
  record.message = message.id;
  record.account = message.account;
  record.carrier = message.plan.carrier;
  record.sent_at = sent;
  record.keep_until = (sent == WallTime{} ? message.expires_at : sent) + window_kept;
  record.conversation = message.conversation;
  record.reference = sent == WallTime{} ? message.revision : message.plan.reference;
  return record;
}

bool has_to_leave(const Message& message) {
  return std::any_of(message.segments.begin(), message.segments.end(), [](const Segment& segment) {
    return segment.state == SegmentState::waiting || segment.state == SegmentState::claimed;
  });
}

bool Windows::Used::is_crowded(AccountNumber account) const {
  if (more || std::find(more_of.begin(), more_of.end(), account) != more_of.end()) return true;
  if (numbers.size() < phone_numbers_max) return false;
  const auto own =
      std::count_if(numbers.begin(), numbers.end(), [&](const auto& each) { return each.account == account; });
  return static_cast<std::size_t>(own) >= phone_numbers_max;
}

bool Windows::Used::has(std::string_view number, AccountNumber account) const {
  return std::any_of(numbers.begin(), numbers.end(),
                     [&](const auto& each) { return each.number == number && each.account == account; });
}

void Windows::put(Pairs& pairs, const store::WindowRecord& record) const {
  const auto pair =
      std::find_if(pairs.begin(), pairs.end(), [&](const auto& each) { return store::same_pair(each, record); });
  if (pair != pairs.end()) return store::merge(*pair, record);  // a late answer of an older message changes nothing
  if (pairs.size() >= windows_pruned_above) {
    const WallTime now = scheduler_.wall();
    drop(pairs, [now](const store::WindowRecord& each) { return store::window_expired(each, now); });
  }
  pairs.push_back(record);
}

void Windows::put(Known& phone, const store::WindowRecord& record) const {
  put(phone.sent, record);
  if (phone.sent.size() <= phone_pairs_max) return;
  const auto first = oldest(phone.sent);
  note_more(phone, first->account);
  phone.sent.erase(first);
}

void Windows::note_more(Known& phone, AccountNumber account) const {
  const auto found = std::find(phone.more_of.begin(), phone.more_of.end(), account);
  if (found == phone.more_of.end()) phone.more_of.push_back(account);
  read_again(phone);
}

void Windows::read_again(Known& phone) const {
  phone.read_again_at = std::min(phone.read_again_at, scheduler_.mono() + partial_window_kept);
}

auto Windows::oldest(Pairs& pairs) -> Pairs::iterator {
  return std::max_element(pairs.begin(), pairs.end(), store::newer);
}

template <class Unwanted>
void Windows::drop(Pairs& pairs, Unwanted unwanted) {
  pairs.erase(std::remove_if(pairs.begin(), pairs.end(), unwanted), pairs.end());
}

void Windows::claim(LiveMessage& message) {
  const store::WindowRecord record = record_of(message, {});
  const bool is_new = !std::exchange(message.claims_number, true);
  const auto count = [&](NumberClaims& claims) { is_new ? claims.add(record) : claims.extend(record); };
  count(live_[message.to].claims);
  if (Known* phone = known(message.to)) count(phone->claims);
}

void Windows::note(LiveMessage& message) {
  const WallTime sent = sent_at(message);
  if (sent == WallTime{}) return;
  // A part that is to follow holds the number for the message.
  if (!has_to_leave(message)) end_claim(message);
  const store::WindowRecord record = record_of(message, sent);
  Pairs& pairs = live_[message.to].sent;
  put(pairs, record);
  if (pairs.size() > phone_pairs_max) {
    const auto first = oldest(pairs);
    store_.note_window(*first);  // its message will not find it here
    pairs.erase(first);
  }
  if (Known* phone = known(message.to)) put(*phone, record);
}

void Windows::end_claim(LiveMessage& message) {
  uncount(message);
  if (!std::exchange(message.number_claim_stored, false)) return;
  store::WindowRecord ended = record_of(message, {});
  ended.ended = true;
  ended.keep_until += claim_end_kept;
  store_.note_window(ended);
  Known* phone = known(message.to);
  if (phone == nullptr) return;
  if (phone->whole) {
    phone->stored.erase(message.id);
  } else {
    phone->stored.insert_or_assign(message.id, ended);  // what is being read may still have it
  }
}

void Windows::uncount(LiveMessage& message) {
  if (!std::exchange(message.claims_number, false)) return;
  const store::WindowRecord record = record_of(message, {});
  const auto live = live_.find(message.to);
  live->second.claims.remove(record);
  if (live->second.empty()) live_.erase(live);
  if (Known* phone = known(message.to)) phone->claims.remove(record);
}

void Windows::note_in_store(LiveMessage& message) {
  if (message.claims_number && !has_to_leave(message)) end_claim(message);
  if (message.claims_number) {
    store_.note_window(record_of(message, {}));
    message.number_claim_stored = true;
  }
  const auto live = live_.find(message.to);
  if (live == live_.end()) return;
  for (const store::WindowRecord& pair : live->second.sent) {
    if (pair.message == message.id) store_.note_window(pair);
  }
}

/// No more claims of an account than the store would tell of.
bool Windows::has_room(const Known& phone, AccountNumber account) {
  if (phone.stored.size() < store::window_pairs_max) return true;
  const auto own = std::count_if(phone.stored.begin(), phone.stored.end(),
                                 [account](const auto& claim) { return claim.second.account == account; });
  return static_cast<std::size_t>(own) < store::window_pairs_max;
}

void Windows::forget(LiveMessage& message) {
  if (message.claims_number && message.number_claim_stored) {
    Known* phone = known(message.to);
    if (phone != nullptr && has_room(*phone, message.account)) {
      phone->stored.insert_or_assign(message.id, record_of(message, {}));
    } else if (phone != nullptr) {
      note_more(*phone, message.account);
    }
  }
  uncount(message);
  const auto live = live_.find(message.to);
  if (live == live_.end()) return;
  drop(live->second.sent, [&](const store::WindowRecord& pair) { return pair.message == message.id; });
  if (live->second.empty()) live_.erase(live);
}

void Windows::hand_over(LiveMessage& message) {
  end_claim(message);
  if (sent_at(message) != WallTime{}) note_in_store(message);
  forget(message);
}

Windows::Known* Windows::known(const PhoneNumber& phone) {
  if (const auto found = recent_.find(phone); found != recent_.end()) return &found->second;
  if (const auto found = older_.find(phone); found != older_.end()) return &found->second;
  return nullptr;
}

bool Windows::knows(const PhoneNumber& phone) {
  const Known* found = known(phone);
  return found != nullptr && found->whole && scheduler_.mono() < found->read_again_at;
}

/// Two rounds, of which the older one is forgotten as a whole: what is asked for again comes into the new one.
Windows::Known& Windows::remember(const PhoneNumber& phone) {
  if (const auto found = recent_.find(phone); found != recent_.end()) return found->second;
  Known entry;
  if (const auto found = older_.find(phone); found != older_.end()) {
    entry = std::move(found->second);
    older_.erase(found);
  } else if (const auto live = live_.find(phone); live != live_.end()) {
    entry.sent = live->second.sent;
    entry.claims = live->second.claims;
  }
  if (recent_.size() >= known_max_ / 2) {
    older_.swap(recent_);
    recent_.clear();
  }
  return recent_.emplace(phone, std::move(entry)).first->second;
}

void Windows::fetch(std::vector<PhoneNumber> phones, std::function<void(bool known)> done) {
  // From here on what is noted of them counts, so that nothing is missed that leaves memory meanwhile.
  for (const PhoneNumber& phone : phones) (void)remember(phone);
  const auto fetch = std::make_shared<Fetch>();
  fetch->phones = std::move(phones);
  fetch->done = std::move(done);
  fetch_next(fetch);
}

void Windows::fetch_next(const std::shared_ptr<Fetch>& fetch) {
  const std::size_t count = std::min(phones_per_read_max, fetch->phones.size() - fetch->read);
  const auto next = std::span<const PhoneNumber>(fetch->phones).subspan(fetch->read, count);
  fetch->read += count;
  store_.find_windows({next.begin(), next.end()},
                      [this, fetch, next](const Expected<std::vector<store::PhoneWindow>, store::ReadError>& windows) {
                        if (!windows) return fetch->done(false);
                        if (!take_in(next, *windows)) fetch->all = false;
                        if (fetch->read < fetch->phones.size()) return fetch_next(fetch);
                        fetch->done(fetch->all);
                      });
}

/// False: so many were asked for meanwhile that some were forgotten.
bool Windows::take_in(std::span<const PhoneNumber> phones, std::span<const store::PhoneWindow> windows) {
  bool all = true;
  for (std::size_t i = 0; i < phones.size(); ++i) {
    Known* phone = known(phones[i]);
    if (phone == nullptr) {
      all = false;
      continue;
    }
    phone->more = windows[i].more;
    phone->more_of = windows[i].more_of;
    phone->read_again_at = MonoTime::max();
    if (windows[i].damaged || phone->more || !phone->more_of.empty()) read_again(*phone);
    learn(*phone, windows[i]);
    std::erase_if(phone->stored, [](const auto& claim) { return claim.second.ended; });
    phone->whole = true;
  }
  return all;
}

void Windows::learn(Known& phone, const store::PhoneWindow& stored) const {
  if (stored.damaged) {
    log::error(
        "what a phone was sent cannot be read to its end; numbers are chosen for it, and its replies go, by the rest");
  }
  for (const store::WindowRecord& record : stored.pairs) {
    if (record.is_planned()) {
      phone.stored.try_emplace(record.message, record);
    } else {
      put(phone, record);
    }
  }
}

std::vector<store::WindowRecord> Windows::answerable(const PhoneNumber& phone) {
  assert(knows(phone));
  const Known& of_phone = remember(phone);
  std::vector<store::WindowRecord> records(of_phone.sent.begin(), of_phone.sent.end());
  for (const NumberClaims::Claim& claim : of_phone.claims) records.push_back(claim.record);
  for (const auto& [message, claim] : of_phone.stored) records.push_back(claim);
  std::erase_if(records, [now = scheduler_.wall()](const auto& each) { return store::window_expired(each, now); });
  (void)store::keep_newest(records, scheduler_.wall());
  return records;
}

Windows::Used Windows::used_by(const PhoneNumber& phone) {
  assert(knows(phone));
  const Known& of_phone = remember(phone);
  Used used;
  used.more = of_phone.more;
  used.more_of = of_phone.more_of;
  const auto add = [&, now = scheduler_.wall()](const store::WindowRecord& pair) {
    const Seconds too_long = window_kept - reply::answer_window;
    const WallTime in_use_until = pair.keep_until - too_long;
    if (in_use_until < now) return;
    used.numbers.push_back({pair.number.view(), pair.account, pair.conversation, in_use_until});
  };
  for (const store::WindowRecord& pair : of_phone.sent) add(pair);
  for (const NumberClaims::Claim& claim : of_phone.claims) add(claim.record);
  for (const auto& [message, claim] : of_phone.stored) add(claim);
  // The longest use of each counts.
  std::sort(used.numbers.begin(), used.numbers.end(), [](const sender::UsedNumber& a, const sender::UsedNumber& b) {
    return std::tuple(a.number, a.account, a.conversation, b.in_use_until) <
           std::tuple(b.number, b.account, b.conversation, a.in_use_until);
  });
  const auto repeated = std::unique(used.numbers.begin(), used.numbers.end(), [](const auto& a, const auto& b) {
    return std::tie(a.number, a.account, a.conversation) == std::tie(b.number, b.account, b.conversation);
  });
  used.numbers.erase(repeated, used.numbers.end());
  return used;
}

std::optional<std::uint16_t> Windows::last_reference(const PhoneNumber& phone, std::string_view number) {
  const store::WindowRecord* last = nullptr;
  const auto look = [&](const Pairs& pairs) {
    for (const store::WindowRecord& pair : pairs) {
      if (pair.number.view() != number) continue;
      if (last == nullptr || store::newer(pair, *last)) last = &pair;
    }
  };
  if (const auto live = live_.find(phone); live != live_.end()) look(live->second.sent);
  if (const Known* remembered = known(phone)) look(remembered->sent);
  if (last == nullptr || last->reference == 0) return std::nullopt;
  return last->reference;
}

}  // namespace smppedge::gateway
