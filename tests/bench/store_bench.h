// SPDX-License-Identifier: Apache-2.0
// What benchmarks need to work on a store by itself: a clock that stands, a loop that runs one piece of work at a time,
// a visitor that passes over what recovery hands out, and the opened store with them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/scheduler.h"
#include "store/rocks/rocks_store.h"
#include "store/store.h"

namespace smppedge::store {

class BenchClock final : public Clock {
 public:
  [[nodiscard]] MonoTime mono() const override { return MonoTime(); }
  [[nodiscard]] WallTime wall() const override { return now; }
  WallTime now{Millis(1'786'000'000'000)};
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

/// Opened and recovered; `give_up` must not return.
class OpenedStore {
 public:
  OpenedStore(const std::string& directory, WallTime now, RecoveryVisitor& recovered,
              const std::function<void(const std::string&)>& give_up) {
    clock.now = now;
    auto opened = open_rocks_store({.directory = directory, .node = NodeNumber(1)}, clock, loop, give_up);
    if (!opened) give_up(opened.error().text);
    store = std::move(*opened);
    if (!store->recover(recovered)) give_up("recovery failed");
  }
  void checkpoint() {
    bool done = false;
    store->checkpoint({}, [&done] { done = true; });
    while (!done) loop.run_one();
  }
  BenchClock clock;
  BenchLoop loop;
  std::unique_ptr<Store> store;
};

inline constexpr std::uint64_t notes_per_checkpoint = 400'000;

/// Notes `pairs` records as the gateway does, in checkpoints; seconds that the notes themselves took.
template <class RecordOf>
double fill_windows(OpenedStore& opened, std::uint64_t pairs, RecordOf record_of) {
  std::chrono::duration<double> noting{};
  std::vector<WindowRecord> next;
  for (std::uint64_t nth = 0; nth < pairs;) {
    next.clear();
    for (; next.size() < notes_per_checkpoint && nth < pairs; ++nth) next.push_back(record_of(nth));
    const auto start = std::chrono::steady_clock::now();
    for (const WindowRecord& record : next) opened.store->note_window(record);
    noting += std::chrono::steady_clock::now() - start;
    opened.checkpoint();
  }
  return noting.count();
}

}  // namespace smppedge::store
