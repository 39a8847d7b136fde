// SPDX-License-Identifier: Apache-2.0
// The addresses that a client writes (4.4.1, 5.2.5, 5.2.6; domain.md C.11): as they are kept and compared, as a sender
// that may leave, as a recipient for policy/number.h to read. Strict: a type of number that cannot be served is
// refused, never guessed.
#pragma once

#include <optional>
#include <string>

#include "base/expected.h"
#include "message/phone_number.h"
#include "message/sender_address.h"
#include "pdu/short_message.h"
#include "pdu/status.h"

namespace smppedge::north::smpp {

/// What the receipt's addresses, and those of a query, cancel or replace, are compared with. Without an address TON and
/// NPI say nothing and are 0. nullopt: over the 20 characters that a short message's address holds.
[[nodiscard]] std::optional<SenderAddress> as_given(const pdu::Address& address);

/// The sender that a message is to leave from; nullopt: none was named. Digits with at most a + in front, or TON 5 (or
/// 0) and up to 11 characters of the GSM alphabet without @ (domain.md D31). Errors: ESME_RINVSRCTON,
/// ESME_RINVSRCNPI, ESME_RINVSRCADR.
[[nodiscard]] Expected<std::optional<SenderAddress>, pdu::CommandStatus> read_source(const pdu::Address& address);

/// The recipient as policy::normalise_recipient() is to read it. TON 0: as written. TON 1: with its country code, so
/// that eleven digits are no mainland mobile. TON 2: a mainland number. Errors: ESME_RINVDSTTON, ESME_RINVDSTNPI,
/// ESME_RINVDSTADR.
[[nodiscard]] Expected<std::string, pdu::CommandStatus> read_destination(const pdu::Address& address);
/// The same, to its end.
[[nodiscard]] Expected<PhoneNumber, pdu::CommandStatus> read_phone(const pdu::Address& address);

}  // namespace smppedge::north::smpp
