// SPDX-License-Identifier: Apache-2.0
// Fills libsmpp34's structs and has them packed. Every value was measured against the table before, so that nothing
// reaches the library that its arrays cannot hold; what it does not know (a vendor's status, a TON beyond the list)
// it refuses, and the table writes the PDU instead.
#include "pdu/pack.h"

#include <array>
#include <cassert>
#include <cstring>

#include "pdu/body_writer.h"
#include "pdu/tlv_writer.h"

extern "C" {
#include <libsmpp34/smpp34_structs.h>
}

namespace smppedge::pdu {
namespace {

/// libsmpp34 logs each field into 2,048 octets and runs past their end when a list is longer than this.
constexpr std::size_t native_list_max = 7;
/// Room for the largest PDU made of what is handed to libsmpp34; it wants one octet more than it fills.
constexpr std::size_t native_octets_max = 1024;

template <std::size_t N>
bool copy(std::uint8_t (&to)[N], std::string_view text) {
  if (text.size() >= N) return false;
  if (!text.empty()) std::memcpy(to, text.data(), text.size());
  return true;
}

template <std::size_t N>
bool copy(std::uint8_t (&to)[N], std::uint8_t& length, std::span<const std::uint8_t> octets) {
  if (octets.size() >= N) return false;
  if (!octets.empty()) std::memcpy(to, octets.data(), octets.size());
  length = static_cast<std::uint8_t>(octets.size());
  return true;
}

/// libsmpp34 takes multi-octet integers in the host's order and by its own list of tags; only what reads the same
/// either way is given to it: no TLV, or a single one of one octet.
bool copy(tlv_t& to, tlv_t*& list, Tlvs tlvs) {
  if (tlvs.empty()) return true;
  const Tlv tlv = *tlvs.begin();
  if (tlv.value.size() != 1 || tlvs.octets().size() != 5) return false;
  to.tag = static_cast<std::uint16_t>(tlv.tag);
  to.length = 1;
  to.value.octet[0] = tlv.value.front();
  list = &to;
  return true;
}

template <class Native>
bool copy_source(Native& native, const Address& address) {
  native.source_addr_ton = address.ton;
  native.source_addr_npi = address.npi;
  return copy(native.source_addr, address.addr);
}

/// Links the first `count` entries of `list`, in order; `count` is at most N.
template <class Node, std::size_t N>
Node* link(std::array<Node, N>& list, std::size_t count) {
  assert(count <= N);
  for (std::size_t i = 0; i + 1 < count; ++i) list[i].next = &list[i + 1];
  return count == 0 ? nullptr : list.data();
}

template <class Native>
bool native_pack(OutBuffer& out, Native& native) {
  std::array<std::uint8_t, native_octets_max> packed;
  int length = 0;
  if (smpp34_pack2(packed.data(), static_cast<int>(packed.size()), &length, &native) != 0) return false;
  return out.append(std::span(packed).first(static_cast<std::size_t>(length)));
}

/// `fill` copies the body into a Native and says whether it fitted.
template <class Native, const auto& Fields, class Body, class Fill>
Written pack(OutBuffer& out, CommandId id, CommandStatus status, SequenceNumber sequence, const Body& body, Fill fill,
             unsigned password_octets_max = 9) {
  BodyMeasure measure(password_octets_max);
  if (!measure.template measure<Fields>(body)) return failure(WriteError(measure.error()));
  if (header_bytes + measure.octets() < native_octets_max) {
    Native native{};
    native.command_id = static_cast<std::uint32_t>(id);
    native.command_status = static_cast<std::uint32_t>(status);
    native.sequence_number = sequence.value();
    if (fill(native) && native_pack(out, native)) return {};
  }
  return write_pdu<Fields>(out, id, status, sequence, body, password_octets_max);
}

template <class Native>
Written pack_bind_as(OutBuffer& out, CommandId id, SequenceNumber sequence, const Bind& bind, unsigned password_max) {
  return pack<Native, fields::bind>(
      out, id, CommandStatus::ESME_ROK, sequence, bind,
      [&](Native& native) {
        native.interface_version = bind.interface_version;
        native.addr_ton = bind.addr_ton;
        native.addr_npi = bind.addr_npi;
        return copy(native.system_id, bind.system_id) && copy(native.password, bind.password) &&
               copy(native.system_type, bind.system_type) && copy(native.address_range, bind.address_range);
      },
      password_max + 1);
}

template <class Native>
Written pack_bind_resp_as(OutBuffer& out, CommandId id, CommandStatus status, SequenceNumber sequence,
                          const BindResp& response) {
  tlv_t tlv{};
  return pack<Native, fields::bind_resp>(out, id, status, sequence, response, [&](Native& native) {
    return copy(native.system_id, response.system_id) && copy(tlv, native.tlv, response.tlvs);
  });
}

using NativeDestinations = std::array<dad_t, native_list_max>;
using NativeUnsuccess = std::array<udad_t, native_list_max>;

bool copy_destinations(NativeDestinations& list, const SubmitMulti& multi) {
  if (multi.number_of_dests > list.size()) return false;
  DestinationCursor cursor(multi);
  for (dad_t* node = list.data(); const auto destination = cursor.next(); ++node) {
    node->dest_flag = static_cast<std::uint8_t>(destination->flag);
    if (destination->flag == Destination::Flag::distribution_list) {
      if (!copy(node->value.dl_name, destination->dl_name)) return false;
    } else {
      node->value.sme.dest_addr_ton = destination->address.ton;
      node->value.sme.dest_addr_npi = destination->address.npi;
      if (!copy(node->value.sme.destination_addr, destination->address.addr)) return false;
    }
  }
  return true;
}

bool copy_unsuccess(NativeUnsuccess& list, const SubmitMultiResp& response) {
  if (response.no_unsuccess > list.size()) return false;
  UnsuccessCursor cursor(response);
  for (udad_t* node = list.data(); const auto unsuccess = cursor.next(); ++node) {
    node->dest_addr_ton = unsuccess->destination.ton;
    node->dest_addr_npi = unsuccess->destination.npi;
    node->error_status_code = static_cast<std::uint32_t>(unsuccess->error_status_code);
    if (!copy(node->destination_addr, unsuccess->destination.addr)) return false;
  }
  return true;
}

}  // namespace

Written pack_bind(OutBuffer& out, CommandId id, SequenceNumber sequence, const Bind& bind,
                  unsigned password_octets_max) {
  switch (id) {
    case CommandId::bind_receiver:
      return pack_bind_as<bind_receiver_t>(out, id, sequence, bind, password_octets_max);
    case CommandId::bind_transmitter:
      return pack_bind_as<bind_transmitter_t>(out, id, sequence, bind, password_octets_max);
    default:
      assert(id == CommandId::bind_transceiver);
      return pack_bind_as<bind_transceiver_t>(out, id, sequence, bind, password_octets_max);
  }
}

Written pack_bind_resp(OutBuffer& out, CommandId id, CommandStatus status, SequenceNumber sequence,
                       std::string_view system_id, std::uint8_t interface_version) {
  std::array<std::uint8_t, 5> octets;
  TlvWriter tlvs(octets);
  if (interface_version != 0) tlvs.u8(Tag::sc_interface_version, interface_version);
  const BindResp response{system_id, tlvs.tlvs()};
  if (id == CommandId::bind_transceiver_resp) {
    return pack_bind_resp_as<bind_transceiver_resp_t>(out, id, status, sequence, response);
  }
  if (status != CommandStatus::ESME_ROK) return write_header_only(out, id, status, sequence);
  if (id == CommandId::bind_receiver_resp) {
    return pack_bind_resp_as<bind_receiver_resp_t>(out, id, status, sequence, response);
  }
  assert(id == CommandId::bind_transmitter_resp);
  return pack_bind_resp_as<bind_transmitter_resp_t>(out, id, status, sequence, response);
}

Written pack_outbind(OutBuffer& out, SequenceNumber sequence, const Outbind& outbind) {
  return pack<outbind_t, fields::outbind>(
      out, CommandId::outbind, CommandStatus::ESME_ROK, sequence, outbind, [&](outbind_t& native) {
        return copy(native.system_id, outbind.system_id) && copy(native.password, outbind.password);
      });
}

Written pack_query_sm(OutBuffer& out, SequenceNumber sequence, const QuerySm& query) {
  return pack<query_sm_t, fields::query_sm>(
      out, CommandId::query_sm, CommandStatus::ESME_ROK, sequence, query, [&](query_sm_t& native) {
        return copy(native.message_id, query.message_id) && copy_source(native, query.source);
      });
}

Written pack_query_sm_resp(OutBuffer& out, CommandStatus status, SequenceNumber sequence, const QuerySmResp& answer) {
  return pack<query_sm_resp_t, fields::query_sm_resp>(
      out, CommandId::query_sm_resp, status, sequence, answer, [&](query_sm_resp_t& native) {
        native.message_state = answer.message_state;
        native.error_code = answer.error_code;
        return copy(native.message_id, answer.message_id) && copy(native.final_date, answer.final_date);
      });
}

Written pack_cancel_sm(OutBuffer& out, SequenceNumber sequence, const CancelSm& cancel) {
  return pack<cancel_sm_t, fields::cancel_sm>(
      out, CommandId::cancel_sm, CommandStatus::ESME_ROK, sequence, cancel, [&](cancel_sm_t& native) {
        native.dest_addr_ton = cancel.destination.ton;
        native.dest_addr_npi = cancel.destination.npi;
        return copy(native.service_type, cancel.service_type) && copy(native.message_id, cancel.message_id) &&
               copy_source(native, cancel.source) && copy(native.destination_addr, cancel.destination.addr);
      });
}

Written pack_replace_sm(OutBuffer& out, SequenceNumber sequence, const ReplaceSm& replace) {
  return pack<replace_sm_t, fields::replace_sm>(
      out, CommandId::replace_sm, CommandStatus::ESME_ROK, sequence, replace, [&](replace_sm_t& native) {
        native.registered_delivery = replace.registered_delivery;
        native.sm_default_msg_id = replace.sm_default_msg_id;
        return copy(native.message_id, replace.message_id) && copy_source(native, replace.source) &&
               copy(native.schedule_delivery_time, replace.schedule_delivery_time) &&
               copy(native.validity_period, replace.validity_period) &&
               copy(native.short_message, native.sm_length, replace.short_message);
      });
}

Written pack_alert_notification(OutBuffer& out, SequenceNumber sequence, const AlertNotification& alert) {
  tlv_t tlv{};
  return pack<alert_notification_t, fields::alert_notification>(
      out, CommandId::alert_notification, CommandStatus::ESME_ROK, sequence, alert, [&](alert_notification_t& native) {
        native.esme_addr_ton = alert.esme.ton;
        native.esme_addr_npi = alert.esme.npi;
        return copy_source(native, alert.source) && copy(native.esme_addr, alert.esme.addr) &&
               copy(tlv, native.tlv, alert.tlvs);
      });
}

Written pack_submit_multi(OutBuffer& out, SequenceNumber sequence, const SubmitMulti& multi) {
  const ShortMessage& message = multi.message;
  NativeDestinations list{};
  tlv_t tlv{};
  return pack<submit_multi_t, fields::submit_multi>(
      out, CommandId::submit_multi, CommandStatus::ESME_ROK, sequence, multi, [&](submit_multi_t& native) {
        if (!copy_destinations(list, multi)) return false;
        native.number_of_dests = multi.number_of_dests;
        native.dest_addr_def = link(list, multi.number_of_dests);
        native.esm_class = message.esm_class;
        native.protocol_id = message.protocol_id;
        native.priority_flag = message.priority_flag;
        native.registered_delivery = message.registered_delivery;
        native.replace_if_present_flag = message.replace_if_present_flag;
        native.data_coding = message.data_coding;
        native.sm_default_msg_id = message.sm_default_msg_id;
        return copy(native.service_type, message.service_type) && copy_source(native, message.source) &&
               copy(native.schedule_delivery_time, message.schedule_delivery_time) &&
               copy(native.validity_period, message.validity_period) &&
               copy(native.short_message, native.sm_length, message.short_message) &&
               copy(tlv, native.tlv, message.tlvs);
      });
}

Written pack_submit_multi_resp(OutBuffer& out, CommandStatus status, SequenceNumber sequence,
                               const SubmitMultiResp& answer) {
  NativeUnsuccess list{};
  return pack<submit_multi_resp_t, fields::submit_multi_resp>(
      out, CommandId::submit_multi_resp, status, sequence, answer, [&](submit_multi_resp_t& native) {
        if (!answer.tlvs.empty() || !copy_unsuccess(list, answer)) return false;
        native.no_unsuccess = answer.no_unsuccess;
        native.unsuccess_smes = link(list, answer.no_unsuccess);
        return copy(native.message_id, answer.message_id);
      });
}

}  // namespace smppedge::pdu
