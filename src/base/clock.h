// SPDX-License-Identifier: Apache-2.0
// Time as a seam: everything below main.cpp asks a Clock, so that tests own the time.
// Two time lines that cannot be mixed: MonoTime for timers and round trips, WallTime (UTC) for what is stored or
// shown. Both are read once a loop turn, so a read costs a load.
#pragma once

#include <chrono>
#include <cstdint>

namespace smppedge {

struct MonoTimeline {};
using Micros = std::chrono::duration<std::int64_t, std::micro>;
using Millis = std::chrono::duration<std::int64_t, std::milli>;
using Seconds = std::chrono::duration<std::int64_t>;
using MonoTime = std::chrono::time_point<MonoTimeline, Micros>;
using WallTime = std::chrono::time_point<std::chrono::system_clock, Millis>;

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual MonoTime mono() const = 0;
  [[nodiscard]] virtual WallTime wall() const = 0;
};

}  // namespace smppedge
