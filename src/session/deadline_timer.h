// SPDX-License-Identifier: Apache-2.0
// One timer for one session. Deadlines mostly move later with traffic: the timer is let run and armed again when it
// fires, so that a message costs a comparison and no timer operation.
#pragma once

#include "base/scheduler.h"
#include "session/session.h"

namespace smppedge::session {

class DeadlineTimer {
 public:
  /// `after` is called when the timer has run the session's deadlines: there may be output to flush.
  DeadlineTimer(Scheduler& scheduler, Session& session, std::function<void()> after)
      : scheduler_(scheduler), session_(session), after_(std::move(after)) {}

  /// Call after anything that was done with the session (once a turn suffices).
  void update() {
    const MonoTime deadline = session_.next_deadline();
    if (deadline >= armed_for_) return;
    arm(deadline);
  }

 private:
  void arm(MonoTime deadline) {
    armed_for_ = deadline;
    timer_ = scheduler_.after(deadline - scheduler_.mono(), [this] { fire(); });
  }
  void fire() {
    armed_for_ = MonoTime::max();
    session_.on_deadline(scheduler_.mono());
    update();
    after_();
  }

  Scheduler& scheduler_;
  Session& session_;
  std::function<void()> after_;
  MonoTime armed_for_ = MonoTime::max();
  Timer timer_;
};

}  // namespace smppedge::session
