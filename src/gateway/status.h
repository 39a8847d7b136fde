// SPDX-License-Identifier: Apache-2.0
// One consistent look at the gateway, for metrics, health and status pages. Taken on the core loop, then a plain value.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "carrier/carrier.h"
#include "message/ids.h"
#include "store/store.h"

namespace smppedge::gateway {

/// Monotonic counts since the start.
struct Counters {
  std::uint64_t accepted = 0;
  std::uint64_t refused_requests = 0;
  std::uint64_t refused_numbers = 0;
  std::uint64_t refused_overload = 0;
  std::uint64_t refused_disk = 0;
  std::uint64_t submitted = 0;  ///< segments claimed
  std::uint64_t answered_ok = 0;
  std::uint64_t answered_error = 0;
  std::uint64_t retries = 0;
  std::uint64_t doubts = 0;
  std::uint64_t resends = 0;
  std::uint64_t late_answers = 0;
  std::uint64_t late_answers_lost = 0;
  std::uint64_t receipts = 0;
  std::uint64_t receipts_intermediate = 0;
  std::uint64_t receipts_duplicate = 0;
  std::uint64_t receipts_parked = 0;
  std::uint64_t receipts_unparked = 0;
  std::uint64_t receipts_unreadable = 0;
  std::uint64_t receipts_expired = 0;  ///< parked, and never matched
  std::uint64_t duplicates_delivered = 0;
  std::uint64_t replies = 0;
  std::uint64_t replies_duplicate = 0;
  std::uint64_t replies_unmatched = 0;
  std::uint64_t replies_dead = 0;
  std::uint64_t events_told = 0;
  std::uint64_t events_acknowledged = 0;
  std::array<std::uint64_t, 12> ended{};  ///< by MessageState
};

struct Status {
  struct CarrierEntry {
    CarrierNumber number;
    std::string name;
    carrier::CarrierStatus status;
  };
  Counters counters;
  store::Statistics store;
  std::vector<CarrierEntry> carriers;
  std::uint64_t open_messages = 0;  ///< in memory
  std::uint64_t queued_messages = 0;
  std::uint64_t in_doubt_segments = 0;
  std::uint64_t parked_receipts = 0;
  std::uint64_t unacknowledged_events = 0;
  Seconds uptime{0};
};

}  // namespace smppedge::gateway
