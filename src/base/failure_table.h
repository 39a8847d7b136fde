// SPDX-License-Identifier: Apache-2.0
// How often an address, or a name, gave wrong credentials of late, and how long that makes it wait. Bounded: a flood of
// keys pushes out those that failed longest ago. One thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace smppedge {

class FailureTable {
 public:
  struct Settings {
    unsigned free = 3;  ///< failures that cost nothing: people mistype
    /// What the first failure beyond them earns, doubled with each up to penalty_max.
    Micros penalty_min;
    Micros penalty_max;
    Micros kept;  ///< forgotten when so long none came
    std::size_t entries_max = 0;
  };
  explicit FailureTable(const Settings& settings) : settings_(settings) {}

  void on_failed(std::string_view key, MonoTime now) {
    auto found = by_key_.find(key);
    if (found != by_key_.end() && is_forgotten(*found->second, now)) found->second->failures = 0;
    if (found == by_key_.end()) {
      if (by_key_.size() >= settings_.entries_max) push_out();
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
    return found == by_key_.end() ? Micros(0) : penalty_of(*found->second, now);
  }
  /// What is left of the penalty; zero when it is over. Asking meanwhile does not make it longer.
  [[nodiscard]] Micros left(std::string_view key, MonoTime now) const {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return Micros(0);
    const MonoTime end = found->second->failed_at + penalty_of(*found->second, now);
    return std::max(Micros(0), end - now);
  }
  [[nodiscard]] bool is_backing_off(std::string_view key, MonoTime now) const { return left(key, now) > Micros(0); }

  [[nodiscard]] std::size_t size() const { return by_key_.size(); }
  [[nodiscard]] std::uint64_t pushed_out() const { return pushed_out_; }

 private:
  struct Entry {
    std::string key;
    unsigned failures = 0;
    MonoTime failed_at;
  };
  [[nodiscard]] bool is_forgotten(const Entry& entry, MonoTime now) const {
    return now - entry.failed_at >= settings_.kept;
  }
  [[nodiscard]] Micros penalty_of(const Entry& entry, MonoTime now) const {
    if (is_forgotten(entry, now) || entry.failures <= settings_.free) return Micros(0);
    Micros penalty = settings_.penalty_min;
    for (unsigned n = settings_.free + 1; n < entry.failures && penalty < settings_.penalty_max; ++n) penalty *= 2;
    return std::min(penalty, settings_.penalty_max);
  }
  void push_out() {
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
    ++pushed_out_;
  }

  const Settings settings_;
  std::list<Entry> entries_;  // the last to fail first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;
  std::uint64_t pushed_out_ = 0;
};

}  // namespace smppedge
