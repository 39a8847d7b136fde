// SPDX-License-Identifier: Apache-2.0
// What became of an attempt, a segment, a message: answers, doubts, releases, receipts and passed deadlines are
// recorded here, and when the last segment has ended, the result. Nothing else ends a message. Core loop only.
#pragma once

#include "carrier/status_class.h"
#include "gateway/core.h"
#include "gateway/delayed.h"
#include "gateway/message_index.h"
#include "gateway/parked.h"
#include "gateway/report.h"
#include "gateway/wire_facts.h"
#include "receipt/receipt.h"

namespace smppedge::gateway {

class Settle {
 public:
  Settle(Core& core, MessageIndex& index, Report& report, Parked& parked);
  /// Asked for a message that its carrier refused as another network's: takes it to another carrier, or says false.
  void reroute_by(std::function<bool(LiveMessage&)> reroute) { reroute_ = std::move(reroute); }

  void on_answer(CarrierNumber carrier, LiveMessage& message, std::uint8_t segment,
                 const carrier::SubmitAnswer& answer);
  void on_doubt(CarrierNumber carrier, LiveMessage& message, std::uint8_t segment, const carrier::SubmitDoubt& doubt);
  void on_released(LiveMessage& message, std::uint8_t segment, Reason reason);
  /// A receipt that belongs to `attempt`, whether it is the first, a repetition or a contradiction.
  void on_receipt(LiveMessage& message, const AttemptRef& attempt, BindId bind, const receipt::Receipt& receipt,
                  std::string_view unparked_key, const ReceivedPdu& pdu);

  /// What the carrier says of an attempt that it was asked about; counts as a receipt where it says how that ended.
  void on_queried(LiveMessage& message, const carrier::QueryAnswer& answer);

  /// Ends every segment that still waits for a carrier, in flight ones are followed to their end; what an earlier
  /// attempt may have brought to the carrier stays in doubt. Whether any has ended.
  bool end_waiting(LiveMessage& message, SegmentState state, Reason reason);
  /// The same, since the phone is on the account's blocklist now.
  void end_blocked(LiveMessage& message);
  /// Ends one segment at its deadline, or holds it so where it waits.
  void end_segment(LiveMessage& message, std::uint8_t segment, SegmentState state, Reason reason);
  /// Records the result once all segments have ended; takes the message out of memory then. Call after any change.
  void conclude(LiveMessage& message);

  /// Records that an attempt is in doubt and, of a message's first, makes the event (after a restart too).
  void record_doubt(LiveMessage& message, store::Doubted fact);
  /// Starts what the policy asks for a segment in doubt (after a restart too).
  void pursue_doubt(LiveMessage& message, std::uint8_t segment);
  /// A claimed segment that must not be written any more; ends it.
  void on_unfit(LiveMessage& message, std::uint8_t segment);
  /// The same, since the phone is on the account's blocklist now; ends all that wait with it.
  void on_blocked(LiveMessage& message, std::uint8_t segment);
  /// A claim whose segment was settled by an older attempt before it was written: it is given up.
  void on_overtaken(LiveMessage& message, std::uint8_t segment);

  /// Messages that wait for the time of their next attempt.
  [[nodiscard]] std::size_t waiting_for_retry() const { return retries_.size(); }

 private:
  [[nodiscard]] static std::uint8_t answered_attempt(CarrierNumber carrier, const Segment& segment,
                                                     const carrier::SubmitAnswer& answer);
  [[nodiscard]] const carrier::StatusTable& statuses_of(CarrierNumber carrier) const;
  [[nodiscard]] static bool tells_something(const Segment& segment, const Attempt& attempt,
                                            const std::optional<receipt::Standing>& outcome);
  void retry_after(LiveMessage& message, std::uint8_t segment, Micros delay);
  void accepted(CarrierNumber carrier, LiveMessage& message, const AttemptRef& attempt, std::string_view id);
  void unpark(CarrierNumber carrier, LiveMessage& message, const AttemptRef& attempt, std::string_view id,
              IdOrigin origin);
  void hold(LiveMessage& message, std::uint8_t index, Reason reason);
  [[nodiscard]] bool end_or_hold(LiveMessage& message, std::uint8_t index, SegmentState state, Reason reason);
  void resend(MessageId id);
  void try_again(MessageId id);
  void end_failed(LiveMessage& message);
  void end_disproved(LiveMessage& message);
  void withdraw_after_failure(LiveMessage& message);
  /// Ends the sent parts of a carrier that gives one receipt for all of them.
  void end_unreceipted(LiveMessage& message);
  void reroute_refused(LiveMessage& message);
  void end(LiveMessage& message, MessageState state, Reason reason);
  /// What comes after the end, to a message that is in memory once more: it is found by its newest fact.
  void note_after_end(const LiveMessage& message);
  void correct(LiveMessage& message, MessageState state, Reason reason);

  Core& core_;
  MessageIndex& index_;
  Report& report_;
  Parked& parked_;
  WireFacts wire_;
  std::function<bool(LiveMessage&)> reroute_;
  Delayed retries_;
  Delayed resends_;
};

/// Why a segment is not sent any more: one in doubt for it is held to the end of its doubt.
[[nodiscard]] bool is_held(Reason reason);

/// Resends of a segment in doubt: policy `resend` allows one (design.md, "In doubt").
inline constexpr unsigned resends_max = 1;

}  // namespace smppedge::gateway
