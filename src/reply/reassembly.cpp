// SPDX-License-Identifier: Apache-2.0
#include "reply/reassembly.h"

#include <algorithm>
#include <cassert>

namespace smppedge::reply {

namespace {

std::size_t cost_of(const ReplyPart& part) {
  return part.octets.size() + octets_per_part;
}

auto place_of(std::vector<ReplyPart>& parts, std::uint8_t sequence) {
  return std::lower_bound(parts.begin(), parts.end(), sequence,
                          [](const ReplyPart& part, std::uint8_t number) { return part.sequence < number; });
}

void append(std::vector<std::uint8_t>& out, std::uint64_t number) {
  for (unsigned shift = 0; shift < 64; shift += 8) out.push_back(static_cast<std::uint8_t>(number >> shift));
}
void append(std::vector<std::uint8_t>& out, std::string_view text) {
  append(out, text.size());
  out.insert(out.end(), text.begin(), text.end());
}

/// Of all that makes a part the same; lives in memory only.
Fingerprint digest(const PartKey& key, const ReplyPart& part) {
  std::vector<std::uint8_t> octets;
  octets.reserve(part.octets.size() + key.destination.size() + 96);
  append(octets, key.carrier.value());
  append(octets, key.phone.digits());
  append(octets, key.destination);
  octets.insert(octets.end(), {static_cast<std::uint8_t>(key.scheme), key.total, part.sequence,
                               static_cast<std::uint8_t>(key.alphabet ? static_cast<unsigned>(*key.alphabet) : 0xFFU),
                               static_cast<std::uint8_t>(key.not_text)});
  append(octets, key.reference);
  octets.insert(octets.end(), part.octets.begin(), part.octets.end());
  return siphash_128(0, 0, octets);
}

}  // namespace

Reassembly::Reassembly(Millis timeout, const ReassemblyLimits& limits) : timeout_(timeout), limits_(limits) {
  assert(timeout > Millis(0));
}

void Reassembly::set_timeout(Millis timeout) {
  assert(timeout > Millis(0));
  timeout_ = timeout;
}

PartAdded Reassembly::add(PartKey key, ReplyPart part, WallTime now) {
  assert(key.total >= 2 && part.sequence >= 1 && part.sequence <= key.total);
  forget(now);
  part.received_at = now;
  PartAdded added;
  auto found = groups_.find(key);
  if (found != groups_.end() && is_due(found->second, now)) {
    added.given_up.push_back(give_out(found->second.age, PartsEnd::timed_out, now));
    found = groups_.end();
  }
  if (found != groups_.end()) {
    auto& parts = found->second.parts;
    const auto place = place_of(parts, part.sequence);
    if (place != parts.end() && place->sequence == part.sequence) {
      if (place->octets == part.octets) {
        added.outcome = PartAdded::Outcome::duplicate;
        return added;
      }
      added.given_up.push_back(give_out(found->second.age, PartsEnd::replaced, now));
    } else if (parts.size() + 1 == key.total) {
      parts.insert(place, std::move(part));
      added.outcome = PartAdded::Outcome::completes;
      added.whole = give_out(found->second.age, PartsEnd::complete, now);
      return added;
    }
  }
  make_room(key, cost_of(part), now, added.given_up);
  insert(std::move(key), std::move(part));
  return added;
}

bool Reassembly::over_phone_bound(const PartKey& key, std::size_t octets) const {
  const auto phone = phones_.find(phone_of(key));
  if (phone == phones_.end()) return false;
  const std::size_t groups = phone->second.ages.size() + (groups_.contains(key) ? 0 : 1);
  return groups > limits_.groups_per_phone || phone->second.octets + octets > limits_.octets_per_phone;
}

bool Reassembly::over_whole_bound(const PartKey& key, std::size_t octets) const {
  if (groups_.empty()) return false;
  const std::size_t groups = groups_.size() + (groups_.contains(key) ? 0 : 1);
  return groups > limits_.groups || octets_ + octets > limits_.octets;
}

void Reassembly::make_room(const PartKey& key, std::size_t octets, WallTime now, std::vector<JoinedReply>& given_up) {
  while (over_phone_bound(key, octets)) {
    given_up.push_back(give_out(*phones_.at(phone_of(key)).ages.begin(), PartsEnd::phone_bound, now));
  }
  while (over_whole_bound(key, octets))
    given_up.push_back(give_out(by_age_.begin()->first, PartsEnd::whole_bound, now));
}

void Reassembly::insert(PartKey key, ReplyPart part) {
  Phone& phone = phones_[phone_of(key)];
  const auto [entry, is_new] = groups_.try_emplace(std::move(key));
  Group& group = entry->second;
  if (is_new) {
    group.age = {part.received_at, next_number_++};
    by_age_.emplace(group.age, &entry->first);
    phone.ages.insert(group.age);
  }
  const std::size_t cost = cost_of(part);
  group.octets += cost;
  phone.octets += cost;
  octets_ += cost;
  group.repeated = group.repeated && remembers(entry->first, part);
  group.parts.insert(place_of(group.parts, part.sequence), std::move(part));
}

JoinedReply Reassembly::give_out(Age age, PartsEnd end, WallTime now) {
  const auto at = by_age_.find(age);
  auto node = groups_.extract(*at->second);
  by_age_.erase(at);
  Group& group = node.mapped();
  octets_ -= group.octets;
  const auto phone = phones_.find(phone_of(node.key()));
  phone->second.octets -= group.octets;
  phone->second.ages.erase(age);
  if (phone->second.ages.empty()) phones_.erase(phone);
  JoinedReply joined{std::move(node.key()), std::move(group.parts), end, end != PartsEnd::complete && group.repeated};
  remember(joined, now);
  return joined;
}

std::vector<JoinedReply> Reassembly::expire(WallTime now, std::size_t at_most) {
  forget(now);
  std::vector<JoinedReply> expired;
  while (expired.size() < at_most && !by_age_.empty() && by_age_.begin()->first.first + timeout_ <= now) {
    expired.push_back(give_out(by_age_.begin()->first, PartsEnd::timed_out, now));
  }
  return expired;
}

std::optional<WallTime> Reassembly::next_deadline() const {
  if (by_age_.empty()) return std::nullopt;
  return by_age_.begin()->first.first + timeout_;
}

// --- parts that were given out

bool Reassembly::remembers(const PartKey& key, const ReplyPart& part) const {
  return remembered_.contains(digest(key, part));
}

void Reassembly::remember(const JoinedReply& joined, WallTime now) {
  for (const ReplyPart& part : joined.parts) {
    const Fingerprint fingerprint = digest(joined.key, part);
    remembered_[fingerprint] = now;
    to_forget_.emplace_back(now, fingerprint);
  }
  while (to_forget_.size() > limits_.parts_remembered) forget_oldest();
}

void Reassembly::forget(WallTime now) {
  while (!to_forget_.empty() && to_forget_.front().first + timeout_ <= now) forget_oldest();
}

void Reassembly::forget_oldest() {
  const auto [since, fingerprint] = to_forget_.front();
  to_forget_.pop_front();
  const auto found = remembered_.find(fingerprint);
  // Another time: it was given out once more since, and that is further back in the queue.
  if (found != remembered_.end() && found->second == since) remembered_.erase(found);
}

}  // namespace smppedge::reply
