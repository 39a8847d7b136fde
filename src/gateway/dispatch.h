// SPDX-License-Identifier: Apache-2.0
// Moves waiting messages to their carriers: claims as many segments as a carrier has room for, in the order of the
// queues, and hands each claim over once it is durable. Core loop only.
#pragma once

#include <vector>

#include "gateway/core.h"
#include "gateway/head_reader.h"
#include "gateway/phone_look_up.h"
#include "gateway/planner.h"
#include "gateway/segment_writer.h"
#include "gateway/settle.h"

namespace smppedge::gateway {

class Dispatch {
 public:
  Dispatch(Core& core, HeadReader& reader, Planner& planner, Settle& settle)
      : core_(core), reader_(reader), planner_(planner), settle_(settle), look_up_(core, planner) {}

  /// Called at the end of every turn, before its batch is handed to the store.
  void run();
  /// The octets of a claimed segment, for the wire; false when it must not leave any more.
  bool fill(CarrierNumber carrier, const LiveMessage& message, std::uint8_t segment, pdu::ShortMessage& out);
  void stop() { stopped_ = true; }

 private:
  void run(Lane& lane, carrier::Carrier& carrier);
  /// Claims the message at that place, passes over one that has ended, has one read that is on disk; false when that
  /// cannot be done now, or there is none.
  [[nodiscard]] bool step(Lane& lane, const Lane::Head& head, carrier::Carrier& carrier);
  /// Plans it anew where its carrier's profile or its number has changed since; true when it stands elsewhere in the
  /// lane now.
  [[nodiscard]] bool replan(LiveMessage& message, Lane& lane, const Lane::Head& head, bool lost_number);
  /// False when the carrier has no room for it now.
  [[nodiscard]] bool claim(LiveMessage& message, Lane& lane, const Lane::Head& head, carrier::Carrier& carrier);

  Core& core_;
  HeadReader& reader_;
  Planner& planner_;
  Settle& settle_;
  PhoneLookUp look_up_;
  bool stopped_ = false;
  std::size_t first_lane_ = 0;
  unsigned ended_unclaimed_ = 0;  ///< in this turn

  SegmentWriter writer_;
};

}  // namespace smppedge::gateway
