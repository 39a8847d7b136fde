// SPDX-License-Identifier: Apache-2.0
#include "gateway/id_learning.h"

#include "gateway/limits.h"

namespace smppedge::gateway {

IdLearning::News IdLearning::vote(CarrierNumber carrier, IdConventions explain) {
  Belief& belief = beliefs_[carrier];
  belief.unmatched = 0;
  if (belief.settled) {
    const IdConventions still = belief.possible & explain;
    const std::optional<IdConvention> before = belief.settled;
    if (!still.empty()) {
      belief.possible = still;
      belief.settled = still.first();
      return belief.settled == before ? News::none : News::settled;
    }
    belief = Belief{};  // what was seen before does not hold any more
    belief.possible = explain;
    belief.votes = 1;
    return News::unsettled;
  }
  if (explain == IdConventions::all()) return News::none;  // tells nothing apart
  const IdConventions both = belief.possible & explain;
  if (both.empty()) {
    belief.possible = explain;
    belief.votes = 1;
    return News::none;
  }
  belief.possible = both;
  if (++belief.votes < id_votes_to_settle) return News::none;
  belief.settled = belief.possible.first();
  return News::settled;
}

IdLearning::News IdLearning::unmatched(CarrierNumber carrier) {
  const auto found = beliefs_.find(carrier);
  if (found == beliefs_.end() || !found->second.settled) return News::none;
  if (++found->second.unmatched < id_unmatched_to_unsettle) return News::none;
  found->second = Belief{};
  return News::unsettled;
}

}  // namespace smppedge::gateway
