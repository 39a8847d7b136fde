// SPDX-License-Identifier: Apache-2.0
#include "store/window.h"

namespace smppedge::store {
namespace {

/// Those between two places, which are of one kind: the newest go to the front. Behind what remains of them.
std::vector<WindowRecord>::iterator newest_of(std::vector<WindowRecord>::iterator begin,
                                              std::vector<WindowRecord>::iterator end) {
  if (static_cast<std::size_t>(end - begin) <= window_pairs_max) return end;
  const auto cut = begin + window_pairs_max;
  std::nth_element(begin, cut, end, newer);
  return cut;
}

}  // namespace

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
  const auto planned =
      std::partition(records.begin(), records.end(), [](const WindowRecord& record) { return !record.is_planned(); });
  const std::size_t before = records.size();
  records.erase(newest_of(planned, records.end()), records.end());
  records.erase(newest_of(records.begin(), planned), planned);
  return records.size() < before;
}

}  // namespace smppedge::store
