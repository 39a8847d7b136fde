// SPDX-License-Identifier: Apache-2.0
// Messages that are to be looked at again after a while: one FIFO list a duration, one timer for all of them.
#pragma once

#include <deque>
#include <functional>
#include <map>

#include "base/scheduler.h"
#include "message/message_id.h"

namespace smppedge::gateway {

class Delayed {
 public:
  /// `due` is called for each message when its time has come.
  Delayed(Scheduler& scheduler, std::function<void(MessageId)> due) : scheduler_(scheduler), due_(std::move(due)) {}

  void add(MessageId id, Micros delay) {
    const MonoTime at = scheduler_.mono() + delay;
    lists_[delay].push_back({at, id});
    if (!timer_.armed() || at < armed_for_) arm(at);
  }
  [[nodiscard]] std::size_t size() const {
    std::size_t total = 0;
    for (const auto& [delay, list] : lists_) total += list.size();
    return total;
  }

 private:
  struct Entry {
    MonoTime at;
    MessageId id;
  };
  void arm(MonoTime at) {
    armed_for_ = at;
    timer_ = scheduler_.after(at - scheduler_.mono(), [this] { fire(); });
  }
  void fire() {
    timer_.cancel();
    const MonoTime now = scheduler_.mono();
    for (auto& [delay, list] : lists_) {
      while (!list.empty() && list.front().at <= now) {
        const MessageId id = list.front().id;
        list.pop_front();
        due_(id);
      }
    }
    std::erase_if(lists_, [](const auto& each) { return each.second.empty(); });
    MonoTime earliest = MonoTime::max();
    for (const auto& [delay, list] : lists_) earliest = std::min(earliest, list.front().at);
    if (earliest != MonoTime::max() && (!timer_.armed() || earliest < armed_for_)) arm(earliest);
  }

  Scheduler& scheduler_;
  std::function<void(MessageId)> due_;
  std::map<Micros, std::deque<Entry>> lists_;
  Timer timer_;
  MonoTime armed_for_;
};

}  // namespace smppedge::gateway
