// SPDX-License-Identifier: Apache-2.0
// Tells threads to end, at once also where they wait. Any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace smppedge::soak {

class StopSignal {
 public:
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
  }
  [[nodiscard]] bool stopped() const {
    const std::lock_guard lock(mutex_);
    return stopped_;
  }
  /// Waits so long, or until stop().
  void wait(std::chrono::milliseconds duration) const {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, duration, [this] { return stopped_; });
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  bool stopped_ = false;
};

}  // namespace smppedge::soak
