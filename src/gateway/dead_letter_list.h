// SPDX-License-Identifier: Apache-2.0
// The dead letters of one channel: events that nobody would take, by the place where they were buried. Their bodies
// stay on disk. Which facts say so is burial.h's. Core loop only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "gateway/event_list.h"
#include "store/store.h"

namespace smppedge::gateway {

struct DeadLetter {
  store::Location fact;
  EventSequence id;
  WallTime since{};  ///< when it took the place where it was buried
};

class DeadLetterList {
 public:
  void add(std::uint64_t place, const DeadLetter& letter) { insert(place, letter, false); }
  /// Nobody's any more: revived or dropped. nullopt when there is none.
  std::optional<DeadLetter> take(std::uint64_t place);
  /// With the places after `after`, oldest first, at most `limit`.
  [[nodiscard]] std::vector<std::pair<std::uint64_t, DeadLetter>> after(std::uint64_t after, std::size_t limit) const;
  /// The oldest places that are beyond `keep` or stand there since `before` or longer, at most `limit`.
  [[nodiscard]] std::vector<std::uint64_t> beyond(std::size_t keep, WallTime before, std::size_t limit) const;
  [[nodiscard]] std::uint64_t last() const { return letters_.empty() ? 0 : letters_.rbegin()->first; }
  [[nodiscard]] std::size_t size() const { return letters_.size(); }
  /// The hour of the oldest fact.
  [[nodiscard]] store::BatchNumber oldest() const { return hours_.oldest(); }

  /// For the next checkpoint.
  void fill(const EventChannel& channel, store::Checkpoint& checkpoint);
  /// Of a checkpoint.
  void restore(std::uint64_t place, const DeadLetter& letter) { insert(place, letter, true); }

 private:
  struct Buried {
    DeadLetter letter;
    bool recorded = false;  ///< a checkpoint holds it
  };
  void insert(std::uint64_t place, const DeadLetter& letter, bool recorded);

  std::map<std::uint64_t, Buried> letters_;
  FactHours hours_;
  std::vector<std::uint64_t> new_;   ///< since the last checkpoint; some may have gone again
  std::vector<std::uint64_t> gone_;  ///< of those recorded, since the last checkpoint
};

}  // namespace smppedge::gateway
