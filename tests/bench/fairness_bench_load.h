// SPDX-License-Identifier: Apache-2.0
// The platform of the fairness benchmark: one account floods, another sends codes at a steady rate. A code carries its
// index in its number, by which the carrier's ledger tells when it came. One thread, one poll; throws where going on
// would measure nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/cycle_bench_http.h"

namespace smppedge::cycle_bench {

/// The clock that the ledger writes.
using LedgerTime = std::chrono::system_clock::time_point;

/// Posts over some keep-alive connections, one request at a time on each.
class Senders {
 public:
  Senders(std::uint16_t port, unsigned connections);

  struct Answered {
    std::uint64_t request = 0;
    int status = 0;
    LedgerTime sent_at;
    LedgerTime answered_at;
  };
  /// False when every connection waits for its answer.
  [[nodiscard]] bool send(std::uint64_t request, const std::string& octets);
  /// What was answered by `until`, or as soon as something was.
  [[nodiscard]] std::vector<Answered> wait(LedgerTime until);
  [[nodiscard]] unsigned busy() const;

 private:
  struct Channel {
    explicit Channel(std::uint16_t port) : connection(port) {}
    HttpConnection connection;
    std::uint64_t request = 0;
    bool busy = false;
    LedgerTime sent_at;
  };
  std::vector<std::unique_ptr<Channel>> channels_;
  std::size_t next_ = 0;  // in turn: the gateway closes a connection that stays silent
};

/// POST /v1/messages of one text to numbers that follow each other.
[[nodiscard]] std::string message_request(std::string_view key, std::string_view traffic_class, std::string_view text,
                                          std::string_view prefix, std::uint64_t first, unsigned numbers);

/// Accepted once it returns; messages a second.
double send_backlog(std::uint16_t port, std::uint64_t messages, unsigned connections);

struct CodesSent {
  std::vector<LedgerTime> sent_at;  ///< by code: when it was due, which no stall of an earlier one moves
  std::vector<float> accept_ms;
};
[[nodiscard]] CodesSent send_codes(std::uint16_t port, unsigned codes, std::chrono::seconds over);

/// The number of a code is this and its index; marketing's begins otherwise.
inline constexpr std::string_view code_prefix = "86139";
inline constexpr std::string_view marketing_prefix = "86138";
inline constexpr unsigned index_digits = 8;

}  // namespace smppedge::cycle_bench
