// SPDX-License-Identifier: Apache-2.0
// A submit_sm or data_sm (4.4.1, 4.7.1) as what the gateway accepts, or the status that says what is wrong with it.
// Pure; nothing that a client sends reaches an assert. docs/smpp-server.md has every field and its status.
#pragma once

#include "base/clock.h"
#include "base/expected.h"
#include "gateway/api.h"
#include "north/smpp/account.h"
#include "pdu/command.h"
#include "pdu/short_message.h"
#include "pdu/status.h"

namespace smppedge::north::smpp {

/// Of a client on one connection.
struct Submitter {
  const ClientAccount& account;
  ClientBindId bind;
  bool reads_long_ids = true;  ///< interface_version 0x34 or above: message_id may have more than 8 octets (3.4)
};

/// `command` is submit_sm or data_sm.
[[nodiscard]] Expected<gateway::AcceptItem, pdu::CommandStatus> read_submit(const pdu::ShortMessage& message,
                                                                            pdu::CommandId command,
                                                                            const Submitter& from, WallTime now);

/// All of a message but its destinations, `to` is empty; of submit_multi as well.
[[nodiscard]] Expected<gateway::AcceptItem, pdu::CommandStatus> read_message(const pdu::ShortMessage& message,
                                                                             pdu::CommandId command,
                                                                             const Submitter& from, WallTime now);

/// As it is kept: an intermediate notification is asked for by bit 4, or by bit 5 as the prose of 5.2.17 has it.
/// ESME_RINVREGDLVFLG: bits 6 and 7.
[[nodiscard]] Expected<std::uint8_t, pdu::CommandStatus> read_registered_delivery(std::uint8_t registered_delivery);

}  // namespace smppedge::north::smpp
