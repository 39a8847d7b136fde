// SPDX-License-Identifier: Apache-2.0
// How a carrier writes one and the same message id in its response and in its receipt, and the canonical form in
// which the two are equal (domain.md C.8 step 5, D1 to D4). Pure; for the hot path.
#pragma once

#include <cstdint>
#include <string_view>

#include "message/inline_text.h"

namespace smppedge {

enum class IdConvention : std::uint8_t {
  same,          ///< octet for octet
  same_loosely,  ///< but for case, hyphens and leading zeros (D2, D3)
  response_hex,  ///< hexadecimal in the response, decimal in the receipt (D1)
  receipt_hex,   ///< decimal in the response, hexadecimal in the receipt (D1)
};

/// Where an id was read.
enum class IdOrigin : std::uint8_t { response, receipt };

/// A carrier's id in canonical form: 64 characters are what SMPP allows a message_id.
using CanonicalId = InlineText<64>;

/// The form of `id` that is equal for a response and its receipt; empty when `id` is empty or too long to be one. An
/// id that is not a number although the convention says so is compared as `same` does.
[[nodiscard]] CanonicalId canonical_id(IdConvention convention, IdOrigin origin, std::string_view id);

}  // namespace smppedge
