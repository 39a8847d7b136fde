// SPDX-License-Identifier: Apache-2.0
// What the simulated carrier has seen and done since its start.
#pragma once

#include <cstdint>
#include <string>

namespace smppedge::simulator {

struct Counters {
  std::uint64_t connections = 0;
  std::uint64_t binds = 0;
  std::uint64_t binds_refused = 0;
  std::uint64_t submits = 0;    ///< all that arrived
  std::uint64_t accepted = 0;   ///< of them
  std::uint64_t refused = 0;    ///< of them, throttled ones not counted
  std::uint64_t throttled = 0;  ///< of them
  std::uint64_t responses_dropped = 0;
  std::uint64_t receipts = 0;      ///< sent, repetitions included
  std::uint64_t replies = 0;       ///< sent, repetitions included
  std::uint64_t acknowledged = 0;  ///< receipts and replies
  std::uint64_t unanswered = 0;    ///< within the response timeout
  std::uint64_t redelivered = 0;   ///< sent again: the connection was lost, or the client asked for it later
  std::uint64_t given_up = 0;      ///< refused for good, or too often
  std::uint64_t overflowed = 0;    ///< not kept, for want of room (kept_max)

  /// One JSON object, without a line end; `kept` is how many deliveries wait now.
  [[nodiscard]] std::string to_json(std::size_t kept) const;
};

}  // namespace smppedge::simulator
