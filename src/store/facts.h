// SPDX-License-Identifier: Apache-2.0
// What can happen, as it is kept: the facts. The state of everything is the fold of its facts in commit order; the
// gateway writes them, recovery and message look-ups read them. Text fields are views: into the caller's memory when
// recording, into the batch when reading.
// Encoding: facts_codec.h. A change of meaning or layout needs a new type number and a new format version.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "message/message.h"
#include "store/location.h"

namespace smppedge::store {

/// Of something that is only ever compared: an Idempotency-Key, the body that came with it. Cut from SHA-256.
using KeyDigest = std::array<std::uint8_t, 16>;

/// Where other facts lie, for a fact that ends them: packed, so that a fact stays a view of octets.
class FactList {
 public:
  static constexpr std::size_t facts_max = 255;
  static constexpr std::size_t octets_each = 12;
  FactList() = default;
  /// Nullopt when they are no list: not whole, or too many.
  [[nodiscard]] static std::optional<FactList> from_octets(std::string_view octets);
  /// The octets of a list, for from_octets(): at most facts_max.
  [[nodiscard]] static std::string pack(std::span<const Location> facts);

  [[nodiscard]] std::size_t size() const { return octets_.size() / octets_each; }
  [[nodiscard]] Location operator[](std::size_t index) const;
  [[nodiscard]] std::string_view octets() const { return octets_; }
  friend bool operator==(const FactList&, const FactList&) = default;

 private:
  explicit FactList(std::string_view octets) : octets_(octets) {}
  std::string_view octets_;
};

/// Where an event stands: in the sequence of its account's door.
struct EventPlace {
  Door door = Door::http;
  EventSequence sequence;  ///< 0: no event was made
  friend bool operator==(const EventPlace&, const EventPlace&) = default;
};

/// A request was accepted (the only fact that makes a message). Never changed afterwards, but for its plan.
struct Accepted {
  AccountNumber account;
  TrafficClass traffic_class = TrafficClass::notice;
  Door door = Door::http;
  PhoneNumber to;
  BodyKind body_kind = BodyKind::text;
  std::uint8_t data_coding = 0;
  std::string_view body;
  std::string_view ref;
  std::string_view extend;
  WallTime expires_at;
  WallTime send_at;  ///< 0: at once
  Plan plan;
  std::optional<ClientSubmit> client;
};
/// The account changed a message that was not sent yet: all of it that a replacement may change.
struct Replaced {
  BodyKind body_kind = BodyKind::text;
  std::uint8_t data_coding = 0;
  std::string_view body;
  WallTime expires_at;
  WallTime send_at;
  std::uint8_t registered_delivery = 0;
  Plan plan;
};
/// The message goes another way than planned, or in other octets: none of its segments is with a carrier, or one is to
/// be sent again out of doubt.
struct Replanned {
  Plan plan;
  CarrierNumber from;
  Reason reason = Reason::none;  ///< no_bind, breaker_open, not_mine, carrier_gone or profile_changed
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
/// The attempt's answer did not come. Once more of an attempt in doubt: its segment is not sent again after all, and
/// the doubt stays as it was.
struct Doubted {
  std::uint8_t segment = 0;
  std::uint8_t attempt = 0;
  BindId bind;
  std::uint32_t sequence_number = 0;
  Reason reason = Reason::none;
  EventPlace event;  ///< of message.in_doubt
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
  EventPlace event;  ///< of an intermediate notification that the client asked for
};
/// A PDU of an attempt, as it was on the wire (SMPP 3.2).
struct Wire {
  enum class Pdu : std::uint8_t { submit_sm, submit_sm_resp, receipt } pdu = Pdu::submit_sm;
  std::uint8_t segment = 0;
  std::uint8_t attempt = 0;
  std::string_view octets;
};
/// A segment ended for a reason of ours: expired, withdrawn, in doubt too long, no receipt …
struct SegmentEnded {
  std::uint8_t segment = 0;
  SegmentState state = SegmentState::unknown;
  Reason reason = Reason::none;
};
/// The message reached its final state and its result became an event (none, where the client declined it).
struct Ended {
  MessageState state = MessageState::unknown;
  Reason reason = Reason::none;
  EventPlace event;
};
/// Late receipts changed the result; told once, as `receipt.late`.
struct Corrected {
  AccountNumber account;  ///< a message that had ended is not in memory when this is replayed
  MessageState state = MessageState::unknown;
  Reason reason = Reason::none;
  EventPlace event;
};

/// A receipt that matches nothing yet, without its PDU: what was written before PduParked, and what is too long for it.
/// Kept until its response comes or the retention ends.
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
/// A phone wrote to a number of ours: what was written before RepliedTo. The fact's message is the one it answers, or
/// none.
struct ReplyTaken {
  AccountNumber account;
  CarrierNumber carrier;
  BindId bind;
  EventPlace event;
  PhoneNumber from;
  std::string_view to;
  std::string_view text;        ///< UTF-8, or hex where it did not decode
  std::string_view text_error;  ///< why `text` is hex; empty: it is text
  std::uint64_t fingerprint = 0;
};
/// The account has taken all events of that door up to and including `through`.
struct EventsAcknowledged {
  AccountNumber account;
  Door door = Door::http;
  EventSequence through;
};
/// The account has taken these, and perhaps not what stands before them.
struct EventsTaken {
  AccountNumber account;
  Door door = Door::http;
  EventSequence first;
  EventSequence last;
};
/// These became dead letters: too old, too many, or not to be read back. They are kept aside and can be asked for.
struct EventsBuried {
  AccountNumber account;
  Door door = Door::http;
  EventSequence first;
  EventSequence last;
};
/// A dead letter is to be told again, at a new place; it keeps its event's id, which is that of its first place.
struct EventRevived {
  AccountNumber account;
  Door door = Door::http;
  EventSequence buried;
  EventSequence sequence;
};
/// Dead letters that are not kept any longer.
struct DeadLettersDropped {
  AccountNumber account;
  Door door = Door::http;
  EventSequence first;
  EventSequence last;
};
/// A request under an Idempotency-Key was accepted: its answer, for repeats.
struct KeyUsed {
  AccountNumber account;
  KeyDigest key;
  KeyDigest body;
  std::string_view answer;
};
/// Why a receipt is parked.
enum class ParkedFor : std::uint8_t {
  no_match,    ///< no attempt is known by its id
  ambiguous,   ///< more than one attempt might be meant, or the one with its id went to another phone
  unreadable,  ///< it could not be read as a receipt
};
/// A receipt that was not matched, as it came: it can be listed, and read again once a profile has been corrected.
struct PduParked {
  CarrierNumber carrier;
  BindId bind;
  std::string_view match_key;  ///< what it is parked as: unique among what is parked of that carrier
  ParkedFor reason = ParkedFor::no_match;
  SegmentState state = SegmentState::sent;  ///< what it meant when it came; of an unreadable one nothing
  std::string_view octets;                  ///< the whole deliver_sm or data_sm; of a long unreadable one the begin
};
/// The carrier was asked what became of an attempt (query_sm, 4.8).
struct Queried {
  std::uint8_t segment = 0;
  std::uint8_t attempt = 0;
  BindId bind;
  bool answered = false;                    ///< false: no response came, and what follows says nothing
  std::uint32_t command_status = 0;         ///< of query_sm_resp
  std::uint8_t message_state = 0;           ///< 5.2.28; 0 in a refusal
  std::uint8_t error_code = 0;              ///< of query_sm_resp, as the carrier numbers them
  SegmentState state = SegmentState::sent;  ///< terminal where the answer ends the segment, else `sent`
  Reason reason = Reason::none;
};
/// What showed that an attempt in doubt was accepted, where no response did.
enum class Evidence : std::uint8_t {
  receipt,    ///< an orphan receipt that fits no other attempt in doubt
  reference,  ///< one that fits several, and echoed the user_message_reference of this
};
/// An orphan receipt was given to an attempt in doubt; what it says is the Receipted that follows.
struct DoubtSettled {
  std::uint8_t segment = 0;
  std::uint8_t attempt = 0;
  Evidence by = Evidence::receipt;
};

/// A part of a long reply came, and waits for the others: kept until a RepliedTo ends it.
struct ReplyPartTaken {
  CarrierNumber carrier;
  BindId bind;
  PhoneNumber from;
  std::string_view to;
  AccountNumber account;          ///< 0: not known
  std::string_view octets;        ///< the whole deliver_sm or data_sm
  std::uint64_t fingerprint = 0;  ///< as of a reply: a part that is delivered again
};
/// What a reply did to its account's blocklist: nothing, put its phone on it, took it off.
enum class ReplyOpt : std::uint8_t { none, out, in };
/// A phone wrote to a number of ours (what was written before it: ReplyTaken). The fact's message is the one it
/// answers, or none.
struct RepliedTo {
  AccountNumber account;
  CarrierNumber carrier;
  BindId bind;
  EventPlace event;
  PhoneNumber from;
  std::string_view to;
  std::string_view extend;        ///< the account's digits in `to`
  std::string_view text;          ///< UTF-8, or hex where it did not decode
  std::string_view text_error;    ///< why `text` is hex; empty: it is text
  std::uint64_t fingerprint = 0;  ///< 0: of one that another account's fact has, told to this one too
  bool late = false;              ///< the message was sent more than 72 hours before
  bool incomplete = false;        ///< a part is missing: what came is told
  bool ambiguous = false;         ///< more than one message or account might be meant
  FactList parts;                 ///< the ReplyPartTaken that it ends; empty: it came whole
  ReplyOpt opt = ReplyOpt::none;
};
/// Where a change of a blocklist came from.
enum class BlockSource : std::uint8_t {
  reply,        ///< the phone itself
  api,          ///< the account
  import_file,  ///< a file of the account's or of an operator's
  admin,        ///< an operator
};
/// A phone gets nothing more from an account. Belongs to no message, nor do the three that follow.
struct PhoneBlocked {
  AccountNumber account;
  PhoneNumber phone;
  BlockSource source = BlockSource::reply;
  std::string_view by;  ///< who: a key's or an operator's name, the number that the reply went to; 64 octets
};
/// It does again.
struct PhoneUnblocked {
  AccountNumber account;
  PhoneNumber phone;
  BlockSource source = BlockSource::reply;
  std::string_view by;
};
/// The account wants a phone off its blocklist; an operator is to decide.
struct RemovalAsked {
  AccountNumber account;
  PhoneNumber phone;
  BlockSource source = BlockSource::api;
  std::string_view by;
};
/// It stays on: an operator has decided so, or it was to be blocked once more and the wish is void; `source` tells
/// which. Who put it on the list, and when, stays with it.
struct RemovalDenied {
  AccountNumber account;
  PhoneNumber phone;
  BlockSource source = BlockSource::admin;
  std::string_view by;
};

/// Which conversation with its phone an accepted message belongs to; it has none of its own then.
struct ConversationNamed {
  std::uint64_t conversation = 0;  ///< hash of the customer's key
};

/// Our response to a reply is proven received: the same words are a new reply from here on.
struct ReplyProven {
  std::uint64_t fingerprint = 0;
};

using Fact =
    std::variant<Accepted, Replanned, Claimed, Released, Answered, Doubted, Resent, Receipted, SegmentEnded, Ended,
                 Corrected, ReceiptParked, ReplyTaken, EventsAcknowledged, Replaced, Wire, EventsTaken, EventsBuried,
                 EventRevived, DeadLettersDropped, KeyUsed, PduParked, Queried, DoubtSettled, ReplyPartTaken, RepliedTo,
                 PhoneBlocked, PhoneUnblocked, RemovalAsked, RemovalDenied, ConversationNamed, ReplyProven>;

}  // namespace smppedge::store
