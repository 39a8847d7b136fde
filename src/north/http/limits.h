// SPDX-License-Identifier: Apache-2.0
// The bounds of the platform's HTTP door, beside those of gateway/api.h that it shares with the other doors.
#pragma once

#include <cstddef>

#include "base/clock.h"

namespace smppedge::north::http {

/// `sign` and `extend` as text; what they may hold is the gateway's to say.
inline constexpr std::size_t sign_bytes_max = 64;
inline constexpr std::size_t extend_bytes_max = 20;
/// Nesting of a request body: an object with arrays of strings needs two.
inline constexpr std::size_t json_depth_max = 4;
/// A member name as JSON text; longer ones are no name of ours.
inline constexpr std::size_t json_name_bytes_max = 256;

/// Events in a page when the client does not say.
inline constexpr unsigned events_page_default = 100;

/// What a client is told to wait when this door itself is full.
inline constexpr Seconds overload_retry_after{1};

/// A bearer key as it is configured and sent.
inline constexpr std::size_t key_bytes_max = 256;

}  // namespace smppedge::north::http
