// SPDX-License-Identifier: Apache-2.0
// Writes times as RFC 3339 in UTC with milliseconds. Times in one answer mostly share their second, so the calendar
// is asked once a second shown, not once a time.
#pragma once

#include <array>
#include <cstddef>

#include "base/clock.h"

namespace smppedge::north::json {

class TimestampWriter {
 public:
  static constexpr std::size_t length = 24;
  /// Writes `length` characters: "2026-03-01T07:05:09.120Z"; years 0000 to 9999.
  void write(char* out, WallTime time);

 private:
  Seconds shown_{-1};
  std::array<char, length> text_{};
};

}  // namespace smppedge::north::json
