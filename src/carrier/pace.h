// SPDX-License-Identifier: Apache-2.0
// Segments a second, held exactly over any stretch of time and smooth within it: what was not used is saved up for at
// most one segment and `burst` of time, however long the pause was. The pace may change at any moment. Integer
// arithmetic, no drift. Pure.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>

#include "base/clock.h"

namespace smppedge::carrier {

/// Thousandths of a segment a second: a carrier that refuses everything is asked less than once a second.
using MilliPerS = std::int64_t;
inline constexpr MilliPerS unpaced = 0;

class Pace {
 public:
  /// Room for a loop turn that comes late; far below what a carrier's own meter averages over.
  static constexpr Micros burst{20'000};
  /// Beyond it a pace is none: no bind writes faster.
  static constexpr MilliPerS milli_per_s_max = 1'000'000'000;

  Pace(MilliPerS pace, MonoTime now) : credit_(segment), as_of_(now) { change(pace, now); }

  /// From now on; `unpaced`: any number of segments.
  void change(MilliPerS pace, MonoTime now) {
    assert(pace >= 0 && pace <= milli_per_s_max);
    (void)ready(now);  // what has passed was earned at the old pace
    pace_ = pace;
    as_of_ = now;
    credit_max_ = segment + burst.count() * pace_;
    credit_ = std::min(credit_, credit_max_);
  }
  [[nodiscard]] MilliPerS pace() const { return pace_; }

  /// Whether a segment may leave at `now`; times never go backwards.
  [[nodiscard]] bool ready(MonoTime now) {
    if (pace_ == unpaced) return true;
    const std::int64_t elapsed = std::min((now - as_of_).count(), filled_after());
    credit_ = std::min(credit_ + elapsed * pace_, credit_max_);
    as_of_ = now;
    return credit_ >= segment;
  }
  /// One segment left. Only when ready().
  void take() {
    if (pace_ == unpaced) return;
    assert(credit_ >= segment);
    credit_ -= segment;
  }
  /// From the last ready() on, until the next segment may leave.
  [[nodiscard]] Micros wait() const {
    return pace_ == unpaced || credit_ >= segment ? Micros(0) : Micros((segment - credit_ + pace_ - 1) / pace_);
  }

 private:
  static constexpr std::int64_t segment = 1'000'000'000;  // credit is thousandths a second times microseconds

  /// Elapsed time that matters; keeps the product above in range after any pause.
  [[nodiscard]] std::int64_t filled_after() const { return credit_max_ / pace_ + 1; }

  MilliPerS pace_ = unpaced;
  std::int64_t credit_max_ = segment;
  std::int64_t credit_;
  MonoTime as_of_;
};

}  // namespace smppedge::carrier
