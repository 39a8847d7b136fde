// SPDX-License-Identifier: Apache-2.0
// What a client's message says: text to be cut by us, octets, or the user data of one short message that goes on as
// it came (5.2.12, 5.2.19, 5.3.2.22 to 24, 5.3.2.32; domain.md C.2, C.6). Which data_coding means what is one table.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/expected.h"
#include "message/message.h"
#include "north/smpp/account.h"
#include "pdu/short_message.h"
#include "pdu/status.h"

namespace smppedge::north::smpp {

struct Body {
  BodyKind kind = BodyKind::text;
  /// Of octets and verbatim: what goes on the wire, never 0 with another meaning than GSM 03.38. Of text: the client's.
  std::uint8_t data_coding = 0;
  std::string content;  ///< UTF-8, or octets with any header
  ClientPart part;
};

/// ESME_ROPTPARNOTALLWD: short_message and message_payload, a header and sar_ or port TLVs, or ports at all.
/// ESME_RINVPARLEN: a sar_ TLV of the wrong length. ESME_RINVESMCLASS: UDHI without a header. ESME_RINVMSGLEN: empty,
/// or more than fits. ESME_RSUBMITFAIL: a data_coding that is not served, or a text that its alphabet does not read.
[[nodiscard]] Expected<Body, pdu::CommandStatus> read_body(const pdu::ShortMessage& message,
                                                           const ClientAccount& account);

/// What a replace_sm puts in place of the body of `message`, read by its data_coding. ESME_RREPLACEFAIL: a part or a
/// message with a header, which cannot be replaced by text, or what its alphabet does not read. ESME_RINVMSGLEN: empty,
/// or more than fits.
[[nodiscard]] Expected<std::string, pdu::CommandStatus> read_replacement(std::span<const std::uint8_t> short_message,
                                                                         const Message& message,
                                                                         const ClientAccount& account);

}  // namespace smppedge::north::smpp
