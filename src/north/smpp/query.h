// SPDX-License-Identifier: Apache-2.0
// A query_sm (4.8) answered from the message that it names; and whether its source is the one that was given when the
// message was submitted, as query, cancel and replace demand.
#pragma once

#include <cstdint>
#include <string_view>

#include "message/message.h"
#include "north/smpp/message_name.h"
#include "north/smpp/times.h"
#include "pdu/pdu.h"

namespace smppedge::north::smpp {

/// Owns what response() points into.
struct QueryAnswer {
  MessageName message_id;                  ///< as its client was told
  InlineText<time_characters> final_date;  ///< empty while the message is open (4.8.2)
  std::uint8_t message_state = 0;          ///< 5.2.28
  std::uint8_t error_code = 0;             ///< of the carrier's receipt, where it fits one octet; else 0

  [[nodiscard]] pdu::QuerySmResp response() const { return {message_id, final_date, message_state, error_code}; }
};
[[nodiscard]] QueryAnswer answer_query(const Message& message);

/// A message that came by another door has no source that could be given: then it must be empty.
[[nodiscard]] bool is_source_of(const Message& message, const pdu::Address& source);

}  // namespace smppedge::north::smpp
