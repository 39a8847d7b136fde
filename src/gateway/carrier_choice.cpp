// SPDX-License-Identifier: Apache-2.0
#include "gateway/carrier_choice.h"

#include <cmath>

#include "gateway/lookups.h"

namespace smppedge::gateway {
namespace {

/// splitmix64's finish: spreads what differs little.
std::uint64_t spread(std::uint64_t value) {
  value = (value ^ value >> 30U) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ value >> 27U) * 0x94D049BB133111EBULL;
  return value ^ value >> 31U;
}

/// The carrier's lot for that phone: the highest wins, in proportion to the weights.
double lot(const RouteTarget& target, std::uint64_t phone) {
  const std::uint64_t drawn = spread(phone ^ spread(target.carrier.value() + 1ULL));
  const double part = (static_cast<double>(drawn >> 11U) + 0.5) * 0x1p-53;  // above 0 and below 1
  return -static_cast<double>(target.weight) / std::log(part);
}

/// The same on every machine and in every version.
std::uint64_t hash_of(const PhoneNumber& phone) {
  LookupHash hash;
  hash.octets(phone.digits());
  return hash.value();
}

}  // namespace

std::optional<CarrierNumber> choose_carrier(const RouteTargets& targets, const PhoneNumber& phone,
                                            const std::function<Standby(CarrierNumber)>& standby) {
  if (targets.size() == 1) {
    const CarrierNumber only = targets.front().carrier;
    return standby(only) == Standby::excluded ? std::nullopt : std::optional(only);
  }
  const std::uint64_t hash = hash_of(phone);
  const RouteTarget* best = nullptr;
  double best_lot = 0;
  Standby best_standby = Standby::excluded;
  for (const RouteTarget& target : targets) {
    const Standby now = standby(target.carrier);
    if (now == Standby::excluded || now < best_standby) continue;
    const bool first = best == nullptr || now > best_standby;
    if (!first && target.order != best->order) continue;
    const double own_lot = lot(target, hash);
    if (!first && own_lot <= best_lot) continue;
    best = &target;
    best_lot = own_lot;
    best_standby = now;
  }
  return best == nullptr ? std::nullopt : std::optional(best->carrier);
}

}  // namespace smppedge::gateway
