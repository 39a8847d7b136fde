// SPDX-License-Identifier: Apache-2.0
// Events whose bodies left memory, made again from the facts that they stand on. Core loop only.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "gateway/channel.h"
#include "store/store.h"

namespace smppedge::gateway {

/// The event that a chain's newest fact made; nullptr when it made none.
[[nodiscard]] std::shared_ptr<const Event> event_of(const EventChannel& channel, EventSequence sequence,
                                                    EventSequence id, const store::Chain& chain);

struct ReadBack {
  std::uint64_t place = 0;
  std::shared_ptr<const Event> event;  ///< nullptr: see `error`
  store::ReadError error = store::ReadError::corrupt;
};

/// Reads them side by side and gives all of them at once, in the order of `wanted`, in a later turn.
void read_back(store::Store& store, const EventChannel& channel, const std::vector<Channel::Unread>& wanted,
               std::function<void(std::vector<ReadBack>)> done);

}  // namespace smppedge::gateway
