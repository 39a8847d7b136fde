// SPDX-License-Identifier: Apache-2.0
// Resident memory of a process over time, and whether it goes on growing: the last third's median against the middle
// third's (the first is the filling of caches).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace smppedge::soak {

class MemoryCurve {
 public:
  explicit MemoryCurve(int pid) : pid_(pid) {}
  void sample();
  [[nodiscard]] bool is_flat() const;
  /// One JSON object.
  [[nodiscard]] std::string summary() const;

 private:
  [[nodiscard]] std::uint64_t median_kib(unsigned third) const;

  int pid_;
  std::vector<std::uint64_t> resident_kib_;
};

}  // namespace smppedge::soak
