// SPDX-License-Identifier: Apache-2.0
// The names behind the numbers: an immutable snapshot of the configured accounts and carriers, shared by all threads.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "message/ids.h"

namespace smppedge::gateway {

struct Directory {
  std::unordered_map<AccountNumber, std::string> accounts;
  std::unordered_map<CarrierNumber, std::string> carriers;

  /// The configured name; "" for a number that the configuration does not name any more.
  [[nodiscard]] std::string_view name(AccountNumber number) const {
    const auto found = accounts.find(number);
    return found == accounts.end() ? std::string_view() : found->second;
  }
  [[nodiscard]] std::string_view name(CarrierNumber number) const {
    const auto found = carriers.find(number);
    return found == carriers.end() ? std::string_view() : found->second;
  }
};

}  // namespace smppedge::gateway
