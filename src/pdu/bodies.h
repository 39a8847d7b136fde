// SPDX-License-Identifier: Apache-2.0
// Where a PDU carries what people wrote, for whoever shows PDUs to those who may not read messages.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace smppedge::pdu {

/// Views into `frame`, in its order: the short_message and each message_payload. Of a frame that does not decode,
/// everything behind its header: what is there cannot be told apart.
[[nodiscard]] std::vector<std::span<const std::uint8_t>> bodies_of(std::span<const std::uint8_t> frame);

}  // namespace smppedge::pdu
