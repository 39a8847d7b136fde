// SPDX-License-Identifier: Apache-2.0
// A loop whose time only moves when a test says so. Events run in order of their time, then of their making; nothing
// depends on the machine. One turn is: the events that are due, then turn ends, then sockets, then garbage, as in net/.
// Must outlive everything that was given it. One thread; post() too.
#pragma once

#include <algorithm>
#include <cassert>
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

  explicit SimScheduler(WallTime start = WallTime(Millis(1'700'000'000'000))) : wall_start_(start) {}
  SimScheduler(const SimScheduler&) = delete;
  SimScheduler& operator=(const SimScheduler&) = delete;
  ~SimScheduler() override {
    // Garbage may leave more garbage, and events may own streams: all of it goes while the scheduler is whole.
    while (!garbage_.empty() || !events_.empty()) {
      sweep();
      std::exchange(events_, {});
    }
  }

  // --- the seams

  [[nodiscard]] MonoTime mono() const override { return now_; }
  [[nodiscard]] WallTime wall() const override {
    return wall_start_ + std::chrono::duration_cast<Millis>(now_.time_since_epoch());
  }
  [[nodiscard]] Timer after(Micros delay, std::function<void()> callback) override {
    return Timer(std::make_unique<Pending>(*this, add(delay, std::move(callback))));
  }
  void defer(TurnEnd& work) override {
    turn_ends_.add(work);
    need_turn();
  }
  void destroy_later(std::shared_ptr<void> garbage) override {
    garbage_.push_back(std::move(garbage));
    need_turn();
  }
  void post(std::function<void()> work) override { call_after(Micros(0), std::move(work)); }

  // --- for simulated sockets and for tests

  /// A timer that nobody can cancel.
  void call_after(Micros delay, std::function<void()> callback) { (void)add(delay, std::move(callback)); }
  /// As defer(), but where net/ writes its sockets: after all turn ends.
  void defer_write(TurnEnd& write) {
    writes_.add(write);
    need_turn();
  }
  /// The wall clock is set to another time, as an operator or NTP does (faults.md 41).
  void step_wall(Millis step) { wall_start_ += step; }

  /// Runs what is due now, including what that makes due now.
  void run_ready() { run_until(now_); }
  void run_for(Micros duration) { run_until(now_ + duration); }
  /// Runs until `done()` holds, checked after each turn, or `limit` has passed; returns done().
  bool run_until(const std::function<bool()>& done, Micros limit) {
    const MonoTime end = now_ + limit;
    for (std::uint64_t turns = 0; !done(); ++turns) {
      assert(turns < turns_max);
      if (!advance(end)) return done();
      turn();
    }
    return true;
  }
  /// Turns that had something to do; for tests that count wake-ups.
  [[nodiscard]] std::uint64_t turns() const { return turns_; }

 private:
  using Key = std::pair<MonoTime, std::uint64_t>;
  class Pending final : public Timer::Impl {
   public:
    Pending(SimScheduler& scheduler, Key key) : scheduler_(scheduler), key_(key) {}
    ~Pending() override { scheduler_.events_.erase(key_); }
    Pending(const Pending&) = delete;
    Pending& operator=(const Pending&) = delete;

   private:
    SimScheduler& scheduler_;
    Key key_;
  };

  Key add(Micros delay, std::function<void()> callback) {
    const Key key{now_ + std::max(delay, Micros(0)), ++made_};
    events_.emplace(key, std::move(callback));
    return key;
  }
  /// Work that was deferred from outside a turn (a test calling in) makes a turn of its own.
  void need_turn() {
    if (in_turn_ || turn_needed_) return;
    turn_needed_ = true;
    call_after(Micros(0), [] {});
  }

  void run_until(MonoTime end) {
    for (std::uint64_t turns = 0; advance(end); ++turns) {
      assert(turns < turns_max);
      turn();
    }
    now_ = end;
  }
  /// To the time of the next event, if it is not after `end`.
  [[nodiscard]] bool advance(MonoTime end) {
    if (events_.empty() || events_.begin()->first.first > end) {
      now_ = std::max(now_, end);
      return false;
    }
    now_ = std::max(now_, events_.begin()->first.first);
    return true;
  }
  void turn() {
    ++turns_;
    in_turn_ = true;
    turn_needed_ = false;
    const std::uint64_t made_before = made_;  // what is made in this turn waits for the next
    for (auto next = due(made_before); next != events_.end(); next = due(made_before)) {
      const auto callback = std::move(next->second);
      events_.erase(next);
      callback();
    }
    while (!turn_ends_.empty() || !writes_.empty()) {
      turn_ends_.run();
      writes_.run();
    }
    in_turn_ = false;
    sweep();
  }
  [[nodiscard]] std::map<Key, std::function<void()>>::iterator due(std::uint64_t made_before) {
    auto event = events_.begin();
    while (event != events_.end() && event->first.first <= now_ && event->first.second > made_before) ++event;
    return event != events_.end() && event->first.first <= now_ ? event : events_.end();
  }
  void sweep() {
    while (!garbage_.empty()) std::exchange(garbage_, {});
  }

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
