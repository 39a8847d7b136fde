// SPDX-License-Identifier: Apache-2.0
// The median round trip of recent submits: a histogram with four buckets an octave (a bucket's upper bound is at most
// 25 % above what fell into it), which forgets half of its past every `memory` answers. Adding is a few instructions.
// Pure.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "base/clock.h"

namespace smppedge::carrier {

class RoundTrip {
 public:
  static constexpr std::uint32_t memory = 4096;

  void add(Micros round_trip) {
    ++counts_[bucket_of(static_cast<std::uint64_t>(std::max(round_trip.count(), std::int64_t{0})))];
    if (++total_ < memory) return;
    total_ = 0;
    for (std::uint32_t& count : counts_) total_ += count /= 2;
  }

  /// 0 before the first answer.
  [[nodiscard]] std::uint64_t p50_us() const {
    std::uint32_t below = 0;
    for (unsigned bucket = 0; bucket < bucket_count; ++bucket) {
      below += counts_[bucket];
      if (below != 0 && below * 2 >= total_) return upper_bound_of(bucket);
    }
    return 0;
  }

 private:
  static constexpr unsigned bucket_count = 128;  // to 2^32 us, more than an hour

  /// Values below 4 have a bucket each; above, the two bits behind the leading one choose among four.
  static unsigned bucket_of(std::uint64_t us) {
    if (us < 4) return static_cast<unsigned>(us);
    const unsigned exponent = static_cast<unsigned>(std::bit_width(us)) - 1;
    const unsigned quarter = static_cast<unsigned>(us >> (exponent - 2)) & 3;
    return std::min((exponent - 1) * 4 + quarter, bucket_count - 1);
  }
  static std::uint64_t upper_bound_of(unsigned bucket) {
    if (bucket < 4) return bucket;
    return ((std::uint64_t{bucket % 4} + 5) << (bucket / 4 - 1)) - 1;
  }

  std::array<std::uint32_t, bucket_count> counts_{};
  std::uint32_t total_ = 0;
};

}  // namespace smppedge::carrier
