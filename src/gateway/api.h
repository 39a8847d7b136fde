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

namespace smppedge::gateway {

/// `code` is one of the words of docs/http-api.md ("invalid_number", "text_too_long", …).
struct RequestError {
  enum class Kind : std::uint8_t {
    invalid,     ///< the request must be changed (400)
    forbidden,   ///< the account may not (403)
    not_found,   ///< (404)
    overloaded,  ///< a bound is reached; nothing was stored (503 with Retry-After, or 429)
    disk_full,   ///< the store is below its watermark (503)
  } kind = Kind::invalid;
  std::string_view code;
  std::string message;
  Seconds retry_after{0};
};

/// One text to one or more numbers.
struct AcceptRequest {
  AccountNumber account;
  Door door = Door::http;
  TrafficClass traffic_class = TrafficClass::notice;
  std::vector<std::string> to;  ///< as the client wrote them, 1 to recipients_max
  std::string text;             ///< UTF-8
  std::string sign;             ///< inner text of the signature, or empty
  std::string ref;
  std::string extend;  ///< digits behind the account's extension, or empty
  std::optional<Seconds> validity;
};

/// The outcome for one number, in the order given.
struct AcceptEntry {
  std::string to;  ///< as given
  MessageId id;    ///< 0 when `error` is set
  SenderAddress sender;
  std::uint8_t segments = 0;
  text::Encoding encoding = text::Encoding::gsm7;
  bool duplicate = false;  ///< repeated in the request: `id` is the first one's
  std::optional<RequestError> error;
};
struct AcceptAnswer {
  std::vector<AcceptEntry> messages;
};

/// One line of a message's life.
struct TimelineStep {
  WallTime at;
  std::string_view step;  ///< accepted, replanned, submitted (claimed for the wire), released, sent, refused, retry,
                          ///< in_doubt, resend, receipt, segment_ended, ended, late_receipt
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
};
struct MessageView {
  Message message;
  std::vector<TimelineStep> timeline;
};

/// A reply from a phone, as it is told.
struct Reply {
  CarrierNumber carrier;
  PhoneNumber from;
  std::string to;
  std::string text;
  std::string text_error;  ///< not empty: `text` is hex, and this says why
  WallTime received_at;
};

struct Event {
  enum class Kind : std::uint8_t { result, receipt_late, reply } kind = Kind::result;
  EventSequence sequence;
  AccountNumber account;
  WallTime at;
  std::shared_ptr<const Message> message;  ///< the result's message; of a reply, the one it answers, or null
  std::shared_ptr<const Reply> reply;      ///< replies only
};
struct EventsPage {
  std::vector<Event> events;  ///< oldest first
};

/// The bounds that a door must know before it parses.
inline constexpr std::size_t recipients_max = 200;  ///< domain.md A30
inline constexpr std::size_t ref_bytes_max = 256;
inline constexpr std::size_t text_bytes_max = 16'384;  ///< UTF-8; segments_max is the bound that users meet
inline constexpr unsigned events_page_max = 1'000;
inline constexpr Seconds events_wait_max{60};
/// Accept requests under way between a door and the core; beyond it the door answers 503 by itself.
inline constexpr std::size_t requests_in_flight_max = 4'096;

/// Called on the core loop only. Every callback comes on the core loop, after the commit of what it stands on.
class Api {
 public:
  virtual ~Api() = default;
  virtual void accept(AcceptRequest request, std::function<void(Expected<AcceptAnswer, RequestError>)> done) = 0;
  virtual void find_message(AccountNumber account, MessageId id,
                            std::function<void(Expected<MessageView, RequestError>)> done) = 0;
  /// The oldest unacknowledged events, at most `limit`; waits up to `wait` for a first one. Asking again offers the
  /// same ones again until they are acknowledged. A newer call of the same account ends an older one that still waits,
  /// with an empty page.
  virtual void events(AccountNumber account, unsigned limit, Seconds wait,
                      std::function<void(Expected<EventsPage, RequestError>)> done) = 0;
  /// Acknowledges everything up to `through`; beyond the last offered sequence it is an error and changes nothing.
  virtual void acknowledge(AccountNumber account, EventSequence through,
                           std::function<void(Expected<void, RequestError>)> done) = 0;
};

}  // namespace smppedge::gateway
