// SPDX-License-Identifier: Apache-2.0
// The machine's clocks. Steps of the wall clock do not touch mono().
#pragma once

#include "base/clock.h"

namespace smppedge {

class SystemClock final : public Clock {
 public:
  [[nodiscard]] MonoTime mono() const override {
    const auto since_boot = std::chrono::steady_clock::now().time_since_epoch();
    return MonoTime(std::chrono::duration_cast<Micros>(since_boot));
  }
  [[nodiscard]] WallTime wall() const override {
    return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
  }
};

}  // namespace smppedge
