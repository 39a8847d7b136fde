// SPDX-License-Identifier: Apache-2.0
// A cancel_sm (4.9) as the gateway's request: one message by its id, or without one all between two addresses.
#pragma once

#include <optional>

#include "base/expected.h"
#include "gateway/api.h"
#include "north/smpp/message_name.h"
#include "pdu/pdu.h"
#include "pdu/status.h"

namespace smppedge::north::smpp {

struct Cancel {
  gateway::CancelRequest request;       ///< without its id
  std::optional<NamedMessage> message;  ///< nullopt: all that fit
};

/// ESME_RINVMSGID: no id of ours. ESME_RINVDSTADR and its like: a destination that is none, or none without an id.
[[nodiscard]] Expected<Cancel, pdu::CommandStatus> read_cancel(const pdu::CancelSm& cancel, AccountNumber account);

}  // namespace smppedge::north::smpp
