// SPDX-License-Identifier: Apache-2.0
// How often an address, or a system_id, failed to bind of late, and how long that makes it wait. Bounded: a flood of
// names pushes out those that failed longest ago. Core loop only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "north/smpp/limits.h"

namespace smppedge::north::smpp {

class BindFailures {
 public:
  /// What failures beyond bind_failures_free earn, doubled with each.
  struct Penalty {
    Micros min;
    Micros max;
  };
  BindFailures(Penalty penalty, std::size_t entries_max) : penalty_(penalty), entries_max_(entries_max) {}

  void on_failed(std::string_view key, MonoTime now) {
    auto found = by_key_.find(key);
    if (found != by_key_.end() && is_forgotten(*found->second, now)) found->second->failures = 0;
    if (found == by_key_.end()) {
      if (by_key_.size() >= entries_max_) push_out();
      entries_.push_front({std::string(key), 0, now});
      found = by_key_.emplace(entries_.front().key, entries_.begin()).first;
    } else {
      entries_.splice(entries_.begin(), entries_, found->second);
    }
    ++found->second->failures;
    found->second->failed_at = now;
  }

  /// What the failures of `key` have earned, counted from the last one; zero for most.
  [[nodiscard]] Micros penalty(std::string_view key, MonoTime now) const {
    const auto found = by_key_.find(key);
    if (found == by_key_.end() || is_forgotten(*found->second, now)) return Micros(0);
    if (found->second->failures <= bind_failures_free) return Micros(0);
    Micros penalty = penalty_.min;
    for (unsigned n = bind_failures_free + 1; n < found->second->failures && penalty < penalty_.max; ++n) penalty *= 2;
    return std::min(penalty, penalty_.max);
  }
  /// The penalty is not over yet. Asking meanwhile does not make it longer.
  [[nodiscard]] bool is_backing_off(std::string_view key, MonoTime now) const {
    const auto found = by_key_.find(key);
    return found != by_key_.end() && now < found->second->failed_at + penalty(key, now);
  }

  [[nodiscard]] std::size_t size() const { return by_key_.size(); }
  [[nodiscard]] std::uint64_t pushed_out() const { return pushed_out_; }

 private:
  struct Entry {
    std::string key;
    unsigned failures = 0;
    MonoTime failed_at;
  };
  static bool is_forgotten(const Entry& entry, MonoTime now) { return now - entry.failed_at >= bind_failures_kept; }
  void push_out() {
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
    ++pushed_out_;
  }

  const Penalty penalty_;
  const std::size_t entries_max_;
  std::list<Entry> entries_;  // the last to fail first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;
  std::uint64_t pushed_out_ = 0;
};

}  // namespace smppedge::north::smpp
