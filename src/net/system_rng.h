// SPDX-License-Identifier: Apache-2.0
// Chance from the kernel: unpredictable, so that ids and tokens made of it are too. One thread.
#pragma once

#include <array>
#include <cstddef>

#include "base/rng.h"

namespace smppedge {

class SystemRng final : public Rng {
 public:
  [[nodiscard]] std::uint64_t next() override;

 private:
  std::array<std::uint64_t, 32> drawn_{};  // getentropy gives at most 256 octets a call
  std::size_t left_ = 0;
};

}  // namespace smppedge
