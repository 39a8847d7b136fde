// SPDX-License-Identifier: Apache-2.0
// Events that nobody would take: when they become dead letters and when those go, how they are listed, and how they are
// told again. What it does on its own accord is bounded work a turn, whatever has piled up. Core loop only.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "base/log_pace.h"
#include "gateway/api.h"
#include "gateway/outbox.h"

namespace smppedge::gateway {

class Burial {
 public:
  Burial(Core& core, Outboxes& outboxes) : core_(core), outboxes_(outboxes) {}

  /// Looks after what grows too old from now on.
  void start();
  /// An event for which there is no place among those kept; it was recorded in this turn.
  void bury_surplus(Outbox& outbox, std::uint64_t place);
  /// What the store cannot give back; ascending.
  void bury_unreadable(Outbox& outbox, const std::vector<std::uint64_t>& places);

  void list(Outbox& outbox, EventSequence after, unsigned limit, Api::Done<DeadLetters> done);
  void revive(Outbox& outbox, std::vector<EventSequence> buried, bool all, Api::Done<std::uint64_t> done);

 private:
  struct Revival {
    Outbox* outbox = nullptr;
    bool all = false;
    std::vector<EventSequence> named;  ///< where not all
    std::size_t at = 0;                ///< of `named`
    std::uint64_t from = 0;            ///< of all: what is buried after this …
    std::uint64_t through = 0;         ///< … up to this: not what is buried while we are at it
    std::uint64_t revived = 0;
    Api::Done<std::uint64_t> done;
  };

  [[nodiscard]] std::string name_of(const Outbox& outbox) const;
  void look();
  /// Gives how many became dead letters or went from there.
  std::size_t look_at(Outbox& outbox, std::size_t quantum);
  void bury(Outbox& outbox, const std::vector<std::uint64_t>& places);
  std::size_t drop_surplus(Outbox& outbox, std::size_t limit);
  void read_page(Outbox& outbox, EventSequence after, unsigned limit, const Api::Done<DeadLetters>& done);

  void revive_some();
  /// nullopt: there is no more. Whoever names them may name what never was, 0 too.
  [[nodiscard]] static std::optional<std::uint64_t> next_of(Revival& revival);
  bool revive(Outbox& outbox, std::uint64_t buried);
  void finish(const Revival& revival, bool full);

  Core& core_;
  Outboxes& outboxes_;
  Timer timer_;
  std::size_t first_ = 0;  ///< the outbox that the next look begins with
  std::deque<Revival> revivals_;
  Timer revival_timer_;
  LogPace surplus_log_;
  LogPace unreadable_log_;
  LogPace old_log_;
  LogPace dropped_log_;
};

}  // namespace smppedge::gateway
