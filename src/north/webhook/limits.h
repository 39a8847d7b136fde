// SPDX-License-Identifier: Apache-2.0
// The bounds of the webhooks that are not settings, each with its reason.
#pragma once

#include <cstddef>

#include "base/clock.h"

namespace smppedge::north::webhook {

/// Batches of one account under way at once, whatever its settings say.
inline constexpr unsigned batches_in_flight_most = 8;
/// Batches of one account that are held at once, those included that rest until they are tried again.
inline constexpr std::size_t batches_held_max = 16;
/// Refusals in a row after which an endpoint that has taken something is held to be away as a whole: one that refuses
/// every third request does so by chance once in 6,561 batches.
inline constexpr unsigned refusals_in_a_row_max = 8;
/// While it takes others, a batch is taken apart after so many times more refusals: at a third by chance, one of 729.
inline constexpr unsigned chance_factor = 2;
/// While an endpoint takes others, a batch that it refused is tried again after this, and twice that with each refusal.
inline constexpr Micros retry_soon = Millis(100);
/// A body is cut into another request when it is expected to become larger.
inline constexpr std::size_t body_bytes_expected_max = std::size_t{1} << 20;
/// Events of one account known to be refused on their own; of more the oldest are forgotten and tried as new ones.
inline constexpr std::size_t set_aside_max = 1'000;
/// How long a batch that is refused is kept for the next try. What is out cannot become a dead letter: then it goes
/// back to the gateway, to be taken anew.
inline constexpr Micros held_max = Seconds(3'600);
/// The longest Retry-After that is honoured.
inline constexpr Seconds retry_after_max{3'600};
/// After the gateway could not give events or settle them, and between two asks that give nothing at once.
inline constexpr Micros ask_again_after = Seconds(1);

/// Octets of a signing secret, as Standard Webhooks has it.
inline constexpr std::size_t secret_bytes_min = 24;
inline constexpr std::size_t secret_bytes_max = 64;

}  // namespace smppedge::north::webhook
