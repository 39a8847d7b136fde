// SPDX-License-Identifier: Apache-2.0
// One accepted message as it is held in memory: Message -> Segment -> Attempt (design.md, "The life of a message").
// It is the fold of its facts: gateway/fold_fact.h changes it, nothing else does. Core loop only, until it has ended;
// then it is immutable and may be read by any thread.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "message/client_submit.h"
#include "message/ids.h"
#include "message/message_id.h"
#include "message/phone_number.h"
#include "message/sender_address.h"
#include "message/states.h"
#include "message/text/segmentation.h"

namespace smppedge {

/// Segments of one message are numbered from 0 inside, from 1 on the wire and in the API.
inline constexpr unsigned segments_limit = 255;
/// Attempts of one segment; the retry policy stays far below.
inline constexpr unsigned attempts_limit = 250;

/// What a message's body holds.
enum class BodyKind : std::uint8_t {
  text,      ///< UTF-8; cut by us for the carrier that takes it
  octets,    ///< binary of Message::data_coding; cut by us
  verbatim,  ///< the user data of one short message as its client made it, any header included: goes on as it comes
};

/// How a message is to leave: made for the preferred carrier at accept, made anew for another until a segment is
/// accepted or in doubt somewhere. It holds all that the cut and its octets depend on, so that the parts of a message
/// that has been sent in part stay what they were planned to be, whatever becomes of the carrier's profile meanwhile.
struct Plan {
  CarrierNumber carrier;
  SenderAddress sender;
  text::Encoding encoding = text::Encoding::gsm7;
  text::CutRules cut_rules;
  std::uint16_t reference = 0;
  std::uint8_t segments = 1;
  std::uint8_t data_coding = 0;  ///< of a text
  friend bool operator==(const Plan&, const Plan&) = default;
};

/// One claim, one submit (or none, if released), at most one answer.
struct Attempt {
  AttemptState state = AttemptState::claimed;
  Reason reason = Reason::none;  ///< of a doubt or a release
  CarrierNumber carrier;
  BindId bind;
  std::uint32_t sequence_number = 0;
  std::uint32_t command_status = 0;
  std::string carrier_message_id;               ///< as it came in the response
  bool id_from_receipt = false;                 ///< the response never told it: it is written as receipts write it
  bool delivered = false;                       ///< a receipt said so
  SegmentState failed_as = SegmentState::sent;  ///< an end that is no delivery, by its receipt; sent: none was told
  Reason failed_reason = Reason::none;
  std::uint8_t queries = 0;  ///< times that the carrier was asked what became of it
  WallTime queried_at;       ///< the last of them
  WallTime claimed_at;
  WallTime answered_at;  ///< or when the doubt began
};

struct Segment {
  SegmentState state = SegmentState::waiting;
  Reason reason = Reason::none;
  std::uint8_t receipts = 0;  ///< recorded, of any kind; stays at 255
  WallTime receipt_at;        ///< when the deciding receipt was received; 0 where none was
  std::string receipt_err;    ///< `err` of the receipt, as it came (D7)
  boost::container::small_vector<Attempt, 1> attempts;
};

struct Message {
  MessageId id;
  AccountNumber account;
  TrafficClass traffic_class = TrafficClass::notice;
  Door door = Door::http;
  PhoneNumber to;
  BodyKind body_kind = BodyKind::text;
  std::uint8_t data_coding = 0;  ///< of octets and verbatim; of an SMPP client's text, the client's own
  std::string body;              ///< a text with its signature
  std::string ref;
  std::string extend;
  std::uint64_t conversation = 0;  ///< hash of the customer's key for it; 0: one of its own
  WallTime accepted_at;
  WallTime expires_at;
  WallTime send_at;  ///< not before; 0: at once
  Plan plan;
  std::optional<ClientSubmit> client;  ///< of Door::smpp
  MessageState state = MessageState::accepted;
  Reason reason = Reason::none;
  WallTime ended_at;
  bool told_late = false;                                       ///< receipt.late was told
  std::uint16_t revision = 0;                                   ///< counts what changed body or plan
  bool doubted = false;                                         ///< some attempt of it was in doubt, then or now
  boost::container::small_vector<CarrierNumber, 1> refused_by;  ///< said that the number is another network's
  boost::container::small_vector<Segment, 1> segments;
};

/// Names one attempt: what a claim is about, what a response or a receipt belongs to.
struct AttemptRef {
  MessageId message;
  std::uint8_t segment = 0;  ///< from 0
  std::uint8_t attempt = 0;  ///< from 0
  friend bool operator==(const AttemptRef&, const AttemptRef&) = default;
};

}  // namespace smppedge
