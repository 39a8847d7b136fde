// SPDX-License-Identifier: Apache-2.0
// Which traffic class goes next: each has its reserved percent of what leaves, and what is left goes to the most urgent
// with a backlog. Each segment that leaves, of whatever class, earns every class its percent of one; a class with the
// credit of a whole segment is due and goes before those that are not. What a class takes as left-overs costs it its
// credit but puts it into no debt. Pure.
//
// What holds (percents sum to 100 at most):
// - Over any stretch of n segments in which a class always had something to send, it gets its percent of n, less at
//   most one longest message and class_credit_max. With messages of one segment that is two segments at most.
// - An idle class keeps the credit of one segment: its first message after a pause is due at once, and only that one.
//   One whose messages are being read from disk earns on, up to class_credit_max, so that it does not lose its share.
// - Among classes that are due the more urgent goes first: an urgent message that comes after a pause stands behind
//   nothing, a later one behind the bounded credits of the others at most, however long their backlogs.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "gateway/limits.h"
#include "message/states.h"

namespace smppedge::gateway {

class ClassShares {
 public:
  using Percents = std::array<unsigned, traffic_class_count>;
  using Flags = std::array<bool, traffic_class_count>;

  explicit ClassShares(const Percents& reserved_percent) : percent_(reserved_percent) {
    for (unsigned each = 0; each < traffic_class_count; ++each) credit_[each] = percent_[each] == 0 ? 0 : segment;
  }

  [[nodiscard]] bool due(unsigned traffic_class) const { return credit_[traffic_class] >= segment; }

  /// Of those that can go the one whose turn it is: the most urgent that is due, else the most urgent; nullopt: none
  /// can.
  [[nodiscard]] std::optional<unsigned> next_of(const Flags& can_go) const {
    std::optional<unsigned> first;
    for (unsigned each = 0; each < traffic_class_count; ++each) {
      if (!can_go[each]) continue;
      if (due(each)) return each;
      if (!first) first = each;
    }
    return first;
  }

  /// So many segments of the class leave; `backlog` tells which classes have messages, the one at hand included.
  void charge(unsigned traffic_class, unsigned segments, const Flags& backlog) {
    const bool was_due = due(traffic_class);
    for (unsigned each = 0; each < traffic_class_count; ++each) {
      const std::int64_t most = segment * (backlog[each] ? class_credit_max : class_credit_idle_max);
      credit_[each] = std::min(credit_[each] + std::int64_t{percent_[each]} * segments, most);
    }
    std::int64_t& credit = credit_[traffic_class];
    const std::int64_t charged = credit - segment * segments;
    credit = was_due ? charged : std::max(charged, std::min<std::int64_t>(credit, 0));
  }

 private:
  static constexpr std::int64_t segment = 100;  // credit is counted in percent of one

  Percents percent_;
  std::array<std::int64_t, traffic_class_count> credit_{};
};

}  // namespace smppedge::gateway
