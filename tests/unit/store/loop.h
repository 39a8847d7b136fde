// SPDX-License-Identifier: Apache-2.0
// The core loop of a store's test: work posted from the store's threads runs on the test's thread, and only there.
#pragma once

#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

#include "base/scheduler.h"

namespace smppedge::store::test {

class Loop final : public Executor {
 public:
  /// Longer than any disk here takes: only a broken test meets it.
  static constexpr std::chrono::seconds patience{20};

  void post(std::function<void()> work) override {
    {
      const std::lock_guard lock(mutex_);
      queue_.push_back(std::move(work));
    }
    wake_.notify_all();
  }
  /// Runs what is posted until `done` holds.
  void run_until(const std::function<bool()>& done) {
    while (!done()) {
      std::unique_lock lock(mutex_);
      BOOST_REQUIRE(wake_.wait_for(lock, patience, [this] { return !queue_.empty(); }));
      const auto work = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      work();
    }
  }
  void run_one() {
    bool ran = false;
    run_until([&ran] { return std::exchange(ran, true); });
  }
  [[nodiscard]] bool idle() {
    const std::lock_guard lock(mutex_);
    return queue_.empty();
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
};

class TestClock final : public Clock {
 public:
  [[nodiscard]] MonoTime mono() const override { return MonoTime(); }
  [[nodiscard]] WallTime wall() const override { return now; }
  WallTime now{Millis(1'786'000'000'000)};
};

}  // namespace smppedge::store::test
