// SPDX-License-Identifier: Apache-2.0
#include "tests/soak/memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace smppedge::soak {
namespace {

/// What the store's write buffers and caches may still take while they fill.
constexpr std::uint64_t slack_kib = 48 << 10;

}  // namespace

void MemoryCurve::sample() {
  std::ifstream status(fmt::format("/proc/{}/status", pid_));
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) resident_kib_.push_back(std::stoull(line.substr(6)));
  }
}

std::uint64_t MemoryCurve::median_kib(unsigned third) const {
  const std::size_t size = resident_kib_.size() / 3;
  if (size == 0) return 0;
  const auto begin = resident_kib_.begin() + static_cast<std::ptrdiff_t>(third * size);
  std::vector<std::uint64_t> part(begin, begin + static_cast<std::ptrdiff_t>(size));
  std::nth_element(part.begin(), part.begin() + static_cast<std::ptrdiff_t>(size / 2), part.end());
  return part[size / 2];
}

bool MemoryCurve::is_flat() const {
  return median_kib(2) <= median_kib(1) + median_kib(1) / 10 + slack_kib;
}

std::string MemoryCurve::summary() const {
  return fmt::format(R"({{"first_third_mib":{},"middle_third_mib":{},"last_third_mib":{}}})", median_kib(0) >> 10,
                     median_kib(1) >> 10, median_kib(2) >> 10);
}

}  // namespace smppedge::soak
