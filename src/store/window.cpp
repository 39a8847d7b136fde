// SPDX-License-Identifier: Apache-2.0
#include "store/window.h"

#include <tuple>
#include <utility>

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
  window.more_of = keep_newest(window.pairs, now);
  std::sort(window.pairs.begin(), window.pairs.end(), newer);
  return window;
}

std::vector<AccountNumber> keep_newest(std::vector<WindowRecord>& records, WallTime now) {
  std::vector<AccountNumber> more_of;
  if (records.size() <= window_pairs_max) return more_of;
  std::erase_if(records, [now](const WindowRecord& record) { return window_expired(record, now); });
  const auto group = [](const WindowRecord& record) {
    return std::tuple(record.account, record.is_planned(), record.ended);
  };
  std::sort(records.begin(), records.end(), [&](const WindowRecord& a, const WindowRecord& b) {
    return group(a) != group(b) ? group(a) < group(b) : newer(a, b);
  });
  std::size_t of_group = 0;
  const WindowRecord* before = nullptr;
  std::vector<WindowRecord> kept;
  kept.reserve(records.size());
  for (const WindowRecord& record : records) {
    of_group = before != nullptr && group(*before) == group(record) ? of_group + 1 : 1;
    before = &record;
    if (of_group <= window_pairs_max) {
      kept.push_back(record);
    } else if (!record.ended && (more_of.empty() || more_of.back() != record.account)) {
      more_of.push_back(record.account);
    }
  }
  records = std::move(kept);
  return more_of;
}

}  // namespace smppedge::store
