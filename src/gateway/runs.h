// SPDX-License-Identifier: Apache-2.0
// Numbers as runs of consecutive ones: how facts name many places of a sequence at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace smppedge::gateway {

/// Calls `run(first, last)` for each run of consecutive numbers; `numbers` are ascending.
template <class Run>
void each_run(const std::vector<std::uint64_t>& numbers, Run run) {
  for (std::size_t begin = 0; begin < numbers.size();) {
    std::size_t end = begin + 1;
    while (end < numbers.size() && numbers[end] == numbers[end - 1] + 1) ++end;
    run(numbers[begin], numbers[end - 1]);
    begin = end;
  }
}

}  // namespace smppedge::gateway
