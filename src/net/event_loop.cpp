// SPDX-License-Identifier: Apache-2.0
#include "net/event_loop.h"

#include <event2/event.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "base/log.h"

namespace smppedge {
namespace {

/// However long a turn may wait, it looks up once in a while: bounds what a lost wake-up could cost.
constexpr Micros wait_limit = std::chrono::minutes(1);

/// Without libevent's locks (other threads come in by an eventfd alone) and with timers finer than its cached
/// coarse clock.
event_base* make_base() {
  event_config* config = event_config_new();
  if (config == nullptr) return nullptr;
  event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
  event_config_set_flag(config, EVENT_BASE_FLAG_IGNORE_ENV);
  event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
  event_base* base = event_base_new_with_config(config);
  event_config_free(config);
  return base;
}

timeval to_timeval(Micros duration) {
  timeval result{};
  result.tv_sec = duration.count() / 1'000'000;
  result.tv_usec = duration.count() % 1'000'000;
  return result;
}

void wake(int fd) {
  const std::uint64_t one = 1;
  // It can only fail when the counter is full, and then the loop is to wake anyway.
  [[maybe_unused]] const auto written = ::write(fd, &one, sizeof(one));
}

}  // namespace

struct EventLoop::SignalWatch {
  EventLoop& loop;
  std::function<void()> callback;
  EventPtr watched;
};

void EventDeleter::operator()(event* watched) const {
  event_free(watched);
}
void EventLoop::BaseDeleter::operator()(event_base* base) const {
  event_base_free(base);
}

EventLoop::EventLoop() : EventLoop(system_clock_) {}

EventLoop::EventLoop(const Clock& time) : time_(&time), base_(make_base()) {
  wake_fd_ = Fd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (base_ == nullptr || !wake_fd_) {
    log::error("the event loop cannot start errno={}", errno);
    std::abort();
  }
  const auto on_wake = [](evutil_socket_t fd, short, void* self) noexcept {
    static_cast<EventLoop*>(self)->begin_turn();
    std::uint64_t count = 0;
    [[maybe_unused]] const auto got = ::read(fd, &count, sizeof(count));
  };
  woken_.reset(event_new(base_.get(), wake_fd_.get(), EV_READ | EV_PERSIST, on_wake, this));
  event_add(woken_.get(), nullptr);
  const auto on_due = [](evutil_socket_t, short, void* self) noexcept { static_cast<EventLoop*>(self)->begin_turn(); };
  timer_due_.reset(event_new(base_.get(), -1, 0, on_due, this));
  read_time();
}

EventLoop::~EventLoop() = default;

void EventLoop::read_time() {
  turn_begun_ = true;
  mono_ = std::max(mono_, time_->mono());
  wall_ = time_->wall();
}

Timer EventLoop::after(Micros delay, std::function<void()> callback) {
  return timers_.add(mono_ + std::max(delay, Micros::zero()), std::move(callback));
}

void EventLoop::post(std::function<void()> work) {
  bool first = false;
  {
    const std::lock_guard lock(posted_mutex_);
    first = posted_.empty();
    posted_.push_back(std::move(work));
  }
  if (!first) return;  // whoever was first has woken the loop
  posted_any_.store(true, std::memory_order_release);
  wake(wake_fd_.get());
}

void EventLoop::stop() {
  stopping_.store(true, std::memory_order_release);
  wake(wake_fd_.get());
}

void EventLoop::run() {
  while (!stopping_.load(std::memory_order_acquire)) turn(wait_limit);
  stopping_.store(false, std::memory_order_release);
}

void EventLoop::turn(Micros wait_max) {
  const std::uint64_t timers_of_earlier_turns = timers_.next_number();
  turn_begun_ = false;
  wait(std::min(wait_max, wait_limit));
  begin_turn();
  timers_.run_due(mono_, timers_of_earlier_turns);
  run_posted();
  end_turn();
}

void EventLoop::wait(Micros wait_max) {
  if (!deferred_.empty() || !flushes_.empty() || !garbage_.empty()) wait_max = Micros::zero();
  if (const auto next = timers_.next(); next && wait_max > Micros::zero()) {
    wait_max = std::min(wait_max, *next - time_->mono());
  }
  if (wait_max <= Micros::zero()) {
    event_base_loop(base_.get(), EVLOOP_NONBLOCK);
    return;
  }
  const timeval duration = to_timeval(wait_max);
  event_add(timer_due_.get(), &duration);
  event_base_loop(base_.get(), EVLOOP_ONCE);
}

void EventLoop::run_posted() {
  if (!posted_any_.exchange(false, std::memory_order_acq_rel)) return;
  std::vector<std::function<void()>> batch;
  {
    const std::lock_guard lock(posted_mutex_);
    batch.swap(posted_);
  }
  for (auto& work : batch) work();
}

void EventLoop::end_turn() {
  deferred_.run();
  flushes_.run();
  // What is thrown away while destroying goes with the next turn.
  const auto garbage = std::exchange(garbage_, {});
}

void EventLoop::on_signal(int signal, std::function<void()> callback) {
  auto watch = std::make_unique<SignalWatch>(SignalWatch{*this, std::move(callback), nullptr});
  const auto on_event = [](evutil_socket_t, short, void* self) noexcept {
    auto& watched = *static_cast<SignalWatch*>(self);
    watched.loop.begin_turn();
    watched.callback();
  };
  watch->watched.reset(evsignal_new(base_.get(), signal, on_event, watch.get()));
  event_add(watch->watched.get(), nullptr);
  signals_.push_back(std::move(watch));
}

}  // namespace smppedge
