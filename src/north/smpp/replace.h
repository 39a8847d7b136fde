// SPDX-License-Identifier: Apache-2.0
// A replace_sm (4.10) as the gateway's request. It says nothing of its alphabet, so the message that it replaces must
// have been found first.
#pragma once

#include "base/clock.h"
#include "base/expected.h"
#include "gateway/api.h"
#include "north/smpp/account.h"
#include "pdu/pdu.h"
#include "pdu/status.h"

namespace smppedge::north::smpp {

/// ESME_RREPLACEFAIL: the account may not, or the message is no text or class message of an SMPP client.
/// ESME_RINVSRCADR: another source than the message's. And those of its times, registered_delivery, sm_default_msg_id
/// and read_replacement().
[[nodiscard]] Expected<gateway::ReplaceRequest, pdu::CommandStatus> read_replace(const pdu::ReplaceSm& replace,
                                                                                 const Message& message,
                                                                                 const ClientAccount& account,
                                                                                 WallTime now);

}  // namespace smppedge::north::smpp
