// SPDX-License-Identifier: Apache-2.0
// What is claimed and not written yet: runs of segments, urgent ones ahead of the others, each in order of coming.
// Pure.
#pragma once

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
  [[nodiscard]] bool done() const { return next == end; }
  [[nodiscard]] std::uint8_t segment() const { return static_cast<std::uint8_t>(next); }
};

/// Bounded by the claims that the account allows: at most a run a claim.
class RunQueue {
 public:
  void push(const Run& run) { (run.urgent ? urgent_ : normal_).push_back(run); }
  [[nodiscard]] bool empty() const { return urgent_.empty() && normal_.empty(); }
  Run pop() {
    std::deque<Run>& queue = urgent_.empty() ? normal_ : urgent_;
    const Run run = queue.front();
    queue.pop_front();
    return run;
  }

 private:
  std::deque<Run> urgent_;
  std::deque<Run> normal_;
};

}  // namespace smppedge::carrier
