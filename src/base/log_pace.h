// SPDX-License-Identifier: Apache-2.0
// One line a minute for what a peer can cause as often as it likes; the line says how many there were. The counters in
// the metrics have them all.
#pragma once

#include <cstdint>

#include "base/clock.h"

namespace smppedge {

class LogPace {
 public:
  static constexpr Micros interval = Seconds(60);

  /// How many there were since the last line, these included; 0: say nothing yet.
  [[nodiscard]] std::uint64_t due(MonoTime now, std::uint64_t happened = 1) {
    count_ += happened;
    if (said_ && now - said_at_ < interval) return 0;
    said_ = true;
    said_at_ = now;
    const std::uint64_t count = count_;
    count_ = 0;
    return count;
  }

 private:
  bool said_ = false;
  MonoTime said_at_{};
  std::uint64_t count_ = 0;
};

}  // namespace smppedge
