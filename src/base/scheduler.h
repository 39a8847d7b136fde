// SPDX-License-Identifier: Apache-2.0
// The loop as a seam: timers, work at the end of a turn, work handed over from another thread.
// A Scheduler is used from its loop's thread only; Executor::post from any thread.
#pragma once

#include <functional>
#include <memory>

#include "base/clock.h"

namespace smppedge {

/// A pending timer; destroying or resetting it cancels it. Movable, one owner.
class Timer {
 public:
  class Impl {
   public:
    virtual ~Impl() = default;
  };
  Timer() = default;
  explicit Timer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
  void cancel() { impl_.reset(); }
  /// True until cancelled; a timer that has fired stays armed() in name until it is reset or re-assigned.
  [[nodiscard]] bool armed() const { return impl_ != nullptr; }

 private:
  std::unique_ptr<Impl> impl_;
};

/// Work that is to run once at the end of the current turn, however often it is asked for: derive, then defer().
/// It must outlive the turn or be destroyed before it runs (its destructor takes it off the list).
class TurnEnd {
 public:
  TurnEnd() = default;
  TurnEnd(const TurnEnd&) = delete;
  TurnEnd& operator=(const TurnEnd&) = delete;
  virtual ~TurnEnd() {
    if (slot_ != nullptr) *slot_ = nullptr;
  }
  virtual void on_turn_end() = 0;

 private:
  friend class TurnEndList;
  TurnEnd** slot_ = nullptr;  // where the list keeps us; stable while listed
};

class Scheduler : public Clock {
 public:
  /// Calls back once, `delay` from now (this turn's now), on the loop's thread. `delay` <= 0: in the next turn.
  /// The callback may destroy its own Timer.
  [[nodiscard]] virtual Timer after(Micros delay, std::function<void()> callback) = 0;

  /// Runs work.on_turn_end() after this turn's events, before sockets are written. Asking again in the same turn is
  /// free. Work deferred while the list runs runs in the same turn.
  virtual void defer(TurnEnd& work) = 0;

  /// Destroys `garbage` after the current turn: an object is never destroyed inside its own callback.
  virtual void destroy_later(std::shared_ptr<void> garbage) = 0;
};

class Executor {
 public:
  virtual ~Executor() = default;
  /// Runs `work` on the loop's thread, in order of posting. Any thread. The caller bounds what it has posted.
  virtual void post(std::function<void()> work) = 0;
};

}  // namespace smppedge
