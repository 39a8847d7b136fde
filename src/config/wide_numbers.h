// SPDX-License-Identifier: Apache-2.0
// Numbers beyond 32 bits in the text of a configuration file. libconfig 1.5 reads those that lack its suffix `L` modulo
// 2^32, in silence: 5000000000 becomes 705032704. They are read here once more, as they were written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace smppedge::config {

struct WideNumber {
  unsigned line = 0;
  std::int64_t value = 0;  ///< one that 64 bits cannot hold is the largest that they can
};

/// Whole numbers outside strings and comments that 32 bits cannot hold.
[[nodiscard]] std::vector<WideNumber> find_wide_numbers(std::string_view text);

}  // namespace smppedge::config
