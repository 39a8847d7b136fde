// SPDX-License-Identifier: Apache-2.0
// The names behind the numbers of accounts and carriers, shared by all threads. A number keeps its name for ever, so a
// name is added when a reload brings it and none is ever taken away. Any thread.
#pragma once

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "message/ids.h"

namespace smppedge::gateway {

class Directory {
 public:
  void add(AccountNumber number, std::string_view name) { add(names_->accounts, number, name); }
  void add(CarrierNumber number, std::string_view name) { add(names_->carriers, number, name); }

  /// The configured name; "" for a number that no configuration since the start has named. The view stays valid.
  [[nodiscard]] std::string_view name(AccountNumber number) const { return find(names_->accounts, number); }
  [[nodiscard]] std::string_view name(CarrierNumber number) const { return find(names_->carriers, number); }

 private:
  struct Names {
    std::shared_mutex mutex;
    std::unordered_map<AccountNumber, std::string> accounts;
    std::unordered_map<CarrierNumber, std::string> carriers;
  };

  template <class Map, class Number>
  void add(Map& map, Number number, std::string_view name) {
    const std::unique_lock lock(names_->mutex);
    map.try_emplace(number, name);
  }
  template <class Map, class Number>
  [[nodiscard]] std::string_view find(const Map& map, Number number) const {
    const std::shared_lock lock(names_->mutex);
    const auto found = map.find(number);
    return found == map.end() ? std::string_view() : std::string_view(found->second);
  }

  std::unique_ptr<Names> names_ = std::make_unique<Names>();
};

}  // namespace smppedge::gateway
