// SPDX-License-Identifier: Apache-2.0
// Chance as a seam: jitter, random starts and token ids come from here, from a seed in tests.
#pragma once

#include <cstdint>

namespace smppedge {

class Rng {
 public:
  virtual ~Rng() = default;
  [[nodiscard]] virtual std::uint64_t next() = 0;

  /// Uniform enough for jitter: 0 <= result < bound; bound > 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return next() % bound; }
};

}  // namespace smppedge
