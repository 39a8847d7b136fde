// SPDX-License-Identifier: Apache-2.0
#include "gateway/event_list.h"

#include <cassert>
#include <utility>

namespace smppedge::gateway {
namespace {

/// Places between two events that are bridged side by side rather than by starting anew.
constexpr std::uint64_t gap_max = 64;
/// Below this many entries nothing is scattered: they are no burden.
constexpr std::size_t dense_min = 4'096;
/// One in so many entries must be kept, or the front is scattered.
constexpr std::size_t sparse_factor = 4;

}  // namespace

void FactHours::add(store::BatchNumber batch) {
  if (!counts_.empty() && counts_.rbegin()->first == batch.hour()) {
    ++counts_.rbegin()->second;
  } else {
    ++counts_[batch.hour()];
  }
}

void FactHours::remove(store::BatchNumber batch) {
  const auto found = counts_.find(batch.hour());
  assert(found != counts_.end());
  if (--found->second == 0) counts_.erase(found);
}

store::BatchNumber FactHours::oldest() const {
  if (counts_.empty()) return {};
  return store::BatchNumber(static_cast<std::uint64_t>(counts_.begin()->first) << 40);
}

KeptEvent& EventList::append(std::uint64_t place, KeptEvent event) {
  assert(dense_.empty() || place >= first_ + dense_.size());
  if (!dense_.empty() && place - (first_ + dense_.size()) > gap_max) {
    for (std::size_t i = 0; i < dense_.size(); ++i) {
      if (dense_[i].state == KeptEvent::State::gone) continue;
      scattered_.emplace_hint(scattered_.end(), first_ + i, std::move(dense_[i]));
    }
    dense_.clear();
    side_by_side_ = 0;
  }
  if (dense_.empty()) first_ = place;
  while (first_ + dense_.size() < place) dense_.emplace_back().state = KeptEvent::State::gone;
  hours_.add(event.fact.batch);
  ++side_by_side_;
  return dense_.emplace_back(std::move(event));
}

KeptEvent* EventList::find(std::uint64_t place) {
  if (!dense_.empty() && place >= first_) {
    if (place - first_ >= dense_.size()) return nullptr;
    KeptEvent& event = dense_[place - first_];
    return event.state == KeptEvent::State::gone ? nullptr : &event;
  }
  const auto found = scattered_.find(place);
  return found == scattered_.end() ? nullptr : &found->second;
}

KeptEvent EventList::remove(std::uint64_t place) {
  KeptEvent* kept = find(place);
  assert(kept != nullptr);
  KeptEvent removed = std::move(*kept);
  hours_.remove(removed.fact.batch);
  if (!dense_.empty() && place >= first_) {
    kept->state = KeptEvent::State::gone;
    --side_by_side_;
    trim();
  } else {
    scattered_.erase(place);
  }
  return removed;
}

void EventList::trim() {
  const auto pop_front = [this] {
    dense_.pop_front();
    ++first_;
  };
  while (!dense_.empty() && dense_.front().state == KeptEvent::State::gone) pop_front();
  while (!dense_.empty() && dense_.back().state == KeptEvent::State::gone) dense_.pop_back();
  while (dense_.size() > dense_min && side_by_side_ * sparse_factor < dense_.size()) {
    scattered_.emplace_hint(scattered_.end(), first_, std::move(dense_.front()));
    --side_by_side_;
    pop_front();
    while (!dense_.empty() && dense_.front().state == KeptEvent::State::gone) pop_front();
  }
}

std::uint64_t EventList::at_or_after(std::uint64_t place) const {
  if (!scattered_.empty() && (dense_.empty() || place < first_)) {
    const auto found = scattered_.lower_bound(place);
    if (found != scattered_.end()) return found->first;
  }
  if (dense_.empty()) return 0;
  for (std::size_t i = place > first_ ? place - first_ : 0; i < dense_.size(); ++i) {
    if (dense_[i].state != KeptEvent::State::gone) return first_ + i;
  }
  return 0;
}

}  // namespace smppedge::gateway
