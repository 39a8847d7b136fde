// SPDX-License-Identifier: Apache-2.0
#include "gateway/schedule.h"

#include <algorithm>

namespace smppedge::gateway {

void Schedule::run() {
  LiveTable::BySendAt& by_send_at = core_.table.by_send_at();
  const WallTime now = core_.scheduler.wall();
  while (!by_send_at.empty() && by_send_at.begin()->send_at <= now) {
    LiveMessage& message = *by_send_at.begin();
    message.by_send_at.unlink();
    if (message.state != MessageState::scheduled || message.awaiting_turn) continue;  // it has its place already
    core_.queue(message);
  }
}

void Schedule::changed(LiveMessage& message) {
  core_.table.index_send_at(message);
  if (message.state != MessageState::scheduled && !message.awaiting_turn) core_.queue(message);
}

void Schedule::tick() {
  read_back();
  Micros wait = sweep_interval;
  const LiveTable::BySendAt& by_send_at = core_.table.by_send_at();
  if (!by_send_at.empty()) {
    const Micros until_first = by_send_at.begin()->send_at - core_.scheduler.wall();
    if (until_first <= Micros(0)) core_.scheduler.defer(core_.ledger);
    if (until_first > Micros(0)) wait = std::min(wait, until_first);
  }
  timer_ = core_.scheduler.after(wait, [this] { tick(); });
}

void Schedule::read_back() {
  const WallTime now = core_.scheduler.wall();
  // One that is not to be had just now is asked for at the next tick; one that has ended is passed over by its load.
  while (next_ < upcoming_.size() && upcoming_[next_].send_at <= now + schedule_read_ahead &&
         core_.table.size() <= core_.settings.live_messages_max &&
         loader_.load(upcoming_[next_].message, [this](const Expected<LiveMessage*, store::ReadError>& message) {
           if (!message && message.error() == store::ReadError::overloaded) known_until_ = WallTime{};  // look again
           core_.scheduler.defer(core_.ledger);
         })) {
    ++next_;
  }
}

WallTime Schedule::look_until() const {
  return core_.scheduler.wall() + core_.settings.checkpoint_interval + schedule_look_ahead;
}

bool Schedule::wants_look() const {
  const bool through = next_ == upcoming_.size() || core_.scheduler.wall() >= known_until_;
  return !looking_ && through && core_.scheduler.wall() + 2 * schedule_read_ahead >= known_until_;
}

void Schedule::begin_look() {
  looking_ = true;
  looked_up_.clear();
  look_until_ = look_until();
}

void Schedule::found(const store::OpenRecord& record) {
  if (record.deadline > look_until_) return;
  looked_up_.push_back({record.deadline, record.message});
  if (looked_up_.size() >= 2 * schedule_upcoming_max) keep_earliest();
}

void Schedule::keep_earliest() {
  const auto last = looked_up_.begin() + static_cast<std::ptrdiff_t>(schedule_upcoming_max - 1);
  std::nth_element(looked_up_.begin(), last, looked_up_.end());
  look_until_ = last->send_at;
  looked_up_.resize(schedule_upcoming_max);
}

void Schedule::end_look(bool whole) {
  looking_ = false;
  if (looked_up_.size() > schedule_upcoming_max) keep_earliest();
  std::sort(looked_up_.begin(), looked_up_.end());
  // Part of a look is added by the next one; what was known already stays known.
  if (!whole) return;
  upcoming_ = std::move(looked_up_);
  looked_up_ = {};
  next_ = 0;
  known_until_ = look_until_;
}

}  // namespace smppedge::gateway
