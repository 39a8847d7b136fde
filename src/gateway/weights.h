// SPDX-License-Identifier: Apache-2.0
// How much each account counts among those of its class: what the configuration says. Pure.
#pragma once

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "gateway/settings.h"

namespace smppedge::gateway {

class Weights {
 public:
  explicit Weights(const std::vector<AccountSettings>& accounts) {
    for (const AccountSettings& account : accounts) {
      const unsigned weight = std::max(account.weight, 1U);
      lightest_ = by_account_.empty() ? weight : std::min(lightest_, weight);
      by_account_.emplace(account.number, weight);
    }
  }

  /// One that is not configured any more, and still has messages, counts as the lightest.
  [[nodiscard]] unsigned of(AccountNumber account) const {
    const auto found = by_account_.find(account);
    return found == by_account_.end() ? lightest_ : found->second;
  }
  [[nodiscard]] unsigned lightest() const { return lightest_; }

 private:
  std::unordered_map<AccountNumber, unsigned> by_account_;
  unsigned lightest_ = 1;
};

}  // namespace smppedge::gateway
