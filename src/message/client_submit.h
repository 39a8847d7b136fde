// SPDX-License-Identifier: Apache-2.0
// What an SMPP client said of its message beyond what any door says: what its receipts, its own queries and the parts
// that it cut itself need. Kept with the message for its life; a plain value.
#pragma once

#include <cstdint>
#include <optional>

#include "message/ids.h"
#include "message/inline_text.h"
#include "message/message_id.h"
#include "message/sender_address.h"

namespace smppedge {

/// How the client marks a part of a long message that it has cut itself.
enum class PartForm : std::uint8_t {
  none,    ///< not a part
  udh_8,   ///< user data header, 8-bit reference
  udh_16,  ///< user data header, 16-bit reference
  sar,     ///< the three sar_* TLVs (SMPP 5.3.2.22 to 24)
};

struct ClientPart {
  PartForm form = PartForm::none;
  std::uint16_t reference = 0;  ///< the client's; Plan::reference is ours
  std::uint8_t total = 0;
  std::uint8_t sequence = 0;  ///< 1..total
  friend bool operator==(const ClientPart&, const ClientPart&) = default;
};

struct ClientSubmit {
  ClientBindId bind;                     ///< the connection that it came on
  MessageId told_id;                     ///< message_id of the answer: the message's own, or its submit_multi's
  std::uint32_t told_alias = 0;          ///< told instead to a peer below 3.4, as eight hexadecimal digits; 0: none
  SenderAddress source;                  ///< as the client gave it, perhaps empty
  SenderAddress destination;             ///< as the client gave it
  InlineText<5> service_type;            ///< 5.2.11
  std::uint8_t esm_class = 0;            ///< 5.2.12, as given
  std::uint8_t protocol_id = 0;          ///< 5.2.13
  std::uint8_t registered_delivery = 0;  ///< 5.2.17
  bool has_user_message_reference = false;
  std::uint16_t user_message_reference = 0;  ///< 5.3.2.17
  ClientPart part;
  friend bool operator==(const ClientSubmit&, const ClientSubmit&) = default;

  /// What registered_delivery asks for (5.2.17): bits 1 and 0, and bit 4.
  [[nodiscard]] bool wants_success() const {
    return (registered_delivery & 0x03) == 0x01 || (registered_delivery & 0x03) == 0x03;
  }
  [[nodiscard]] bool wants_failure() const {
    return (registered_delivery & 0x03) == 0x01 || (registered_delivery & 0x03) == 0x02;
  }
  [[nodiscard]] bool wants_intermediate() const { return (registered_delivery & 0x10) != 0; }
};

}  // namespace smppedge
