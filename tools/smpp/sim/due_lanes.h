// SPDX-License-Identifier: Apache-2.0
// Values that wait for their time: one first-in first-out lane for each duration, so that a message costs no timer.
// Jitter is a choice among lanes. One timer serves all; what falls due within a millisecond is given out together.
#pragma once

#include <algorithm>
#include <functional>
#include <vector>

#include "base/scheduler.h"
#include "tools/smpp/sim/ring.h"

namespace smppedge::simulator {

/// T has a member `MonoTime due`.
template <class T>
class DueLanes {
 public:
  /// `give` gets each value when it is due; it may put values into lanes.
  DueLanes(Scheduler& scheduler, std::function<void(T&&)> give) : scheduler_(scheduler), give_(std::move(give)) {}

  /// Returns the lane's number.
  std::size_t add_lane(Micros delay) {
    lanes_.push_back({delay, {}});
    return lanes_.size() - 1;
  }
  void put(std::size_t lane, T value) {
    value.due = scheduler_.mono() + lanes_[lane].delay;
    lanes_[lane].waiting.push_back(value);
    ++size_;
    if (value.due < armed_for_) arm(value.due);
  }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  static constexpr Micros granularity{1000};
  struct Lane {
    Micros delay;
    Ring<T> waiting;
  };

  void arm(MonoTime due) {
    armed_for_ = due;
    timer_ = scheduler_.after(std::max(due - scheduler_.mono(), granularity), [this] { run(); });
  }
  void run() {
    armed_for_ = MonoTime::min();  // what is put meanwhile is found below
    const MonoTime now = scheduler_.mono();
    MonoTime next = MonoTime::max();
    for (Lane& lane : lanes_) {
      while (!lane.waiting.empty() && lane.waiting.front().due <= now) {
        --size_;
        give_(lane.waiting.pop_front());
      }
    }
    for (const Lane& lane : lanes_) {
      if (!lane.waiting.empty()) next = std::min(next, lane.waiting.front().due);
    }
    armed_for_ = MonoTime::max();
    if (next != MonoTime::max()) arm(next);
  }

  Scheduler& scheduler_;
  const std::function<void(T&&)> give_;
  std::vector<Lane> lanes_;
  std::size_t size_ = 0;
  MonoTime armed_for_ = MonoTime::max();
  Timer timer_;
};

}  // namespace smppedge::simulator
