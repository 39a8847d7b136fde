// SPDX-License-Identifier: Apache-2.0
// Ends what has waited too long: validity in the queue, doubts, missing receipts; has the carrier asked for receipts
// that do not come; and lets go of ended messages that came back from disk for a late receipt. Looks at the messages in
// memory a stretch at a time; those on disk whose deadline has passed are brought back at each checkpoint. Core loop
// only.
#pragma once

#include "gateway/core.h"
#include "gateway/loader.h"
#include "gateway/parked.h"
#include "gateway/queries.h"
#include "gateway/schedule.h"
#include "gateway/settle.h"

namespace smppedge::gateway {

/// When an open message must be looked at again: the earliest end of its waiting, doubt or awaited receipt.
[[nodiscard]] WallTime deadline_of(const Core& core, const Message& message);

class Sweep {
 public:
  Sweep(Core& core, Loader& loader, MessageIndex& index, Parked& parked, Settle& settle, Schedule& schedule,
        Queries& queries)
      : core_(core),
        loader_(loader),
        index_(index),
        parked_(parked),
        settle_(settle),
        schedule_(schedule),
        queries_(queries) {}
  void start();
  /// Brings back messages on disk whose deadline has passed; the next rounds end them. Tells the schedule of those that
  /// are due soon.
  void recall_due();

 private:
  void run();
  void recall_from(MessageId from);
  void recall(const store::OpenRecord& record);
  void look_at(LiveMessage& message, WallTime now);

  Core& core_;
  Loader& loader_;
  MessageIndex& index_;
  Parked& parked_;
  Settle& settle_;
  Schedule& schedule_;
  Queries& queries_;
  Timer timer_;

  bool recalling_ = false;
};

}  // namespace smppedge::gateway
