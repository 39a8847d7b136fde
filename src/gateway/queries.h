// SPDX-License-Identifier: Apache-2.0
// Receipts that never came, asked for with query_sm where the carrier's profile says that it answers it: an attempt
// that was accepted with an id and has had no receipt for query_after is asked about queries_per_attempt_max times at
// most; the carrier bounds how many are open. Core loop only.
#pragma once

#include <vector>

#include "gateway/core.h"
#include "gateway/loader.h"
#include "gateway/settle.h"

namespace smppedge::gateway {

/// When the message's next query is due; WallTime::max() for never.
[[nodiscard]] WallTime query_due(const Core& core, const Message& message);

class Queries {
 public:
  Queries(Core& core, Loader& loader, Settle& settle) : core_(core), loader_(loader), settle_(settle) {}

  /// Asks what is due of it; what finds no room is asked at a later look.
  void look_at(const LiveMessage& message, WallTime now);
  void on_queried(CarrierNumber carrier, const carrier::QueryAnswer& answer);

 private:
  Core& core_;
  Loader& loader_;
  Settle& settle_;
  std::vector<AttemptRef> open_;  ///< asked about now: carrier::queries_open_max of each carrier
};

}  // namespace smppedge::gateway
