// SPDX-License-Identifier: Apache-2.0
// The pace of a carrier account: what was granted, and less while the carrier says that it is too much
// (ESME_RTHROTTLED, ESME_RMSGQFUL). Multiplicative decrease, to just under what the carrier took in the last second, or
// by half when it took nothing; increase only while segments are taken and the pace is what holds them up: one percent
// a second at first, then ever faster, so that a carrier's limit is felt for seldom and a longer calm brings all of it
// back. One decrease a round: what was under way together is one sign. Pure.
#pragma once

#include <utility>

#include "carrier/pace.h"
#include "carrier/rate_meter.h"

namespace smppedge::carrier {

class AdaptivePace {
 public:
  /// After a decrease nothing is sent for so long: the queue that we have built there drains.
  static constexpr Micros pause{100'000};
  /// The slowest: one probe in ten seconds.
  static constexpr MilliPerS floor = 100;

  /// 0: none was agreed.
  AdaptivePace(unsigned granted_per_s, MonoTime now);

  /// Whether a segment may leave at `now`; times never go backwards.
  [[nodiscard]] bool ready(MonoTime now);
  /// One segment left. Only when ready().
  void take(MonoTime now);
  /// From the last ready() on, until the next segment may leave.
  [[nodiscard]] Micros wait(MonoTime now) const;

  /// The carrier took a segment that left at `written_at`.
  void on_taken(MonoTime written_at, MonoTime now);
  /// It said that this one was too much. True when this slows down an account that was not slowed.
  bool on_throttled(MonoTime written_at, MonoTime now);
  /// Once, after the pace has come back to what was granted.
  [[nodiscard]] bool take_recovered() { return std::exchange(recovered_, false); }

  [[nodiscard]] MilliPerS granted() const { return granted_; }
  [[nodiscard]] MilliPerS current() const { return pace_.pace(); }
  [[nodiscard]] bool slowed() const { return slowed_; }

 private:
  [[nodiscard]] MilliPerS grown() const;
  void set(MilliPerS pace, MonoTime now);

  MilliPerS granted_;
  Pace pace_;
  RateMeter written_;
  RateMeter taken_;
  bool slowed_ = false;
  bool recovered_ = false;
  MonoTime decreased_at_{};
  MonoTime limited_at_{};     ///< when the pace last held up a segment
  MonoTime grown_at_{};       ///< until when growth has been counted
  MilliPerS base_ = 0;        ///< the pace from which it grows
  MilliPerS ceiling_ = 0;     ///< what was too much, or just not
  Micros calm_{};             ///< time of growth since the last decrease
  bool taken_since_ = false;  ///< the carrier took something since the last decrease
};

}  // namespace smppedge::carrier
