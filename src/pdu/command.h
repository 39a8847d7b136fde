// SPDX-License-Identifier: Apache-2.0
// command_id (5.1.2.1) and the size of the header (3.2).
#pragma once

#include <cstdint>
#include <string_view>

namespace smppedge::pdu {

enum class CommandId : std::uint32_t {
  bind_receiver = 0x00000001,
  bind_transmitter = 0x00000002,
  query_sm = 0x00000003,
  submit_sm = 0x00000004,
  deliver_sm = 0x00000005,
  unbind = 0x00000006,
  replace_sm = 0x00000007,
  cancel_sm = 0x00000008,
  bind_transceiver = 0x00000009,
  outbind = 0x0000000B,
  enquire_link = 0x00000015,
  submit_multi = 0x00000021,
  alert_notification = 0x00000102,
  data_sm = 0x00000103,
  generic_nack = 0x80000000,
  bind_receiver_resp = 0x80000001,
  bind_transmitter_resp = 0x80000002,
  query_sm_resp = 0x80000003,
  submit_sm_resp = 0x80000004,
  deliver_sm_resp = 0x80000005,
  unbind_resp = 0x80000006,
  replace_sm_resp = 0x80000007,
  cancel_sm_resp = 0x80000008,
  bind_transceiver_resp = 0x80000009,
  enquire_link_resp = 0x80000015,
  submit_multi_resp = 0x80000021,
  data_sm_resp = 0x80000103,
};

inline constexpr std::size_t header_bytes = 16;

[[nodiscard]] constexpr bool is_response(CommandId id) {
  return (static_cast<std::uint32_t>(id) & 0x80000000U) != 0;
}
/// The response of a request (3.2.1); meaningless for outbind and alert_notification, which have none.
[[nodiscard]] constexpr CommandId response_of(CommandId id) {
  return static_cast<CommandId>(static_cast<std::uint32_t>(id) | 0x80000000U);
}
/// "submit_sm"; "unknown" for a value that SMPP 3.4 does not define.
[[nodiscard]] std::string_view to_string(CommandId id);

}  // namespace smppedge::pdu
