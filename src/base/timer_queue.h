// SPDX-License-Identifier: Apache-2.0
// Timers in order of their time, then of their creation: what Scheduler::after stands on, in the libevent loop and
// in the simulated one. Cancelling is O(1). The clock belongs to the loop; one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "base/scheduler.h"

namespace smppedge {

class TimerQueue {
 public:
  TimerQueue() = default;
  TimerQueue(const TimerQueue&) = delete;
  TimerQueue& operator=(const TimerQueue&) = delete;
  ~TimerQueue() {
    for (auto& [key, entry] : waiting_) entry->queue = nullptr;  // their Timers may outlive us
  }

  [[nodiscard]] Timer add(MonoTime at, std::function<void()> callback) {
    auto entry = std::make_unique<Entry>();
    entry->queue = this;
    entry->callback = std::move(callback);
    entry->place = waiting_.emplace(Key{at, next_number_++}, entry.get()).first;
    return Timer(std::move(entry));
  }

  [[nodiscard]] std::optional<MonoTime> next() const {
    if (waiting_.empty()) return std::nullopt;
    return waiting_.begin()->first.first;
  }

  /// The number that the next timer will get. Taken at the start of a turn, it lets run_due leave the turn's own
  /// timers to the next one.
  [[nodiscard]] std::uint64_t next_number() const { return next_number_; }

  /// Calls back what is due and was added before `number` was the next one. No timer may have been added at a time
  /// before `now` since then.
  void run_due(MonoTime now, std::uint64_t number) {
    while (!waiting_.empty()) {
      const auto first = waiting_.begin();
      if (first->first.first > now || first->first.second >= number) return;
      Entry& entry = *first->second;
      entry.queue = nullptr;
      waiting_.erase(first);
      const auto callback = std::move(entry.callback);  // it may destroy its own Timer, and the entry with it
      callback();
    }
  }

 private:
  using Key = std::pair<MonoTime, std::uint64_t>;
  struct Entry final : Timer::Impl {
    Entry() = default;
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    ~Entry() override {
      if (queue != nullptr) queue->waiting_.erase(place);
    }
    TimerQueue* queue = nullptr;  // null once fired
    std::function<void()> callback;
    std::map<Key, Entry*>::iterator place;
  };

  std::map<Key, Entry*> waiting_;
  std::uint64_t next_number_ = 0;
};

}  // namespace smppedge
