// SPDX-License-Identifier: Apache-2.0
// A loop whose time only moves when a test says so. Events run in order of their time, then of their making; nothing
// depends on the machine. One turn is: the events that are due, then turn ends, then sockets, then garbage, as in net/.
// Must outlive everything that was given it. One thread; post() too.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "base/scheduler.h"
#include "base/turn_end_list.h"

namespace smppedge::sim {

class SimScheduler final : public Scheduler, public Executor {
 public:
  /// Turns in one run_...() call without an end are a test's (or a loop's) mistake.
  static constexpr std::uint64_t turns_max = 100'000'000;

  explicit SimScheduler(WallTime start = WallTime(Millis(1'700'000'000'000)));
  SimScheduler(const SimScheduler&) = delete;
  SimScheduler& operator=(const SimScheduler&) = delete;
  ~SimScheduler() override;

  // --- the seams

  [[nodiscard]] MonoTime mono() const override { return now_; }
  [[nodiscard]] WallTime wall() const override;
  [[nodiscard]] Timer after(Micros delay, std::function<void()> callback) override;
  void defer(TurnEnd& work) override;
  void destroy_later(std::shared_ptr<void> garbage) override;
  void post(std::function<void()> work) override { call_after(Micros(0), std::move(work)); }

  // --- for simulated sockets and for tests

  /// A timer that nobody can cancel.
  void call_after(Micros delay, std::function<void()> callback) { (void)add(delay, std::move(callback)); }
  /// As defer(), but where net/ writes its sockets: after all turn ends.
  void defer_write(TurnEnd& write);
  /// The wall clock is set to another time, as an operator or NTP does (faults.md 41).
  void step_wall(Millis step) { wall_start_ += step; }

  /// Runs what is due now, including what that makes due now.
  void run_ready() { run_until(now_); }
  void run_for(Micros duration) { run_until(now_ + duration); }
  /// Runs until `done()` holds, checked after each turn, or `limit` has passed; returns done().
  bool run_until(const std::function<bool()>& done, Micros limit);
  /// Turns that had something to do; for tests that count wake-ups.
  [[nodiscard]] std::uint64_t turns() const { return turns_; }

 private:
  using Key = std::pair<MonoTime, std::uint64_t>;
  class Pending;

  Key add(Micros delay, std::function<void()> callback);
  /// Work that was deferred from outside a turn (a test calling in) makes a turn of its own.
  void need_turn();

  void run_until(MonoTime end);
  /// To the time of the next event, if it is not after `end`.
  [[nodiscard]] bool advance(MonoTime end);
  void turn();
  [[nodiscard]] std::map<Key, std::function<void()>>::iterator due(std::uint64_t made_before);
  void sweep();

  WallTime wall_start_;
  MonoTime now_{};
  std::uint64_t made_ = 0;
  std::uint64_t turns_ = 0;
  bool in_turn_ = false;
  bool turn_needed_ = false;
  std::map<Key, std::function<void()>> events_;
  TurnEndList turn_ends_;
  TurnEndList writes_;
  std::vector<std::shared_ptr<void>> garbage_;
};

}  // namespace smppedge::sim
