// SPDX-License-Identifier: Apache-2.0
// Works out how a carrier's responses and receipts write one id, where its profile has `learn`: each receipt that fits
// exactly one attempt, by id and by phone, votes for the conventions that explain it. Learned anew after each start: in
// memory only (docs/decisions/0007-id-conventions-are-learned-anew.md). Core loop only.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "message/ids.h"
#include "profile/id_convention.h"

namespace smppedge::gateway {

class IdLearning {
 public:
  enum class News : std::uint8_t {
    none,
    settled,  ///< id_votes_to_settle votes and nothing against it; or a looser one, which they do not contradict either
    unsettled,  ///< a receipt, or id_unmatched_to_unsettle of them in a row, spoke against what was settled
  };
  /// What is known of one carrier.
  struct Belief {
    IdConventions possible = IdConventions::all();  ///< those that explain every vote so far
    unsigned votes = 0;                             ///< that told conventions apart
    unsigned unmatched = 0;                         ///< receipts in a row that nothing was found for, while settled
    std::optional<IdConvention> settled;
  };

  [[nodiscard]] const Belief& of(CarrierNumber carrier) const {
    static const Belief nothing;
    const auto found = beliefs_.find(carrier);
    return found == beliefs_.end() ? nothing : found->second;
  }
  [[nodiscard]] std::optional<IdConvention> settled(CarrierNumber carrier) const { return of(carrier).settled; }

  /// A receipt was matched to the only attempt that it fits; `explain` is not empty.
  News vote(CarrierNumber carrier, IdConventions explain);
  /// A receipt came whose id no attempt has under any convention.
  News unmatched(CarrierNumber carrier);

 private:
  std::unordered_map<CarrierNumber, Belief> beliefs_;
};

}  // namespace smppedge::gateway
