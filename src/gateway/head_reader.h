// SPDX-License-Identifier: Apache-2.0
// Reads back the message at the head of a queue, and the bodies behind it along with it, so that the disk is asked once
// a stretch and not once a message. Core loop only.
#pragma once

#include "gateway/core.h"
#include "gateway/loader.h"

namespace smppedge::gateway {

class HeadReader {
 public:
  HeadReader(Core& core, Loader& loader) : core_(core), loader_(loader) {}

  /// For a head whose message is not in memory: its account steps aside until it is. True: the lane has another head
  /// now; false: no more can be read just now.
  [[nodiscard]] bool read(Lane& lane, const Lane::Head& head);

 private:
  Core& core_;
  Loader& loader_;
};

}  // namespace smppedge::gateway
