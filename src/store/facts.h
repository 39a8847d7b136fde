// SPDX-License-Identifier: Apache-2.0
// What can happen, as it is kept: the facts. The state of everything is the fold of its facts in commit order; the
// gateway writes them, recovery and message look-ups read them. Text fields are views: into the caller's memory when
// recording, into the batch when reading.
// Encoding: facts_codec.h. A change of meaning or layout needs a new type number and a new format version.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "message/message.h"

namespace smppedge::store {

/// A request was accepted (the only fact that makes a message). Never changed afterwards, but for its plan.
struct Accepted {
  AccountNumber account;
  TrafficClass traffic_class = TrafficClass::notice;
  Door door = Door::http;
  PhoneNumber to;
  std::string_view text;
  std::string_view ref;
  std::string_view extend;
  WallTime expires_at;
  Plan plan;
};
/// The message goes another way than planned.
struct Replanned {
  Plan plan;
};
/// An attempt may now be written to the wire; it is the segment's next one.
struct Claimed {
  std::uint8_t segment = 0;
  CarrierNumber carrier;
};
/// The segment's newest attempt was never written to the wire, and never will be.
struct Released {
  std::uint8_t segment = 0;
  Reason reason = Reason::none;
};
/// The carrier answered an attempt. `retry`: the segment waits again; otherwise an error ends it.
struct Answered {
  std::uint8_t segment = 0;
  std::uint8_t attempt = 0;
  BindId bind;
  std::uint32_t sequence_number = 0;
  std::uint32_t command_status = 0;
  std::string_view carrier_message_id;
  bool retry = false;
  Reason reason = Reason::none;  ///< of an error that ends the segment: refused or retries_exhausted
  CarrierNumber carrier;         ///< a message that had ended is not in memory when this is replayed
};
/// The attempt's answer did not come.
struct Doubted {
  std::uint8_t segment = 0;
  std::uint8_t attempt = 0;
  BindId bind;
  std::uint32_t sequence_number = 0;
  Reason reason = Reason::none;
};
/// The policy `resend` puts an in-doubt segment back into its queue.
struct Resent {
  std::uint8_t segment = 0;
};
/// A receipt was matched to an attempt. `state` is terminal, or `sent` for an intermediate one.
struct Receipted {
  std::uint8_t segment = 0;
  std::uint8_t attempt = 0;
  BindId bind;
  SegmentState state = SegmentState::delivered;
  Reason reason = Reason::none;
  std::string_view stat;
  std::string_view err;
  WallTime done_at;                     ///< as the carrier gives it; 0 where it does not
  std::string_view unparked_key;        ///< match key of the parked receipt that this settles; empty otherwise
  std::string_view carrier_message_id;  ///< of an attempt whose response never told it; empty otherwise
  CarrierNumber carrier;
};
/// A segment ended for a reason of ours: expired, withdrawn, in doubt too long, no receipt …
struct SegmentEnded {
  std::uint8_t segment = 0;
  SegmentState state = SegmentState::unknown;
  Reason reason = Reason::none;
};
/// The message reached its final state and its result became an event.
struct Ended {
  MessageState state = MessageState::unknown;
  Reason reason = Reason::none;
  EventSequence event;
};
/// Late receipts changed the result; told once, as `receipt.late`.
struct Corrected {
  AccountNumber account;  ///< a message that had ended is not in memory when this is replayed
  MessageState state = MessageState::unknown;
  Reason reason = Reason::none;
  EventSequence event;
};

/// A receipt that matches nothing yet. Kept until its response comes or the retention ends.
struct ReceiptParked {
  CarrierNumber carrier;
  BindId bind;
  std::string_view match_key;
  SegmentState state = SegmentState::delivered;
  Reason reason = Reason::none;
  std::string_view stat;
  std::string_view err;
  WallTime done_at;
  PhoneNumber phone;
  std::string_view sender;
};
/// A phone wrote to a number of ours. The fact's message is the one it answers, or none.
struct ReplyTaken {
  AccountNumber account;
  CarrierNumber carrier;
  BindId bind;
  EventSequence event;
  PhoneNumber from;
  std::string_view to;
  std::string_view text;        ///< UTF-8, or hex where it did not decode
  std::string_view text_error;  ///< why `text` is hex; empty: it is text
  std::uint64_t fingerprint = 0;
};
/// The account has taken all events up to and including `through`.
struct EventsAcknowledged {
  AccountNumber account;
  EventSequence through;
};

using Fact = std::variant<Accepted, Replanned, Claimed, Released, Answered, Doubted, Resent, Receipted, SegmentEnded,
                          Ended, Corrected, ReceiptParked, ReplyTaken, EventsAcknowledged>;

}  // namespace smppedge::store
