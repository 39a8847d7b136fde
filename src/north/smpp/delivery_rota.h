// SPDX-License-Identifier: Apache-2.0
// Whose turn it is to take events: accounts in a ring, a quantum by weight each, so many events a turn of the loop in
// all. One account's flood of receipts lets another's through after at most one quantum. Core loop only.
#pragma once

#include <algorithm>
#include <deque>

#include "base/scheduler.h"
#include "north/smpp/limits.h"

namespace smppedge::north::smpp {

class DeliveryRota {
 public:
  class Member {
   public:
    virtual ~Member() = default;
    /// Its share among the others.
    [[nodiscard]] virtual unsigned weight() const = 0;
    /// At most `quantum` events may be asked for now; returns how many were.
    virtual unsigned take_turn(unsigned quantum) = 0;
  };

  explicit DeliveryRota(Scheduler& scheduler) : scheduler_(scheduler) {}
  DeliveryRota(const DeliveryRota&) = delete;
  DeliveryRota& operator=(const DeliveryRota&) = delete;

  /// Its turn comes in the next turn of the loop or later. Not to be called again before it has come.
  void queue(Member& member) {
    waiting_.push_back(&member);
    if (!timer_.armed()) arm();
  }

 private:
  void arm() {
    timer_ = scheduler_.after(Micros(0), [this] { serve(); });
  }
  void serve() {
    timer_.cancel();
    unsigned asked = 0;
    for (std::size_t members = waiting_.size(); members != 0 && asked < events_per_turn_max; --members) {
      Member& member = *waiting_.front();
      waiting_.pop_front();
      asked += member.take_turn(events_quantum * std::min(member.weight(), weight_max));
    }
    if (!waiting_.empty() && !timer_.armed()) arm();
  }

  Scheduler& scheduler_;
  std::deque<Member*> waiting_;
  Timer timer_;
};

}  // namespace smppedge::north::smpp
