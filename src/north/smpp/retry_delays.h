// SPDX-License-Identifier: Apache-2.0
// How long a refused event waits: longer each time (limits.h). The number of its attempts is kept in memory only, for
// at most retries_remembered_max events of an account. Core loop only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <list>
#include <unordered_map>

#include "message/ids.h"
#include "north/smpp/limits.h"

namespace smppedge::north::smpp {

class RetryDelays {
 public:
  explicit RetryDelays(std::size_t remembered_max = retries_remembered_max) : remembered_max_(remembered_max) {}

  /// It failed once more: how long until it is tried again.
  [[nodiscard]] Micros next(EventSequence event) {
    const auto found = delays_.find(event);
    if (found != delays_.end()) {
      found->second.delay = std::min(found->second.delay * 2, retry_max);
      return found->second.delay;
    }
    if (delays_.size() >= remembered_max_) {
      delays_.erase(order_.front());
      order_.pop_front();
    }
    order_.push_back(event);
    delays_.emplace(event, Entry{retry_min, std::prev(order_.end())});
    return retry_min;
  }
  /// It is taken.
  void forget(EventSequence event) {
    const auto found = delays_.find(event);
    if (found == delays_.end()) return;
    order_.erase(found->second.place);
    delays_.erase(found);
  }
  [[nodiscard]] std::size_t size() const { return delays_.size(); }

 private:
  struct Entry {
    Micros delay;
    std::list<EventSequence>::iterator place;
  };
  const std::size_t remembered_max_;
  std::list<EventSequence> order_;  // of their first failures
  std::unordered_map<EventSequence, Entry> delays_;
};

}  // namespace smppedge::north::smpp
