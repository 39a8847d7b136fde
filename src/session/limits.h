// SPDX-License-Identifier: Apache-2.0
// The bounds of one session that no configuration changes.
#pragma once

#include <cstddef>

#include "base/clock.h"

namespace smppedge::session {

/// Requests of ours that may be unanswered at once; a configured window is cut to it. 24 octets each, kept twice over.
inline constexpr unsigned window_max = 65'536;

/// Requests of the peer that we may owe an answer. Beyond, they are answered "later" at once: ESME_RTHROTTLED as SMSC,
/// ESME_RX_T_APPN as ESME.
inline constexpr unsigned unanswered_inbound_max = 16'384;

/// Undecodable, unknown or misplaced PDUs that a peer may send in a minute before its session ends.
inline constexpr unsigned violations_per_minute_max = 100;

/// How long want_proof() waits at most for a request of ours that is answered by itself.
inline constexpr Micros proof_wait_max = Seconds(30);

/// The part of the output buffer that requests leave free, so that responses always find room: 1/4.
inline constexpr std::size_t response_share_divisor = 4;

}  // namespace smppedge::session
