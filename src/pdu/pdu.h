// SPDX-License-Identifier: Apache-2.0
// One received PDU, checked and taken apart: a header and the views of its body. decode() is the only code that reads
// wire bytes; it is driven by the table in table.h and never reads past the frame.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "base/expected.h"
#include "pdu/command.h"
#include "pdu/sequence_number.h"
#include "pdu/short_message.h"
#include "pdu/status.h"
#include "pdu/tlv.h"

namespace smppedge::pdu {

struct Header {
  std::uint32_t command_length = 0;
  CommandId command_id{};
  CommandStatus command_status{};
  SequenceNumber sequence_number;
};

struct Bind {  // bind_receiver, bind_transmitter, bind_transceiver (4.1)
  std::string_view system_id;
  std::string_view password;
  std::string_view system_type;
  std::uint8_t interface_version = 0x34;
  std::uint8_t addr_ton = 0;
  std::uint8_t addr_npi = 0;
  std::string_view address_range;
};
struct BindResp {
  std::string_view system_id;
  Tlvs tlvs;
};
struct Outbind {
  std::string_view system_id;
  std::string_view password;
};
struct SubmitResp {  // submit_sm_resp, deliver_sm_resp, data_sm_resp; empty where an error left the body out
  std::string_view message_id;
  Tlvs tlvs;
};
struct SubmitMulti {
  ShortMessage message;  ///< its destination is empty
  std::uint8_t number_of_dests = 0;
  std::span<const std::uint8_t> dest_addresses;  ///< walk with DestinationCursor (destinations.h)
};
struct SubmitMultiResp {
  std::string_view message_id;
  std::uint8_t no_unsuccess = 0;
  std::span<const std::uint8_t> unsuccess_sme;  ///< walk with UnsuccessCursor (destinations.h)
  Tlvs tlvs;
};
struct QuerySm {
  std::string_view message_id;
  Address source;
};
struct QuerySmResp {
  std::string_view message_id;
  std::string_view final_date;
  std::uint8_t message_state = 0;
  std::uint8_t error_code = 0;
};
struct CancelSm {
  std::string_view service_type;
  std::string_view message_id;
  Address source;
  Address destination;
};
struct ReplaceSm {
  std::string_view message_id;
  Address source;
  std::string_view schedule_delivery_time;
  std::string_view validity_period;
  std::uint8_t registered_delivery = 0;
  std::uint8_t sm_default_msg_id = 0;
  std::span<const std::uint8_t> short_message;
};
struct AlertNotification {
  Address source;
  Address esme;
  Tlvs tlvs;
};
struct HeaderOnly {};  // unbind, unbind_resp, enquire_link, enquire_link_resp, generic_nack, cancel_/replace_sm_resp

/// submit_sm, deliver_sm and data_sm share ShortMessage (data_sm leaves the fields that it lacks at zero).
using Body = std::variant<HeaderOnly, Bind, BindResp, Outbind, ShortMessage, SubmitResp, SubmitMulti, SubmitMultiResp,
                          QuerySm, QuerySmResp, CancelSm, ReplaceSm, AlertNotification>;

struct Pdu {
  Header header;
  Body body;
  std::span<const std::uint8_t> octets;  ///< all of it, as it came
};

/// Why a frame is not a PDU: the status to answer with, and where it went wrong ("destination_addr").
struct DecodeError {
  CommandStatus status = CommandStatus::ESME_RSYSERR;
  std::string_view field;
};

/// `frame` must hold at least the 16 octets of a header.
[[nodiscard]] Header decode_header(std::span<const std::uint8_t> frame);

/// `frame` is one whole PDU as next_frame() cut it. Tolerant as domain.md C.1 and D19 to D23 ask: an error response
/// may lack its body, one extra NUL may follow short_message, unknown TLVs are kept. An unknown command_id is the
/// error ESME_RINVCMDID. All views are into `frame`.
[[nodiscard]] Expected<Pdu, DecodeError> decode(std::span<const std::uint8_t> frame);

}  // namespace smppedge::pdu
