// SPDX-License-Identifier: Apache-2.0
// How a receipt is matched: by carrier account and id, the id in the form in which the carrier's response and its
// receipt are equal. Any bind of the account may bring the receipt (D46). Which attempts are open, and what is parked
// meanwhile, the gateway and its store keep under these keys.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "message/ids.h"
#include "profile/id_convention.h"
#include "profile/profile.h"

namespace smppedge::receipt {

struct MatchKey {
  CarrierNumber carrier;
  CanonicalId id;  ///< empty when there was none or one too long: such a key is never entered nor looked up

  [[nodiscard]] static MatchKey of_response(CarrierNumber carrier, const Profile& profile,
                                            std::string_view message_id) {
    return {carrier, canonical_id(profile.id_convention, IdOrigin::response, message_id)};
  }
  [[nodiscard]] static MatchKey of_receipt(CarrierNumber carrier, const Profile& profile, std::string_view id) {
    return {carrier, canonical_id(profile.id_convention, IdOrigin::receipt, id)};
  }
  [[nodiscard]] bool usable() const { return !id.empty(); }
  friend bool operator==(const MatchKey&, const MatchKey&) = default;
};

}  // namespace smppedge::receipt

template <>
struct std::hash<smppedge::receipt::MatchKey> {
  std::size_t operator()(const smppedge::receipt::MatchKey& key) const noexcept {
    const std::size_t carrier = std::hash<smppedge::CarrierNumber>{}(key.carrier);
    return std::hash<std::string_view>{}(key.id.view()) ^ carrier;
  }
};
