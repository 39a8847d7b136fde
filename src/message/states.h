// SPDX-License-Identifier: Apache-2.0
// The states of a message, a segment and an attempt, their words in the API, and what may follow what
// (design.md, "The life of a message").
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace smppedge {

enum class TrafficClass : std::uint8_t { otp, notice, marketing };  // most urgent first
inline constexpr unsigned traffic_class_count = 3;

/// Through which door a message came and its result leaves.
enum class Door : std::uint8_t { http, smpp };

enum class MessageState : std::uint8_t {
  scheduled,
  accepted,
  queued,
  submitted,
  sent,
  in_doubt,
  delivered,
  undeliverable,
  expired,
  rejected,
  cancelled,
  unknown,
};
inline constexpr unsigned message_state_count = 12;

/// Why a message or segment ended, or was held up, as it did; `none` where the state says it all.
enum class Reason : std::uint8_t {
  none,
  no_receipt,         ///< unknown: none came within the carrier's limit
  no_id,              ///< unknown: the carrier accepted without an id, so that no receipt can be matched
  in_doubt,           ///< unknown: in doubt until in_doubt_timeout
  by_carrier,         ///< unknown: the carrier's receipt says so
  response_timeout,   ///< in doubt: no response within response_timeout
  bind_closed,        ///< in doubt: the bind ended with the submit unanswered
  crash,              ///< in doubt: claimed and unanswered when the gateway was started again
  refused,            ///< rejected: the carrier's response, see the wire status
  retries_exhausted,  ///< rejected: a passing status stayed longer than the retries allowed
  validity_passed,    ///< expired: before a carrier took it
  no_route,           ///< rejected: the configuration has no carrier left for it
  blocked,            ///< rejected: the phone is on the account's blocklist
  withdrawn,          ///< segment: not sent because another segment failed
  not_writable,       ///< rejected: the text cannot be written in the carrier's alphabet or limits any more
  no_bind,            ///< replanned: its carrier had no bind, or answered nothing, for reroute_after
  breaker_open,       ///< replanned, or released: most of what its carrier was given failed
  not_mine,           ///< replanned, or refused: its carrier said that the number is another network's
  carrier_gone,       ///< replanned: its carrier is not configured any more
  profile_changed,    ///< replanned: its carrier wants other octets, or another number, than when it was planned
};

enum class SegmentState : std::uint8_t {
  waiting,  ///< no open attempt, may be claimed
  claimed,  ///< a claim is recorded; from here to the answer the outcome is the carrier's
  sent,     ///< accepted by the carrier, its receipt is awaited
  in_doubt,
  delivered,  // terminal from here on
  undeliverable,
  expired,
  rejected,
  cancelled,
  unknown,
  withdrawn,
};

enum class AttemptState : std::uint8_t {
  claimed,
  released,  ///< never written to the wire
  refused,   ///< answered with an error
  accepted,  ///< answered ROK
  in_doubt,
};

[[nodiscard]] constexpr bool is_final(MessageState state) {
  return state >= MessageState::delivered;
}
[[nodiscard]] constexpr bool is_terminal(SegmentState state) {
  return state >= SegmentState::delivered;
}

[[nodiscard]] std::string_view to_string(MessageState state);
[[nodiscard]] std::string_view to_string(SegmentState state);
[[nodiscard]] std::string_view to_string(AttemptState state);
[[nodiscard]] std::string_view to_string(Reason reason);  ///< "" for none
[[nodiscard]] std::string_view to_string(TrafficClass traffic_class);
[[nodiscard]] std::optional<TrafficClass> traffic_class_from(std::string_view word);
[[nodiscard]] std::optional<MessageState> message_state_from(std::string_view word);

/// The message state that a terminal segment state stands for in the fold.
[[nodiscard]] MessageState message_state_of(SegmentState state);

}  // namespace smppedge
