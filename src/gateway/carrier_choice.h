// SPDX-License-Identifier: Apache-2.0
// Which of a route's carriers takes a message: of those that take messages now the ones of the lowest order, among
// them by weight. A phone keeps to its carrier: each carrier draws a lot for the phone (weighted rendezvous hashing),
// so that one which falls out hands on its own share and no other phone moves. Pure.
#pragma once

#include <functional>
#include <optional>

#include "gateway/settings.h"
#include "message/phone_number.h"

namespace smppedge::gateway {

enum class Standby : std::uint8_t {
  excluded,  ///< it must not take this message
  waiting,   ///< it takes none now
  ready,
};

/// `targets` by ascending order. Where none is ready, the first choice among those that are waiting; nullopt: all are
/// excluded.
[[nodiscard]] std::optional<CarrierNumber> choose_carrier(const RouteTargets& targets, const PhoneNumber& phone,
                                                          const std::function<Standby(CarrierNumber)>& standby);

}  // namespace smppedge::gateway
