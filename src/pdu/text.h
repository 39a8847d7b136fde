// SPDX-License-Identifier: Apache-2.0
// Renders a checked PDU for people: the tools' dumps and traces. One line a field, in wire order, named as 3.4 names
// it. Passwords are never shown; what the message says only on request.
#pragma once

#include <string>

#include "pdu/pdu.h"

namespace smppedge::pdu {

struct TextOptions {
  bool message_hex = false;  ///< show short_message and message_payload, as hex; else only their length
};

/// A header line, then each field and TLV on a line indented by two blanks; every line ends with '\n'. Octets beyond
/// printable ASCII are escaped, so that a peer cannot write to a terminal.
[[nodiscard]] std::string to_text(const Pdu& pdu, TextOptions options = {});

}  // namespace smppedge::pdu
