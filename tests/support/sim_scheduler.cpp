// SPDX-License-Identifier: Apache-2.0
#include "tests/support/sim_scheduler.h"

#include <algorithm>
#include <cassert>
#include <chrono>

namespace smppedge::sim {

class SimScheduler::Pending final : public Timer::Impl {
 public:
  Pending(SimScheduler& scheduler, Key key) : scheduler_(scheduler), key_(key) {}
  ~Pending() override { scheduler_.events_.erase(key_); }
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;

 private:
  SimScheduler& scheduler_;
  Key key_;
};

SimScheduler::SimScheduler(WallTime start) : wall_start_(start) {}

SimScheduler::~SimScheduler() {
  // Garbage may leave more garbage, and events may own streams: all of it goes while the scheduler is whole.
  while (!garbage_.empty() || !events_.empty()) {
    sweep();
    std::exchange(events_, {});
  }
}

WallTime SimScheduler::wall() const {
  return wall_start_ + std::chrono::duration_cast<Millis>(now_.time_since_epoch());
}

Timer SimScheduler::after(Micros delay, std::function<void()> callback) {
  return Timer(std::make_unique<Pending>(*this, add(delay, std::move(callback))));
}

void SimScheduler::defer(TurnEnd& work) {
  turn_ends_.add(work);
  need_turn();
}

void SimScheduler::destroy_later(std::shared_ptr<void> garbage) {
  garbage_.push_back(std::move(garbage));
  need_turn();
}

void SimScheduler::defer_write(TurnEnd& write) {
  writes_.add(write);
  need_turn();
}

bool SimScheduler::run_until(const std::function<bool()>& done, Micros limit) {
  const MonoTime end = now_ + limit;
  for (std::uint64_t turns = 0; !done(); ++turns) {
    assert(turns < turns_max);
    if (!advance(end)) return done();
    turn();
  }
  return true;
}

SimScheduler::Key SimScheduler::add(Micros delay, std::function<void()> callback) {
  const Key key{now_ + std::max(delay, Micros(0)), ++made_};
  events_.emplace(key, std::move(callback));
  return key;
}

void SimScheduler::need_turn() {
  if (in_turn_ || turn_needed_) return;
  turn_needed_ = true;
  call_after(Micros(0), [] {});
}

void SimScheduler::run_until(MonoTime end) {
  for (std::uint64_t turns = 0; advance(end); ++turns) {
    assert(turns < turns_max);
    turn();
  }
  now_ = end;
}

bool SimScheduler::advance(MonoTime end) {
  if (events_.empty() || events_.begin()->first.first > end) {
    now_ = std::max(now_, end);
    return false;
  }
  now_ = std::max(now_, events_.begin()->first.first);
  return true;
}

void SimScheduler::turn() {
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

std::map<SimScheduler::Key, std::function<void()>>::iterator SimScheduler::due(std::uint64_t made_before) {
  auto event = events_.begin();
  while (event != events_.end() && event->first.first <= now_ && event->first.second > made_before) ++event;
  return event != events_.end() && event->first.first <= now_ ? event : events_.end();
}

void SimScheduler::sweep() {
  while (!garbage_.empty()) std::exchange(garbage_, {});
}

}  // namespace smppedge::sim
