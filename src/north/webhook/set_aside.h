// SPDX-License-Identifier: Apache-2.0
// Events that were refused on their own, and how long each steps aside next: what an endpoint cannot digest is tried
// again alone, ever less often. Bounded; forgotten with the process, when they are found anew.
#pragma once

#include <map>
#include <vector>

#include "base/rng.h"
#include "carrier/backoff.h"
#include "message/ids.h"
#include "north/webhook/limits.h"

namespace smppedge::north::webhook {

class SetAside {
 public:
  SetAside(Micros delay_min, Micros delay_max) : first_(delay_min, delay_max) {}

  [[nodiscard]] bool contains(EventSequence event) const { return delays_.contains(event); }
  [[nodiscard]] std::size_t size() const { return delays_.size(); }

  /// Refused alone: when to try it again.
  [[nodiscard]] Micros refused(EventSequence event, Rng& rng) {
    const auto found = delays_.try_emplace(event, first_).first;
    const Micros delay = found->second.next(rng);
    if (delays_.size() > set_aside_max) delays_.erase(delays_.begin());
    return delay;
  }
  /// False when it was not set aside.
  bool taken(EventSequence event) { return delays_.erase(event) > 0; }
  [[nodiscard]] std::vector<EventSequence> events() const {
    std::vector<EventSequence> all;
    all.reserve(delays_.size());
    for (const auto& [event, delay] : delays_) all.push_back(event);
    return all;
  }

 private:
  carrier::Backoff first_;
  std::map<EventSequence, carrier::Backoff> delays_;
};

}  // namespace smppedge::north::webhook
