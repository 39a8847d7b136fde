// SPDX-License-Identifier: Apache-2.0
// Phones that their accounts want off their blocklists, until an operator decides: found by the phone, listed oldest
// first. At most removals_waiting_max. Core loop only.
#pragma once

#include <compare>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "message/ids.h"
#include "message/phone_number.h"

namespace smppedge::gateway {

/// Where a removal stands in the list.
struct RemovalPlace {
  WallTime asked_at;
  AccountNumber account;
  PhoneNumber phone;  ///< empty: before all of that time
  friend bool operator==(const RemovalPlace&, const RemovalPlace&) = default;
  friend auto operator<=>(const RemovalPlace&, const RemovalPlace&) = default;
};

class Removals {
 public:
  /// In the place of one of the same phone.
  void add(const RemovalPlace& removal, std::string by) {
    remove(removal.account, removal.phone);
    asked_at_[removal.account].emplace(removal.phone, removal.asked_at);
    by_age_.emplace(removal, std::move(by));
  }
  /// False: it was not there.
  bool remove(AccountNumber account, const PhoneNumber& phone) {
    const auto of_account = asked_at_.find(account);
    if (of_account == asked_at_.end()) return false;
    const auto found = of_account->second.find(phone);
    if (found == of_account->second.end()) return false;
    by_age_.erase({found->second, account, phone});
    of_account->second.erase(found);
    return true;
  }
  [[nodiscard]] bool contains(AccountNumber account, const PhoneNumber& phone) const {
    const auto of_account = asked_at_.find(account);
    return of_account != asked_at_.end() && of_account->second.contains(phone);
  }
  [[nodiscard]] bool contains(AccountNumber account, const PhoneNumber& phone, WallTime asked_until) const {
    const auto of_account = asked_at_.find(account);
    if (of_account == asked_at_.end()) return false;
    const auto found = of_account->second.find(phone);
    return found != of_account->second.end() && found->second <= asked_until;
  }
  [[nodiscard]] std::size_t size() const { return by_age_.size(); }
  /// With who asked.
  using List = std::map<RemovalPlace, std::string>;
  [[nodiscard]] const List& by_age() const { return by_age_; }

 private:
  std::unordered_map<AccountNumber, std::unordered_map<PhoneNumber, WallTime>> asked_at_;
  List by_age_;
};

}  // namespace smppedge::gateway
