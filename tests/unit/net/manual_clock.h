// SPDX-License-Identifier: Apache-2.0
// Time that stands still until a test moves it, for an EventLoop on real sockets.
#pragma once

#include "base/clock.h"

namespace smppedge::test {

class ManualClock final : public Clock {
 public:
  [[nodiscard]] MonoTime mono() const override { return mono_; }
  [[nodiscard]] WallTime wall() const override { return wall_; }
  void advance(Micros by) {
    mono_ += by;
    wall_ += std::chrono::duration_cast<Millis>(by);
  }

 private:
  MonoTime mono_{std::chrono::seconds(1000)};
  WallTime wall_{std::chrono::seconds(1'700'000'000)};
};

}  // namespace smppedge::test
