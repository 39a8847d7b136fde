// SPDX-License-Identifier: Apache-2.0
#include "gateway/dead_letter_list.h"

#include <algorithm>

namespace smppedge::gateway {

void DeadLetterList::insert(std::uint64_t place, const DeadLetter& letter, bool recorded) {
  if (!letters_.try_emplace(place, Buried{letter, recorded}).second) return;
  hours_.add(letter.fact.batch);
  if (!recorded) new_.push_back(place);
}

std::optional<DeadLetter> DeadLetterList::take(std::uint64_t place) {
  const auto found = letters_.find(place);
  if (found == letters_.end()) return std::nullopt;
  const Buried buried = found->second;
  letters_.erase(found);
  hours_.remove(buried.letter.fact.batch);
  if (buried.recorded) gone_.push_back(place);
  return buried.letter;
}

std::vector<std::pair<std::uint64_t, DeadLetter>> DeadLetterList::after(std::uint64_t after, std::size_t limit) const {
  std::vector<std::pair<std::uint64_t, DeadLetter>> found;
  for (auto at = letters_.upper_bound(after); at != letters_.end() && found.size() < limit; ++at) {
    found.emplace_back(at->first, at->second.letter);
  }
  return found;
}

std::vector<std::uint64_t> DeadLetterList::beyond(std::size_t keep, WallTime before, std::size_t limit) const {
  std::vector<std::uint64_t> places;
  const std::size_t surplus = letters_.size() - std::min(letters_.size(), keep);
  for (auto at = letters_.begin(); at != letters_.end() && places.size() < limit; ++at) {
    if (places.size() >= surplus && at->second.letter.since > before) break;
    places.push_back(at->first);
  }
  return places;
}

void DeadLetterList::fill(const EventChannel& channel, store::Checkpoint& checkpoint) {
  for (const std::uint64_t place : gone_) {
    checkpoint.dead_letters_gone.push_back({channel.account, channel.door, EventSequence(place), {}, {}, {}});
  }
  gone_.clear();
  for (const std::uint64_t place : new_) {
    const auto found = letters_.find(place);
    if (found == letters_.end()) continue;
    found->second.recorded = true;
    const DeadLetter& letter = found->second.letter;
    checkpoint.dead_letters.push_back(
        {channel.account, channel.door, EventSequence(place), letter.id, letter.fact, letter.since});
  }
  new_.clear();
}

}  // namespace smppedge::gateway
