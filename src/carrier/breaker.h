// SPDX-License-Identifier: Apache-2.0
// A circuit breaker: when most of what a carrier was given lately came to nothing (passing errors, doubts, answers that
// took too long), it is given nothing for a while, so that its route's other carriers can have it; then one probe at a
// time until a few in a row went well. Refusals of one message, and throttling, are no sign. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "base/clock.h"

namespace smppedge::carrier {

struct BreakerSettings {
  unsigned error_percent = 90;   ///< of the results within `window` that open it; 0: never
  unsigned results_min = 50;     ///< fewer of them say nothing
  Micros window{Seconds(10)};    ///< at least 1 s
  Micros round_trip_max{0};      ///< a response that took longer counts as an error; 0: none does
  Micros open_for{Seconds(10)};  ///< then it is probed; twice as long each time that a probe fails
  Micros open_for_max{Seconds(300)};
  friend bool operator==(const BreakerSettings&, const BreakerSettings&) = default;
};

enum class BreakerState : std::uint8_t { closed, open, half_open };

class Breaker {
 public:
  /// Probes in a row that must go well.
  static constexpr unsigned probes_min = 3;

  explicit Breaker(const BreakerSettings& settings) : settings_(settings), open_for_(settings.open_for) {}

  [[nodiscard]] BreakerState state() const { return state_; }
  /// While open: until it may be probed.
  [[nodiscard]] MonoTime probe_at() const { return probe_at_; }

  /// Something that was given to the carrier came to its end. True when that changed the state.
  bool on_result(bool well, MonoTime now) {
    if (settings_.error_percent == 0) return false;
    if (state_ == BreakerState::half_open) return on_probed(well, now);
    if (state_ == BreakerState::open) return false;  // was under way when it opened
    count(well, now);
    return results_ >= settings_.results_min && errors_ * 100 >= std::uint64_t{settings_.error_percent} * results_ &&
           open(now);
  }
  bool on_result(bool well, Micros round_trip, MonoTime now) {
    const bool slow = settings_.round_trip_max != Micros(0) && round_trip > settings_.round_trip_max;
    return on_result(well && !slow, now);
  }
  /// To be called at probe_at(). True when it may be probed now.
  bool on_time(MonoTime now) {
    if (state_ != BreakerState::open || now < probe_at_) return false;
    state_ = BreakerState::half_open;
    probed_well_ = 0;
    return true;
  }

 private:
  struct Slot {
    std::uint64_t results = 0;
    std::uint64_t errors = 0;
  };

  bool open(MonoTime now) {
    state_ = BreakerState::open;
    probe_at_ = now + open_for_;
    slots_ = {};
    results_ = errors_ = 0;
    return true;
  }
  bool on_probed(bool well, MonoTime now) {
    if (!well) {
      open_for_ = std::min(open_for_ * 2, std::max(settings_.open_for, settings_.open_for_max));
      return open(now);
    }
    if (++probed_well_ < probes_min) return false;
    state_ = BreakerState::closed;
    open_for_ = settings_.open_for;
    return true;
  }
  void count(bool well, MonoTime now) {
    const auto to = static_cast<std::uint64_t>(now.time_since_epoch() * slots_.size() / settings_.window);
    for (std::uint64_t passed = std::min<std::uint64_t>(to - newest_, slots_.size()); passed > 0; --passed) {
      Slot& oldest = slots_[(to - passed + 1) % slots_.size()];
      results_ -= oldest.results;
      errors_ -= oldest.errors;
      oldest = {};
    }
    newest_ = to;
    Slot& slot = slots_[to % slots_.size()];
    ++slot.results;
    ++results_;
    if (well) return;
    ++slot.errors;
    ++errors_;
  }

  BreakerSettings settings_;
  Micros open_for_;
  BreakerState state_ = BreakerState::closed;
  MonoTime probe_at_{};
  unsigned probed_well_ = 0;
  std::array<Slot, 10> slots_{};
  std::uint64_t newest_ = 0;
  std::uint64_t results_ = 0;
  std::uint64_t errors_ = 0;
};

[[nodiscard]] constexpr std::string_view to_string(BreakerState state) {
  switch (state) {
    case BreakerState::closed:
      return "closed";
    case BreakerState::open:
      return "open";
    case BreakerState::half_open:
      return "half_open";
  }
  return "?";
}

}  // namespace smppedge::carrier
