// SPDX-License-Identifier: Apache-2.0
// How fast one carrier may be served after it has said that we are too fast (ESME_RTHROTTLED, ESME_RMSGQFUL): nothing
// for a while, then one attempt alone, then two more for each that ended, until nothing was throttled for some time.
// Self-clocked: no claim waits for a timer but the first. Without it a backlog would burn its retries. Core loop only.
#pragma once

#include <algorithm>
#include <utility>

#include "base/scheduler.h"

namespace smppedge::gateway {

class Throttle {
 public:
  /// This long without a throttled answer, and the carrier is served as its window allows again.
  static constexpr Micros calm_after = Seconds(10);

  [[nodiscard]] bool may_claim() const { return !active_ || budget_ > 0; }
  void on_claimed(unsigned segments) {
    if (active_) budget_ -= static_cast<int>(segments);
  }
  /// A throttled answer came; `wake` is called when claims may go on. True when the carrier was served freely before.
  bool on_throttled(Scheduler& scheduler, Micros delay, std::function<void()> wake) {
    const bool was_free = !std::exchange(active_, true);
    throttled_at_ = scheduler.mono();
    if (hold_.armed()) return was_free;  // one of those that were in flight together
    budget_ = 0;
    hold_ = scheduler.after(delay, [this, wake = std::move(wake)] {
      budget_ = 1;
      const std::function<void()> wake_now = wake;
      hold_.cancel();  // this callback goes with it
      wake_now();
    });
    return was_free;
  }
  /// An attempt ended otherwise: answered (`well`), in doubt or released. True when the carrier is served freely again.
  bool on_ended(MonoTime now, bool well) {
    if (!active_ || hold_.armed()) return false;
    if (now - throttled_at_ >= calm_after) {
      active_ = false;
      return true;
    }
    budget_ = std::max(budget_, 0) + (well ? 2 : 1);
    return false;
  }

 private:
  bool active_ = false;
  int budget_ = 0;
  MonoTime throttled_at_{};
  Timer hold_;
};

}  // namespace smppedge::gateway
