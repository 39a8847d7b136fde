// SPDX-License-Identifier: Apache-2.0
#include "store/window.h"

namespace smppedge::store {

PhoneWindow window_of(std::vector<WindowRecord> records, WallTime now) {
  std::sort(records.begin(), records.end(),
            [](const WindowRecord& a, const WindowRecord& b) { return a.number.view() < b.number.view(); });
  PhoneWindow window;
  for (const WindowRecord& record : records) {
    if (!window.pairs.empty() && window.pairs.back().number == record.number) {
      merge(window.pairs.back(), record);
    } else {
      window.pairs.push_back(record);
    }
  }
  std::erase_if(window.pairs, [now](const WindowRecord& record) { return window_expired(record, now); });
  window.more = keep_newest(window.pairs);
  std::sort(window.pairs.begin(), window.pairs.end(), newer);
  return window;
}

bool keep_newest(std::vector<WindowRecord>& records) {
  if (records.size() <= window_pairs_max) return false;
  std::nth_element(records.begin(), records.begin() + window_pairs_max, records.end(), newer);
  records.resize(window_pairs_max);
  return true;
}

}  // namespace smppedge::store
