// SPDX-License-Identifier: Apache-2.0
// Bounds what is in memory and what a restart replays: open messages that have grown old get keyed records, those that
// only wait leave memory, and the point from which facts are replayed moves on (docs/store.md). Core loop only.
#pragma once

#include "gateway/core.h"
#include "gateway/parked.h"
#include "gateway/replies.h"
#include "gateway/report.h"
#include "gateway/sweep.h"
#include "message/message_id.h"

namespace smppedge::gateway {

class Checkpoints {
 public:
  Checkpoints(Core& core, Report& report, Parked& parked, Replies& replies, MessageIndex& index, Sweep& sweep,
              const MessageIdAllocator& ids)
      : core_(core), report_(report), parked_(parked), replies_(replies), index_(index), sweep_(sweep), ids_(ids) {}

  void start();
  /// Asks for one as soon as the open batch has been handed over.
  void want() { wanted_ = true; }
  /// Called after each hand-over, when every fact so far is on its way to the disk before the checkpoint is.
  void after_hand_over();
  [[nodiscard]] bool under_way() const { return under_way_; }
  /// For a clean stop: one that covers everything; `done` when it is on disk.
  void take_last(std::function<void()> done);

 private:
  void take(std::function<void()> done);
  [[nodiscard]] store::Checkpoint gather(Micros old_after);
  void record(LiveMessage& message, store::OpenRecord::Kind kind, store::Checkpoint& checkpoint);
  [[nodiscard]] store::OpenRecord record_of(const LiveMessage& message, store::OpenRecord::Kind kind) const;
  void release(const std::vector<MessageId>& leaving);

  Core& core_;
  Report& report_;
  Parked& parked_;
  Replies& replies_;
  MessageIndex& index_;
  Sweep& sweep_;
  const MessageIdAllocator& ids_;
  Timer timer_;
  bool wanted_ = false;
  bool under_way_ = false;
  std::vector<MessageId> leaving_;
  MessageId covered_;  // by the one under way: births before this one
};

}  // namespace smppedge::gateway
