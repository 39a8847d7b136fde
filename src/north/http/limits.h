// SPDX-License-Identifier: Apache-2.0
// The bounds of the platform's HTTP door, beside those of gateway/api.h that it shares with the other doors.
#pragma once

#include <cstddef>

#include "base/clock.h"

namespace smppedge::north::http {

/// `sign` and `extend` as text; what they may hold is the gateway's to say.
inline constexpr std::size_t sign_bytes_max = 64;
inline constexpr std::size_t extend_bytes_max = 20;
inline constexpr std::size_t conversation_bytes_max = 64;
/// `class` as text, before it is one of three words.
inline constexpr std::size_t class_bytes_max = 16;
/// Nesting of a request body: {"messages":[{"to":[…]}]}, and one more so that what is too deep is told by its name.
inline constexpr std::size_t json_depth_max = 5;
/// A member name as JSON text; longer ones are no name of ours.
inline constexpr std::size_t json_name_bytes_max = 256;

/// `send_at` as text: RFC 3339 with as many decimals as anyone writes.
inline constexpr std::size_t timestamp_bytes_max = 64;

/// What a page holds when the client does not say.
inline constexpr unsigned events_page_default = 100;
inline constexpr unsigned messages_page_default = 100;
inline constexpr unsigned blocked_page_default = 100;
/// Dead letters named in one request.
inline constexpr std::size_t retried_events_max = 1'000;

/// An Idempotency-Key; longer ones are no key that a program made.
inline constexpr std::size_t idempotency_key_bytes_max = 255;

/// What a client is told to wait when this door itself is full.
inline constexpr Seconds overload_retry_after{1};

/// Requests of one account that the gateway has not answered; further ones are told to wait, so that one account cannot
/// take all of requests_in_flight_max.
inline constexpr std::size_t account_requests_in_flight_max = 1'024;

/// Wrong keys of one address that are answered at once: people mistype. Later ones are answered so much later, until
/// none came for wrong_keys_kept; below a client's patience, yet it makes guessing slow.
inline constexpr unsigned wrong_keys_free = 3;
inline constexpr Micros wrong_key_delay = Seconds(1);
inline constexpr Micros wrong_keys_kept = Seconds(600);
/// Late answers that wait at once; further wrong keys are answered without delay.
inline constexpr std::size_t late_answers_max = 4'096;
/// Addresses whose wrong keys are remembered; beyond it those that failed longest ago go.
inline constexpr std::size_t wrong_keys_entries_max = 10'000;

/// A bearer key as it is configured and sent.
inline constexpr std::size_t key_bytes_max = 256;

}  // namespace smppedge::north::http
