// SPDX-License-Identifier: Apache-2.0
// What 3.4 says of each optional parameter: its name and the bounds of its value (5.3.2). TlvWriter holds to the
// bounds; the decoder does not, for carriers are seen to break them (D13).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "pdu/tlv.h"

namespace smppedge::pdu {

struct TlvRule {
  Tag tag;
  std::string_view name;
  std::uint16_t octets_min;
  std::uint16_t octets_max;
  std::string_view section;
};

inline constexpr std::array tlv_rules = {
    TlvRule{Tag::dest_addr_subunit, "dest_addr_subunit", 1, 1, "5.3.2.1"},
    TlvRule{Tag::source_addr_subunit, "source_addr_subunit", 1, 1, "5.3.2.2"},
    TlvRule{Tag::dest_network_type, "dest_network_type", 1, 1, "5.3.2.3"},
    TlvRule{Tag::source_network_type, "source_network_type", 1, 1, "5.3.2.4"},
    TlvRule{Tag::dest_bearer_type, "dest_bearer_type", 1, 1, "5.3.2.5"},
    TlvRule{Tag::source_bearer_type, "source_bearer_type", 1, 1, "5.3.2.6"},
    TlvRule{Tag::dest_telematics_id, "dest_telematics_id", 2, 2, "5.3.2.7"},
    TlvRule{Tag::source_telematics_id, "source_telematics_id", 1, 1, "5.3.2.8"},
    TlvRule{Tag::qos_time_to_live, "qos_time_to_live", 4, 4, "5.3.2.9"},
    TlvRule{Tag::payload_type, "payload_type", 1, 1, "5.3.2.10"},
    TlvRule{Tag::additional_status_info_text, "additional_status_info_text", 1, 256, "5.3.2.11"},
    TlvRule{Tag::receipted_message_id, "receipted_message_id", 1, 65, "5.3.2.12"},
    TlvRule{Tag::ms_msg_wait_facilities, "ms_msg_wait_facilities", 1, 1, "5.3.2.13"},
    TlvRule{Tag::privacy_indicator, "privacy_indicator", 1, 1, "5.3.2.14"},
    TlvRule{Tag::source_subaddress, "source_subaddress", 2, 23, "5.3.2.15"},
    TlvRule{Tag::dest_subaddress, "dest_subaddress", 2, 23, "5.3.2.16"},
    TlvRule{Tag::user_message_reference, "user_message_reference", 2, 2, "5.3.2.17"},
    TlvRule{Tag::user_response_code, "user_response_code", 1, 1, "5.3.2.18"},
    TlvRule{Tag::language_indicator, "language_indicator", 1, 1, "5.3.2.19"},
    TlvRule{Tag::source_port, "source_port", 2, 2, "5.3.2.20"},
    TlvRule{Tag::destination_port, "destination_port", 2, 2, "5.3.2.21"},
    TlvRule{Tag::sar_msg_ref_num, "sar_msg_ref_num", 2, 2, "5.3.2.22"},
    TlvRule{Tag::sar_total_segments, "sar_total_segments", 1, 1, "5.3.2.23"},
    TlvRule{Tag::sar_segment_seqnum, "sar_segment_seqnum", 1, 1, "5.3.2.24"},
    TlvRule{Tag::sc_interface_version, "sc_interface_version", 1, 1, "5.3.2.25"},
    TlvRule{Tag::display_time, "display_time", 1, 1, "5.3.2.26"},
    TlvRule{Tag::ms_validity, "ms_validity", 1, 1, "5.3.2.27"},
    TlvRule{Tag::dpf_result, "dpf_result", 1, 1, "5.3.2.28"},
    TlvRule{Tag::set_dpf, "set_dpf", 1, 1, "5.3.2.29"},
    TlvRule{Tag::ms_availability_status, "ms_availability_status", 1, 1, "5.3.2.30"},
    TlvRule{Tag::network_error_code, "network_error_code", 3, 3, "5.3.2.31"},
    TlvRule{Tag::message_payload, "message_payload", 0, 65535, "5.3.2.32"},
    TlvRule{Tag::delivery_failure_reason, "delivery_failure_reason", 1, 1, "5.3.2.33"},
    TlvRule{Tag::more_messages_to_send, "more_messages_to_send", 1, 1, "5.3.2.34"},
    TlvRule{Tag::message_state, "message_state", 1, 1, "5.3.2.35"},
    TlvRule{Tag::callback_num, "callback_num", 4, 19, "5.3.2.36"},
    TlvRule{Tag::callback_num_pres_ind, "callback_num_pres_ind", 1, 1, "5.3.2.37"},
    TlvRule{Tag::callback_num_atag, "callback_num_atag", 0, 65, "5.3.2.38"},
    TlvRule{Tag::number_of_messages, "number_of_messages", 1, 1, "5.3.2.39"},
    TlvRule{Tag::sms_signal, "sms_signal", 2, 2, "5.3.2.40"},
    TlvRule{Tag::alert_on_message_delivery, "alert_on_message_delivery", 0, 0, "5.3.2.41"},
    TlvRule{Tag::its_reply_type, "its_reply_type", 1, 1, "5.3.2.42"},
    TlvRule{Tag::its_session_info, "its_session_info", 2, 2, "5.3.2.43"},
    TlvRule{Tag::ussd_service_op, "ussd_service_op", 1, 1, "5.3.2.44"},
};

/// The rule of `tag`; nullptr for a reserved or vendor's tag, whose value may have any length.
[[nodiscard]] constexpr const TlvRule* find_tlv_rule(Tag tag) {
  for (const TlvRule& rule : tlv_rules) {
    if (rule.tag == tag) return &rule;
  }
  return nullptr;
}

}  // namespace smppedge::pdu
