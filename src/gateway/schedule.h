// SPDX-License-Identifier: Apache-2.0
// Brings scheduled messages into their queues when their time comes. Those in memory stand in the live table by send
// time. Those on disk are looked for ahead, with each checkpoint (sweep.h): of these only id and time are kept, and
// they are read back shortly before. Core loop only.
#pragma once

#include <vector>

#include "gateway/core.h"
#include "gateway/loader.h"

namespace smppedge::gateway {

class Schedule {
 public:
  Schedule(Core& core, Loader& loader) : core_(core), loader_(loader) {}

  /// Queues what is due; called at the end of every turn, before claims are made.
  void run();
  /// Asks for run() in time from now on.
  void start() { tick(); }

  /// What a message's new send time means for its place: called after it was changed.
  void changed(LiveMessage& message);

  /// Until when the next look must reach.
  [[nodiscard]] WallTime look_until() const;
  /// A look at all scheduled records due until look_until(): begin, each of them, end. Recovery does the same.
  void begin_look();
  void found(const store::OpenRecord& record);
  /// `whole`: all of them were given.
  void end_look(bool whole);
  /// A look is needed before the next checkpoint's.
  [[nodiscard]] bool wants_look() const;

 private:
  struct Upcoming {
    WallTime send_at;
    MessageId message;
    friend auto operator<=>(const Upcoming&, const Upcoming&) = default;
  };

  void tick();
  void read_back();
  void keep_earliest();

  Core& core_;
  Loader& loader_;
  std::vector<Upcoming> upcoming_;  // on disk when they were looked for; in order of send time
  std::size_t next_ = 0;            // in upcoming_
  WallTime known_until_;            // upcoming_ has all on disk that are due until then
  bool looking_ = false;
  std::vector<Upcoming> looked_up_;  // by the look under way
  WallTime look_until_;
  Timer timer_;
};

}  // namespace smppedge::gateway
