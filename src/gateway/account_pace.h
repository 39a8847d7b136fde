// SPDX-License-Identifier: Apache-2.0
// How many numbers a second an account may hand in, over all its doors. What was not used is saved up for one second;
// a request that is larger than that needs a full second's worth, and the account pays off what it took beyond. So the
// rate holds over any stretch, and no size of request is shut out. Integer arithmetic. Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <unordered_map>

#include "base/clock.h"
#include "message/ids.h"

namespace smppedge::gateway {

/// One account's.
class AccountPace {
 public:
  AccountPace(std::uint32_t numbers_per_s, MonoTime now)
      : per_s_(numbers_per_s), credit_(number * per_s_), as_of_(now) {}

  /// How long until so many numbers may be handed in; 0: now. Times never go backwards.
  [[nodiscard]] Micros wait(std::size_t numbers, MonoTime now) {
    const std::int64_t full = number * per_s_;
    // The longest debt is one request's, and a pause beyond what fills it up changes nothing.
    const std::int64_t elapsed = std::min((now - as_of_).count(), (full - credit_) / per_s_ + 1);
    credit_ = std::min(credit_ + elapsed * per_s_, full);
    as_of_ = now;
    const std::int64_t needed = std::min(static_cast<std::int64_t>(numbers) * number, full);
    return credit_ >= needed ? Micros(0) : Micros((needed - credit_ + per_s_ - 1) / per_s_);
  }
  /// So many were accepted.
  void take(std::size_t numbers) { credit_ -= static_cast<std::int64_t>(numbers) * number; }

 private:
  static constexpr std::int64_t number = 1'000'000;  // credit is numbers a second times microseconds

  std::int64_t per_s_;
  std::int64_t credit_;
  MonoTime as_of_;
};

/// All accounts'; those without a limit have no entry.
class AccountPaces {
 public:
  [[nodiscard]] AccountPace* of(AccountNumber account, std::uint32_t numbers_per_s, MonoTime now) {
    if (numbers_per_s == 0) return nullptr;
    return &paces_.try_emplace(account, numbers_per_s, now).first->second;
  }

 private:
  std::unordered_map<AccountNumber, AccountPace> paces_;
};

}  // namespace smppedge::gateway
