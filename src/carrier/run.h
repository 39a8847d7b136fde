// SPDX-License-Identifier: Apache-2.0
// What is claimed and not written yet: runs of segments, urgent ones ahead of the others; of either kind what is tried
// again ahead of the rest, each in order of coming. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>

#include "message/message_id.h"

namespace smppedge::carrier {

/// A ClaimedRun on its way out: `next` to `end` are still to be written.
struct Run {
  MessageId message;
  std::uint16_t next = 0;
  std::uint16_t end = 0;
  bool urgent = false;
  bool again = false;
  [[nodiscard]] bool done() const { return next == end; }
  [[nodiscard]] std::uint8_t segment() const { return static_cast<std::uint8_t>(next); }
};

/// Bounded by the claims that the account allows: at most a run a claim.
class RunQueue {
 public:
  void push(const Run& run) { queues_[place_of(run)].push_back(run); }
  [[nodiscard]] bool empty() const {
    return std::all_of(queues_.begin(), queues_.end(), [](const std::deque<Run>& queue) { return queue.empty(); });
  }
  Run pop() {
    std::deque<Run>& queue =
        *std::find_if(queues_.begin(), queues_.end(), [](const auto& each) { return !each.empty(); });
    const Run run = queue.front();
    queue.pop_front();
    return run;
  }

 private:
  [[nodiscard]] static std::size_t place_of(const Run& run) { return (run.urgent ? 0U : 2U) + (run.again ? 0U : 1U); }

  std::array<std::deque<Run>, 4> queues_;
};

}  // namespace smppedge::carrier
