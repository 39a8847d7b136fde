// SPDX-License-Identifier: Apache-2.0
// The carriers of the moment, and how a reload changes them: one that is new is started; one whose connections stay the
// same takes its settings up as it runs; one that needs other connections is replaced, the old ones being unbound when
// their open submits are answered; one that is not configured any more retires: it takes nothing, and stays bound for
// receipts and replies until no message of its is open, retire_after at the longest. Core loop only.
#pragma once

#include <functional>
#include <unordered_map>
#include <vector>

#include "gateway/core.h"

namespace smppedge::gateway {

class Carriers {
 public:
  /// How long a carrier that is replaced or has retired may wait for the answers to its open submits.
  static constexpr Micros replace_within = Seconds(30);

  /// Makes those of the settings; `events` must outlive this.
  Carriers(Core& core, Dialer& dialer, carrier::CarrierEvents& events);

  void start();
  /// Makes `wanted` the configured ones. What is under way is followed to its end. After start(), before stop().
  void apply(std::vector<CarrierSettings> wanted);
  /// Clean stop of all, those that are leaving included, and `stopped` when it is done.
  void stop(Micros within, std::function<void()> stopped);

 private:
  [[nodiscard]] std::unique_ptr<carrier::Carrier> make(const CarrierSettings& settings);
  void change(const CarrierSettings& running, const CarrierSettings& wanted);
  void replace(const CarrierSettings& wanted);
  void retire(const CarrierSettings& settings);
  void look_at_retired();
  /// Unbinds it and lets it go.
  void leave(std::unique_ptr<carrier::Carrier> carrier);
  /// It has unbound.
  void left(carrier::Carrier& leaving);
  void end_stop();

  Core& core_;
  Dialer& dialer_;
  carrier::CarrierEvents& events_;
  Timer retired_timer_;
  std::unordered_map<CarrierNumber, std::uint32_t> generations_;  ///< made of each number so far
  /// Of each number, those of core_.leaving that are not unbound yet. While there is one no other is started: the
  /// carrier may allow so many binds and no more.
  std::unordered_map<CarrierNumber, unsigned> unbinding_;
  bool stopping_ = false;
  std::size_t stopping_left_ = 0;  ///< of core_.carriers
  std::function<void()> stopped_;
};

}  // namespace smppedge::gateway
