// SPDX-License-Identifier: Apache-2.0
#include "north/smpp/query.h"

#include <charconv>

#include "north/smpp/address.h"
#include "north/smpp/message_state.h"

namespace smppedge::north::smpp {

namespace {

/// 5.2.29 leaves the codes to the network; one that one octet cannot hold is not told.
std::uint8_t error_code_of(const Message& message) {
  const CarrierError error = carrier_error_of(message);
  const std::string_view text = error;
  std::uint8_t code = 0;
  const auto [at, result] = std::from_chars(text.data(), text.data() + text.size(), code);
  return result == std::errc() && at == text.data() + text.size() ? code : std::uint8_t{0};
}

}  // namespace

QueryAnswer answer_query(const Message& message) {
  QueryAnswer answer;
  answer.message_id = name_of(message);
  if (is_final(message.state)) answer.final_date = write_absolute_time(message.ended_at);
  answer.message_state = static_cast<std::uint8_t>(state_of(message.state));
  answer.error_code = error_code_of(message);
  return answer;
}

bool is_source_of(const Message& message, const pdu::Address& source) {
  return as_given(source) == (message.client ? message.client->source : SenderAddress());
}

}  // namespace smppedge::north::smpp
