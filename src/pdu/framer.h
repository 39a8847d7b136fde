// SPDX-License-Identifier: Apache-2.0
// Finds PDUs in a stream of octets, wherever it was split: command_length is the only boundary (3.2, domain.md C.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace smppedge::pdu {

/// The largest PDU accepted from a peer: message_payload of 64 KiB with room for the rest.
inline constexpr std::uint32_t pdu_bytes_max = 70'000;

struct Frame {
  enum class Kind : std::uint8_t {
    incomplete,  ///< wait for more octets
    whole,       ///< `octets` is one PDU, at least a header long
    bad_length,  ///< command_length below 16 or above pdu_bytes_max: the stream cannot be followed any further
  } kind = Kind::incomplete;
  std::span<const std::uint8_t> octets;
};

/// Looks at the front of `stream`. A length that cannot be is reported as soon as its four octets are there.
[[nodiscard]] Frame next_frame(std::span<const std::uint8_t> stream);

}  // namespace smppedge::pdu
