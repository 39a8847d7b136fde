// SPDX-License-Identifier: Apache-2.0
#include "carrier/adaptive_pace.h"

#include <algorithm>

namespace smppedge::carrier {
namespace {

/// Answers farther apart than this count as so far apart, and a pace that held nothing up for so long is not the limit.
constexpr Micros growth_step_max{1'000'000};
/// While far below what the carrier took before, each segment that it takes adds so much: twice as fast every 0.7 s.
constexpr MilliPerS slow_start_step = 1'000;
/// A ceiling below this grows as if it were this.
constexpr MilliPerS ceiling_min = 1'000;

}  // namespace

AdaptivePace::AdaptivePace(unsigned granted_per_s, MonoTime now)
    : granted_(std::min(MilliPerS{granted_per_s} * 1'000, Pace::milli_per_s_max)), pace_(granted_, now) {}

bool AdaptivePace::ready(MonoTime now) {
  if (slowed_ && now < decreased_at_ + pause) return false;
  if (pace_.ready(now)) return true;
  limited_at_ = now;
  return false;
}

void AdaptivePace::take(MonoTime now) {
  pace_.take();
  written_.add(now);
}

Micros AdaptivePace::wait(MonoTime now) const {
  const Micros paused = slowed_ ? decreased_at_ + pause - now : Micros(0);
  return std::max(paused, pace_.wait());
}

void AdaptivePace::on_taken(MonoTime written_at, MonoTime now) {
  taken_.add(now);
  if (!slowed_ || written_at <= decreased_at_) return;
  taken_since_ = true;
  const Micros step = std::min(now - grown_at_, growth_step_max);
  grown_at_ = now;
  if (now - limited_at_ > growth_step_max) return;
  if (base_ < ceiling_ / 2) {
    base_ += slow_start_step;
    calm_ = Micros(0);
  } else {
    calm_ += step;
  }
  set(grown(), now);
}

bool AdaptivePace::on_throttled(MonoTime written_at, MonoTime now) {
  if (slowed_ && written_at <= decreased_at_) return false;  // one of those that were under way together
  const bool was_slowed = std::exchange(slowed_, true);
  const MilliPerS before = current() == unpaced ? std::max(written_.milli_per_s(now), floor) : current();
  const MilliPerS taken = taken_.milli_per_s(now);
  // A carrier that refuses all for a while has not told us a new limit: the old one is where growth slows down.
  if (!was_slowed || taken_since_) ceiling_ = taken == 0 ? before : std::min(before, taken);
  base_ = taken == 0 ? before / 2 : std::min(before, taken) * 95 / 100;
  base_ = std::max(base_, floor);
  calm_ = Micros(0);
  taken_since_ = false;
  recovered_ = false;
  decreased_at_ = grown_at_ = now;
  pace_.change(base_, now);
  return !was_slowed;
}

/// A line and a cube of the calm, as a part of the ceiling: 1 % after 1 s, 13 % after 10 s, 120 % after 30 s.
MilliPerS AdaptivePace::grown() const {
  const double seconds = static_cast<double>(calm_.count()) / 1e6;
  const double part = 0.01 * seconds + seconds * seconds * seconds / 30'000;
  const double gain = static_cast<double>(std::max(ceiling_, ceiling_min)) * part;
  return base_ + static_cast<MilliPerS>(std::min(gain, static_cast<double>(Pace::milli_per_s_max)));
}

void AdaptivePace::set(MilliPerS pace, MonoTime now) {
  const MilliPerS top = granted_ == unpaced ? Pace::milli_per_s_max : granted_;
  if (pace < top) return pace_.change(pace, now);
  slowed_ = false;
  recovered_ = true;
  pace_.change(granted_, now);
}

}  // namespace smppedge::carrier
