// SPDX-License-Identifier: Apache-2.0
// What benchmarks of the store alone need beside it: a clock that stands, a loop that runs one piece of work at a time,
// and a visitor that passes over what recovery hands out.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

#include "base/scheduler.h"
#include "store/store.h"

namespace smppedge::store {

class BenchClock final : public Clock {
 public:
  [[nodiscard]] MonoTime mono() const override { return MonoTime(); }
  [[nodiscard]] WallTime wall() const override { return WallTime(Millis(1'786'000'000'000)); }
};

class BenchLoop final : public Executor {
 public:
  void post(std::function<void()> work) override {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(work));
    wake_.notify_one();
  }
  void run_one() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return !queue_.empty(); });
    const auto work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    work();
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
};

struct Ignore : RecoveryVisitor {
  void on_high_water(MessageId) override {}
  void on_replay_after(BatchNumber) override {}
  void on_account_events(const Checkpoint::AccountEvents&) override {}
  void on_account_alias(const Checkpoint::AccountAlias&) override {}
  void on_resident(const OpenRecord&, const Chain&) override {}
  void on_queued(const OpenRecord&) override {}
  void on_awaiting(const OpenRecord&) override {}
  void on_scheduled(const OpenRecord&) override {}
  void on_parked(const ParkedRecord&, const Chain&) override {}
  void on_event(const EventRecord&) override {}
  void on_dead_letter(const EventRecord&) override {}
  void on_fact(const RecordedFact&, RecoverySource&) override {}
};

}  // namespace smppedge::store
