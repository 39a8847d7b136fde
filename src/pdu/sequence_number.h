// SPDX-License-Identifier: Apache-2.0
// sequence_number (5.1.4): ours run from 1 to 0x7FFFFFFF and wrap to 1; a peer's may be any 32-bit value (D26).
#pragma once

#include <cstdint>

#include "base/strong.h"

namespace smppedge::pdu {

using SequenceNumber = Strong<struct SequenceNumberTag, std::uint32_t>;
inline constexpr std::uint32_t sequence_number_max = 0x7FFFFFFF;

[[nodiscard]] constexpr SequenceNumber next(SequenceNumber number) {
  return SequenceNumber(number.value() >= sequence_number_max ? 1U : number.value() + 1U);
}

}  // namespace smppedge::pdu
