// SPDX-License-Identifier: Apache-2.0
// The events of one channel that are kept, by their place in its sequence. They come at the end and leave near the
// front, so they lie side by side; what stays long behind (aside for hours) moves to a map, so that one stubborn event
// does not hold the room of all that left after it. Core loop only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>

#include "gateway/api.h"
#include "store/location.h"

namespace smppedge::gateway {

struct KeptEvent {
  enum class State : std::uint8_t {
    waiting,  ///< never given to a pusher; all of a channel that is pulled
    held,     ///< an earlier event of its message is not settled
    ready,    ///< to be given out (again)
    out,      ///< given out, not settled
    aside,    ///< refused: to be given out again after a while
    gone,     ///< not kept any more; only inside of EventList
  };
  store::Location fact;
  EventSequence id;                    ///< its first place
  WallTime since{};                    ///< when it took this place
  MessageId message;                   ///< whose later events it holds back; 0: none, or not read back yet
  std::shared_ptr<const Event> event;  ///< nullptr: to be read back when it is wanted
  State state = State::waiting;
  std::optional<TrafficClass> traffic_class;  ///< nullopt: not read back yet

  /// What is known of it as long as it is kept.
  void keep(std::shared_ptr<const Event> body) {
    message = body->message == nullptr ? MessageId() : body->message->id;
    // A reply that answers nothing stands between what somebody waits for and what nobody asked for.
    traffic_class = body->message == nullptr ? TrafficClass::notice : body->message->traffic_class;
    event = std::move(body);
  }
  /// One whose body is to be read back.
  [[nodiscard]] static KeptEvent on_disk(store::Location fact, EventSequence id, WallTime since) {
    KeptEvent kept;
    kept.fact = fact;
    kept.id = id;
    kept.since = since;
    return kept;
  }
};

/// Of the facts of several events: how many there are by the hour, so that the oldest is always known.
class FactHours {
 public:
  void add(store::BatchNumber batch);
  void remove(store::BatchNumber batch);
  /// A batch number of that hour's beginning; none() without events.
  [[nodiscard]] store::BatchNumber oldest() const;

 private:
  std::map<std::uint32_t, std::uint64_t> counts_;
};

class EventList {
 public:
  /// `place` is above all before it. Gives the event as it is kept; valid until the next change.
  KeptEvent& append(std::uint64_t place, KeptEvent event);
  /// nullptr when it is not kept. Valid until the next change.
  [[nodiscard]] KeptEvent* find(std::uint64_t place);
  /// It must be kept.
  KeptEvent remove(std::uint64_t place);

  [[nodiscard]] std::size_t size() const { return side_by_side_ + scattered_.size(); }
  /// The oldest place that is kept, at `place` or after it; 0: there is none.
  [[nodiscard]] std::uint64_t at_or_after(std::uint64_t place) const;
  [[nodiscard]] std::uint64_t first() const { return at_or_after(0); }
  /// The hour of the oldest fact.
  [[nodiscard]] store::BatchNumber oldest() const { return hours_.oldest(); }
  /// Entries in memory for size() events: what the bound on them is tested by.
  [[nodiscard]] std::size_t room() const { return dense_.size() + scattered_.size(); }

 private:
  void trim();

  std::deque<KeptEvent> dense_;  // of places first_ and on; neither end is gone
  std::uint64_t first_ = 0;
  std::size_t side_by_side_ = 0;                  // of dense_, those that are not gone
  std::map<std::uint64_t, KeptEvent> scattered_;  // all before first_
  FactHours hours_;
};

}  // namespace smppedge::gateway
