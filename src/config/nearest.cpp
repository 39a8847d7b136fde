// SPDX-License-Identifier: Apache-2.0
// Edit distance in which two swapped neighbours count as one mistake.
#include "config/nearest.h"

#include <algorithm>

namespace smppedge::config {
namespace {

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + changed});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::string suggestion(std::string_view written, const std::vector<std::string>& candidates) {
  const std::string* best = nullptr;
  // Every third letter may be wrong; beyond that a guess is more likely to mislead.
  std::size_t best_distance = std::max<std::size_t>(1, written.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    // A name without its unit (`response_timeout`) is a common slip, however long the unit is.
    const bool unit_missing = candidate.size() > written.size() && candidate.starts_with(written) &&
                              candidate[written.size()] == '_' && !written.empty();
    const std::size_t d = unit_missing ? 1 : distance(written, candidate);
    if (d < best_distance) {
      best = &candidate;
      best_distance = d;
    }
  }
  return best == nullptr ? "." : "; did you mean `" + *best + "`?";
}

}  // namespace smppedge::config
