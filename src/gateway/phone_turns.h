// SPDX-License-Identifier: Apache-2.0
// What a phone writes is taken in the order in which it came, though each reply waits for reads of its own: a word that
// takes another back must not be overtaken by it. One reply of a phone is under way, the others wait for their turn.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <functional>
#include <optional>
#include <utility>

#include "gateway/limits.h"
#include "message/phone_number.h"

namespace smppedge::gateway {

template <class Item>
class PhoneTurns {
 public:
  /// No more of that phone, or of all, may wait but what cannot be refused.
  [[nodiscard]] bool full(const PhoneNumber& phone) const {
    if (waiting_ >= replies_waiting_max) return true;
    const auto found = phones_.find(phone);
    return found != phones_.end() && found->second.size() >= replies_per_phone_waiting_max;
  }

  /// True: it is its turn. Else it waits, and leave() gives it back.
  [[nodiscard]] bool enter(const PhoneNumber& phone, const Item& item) {
    const auto [at, first] = phones_.try_emplace(phone);
    if (first) return true;
    at->second.push_back(item);
    ++waiting_;
    return false;
  }
  /// The one whose turn it was has ended. Gives the next, whose turn it is now.
  [[nodiscard]] std::optional<Item> leave(const PhoneNumber& phone) {
    const auto found = phones_.find(phone);
    if (found->second.empty()) {
      phones_.erase(found);
      return std::nullopt;
    }
    Item next = std::move(found->second.front());
    found->second.pop_front();
    --waiting_;
    return next;
  }
  /// The one whose turn it is will take long: those that wait behind it leave where `leaves(item)` says so.
  template <class Leaves>
  void stall(const PhoneNumber& phone, Leaves leaves) {
    waiting_ -= std::erase_if(phones_.find(phone)->second, leaves);
  }

 private:
  boost::unordered_flat_map<PhoneNumber, std::deque<Item>, std::hash<PhoneNumber>> phones_;
  std::size_t waiting_ = 0;
};

}  // namespace smppedge::gateway
