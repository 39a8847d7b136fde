// SPDX-License-Identifier: Apache-2.0
#include "gateway/windows.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "gateway/limits.h"
#include "reply/limits.h"

namespace smppedge::gateway {

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

/// Not sent yet, it may be until its validity ends.
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
  if (!record.is_planned()) record.reference = message.plan.reference;
  return record;
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

void Windows::put(const store::WindowRecord& record) {
  put(pairs_[record.phone], record);
  if (Known* phone = known(record.phone)) put(phone->pairs, record);
}

void Windows::claim(LiveMessage& message) {
  drop_claim(message);  // its time may have changed
  put(record_of(message, {}));
  if (message.number_claim == LiveMessage::NumberClaim::none) {
    message.number_claim = LiveMessage::NumberClaim::in_memory;
  }
}

void Windows::note(LiveMessage& message) {
  const WallTime sent = sent_at(message);
  if (sent == WallTime{}) return;
  end_claim(message);
  put(record_of(message, sent));
}

void Windows::end_claim(LiveMessage& message) {
  const auto claim = std::exchange(message.number_claim, LiveMessage::NumberClaim::none);
  if (claim == LiveMessage::NumberClaim::none) return;
  drop_claim(message);
  store::WindowRecord ended = record_of(message, {});
  ended.ended = true;
  if (claim == LiveMessage::NumberClaim::in_store) store_.note_window(ended);
  // What is being read of the phone may still have it.
  if (Known* phone = known(message.to); phone != nullptr && !phone->whole) put(phone->pairs, ended);
}

void Windows::drop_claim(const Message& message) {
  const auto is_it = [&](const store::WindowRecord& pair) { return pair.is_planned() && pair.message == message.id; };
  if (const auto found = pairs_.find(message.to); found != pairs_.end()) {
    drop(found->second, is_it);
    if (found->second.empty()) pairs_.erase(found);
  }
  if (Known* phone = known(message.to)) drop(phone->pairs, is_it);
}

void Windows::note_in_store(LiveMessage& message) {
  const auto found = pairs_.find(message.to);
  if (found == pairs_.end()) return;
  for (const store::WindowRecord& pair : found->second) {
    if (pair.message != message.id) continue;
    store_.note_window(pair);
    if (pair.is_planned()) message.number_claim = LiveMessage::NumberClaim::in_store;
  }
}

void Windows::forget(const Message& message) {
  const auto found = pairs_.find(message.to);
  if (found == pairs_.end()) return;
  drop(found->second, [&](const store::WindowRecord& pair) { return pair.message == message.id; });
  if (found->second.empty()) pairs_.erase(found);
}

template <class Unwanted>
void Windows::drop(Pairs& pairs, Unwanted unwanted) {
  pairs.erase(std::remove_if(pairs.begin(), pairs.end(), unwanted), pairs.end());
}

void Windows::hand_over(LiveMessage& message) {
  end_claim(message);
  if (sent_at(message) != WallTime{}) note_in_store(message);
  forget(message);
}

void Windows::find(const PhoneNumber& phone,
                   std::function<void(Expected<store::PhoneWindow, store::ReadError>)> done) const {
  const auto in_memory = [this, phone] {
    const auto found = pairs_.find(phone);
    return found == pairs_.end() ? Pairs() : found->second;
  };
  // Also as it is now: what leaves memory before the store answers may not be in its answer.
  store_.find_window(phone, [this, in_memory, before = in_memory(),
                             done = std::move(done)](Expected<store::PhoneWindow, store::ReadError> stored) {
    if (!stored) return done(failure(stored.error()));
    const Pairs after = in_memory();
    if (before.empty() && after.empty()) return done(std::move(stored));
    std::vector<store::WindowRecord> records = std::move(stored->pairs);
    for (const Pairs* pairs : {&before, &after}) records.insert(records.end(), pairs->begin(), pairs->end());
    store::PhoneWindow window = store::window_of(std::move(records), scheduler_.wall());
    window.more = window.more || stored->more;
    done(std::move(window));
  });
}

Windows::Known* Windows::known(const PhoneNumber& phone) {
  if (const auto found = recent_.find(phone); found != recent_.end()) return &found->second;
  if (const auto found = older_.find(phone); found != older_.end()) return &found->second;
  return nullptr;
}

bool Windows::knows(const PhoneNumber& phone) {
  const Known* found = known(phone);
  return found != nullptr && found->whole;
}

/// Two rounds, of which the older one is forgotten as a whole: what is asked for again comes into the new one.
Windows::Known& Windows::remember(const PhoneNumber& phone) {
  if (const auto found = recent_.find(phone); found != recent_.end()) return found->second;
  Known entry;
  if (const auto found = older_.find(phone); found != older_.end()) {
    entry = std::move(found->second);
    older_.erase(found);
  } else if (const auto live = pairs_.find(phone); live != pairs_.end()) {
    entry.pairs = live->second;
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
  store_.find_windows(phones, [this, phones, done = std::move(done)](
                                  Expected<std::vector<store::PhoneWindow>, store::ReadError> windows) {
    if (!windows && windows.error() == store::ReadError::overloaded) return done(false);
    if (!windows) log::error("what some phones were sent cannot be read; their numbers are chosen without it");
    bool all = true;
    for (std::size_t i = 0; i < phones.size(); ++i) {
      Known* phone = known(phones[i]);
      if (phone == nullptr) {  // so many were asked for meanwhile that it was forgotten
        all = false;
        continue;
      }
      if (windows) {
        for (const store::WindowRecord& record : (*windows)[i].pairs) put(phone->pairs, record);
      }
      drop(phone->pairs, [](const store::WindowRecord& pair) { return pair.ended; });
      phone->whole = true;
    }
    done(all);
  });
}

std::vector<sender::UsedNumber> Windows::used_by(const PhoneNumber& phone) {
  std::vector<sender::UsedNumber> used;
  const auto add = [&used](const Pairs& pairs) {
    for (const store::WindowRecord& pair : pairs) {
      const Seconds too_long = window_kept - reply::answer_window;
      used.push_back({pair.number.view(), pair.account, pair.conversation, pair.keep_until - too_long});
    }
  };
  if (knows(phone)) {
    add(remember(phone).pairs);
  } else if (const auto live = pairs_.find(phone); live != pairs_.end()) {
    add(live->second);
  }
  return used;
}

std::optional<std::uint16_t> Windows::last_reference(const PhoneNumber& phone, std::string_view number) {
  const store::WindowRecord* last = nullptr;
  const auto look = [&](const Pairs& pairs) {
    for (const store::WindowRecord& pair : pairs) {
      if (pair.is_planned() || pair.number.view() != number) continue;
      if (last == nullptr || store::newer(pair, *last)) last = &pair;
    }
  };
  if (const auto live = pairs_.find(phone); live != pairs_.end()) look(live->second);
  if (const Known* remembered = known(phone)) look(remembered->pairs);
  if (last == nullptr || last->reference == 0) return std::nullopt;
  return last->reference;
}

}  // namespace smppedge::gateway
