// SPDX-License-Identifier: Apache-2.0
// Where a fact lies: the batch that it was committed with and its offset in that batch's value.
// A batch's number carries the hour in which it was opened, so that batches are kept and dropped by the hour:
// 24 bits of hours since 1970, 40 bits that only ever grow.
#pragma once

#include <compare>
#include <cstdint>

#include "base/clock.h"

namespace smppedge::store {

class BatchNumber {
 public:
  constexpr BatchNumber() = default;
  constexpr explicit BatchNumber(std::uint64_t value) : value_(value) {}
  [[nodiscard]] constexpr std::uint64_t value() const { return value_; }
  [[nodiscard]] constexpr std::uint32_t hour() const { return static_cast<std::uint32_t>(value_ >> 40); }
  /// Consecutive over all batches of a store, whatever their hours.
  [[nodiscard]] constexpr std::uint64_t counter() const { return value_ & 0xFF'FFFF'FFFFULL; }
  [[nodiscard]] constexpr bool none() const { return value_ == 0; }
  /// The number of the batch after this one when it is opened at `now`; the hour never goes back.
  [[nodiscard]] constexpr BatchNumber next(WallTime now) const {
    const auto hour_now = static_cast<std::uint64_t>(now.time_since_epoch().count() / 3'600'000);
    return BatchNumber(((hour_now > hour() ? hour_now : hour()) << 40) | (counter() + 1));
  }
  friend constexpr auto operator<=>(BatchNumber, BatchNumber) = default;

 private:
  std::uint64_t value_ = 0;
};

struct Location {
  BatchNumber batch;
  std::uint32_t offset = 0;
  [[nodiscard]] constexpr bool none() const { return batch.none(); }
  friend constexpr auto operator<=>(const Location&, const Location&) = default;
};

}  // namespace smppedge::store
