// SPDX-License-Identifier: Apache-2.0
// The one table from what the gateway refuses a request with to the command_status that the client is answered
// (5.1.3; domain.md B.1, C.9).
#pragma once

#include <cstdint>

#include "gateway/api.h"
#include "pdu/status.h"

namespace smppedge::north::smpp {

enum class Operation : std::uint8_t { submit, query, cancel, replace };

/// By the error's code; one that the table does not have is answered by its kind. Never ESME_ROK.
[[nodiscard]] pdu::CommandStatus status_of(const gateway::RequestError& error, Operation operation);
/// Of a submit, whose account has its own word for a phone on its blocklist.
[[nodiscard]] pdu::CommandStatus submit_status_of(const gateway::RequestError& error, pdu::CommandStatus blocked);

}  // namespace smppedge::north::smpp
