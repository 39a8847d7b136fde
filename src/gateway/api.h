// SPDX-License-Identifier: Apache-2.0
// What the doors of the platform ask of the gateway, and what they get. Values only: requests and answers cross from
// the HTTP loop to the core loop and back by move. Errors carry a stable code and a sentence that says what to change.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/expected.h"
#include "message/message.h"
#include "store/blocklist.h"
#include "store/facts.h"

namespace smppedge::gateway {

/// `code` is one of the words of docs/http-api.md. Of a number or an item: invalid_number, no_route, empty_text,
/// invalid_text, text_too_long, invalid_sign, invalid_sender, invalid_extend, no_sender, senders_in_use,
/// invalid_schedule, invalid_validity, blocked. Of a request: too_many_messages, unknown_account, throttled,
/// idempotency_key_reused, disk_full, events_full, memory_full, queue_full, store_busy. Of a message: unknown_message,
/// already_sent, already_ended. Of a blocklist: not_blocked, blocklist_full, removals_full.
struct RequestError {
  enum class Kind : std::uint8_t {
    invalid,     ///< the request must be changed (400)
    forbidden,   ///< the account may not (403)
    not_found,   ///< (404)
    conflict,    ///< what it asks for cannot be done any more: the message was sent, or has ended (409)
    key_reused,  ///< the Idempotency-Key came with another body (422)
    throttled,   ///< above the account's pace; nothing was stored (429 with Retry-After)
    overloaded,  ///< a bound is reached; nothing was stored (503 with Retry-After)
    disk_full,   ///< the store is below its watermark (503)
  } kind = Kind::invalid;
  std::string_view code;
  std::string message;
  Seconds retry_after{0};
};

/// The outcome for one number, in the order given.
struct AcceptEntry {
  std::string to;                ///< as given
  MessageId id;                  ///< 0 when `error` is set
  MessageId told_id;             ///< of Door::smpp: what the client is told, its own or its submit_multi's first
  std::uint32_t told_alias = 0;  ///< told instead where the item wants it
  SenderAddress sender;
  std::uint8_t segments = 0;
  text::Encoding encoding = text::Encoding::gsm7;
  MessageState state = MessageState::accepted;  ///< or scheduled
  bool duplicate = false;                       ///< repeated in the item: `id` is the first one's
  bool replaced = false;                        ///< replace_if_present found one: `id` is that one's
  std::optional<RequestError> error;
};
struct AcceptAnswer {
  std::vector<AcceptEntry> messages;  ///< all items' numbers, in order
  std::string rendered;               ///< a repeat under its Idempotency-Key: the first answer; `messages` is empty
};

/// One body to one or more numbers.
struct AcceptItem {
  TrafficClass traffic_class = TrafficClass::notice;
  std::vector<std::string> to;  ///< as the client wrote them, 1 to recipients_max (254 in a submit_multi)
  BodyKind body_kind = BodyKind::text;
  std::uint8_t data_coding = 0;  ///< of octets and verbatim; of an SMPP client's text, what its replace_sm is read by
  std::string body;              ///< UTF-8, or octets
  std::string sign;              ///< inner text of the signature, or empty; texts only
  std::string ref;
  std::string extend;                   ///< digits behind the account's extension, or empty
  std::string conversation;             ///< messages of one leave from one number; empty: one of its own
  std::optional<Seconds> validity;      ///< from now, or from `send_at`
  std::optional<WallTime> expires_at;   ///< instead of `validity`
  std::optional<WallTime> send_at;      ///< not before; nullopt: at once
  std::optional<SenderAddress> source;  ///< the sender that the client names; nullopt: assigned
  std::optional<ClientSubmit> client;   ///< of Door::smpp; `told_id` and `told_alias` are filled in here
  /// Of a submit_multi, else empty: ClientSubmit::destination for each of `to`.
  std::vector<SenderAddress> destinations;
  bool wants_alias = false;           ///< the client reads ids of eight octets at most (SMPP 3.4 section 3.4)
  bool replace_if_present = false;    ///< 5.2.18: takes the place of one to the same number from the same source
  std::optional<RequestError> error;  ///< what its door has found wrong with it: told like an error found here
};

/// A request that may come again (Idempotency-Key).
struct Idempotency {
  store::KeyDigest key;
  store::KeyDigest body;
  /// The answer as it is to be given again; called on the core loop, before the commit.
  std::function<std::string(const AcceptAnswer&)> render;
};

struct AcceptRequest {
  AccountNumber account;
  Door door = Door::http;
  /// One item: what is wrong with it refuses the request. A list: it is told in the item's entries.
  bool is_list = false;
  std::vector<AcceptItem> items;  ///< at most request_messages_max numbers in all
  std::optional<Idempotency> idempotency;
};

/// One line of a message's life.
struct TimelineStep {
  WallTime at;
  std::string_view step;  ///< accepted, replanned, replaced, submitted (claimed for the wire), released, sent, refused,
                          ///< retry, in_doubt, resend, receipt, segment_ended, ended, late_receipt
  unsigned segment = 0;   ///< from 1; 0: the message
  unsigned attempt = 0;   ///< from 1; 0: none
  CarrierNumber carrier;  ///< 0: none
  BindId bind;            ///< 0: none
  std::uint32_t sequence_number = 0;
  std::optional<std::uint32_t> command_status;
  std::string carrier_message_id;
  std::string state;  ///< of the segment or message after the step, where it says more than `step`
  std::string reason;
  std::string receipt_stat;
  std::string receipt_err;
  std::string_view evidence;  ///< of a receipt that settled a doubt: receipt, reference
};
/// A PDU of the message's life, as it was on the wire.
struct WirePdu {
  WallTime at;
  store::Wire::Pdu pdu{};
  unsigned segment = 0;  ///< from 1
  unsigned attempt = 0;  ///< from 1
  std::string octets;
};
struct MessageView {
  Message message;
  std::vector<TimelineStep> timeline;
  std::vector<WirePdu> wire;  ///< where the carrier's keep_wire says so
};

/// Which messages of an account, newest first. What is not set does not matter.
struct MessagesQuery {
  AccountNumber account;
  std::optional<PhoneNumber> to;
  std::string ref;  ///< empty: any
  std::optional<WallTime> since;
  std::optional<MessageState> state;
  MessageId before;  ///< the cursor: only ids below it; 0: from the newest
  unsigned limit = 0;
};
struct MessagesPage {
  std::vector<Message> messages;  ///< newest first
  MessageId next;  ///< the next page's `before`; 0: there is no more. A page may be short before the end.
};

/// Cancels what was not sent yet: one message, or all that fit.
struct CancelRequest {
  AccountNumber account;
  MessageId id;                         ///< 0: all between the addresses
  std::optional<SenderAddress> source;  ///< where given it must be the client's
  std::optional<PhoneNumber> to;        ///< where given it must be the message's; required without `id`
  std::string service_type;             ///< without `id`: of those only
  bool whole_group = false;             ///< with `id` all messages of what a submit_multi was told by it
};
struct CancelAnswer {
  unsigned cancelled = 0;
};

/// SMPP 4.10: of a message that was not sent yet. What is not set stays.
struct ReplaceRequest {
  AccountNumber account;
  MessageId id;
  SenderAddress source;  ///< must be the client's
  std::string body;      ///< octets in the message's alphabet, as decoded by the door: text stays text
  std::optional<Seconds> validity;
  std::optional<WallTime> expires_at;
  std::optional<WallTime> send_at;
  std::uint8_t registered_delivery = 0;
};

/// A reply from a phone, as it is told.
struct Reply {
  CarrierNumber carrier;
  PhoneNumber from;
  std::string to;
  std::string text;
  std::string text_error;  ///< not empty: `text` is hex, and this says why
  WallTime received_at;
  std::string extend;       ///< the account's digits in `to`, and what the carrier appended where no message is known
  bool late = false;        ///< it answers a message that was sent more than 72 hours before, which is not named
  bool incomplete = false;  ///< parts of it are missing
  bool ambiguous = false;   ///< several messages might be meant: none is named
  store::ReplyOpt opt = store::ReplyOpt::none;  ///< what it did to the account's blocklist
};

/// Part of an account's blocklist: short numbers first, those of one length by their digits.
struct BlockedQuery {
  AccountNumber account;
  PhoneNumber after;  ///< the cursor: only phones behind it; empty: from the first
  unsigned limit = 0;
};
/// What became of a wish to take a phone off a blocklist.
enum class Unblocked : std::uint8_t {
  removed,
  asked,  ///< an operator is to approve it; until then the phone stays on
};

/// One sequence of events: what an account is told through one door.
struct EventChannel {
  AccountNumber account;
  Door door = Door::http;
  friend bool operator==(const EventChannel&, const EventChannel&) = default;
  friend auto operator<=>(const EventChannel&, const EventChannel&) = default;
};

struct Event {
  enum class Kind : std::uint8_t {
    result,        ///< message.delivered … message.unknown
    in_doubt,      ///< message.in_doubt: some attempt of it, for the first time
    progress,      ///< SMPP only: an intermediate notification that the client asked for
    receipt_late,  ///< receipt.late
    reply,         ///< reply.received
  } kind = Kind::result;
  EventChannel channel;
  EventSequence sequence;  ///< its place now
  EventSequence id;        ///< its first place: with the channel its unique id, also when it is told again
  WallTime at;
  std::shared_ptr<const Message> message;  ///< the result's message; of a reply, the one it answers, or null
  std::shared_ptr<const Reply> reply;      ///< replies only
};
struct EventsPage {
  std::vector<Event> events;  ///< oldest first
};

/// What became of events that take() gave out.
struct EventsSettlement {
  std::vector<EventSequence> taken;     ///< acknowledged by the account
  std::vector<EventSequence> refused;   ///< to be given out again after `again_after`; they hold back only later
                                        ///< events of their own messages
  Micros again_after{0};                ///< 0: at once, as when their connection was lost
  std::vector<EventSequence> recalled;  ///< refused before: those that still wait for their time are given out at once
};

/// An event that nobody would take, and where it stands among the dead letters.
struct DeadLetters {
  std::vector<Event> events;  ///< oldest first; `sequence` is where it was buried
  EventSequence next;         ///< the next page's `after`; 0: there is no more
};

/// The bounds that a door must know before it parses.
inline constexpr std::size_t recipients_max = 200;          ///< domain.md A30
inline constexpr std::size_t request_messages_max = 1'000;  ///< numbers in one request, over all its items
inline constexpr std::size_t ref_bytes_max = 256;
inline constexpr std::size_t text_bytes_max = 16'384;  ///< UTF-8; segments_max is the bound that users meet
inline constexpr unsigned events_page_max = 1'000;
inline constexpr Seconds events_wait_max{60};
/// Accept requests under way between a door and the core; beyond it the door answers 503 by itself.
inline constexpr std::size_t requests_in_flight_max = 4'096;

/// Messages in a page of a listing, and dead letters in one.
inline constexpr unsigned messages_page_max = 500;
/// Phones in a page of a blocklist.
inline constexpr unsigned blocked_page_max = 1'000;

/// Called on the core loop only. Every callback comes on the core loop, after the commit of what it stands on.
class Api {
 public:
  template <class T>
  using Done = std::function<void(Expected<T, RequestError>)>;
  virtual ~Api() = default;

  // --- messages

  virtual void accept(AcceptRequest request, Done<AcceptAnswer> done) = 0;
  virtual void cancel(CancelRequest request, Done<CancelAnswer> done) = 0;
  virtual void replace(ReplaceRequest request, Done<void> done) = 0;
  virtual void find_message(AccountNumber account, MessageId id, Done<MessageView> done) = 0;
  virtual void list_messages(MessagesQuery query, Done<MessagesPage> done) = 0;
  /// The message of which an SMPP client was told this alias.
  virtual void find_alias(AccountNumber account, std::uint32_t alias, Done<MessageId> done) = 0;

  // --- the account's blocklist

  virtual void list_blocked(BlockedQuery query, Done<store::BlockedPage> done) = 0;
  /// Of a phone that is on the list. The error for another one tells what took it off.
  virtual void find_blocked(AccountNumber account, const PhoneNumber& phone, Done<store::BlockedPhone> done) = 0;
  /// Gives whether it was not blocked before. A removal that was asked for is taken back.
  virtual void block(AccountNumber account, const PhoneNumber& phone, Done<bool> done) = 0;
  virtual void unblock(AccountNumber account, const PhoneNumber& phone, Done<Unblocked> done) = 0;

  // --- events that are pulled: Door::http of an account without a webhook

  /// The oldest unacknowledged events, at most `limit`; waits up to `wait` for a first one. Asking again offers the
  /// same ones again until they are acknowledged. A newer call of the same account ends an older one that still waits,
  /// with an empty page.
  virtual void events(AccountNumber account, unsigned limit, Seconds wait, Done<EventsPage> done) = 0;
  /// Acknowledges everything up to `through`; beyond the last offered sequence it is an error and changes nothing.
  virtual void acknowledge(AccountNumber account, EventSequence through, Done<void> done) = 0;

  // --- events that are pushed: by a webhook or to an SMPP client

  /// The next events that are not out already, at most `limit`, oldest first; waits up to `wait` for a first one.
  /// Each is out until settle() names it. A newer call of the same channel ends an older one that still waits, with an
  /// empty page; one with a limit of 0 does only that.
  virtual void take_events(EventChannel channel, unsigned limit, Seconds wait, Done<EventsPage> done) = 0;
  /// Sequences that were never given out are passed over; one that was refused may still be taken, late. `done` after
  /// the commit.
  virtual void settle_events(EventChannel channel, EventsSettlement settlement, Done<void> done) = 0;

  // --- events that were given up: older than event_retention, or beyond events_max

  virtual void dead_letters(EventChannel channel, EventSequence after, unsigned limit, Done<DeadLetters> done) = 0;
  /// Tells them again, as new events with their old ids: those named, or with `all` every one. Gives how many.
  virtual void revive(EventChannel channel, std::vector<EventSequence> buried, bool all, Done<std::uint64_t> done) = 0;
};

}  // namespace smppedge::gateway
