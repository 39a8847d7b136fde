// SPDX-License-Identifier: Apache-2.0
// The bounds of the platform's SMPP door that are not settings, each with its reason.
#pragma once

#include <cstddef>

#include "base/clock.h"

namespace smppedge::north::smpp {

// --- binds that fail

/// Wrong binds of one address or system_id that cost nothing but bind_failure_delay: people mistype.
inline constexpr unsigned bind_failures_free = 3;
/// An address that goes on is refused without a look for so long, doubled with each failure.
inline constexpr Micros address_back_off_min = Seconds(1);
inline constexpr Micros address_back_off_max = Seconds(300);
/// A system_id that is guessed at is looked at so much later. Never refused: its owner, at another address, shall bind.
/// Below session_init_timeout's default.
inline constexpr Micros system_id_delay_min = Millis(500);
inline constexpr Micros system_id_delay_max = Seconds(5);
/// Failures are forgotten when so long none came.
inline constexpr Micros bind_failures_kept = Seconds(600);
/// Addresses, and likewise system_ids, whose failures are remembered; beyond it those that failed longest ago go.
inline constexpr std::size_t bind_failures_entries_max = 10'000;
/// Addresses of an account's good binds, which no back-off holds up.
inline constexpr std::size_t known_addresses_max = 16;

// --- requests

/// Requests of all clients together that await the gateway.
inline constexpr std::size_t requests_under_way_max = 100'000;

// --- events

/// Events that one call takes for an account of weight 1, its quantum in a turn, and the largest weight that counts:
/// together what one call may take.
inline constexpr unsigned events_quantum = 100;
inline constexpr unsigned weight_max = 10;
/// Events that all accounts together may ask for in a turn; then sockets and carriers have theirs.
inline constexpr unsigned events_per_turn_max = 2'000;
/// Events that wait in memory for room in one bind's window.
inline constexpr std::size_t events_pending_per_bind_max = 256;
/// An event whose bind has no room is given out again after so long, doubled while that bind answers nothing.
inline constexpr Micros aside_min = Seconds(1);
inline constexpr Micros aside_max = Seconds(30);
/// Of the events of one bind no more come back than so many in each tick, so that a slow bind's backlog is not given
/// out and put aside all the time.
inline constexpr Micros aside_tick = Millis(100);
inline constexpr unsigned asides_per_tick = 200;
/// An event that was refused or not answered is tried again after so long, doubled with each time.
inline constexpr Micros retry_min = Seconds(1);
inline constexpr Micros retry_max = Seconds(600);
/// Refused events of one account whose number of attempts is remembered; beyond it the oldest begin anew.
inline constexpr std::size_t retries_remembered_max = 10'000;
/// The gateway would not give events, or not take what became of them: asked again after so long.
inline constexpr Micros events_ask_again = Seconds(1);
/// How often a full output buffer is looked at again.
inline constexpr Micros blocked_poll = Millis(10);

}  // namespace smppedge::north::smpp
