// SPDX-License-Identifier: Apache-2.0
// The list behind Scheduler::defer, shared by the libevent loop and the simulated one.
#pragma once

#include <deque>

#include "base/scheduler.h"

namespace smppedge {

class TurnEndList {
 public:
  TurnEndList() = default;
  TurnEndList(const TurnEndList&) = delete;
  TurnEndList& operator=(const TurnEndList&) = delete;
  ~TurnEndList() {
    for (TurnEnd* work : listed_) {
      if (work != nullptr) work->slot_ = nullptr;  // the work may outlive the loop
    }
  }

  void add(TurnEnd& work) {
    if (work.slot_ != nullptr) return;
    listed_.push_back(&work);
    work.slot_ = &listed_.back();  // a deque never moves its elements on push_back
  }

  [[nodiscard]] bool empty() const { return listed_.empty(); }

  /// Runs everything listed, including what is listed meanwhile.
  void run() {
    while (!listed_.empty()) {
      TurnEnd* work = listed_.front();
      if (work != nullptr) work->slot_ = nullptr;
      listed_.pop_front();
      if (work != nullptr) work->on_turn_end();
    }
  }

 private:
  std::deque<TurnEnd*> listed_;
};

}  // namespace smppedge
