// SPDX-License-Identifier: Apache-2.0
// A deliver_sm or data_sm that was kept with the facts, read again. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "pdu/pdu.h"

namespace smppedge::gateway {

/// Octets of every PDU's header (3.2).
inline constexpr std::size_t pdu_header_octets = 16;

/// Nullopt where `octets` are no such PDU, or not all of it. Its views point into `octets`.
[[nodiscard]] std::optional<pdu::Pdu> read_kept(std::string_view octets);

}  // namespace smppedge::gateway
