// SPDX-License-Identifier: Apache-2.0
// The pairs that were noted since a checkpoint: one record each, found by phone. Hundreds of thousands between two
// checkpoints: records lie in one log, the indexes hold only their places in it.
// Written on the core loop; not changed any more once a checkpoint writes it.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <deque>
#include <vector>

#include "store/window.h"

namespace smppedge::store::rocks {

class WindowNotes {
 public:
  WindowNotes() = default;
  WindowNotes(const WindowNotes&) = delete;  // the indexes look into the log
  WindowNotes& operator=(const WindowNotes&) = delete;

  void add(const WindowRecord& record);
  /// Appends the phone's records; of more than window_scan_max the pairs that were noted last.
  void find(const PhoneNumber& phone, std::vector<WindowRecord>& found) const;
  [[nodiscard]] std::size_t size() const { return log_.size(); }
  void reserve(std::size_t pairs);
  template <class Use>
  void for_each(Use use) const {
    for (const Entry& entry : log_) use(entry.record);
  }

 private:
  using Place = std::uint32_t;
  static constexpr Place none = ~Place{0};
  struct Entry {
    WindowRecord record;
    Place next = none;  ///< of the same phone; behind the first one the newest
  };
  struct ByPair {
    using is_transparent = void;
    const std::deque<Entry>* log;
    /// The rest of what makes a pair mostly differs with the number.
    std::size_t operator()(const WindowRecord& record) const noexcept {
      const std::uint64_t message = record.is_planned() ? record.message.value() : 0;
      return std::hash<PhoneNumber>{}(record.phone) * 31 + std::hash<std::string_view>{}(record.number.view()) +
             message;
    }
    std::size_t operator()(Place place) const noexcept { return (*this)(of(place)); }
    bool operator()(Place a, Place b) const noexcept { return a == b || same_pair(of(a), of(b)); }
    bool operator()(const WindowRecord& a, Place b) const noexcept { return same_pair(a, of(b)); }
    bool operator()(Place a, const WindowRecord& b) const noexcept { return same_pair(of(a), b); }
    [[nodiscard]] const WindowRecord& of(Place place) const noexcept { return (*log)[place].record; }
  };
  struct ByPhone {
    using is_transparent = void;
    const std::deque<Entry>* log;
    std::size_t operator()(const PhoneNumber& phone) const noexcept { return std::hash<PhoneNumber>{}(phone); }
    std::size_t operator()(Place place) const noexcept { return (*this)((*log)[place].record.phone); }
    bool operator()(Place a, Place b) const noexcept { return (*log)[a].record.phone == (*log)[b].record.phone; }
    bool operator()(const PhoneNumber& a, Place b) const noexcept { return a == (*log)[b].record.phone; }
    bool operator()(Place a, const PhoneNumber& b) const noexcept { return (*this)(b, a); }
  };

  std::deque<Entry> log_;
  boost::unordered_flat_set<Place, ByPair, ByPair> by_pair_{0, ByPair{&log_}, ByPair{&log_}};
  boost::unordered_flat_set<Place, ByPhone, ByPhone> first_of_phone_{0, ByPhone{&log_}, ByPhone{&log_}};
};

}  // namespace smppedge::store::rocks
