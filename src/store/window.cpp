// SPDX-License-Identifier: Apache-2.0
#include "store/window.h"

#include <array>

namespace smppedge::store {

PhoneWindow window_of(std::vector<WindowRecord> records, WallTime now) {
  std::sort(records.begin(), records.end(),
            [](const WindowRecord& a, const WindowRecord& b) { return window_identity(a) < window_identity(b); });
  PhoneWindow window;
  for (const WindowRecord& record : records) {
    if (!window.pairs.empty() && same_pair(window.pairs.back(), record)) {
      merge(window.pairs.back(), record);
    } else {
      window.pairs.push_back(record);
    }
  }
  std::erase_if(window.pairs,
                [now](const WindowRecord& record) { return record.ended || window_expired(record, now); });
  window.more = keep_newest(window.pairs);
  std::sort(window.pairs.begin(), window.pairs.end(), newer);
  return window;
}

bool keep_newest(std::vector<WindowRecord>& records) {
  if (records.size() <= window_pairs_max) return false;
  const auto kind = [](const WindowRecord& record) -> std::size_t {
    if (!record.is_planned()) return 0;
    return record.ended ? 2 : 1;
  };
  std::sort(records.begin(), records.end(), [&](const WindowRecord& a, const WindowRecord& b) {
    return kind(a) != kind(b) ? kind(a) < kind(b) : newer(a, b);
  });
  std::array<std::size_t, 3> kept{};
  return std::erase_if(records, [&](const WindowRecord& record) { return ++kept[kind(record)] > window_pairs_max; }) >
         0;
}

}  // namespace smppedge::store
