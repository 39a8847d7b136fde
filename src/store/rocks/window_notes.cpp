// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/window_notes.h"

namespace smppedge::store::rocks {

void WindowNotes::add(const WindowRecord& record) {
  const auto known = by_pair_.find(record);
  if (known != by_pair_.end()) return merge(log_[*known].record, record);
  const auto place = static_cast<Place>(log_.size());
  log_.push_back({record, none});
  by_pair_.insert(place);
  const auto [first, alone] = first_of_phone_.insert(place);
  if (alone) return;
  log_[place].next = log_[*first].next;
  log_[*first].next = place;
}

void WindowNotes::find(const PhoneNumber& phone, std::vector<WindowRecord>& found) const {
  const auto first = first_of_phone_.find(phone);
  if (first == first_of_phone_.end()) return;
  std::size_t seen = 0;
  for (Place at = *first; at != none && seen < window_scan_max; at = log_[at].next, ++seen) {
    found.push_back(log_[at].record);
  }
}

void WindowNotes::reserve(std::size_t pairs) {
  by_pair_.reserve(pairs);
  first_of_phone_.reserve(pairs);
}

}  // namespace smppedge::store::rocks
