// SPDX-License-Identifier: Apache-2.0
// How long to wait before the next try to connect: doubling from a minimum to a maximum, each wait jittered over its
// upper half so that many gateways do not return to a carrier in step. It has no last try. Pure.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>

#include "base/clock.h"
#include "base/rng.h"

namespace smppedge::carrier {

/// Between half of `wait` and all of it.
[[nodiscard]] inline Micros jittered(Micros wait, Rng& rng) {
  const auto half = static_cast<std::uint64_t>(wait.count()) / 2;
  return wait - Micros(static_cast<std::int64_t>(rng.below(half + 1)));
}

class Backoff {
 public:
  /// 0 < min <= max.
  Backoff(Micros min, Micros max) : min_(min), max_(max), wait_(min) { assert(min > Micros(0) && min <= max); }

  [[nodiscard]] Micros next(Rng& rng) {
    const Micros wait = wait_;
    wait_ = std::min(wait_ * 2, max_);
    return jittered(wait, rng);
  }
  /// After a refusal there is no hope in hurry: the next waits are the longest ones (domain.md C.13 asks for 30 s).
  void skip_to_max() { wait_ = max_; }
  void reset() { wait_ = min_; }

 private:
  Micros min_;
  Micros max_;
  Micros wait_;
};

}  // namespace smppedge::carrier
