// SPDX-License-Identifier: Apache-2.0
// One libevent loop, run by one thread: the real Scheduler and Executor. It owns the order of a turn and reads the
// time once in it:
//   ready descriptors, due timers, posted work -> deferred TurnEnds -> one write a socket -> garbage is destroyed.
// Only post() and stop() may be called from other threads.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "base/scheduler.h"
#include "base/timer_queue.h"
#include "base/turn_end_list.h"
#include "net/fd.h"
#include "net/system_clock.h"

struct event;
struct event_base;

namespace smppedge {

struct EventDeleter {
  void operator()(event* watched) const;
};
using EventPtr = std::unique_ptr<event, EventDeleter>;

class EventLoop final : public Scheduler, public Executor {
 public:
  EventLoop();
  /// With time from elsewhere (tests); `time` outlives the loop.
  explicit EventLoop(const Clock& time);
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;
  ~EventLoop() override;

  [[nodiscard]] MonoTime mono() const override { return mono_; }
  [[nodiscard]] WallTime wall() const override { return wall_; }
  [[nodiscard]] Timer after(Micros delay, std::function<void()> callback) override;
  void defer(TurnEnd& work) override { deferred_.add(work); }
  void destroy_later(std::shared_ptr<void> garbage) override { garbage_.push_back(std::move(garbage)); }
  void post(std::function<void()> work) override;

  /// Turns until stop(); the turn in which stop() is noticed is finished.
  void run();
  /// Ends run(), or the next run() at once. Any thread.
  void stop();
  /// One turn, begun when there is something to do and at the latest after `wait_max`.
  void turn(Micros wait_max);

  /// Calls `callback` in a turn after each `signal` (SIGTERM, ...). Only one loop of a process may ask for signals.
  void on_signal(int signal, std::function<void()> callback);

  /// For sockets: runs after everything deferred in this turn, where one write carries all that the turn produced.
  void flush_later(TurnEnd& socket) { flushes_.add(socket); }
  /// For FdWatch.
  [[nodiscard]] event_base* base() const { return base_.get(); }
  /// Called before anything else of a turn is, when the wait is over: reads the time.
  void begin_turn() {
    if (!turn_begun_) read_time();
  }

 private:
  struct BaseDeleter {
    void operator()(event_base* base) const;
  };
  struct SignalWatch;

  void read_time();
  void wait(Micros wait_max);
  void run_posted();
  void end_turn();

  SystemClock system_clock_;
  const Clock* time_;
  MonoTime mono_{};
  WallTime wall_{};
  bool turn_begun_ = false;

  std::unique_ptr<event_base, BaseDeleter> base_;
  Fd wake_fd_;
  EventPtr woken_;
  EventPtr timer_due_;
  std::vector<std::unique_ptr<SignalWatch>> signals_;

  TimerQueue timers_;
  TurnEndList deferred_;
  TurnEndList flushes_;
  std::vector<std::shared_ptr<void>> garbage_;

  std::atomic<bool> stopping_{false};
  std::atomic<bool> posted_any_{false};
  std::mutex posted_mutex_;
  std::vector<std::function<void()>> posted_;
};

}  // namespace smppedge
