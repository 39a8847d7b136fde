// SPDX-License-Identifier: Apache-2.0
// The rows of the settings table that have a file of their own, and the words that all rows share.
#pragma once

#include "config/key.h"

namespace smppedge::config {

inline constexpr auto restart = Reload::restart;
inline constexpr auto live = Reload::live;
inline constexpr std::nullopt_t required = std::nullopt;
inline constexpr std::int64_t day_s = 86'400;

[[nodiscard]] Keys<Delivery> delivery_keys();
[[nodiscard]] Keys<Account> account_keys();
[[nodiscard]] Keys<Carrier> carrier_keys();
/// Of accounts, and of carriers.
[[nodiscard]] Keys<AbroadSender> sender_abroad_keys(Reload reload);
[[nodiscard]] Keys<Profile> profile_keys();
[[nodiscard]] Keys<StatusRow> status_keys();
[[nodiscard]] Keys<Route> route_keys();
[[nodiscard]] Keys<Routing> routing_keys();

}  // namespace smppedge::config
