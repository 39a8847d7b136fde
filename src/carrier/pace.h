// SPDX-License-Identifier: Apache-2.0
// Segments a second, held exactly over any stretch of time and smooth within it: what was not used is saved up for at
// most one segment and `burst` of time, however long the pause was. Integer arithmetic, no drift. Pure.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>

#include "base/clock.h"

namespace smppedge::carrier {

class Pace {
 public:
  /// Room for a loop turn that comes late; far below what a carrier's own meter averages over.
  static constexpr Micros burst{20'000};

  /// 0: not paced.
  Pace(unsigned segments_per_s, MonoTime now)
      : per_s_(segments_per_s), credit_max_(segment + burst.count() * per_s_), credit_(segment), as_of_(now) {}

  /// Whether a segment may leave at `now`; times never go backwards.
  [[nodiscard]] bool ready(MonoTime now) {
    if (per_s_ == 0) return true;
    const std::int64_t elapsed = std::min((now - as_of_).count(), filled_after());
    credit_ = std::min(credit_ + elapsed * per_s_, credit_max_);
    as_of_ = now;
    return credit_ >= segment;
  }
  /// One segment left. Only when ready().
  void take() {
    if (per_s_ == 0) return;
    assert(credit_ >= segment);
    credit_ -= segment;
  }
  /// From the last ready() on, until the next segment may leave.
  [[nodiscard]] Micros wait() const {
    return per_s_ == 0 || credit_ >= segment ? Micros(0) : Micros((segment - credit_ + per_s_ - 1) / per_s_);
  }

 private:
  static constexpr std::int64_t segment = 1'000'000;  // credit is segments a second times microseconds

  /// Elapsed time that matters; keeps the product below in range after any pause.
  [[nodiscard]] std::int64_t filled_after() const { return credit_max_ / per_s_ + 1; }

  std::int64_t per_s_;
  std::int64_t credit_max_;
  std::int64_t credit_;
  MonoTime as_of_;
};

}  // namespace smppedge::carrier
