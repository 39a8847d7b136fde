// SPDX-License-Identifier: Apache-2.0
// The bounds of replies that are not settings, each with its reason.
#pragma once

#include <cstddef>

#include "base/clock.h"

namespace smppedge::reply {

// --- parts that wait for others

/// Incomplete messages of one phone by one carrier. People write one at a time; a phone that floods loses its own.
inline constexpr std::size_t groups_per_phone_max = 16;
/// Octets of the parts of one phone by one carrier: the longest message, 255 parts of 140 octets, takes no more.
inline constexpr std::size_t octets_per_phone_max = std::size_t{128} << 10;
/// Incomplete messages of all phones, and the octets of their parts.
inline constexpr std::size_t groups_max = 50'000;
inline constexpr std::size_t octets_max = std::size_t{64} << 20;
/// What a part counts beside its octets: what is kept of it in memory, so that empty parts are bounded as well.
inline constexpr std::size_t octets_per_part = 320;
/// Parts that were given out and are remembered, so that one that comes again is told from a new one; beyond it the
/// oldest are forgotten.
inline constexpr std::size_t parts_remembered_max = 100'000;

// --- opt-out words

/// Octets of one word in the configuration.
inline constexpr std::size_t opt_word_octets_max = 64;
/// A trimmed body of more octets than so many times the longest word's is not that word however it is written: a
/// letter takes at most four octets, and as much again is left for what is invisible between letters.
inline constexpr std::size_t opt_word_growth_max = 8;

// --- the window

/// A reply that comes so long after a message was sent, and not later, answers it (domain.md A40).
inline constexpr Seconds answer_window{72 * 3600};

}  // namespace smppedge::reply
