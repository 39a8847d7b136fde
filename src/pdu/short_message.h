// SPDX-License-Identifier: Apache-2.0
// The body that submit_sm (4.4.1) and deliver_sm (4.6.1) share, as views: what the decoder gives out and what the
// writer takes in. Views point into the receive buffer, or into the caller's memory when writing; nothing is owned.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "pdu/tlv.h"

namespace smppedge::pdu {

struct Address {
  std::uint8_t ton = 0;
  std::uint8_t npi = 0;
  std::string_view addr;  ///< without its NUL, at most 20 octets (64 in data_sm)
};

struct ShortMessage {
  std::string_view service_type;
  Address source;
  Address destination;
  std::uint8_t esm_class = 0;
  std::uint8_t protocol_id = 0;
  std::uint8_t priority_flag = 0;
  std::string_view schedule_delivery_time;
  std::string_view validity_period;
  std::uint8_t registered_delivery = 0;
  std::uint8_t replace_if_present_flag = 0;
  std::uint8_t data_coding = 0;
  std::uint8_t sm_default_msg_id = 0;
  std::span<const std::uint8_t> short_message;  ///< at most 254 octets; empty when a message_payload is given
  Tlvs tlvs;                                    ///< decoded: every TLV in order; to write: what follows the body

  /// short_message, or the message_payload TLV when short_message is empty (3.2.3).
  [[nodiscard]] std::span<const std::uint8_t> payload() const {
    if (short_message.empty()) {
      if (const auto value = tlvs.find(Tag::message_payload)) return *value;
    }
    return short_message;
  }
};

}  // namespace smppedge::pdu
