// SPDX-License-Identifier: Apache-2.0
// (carrier account, match key): what a receipt is matched by, whatever bind it comes on. A key of hash maps that is
// looked up by a view, so that a look-up allocates nothing.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "message/ids.h"

namespace smppedge::store {

struct CarrierKey {
  CarrierNumber carrier;
  std::string match_key;
};
struct CarrierKeyView {
  CarrierNumber carrier;
  std::string_view match_key;
  CarrierKeyView(CarrierNumber carrier_number, std::string_view key) : carrier(carrier_number), match_key(key) {}
  CarrierKeyView(const CarrierKey& key)  // NOLINT(google-explicit-constructor): heterogeneous look-up
      : carrier(key.carrier), match_key(key.match_key) {}
};
struct CarrierKeyHash {
  using is_transparent = void;
  std::size_t operator()(CarrierKeyView key) const noexcept {
    return std::hash<std::string_view>{}(key.match_key) ^ std::hash<CarrierNumber>{}(key.carrier);
  }
};
struct CarrierKeyEqual {
  using is_transparent = void;
  bool operator()(CarrierKeyView a, CarrierKeyView b) const noexcept {
    return a.carrier == b.carrier && a.match_key == b.match_key;
  }
};
template <class Value>
using CarrierKeyMap = boost::unordered_flat_map<CarrierKey, Value, CarrierKeyHash, CarrierKeyEqual>;

}  // namespace smppedge::store
