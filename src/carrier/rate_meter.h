// SPDX-License-Identifier: Apache-2.0
// How many a second there were within the last second, in slots of a twentieth; right from the start of a burst, whose
// own length it divides by then. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/clock.h"

namespace smppedge::carrier {

class RateMeter {
 public:
  /// Times never go backwards.
  void add(MonoTime now) {
    advance(now);
    if (total_ == 0) began_ = now;
    ++slots_[slot_of(now) % slots_.size()];
    ++total_;
  }
  /// In thousandths; 0 when there was none within the last second.
  [[nodiscard]] std::int64_t milli_per_s(MonoTime now) {
    advance(now);
    if (total_ == 0) return 0;
    const Micros measured = std::clamp(now - began_, slot, slot * slot_count);
    return total_ * 1'000'000'000 / measured.count();
  }

 private:
  static constexpr Micros slot{50'000};
  static constexpr std::int64_t slot_count = 20;

  [[nodiscard]] static std::uint64_t slot_of(MonoTime at) {
    return static_cast<std::uint64_t>(at.time_since_epoch() / slot);
  }
  void advance(MonoTime now) {
    const std::uint64_t to = slot_of(now);
    if (to - newest_ > slots_.size()) {
      slots_.fill(0);
      total_ = 0;
    } else {
      for (; newest_ < to; ++newest_) {
        std::int64_t& oldest = slots_[(newest_ + 1) % slots_.size()];
        total_ -= oldest;
        oldest = 0;
      }
    }
    newest_ = to;
  }

  std::array<std::int64_t, slot_count> slots_{};
  std::int64_t total_ = 0;
  std::uint64_t newest_ = 0;
  MonoTime began_{};
};

}  // namespace smppedge::carrier
