// SPDX-License-Identifier: Apache-2.0
// The one table of SMPP 3.4 on the wire: every PDU with its fields in order, every TLV with its bounds. Decoder
// (decode.cpp), writers (write.cpp, pack.cpp) and text (text.cpp) are unrolled from it at compile time and know no
// field by themselves. Maxima count the NUL of a C-octet string, as the specification's tables do (section 4, 5.3).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>

#include "pdu/command.h"
#include "pdu/pdu.h"

namespace smppedge::pdu {

/// Carriers hand out passwords longer than the 8 octets of 3.4 (D27): this many are read, NUL included.
inline constexpr std::uint16_t password_octets_accepted = 65;
inline constexpr std::uint16_t message_id_octets_max = 65;
inline constexpr std::uint16_t address_octets_max = 21;
inline constexpr std::uint16_t data_address_octets_max = 65;  ///< data_sm and alert_notification (4.7.1, 4.12.1)
inline constexpr std::uint16_t time_octets = 17;
inline constexpr std::uint8_t short_message_octets_max = 254;
inline constexpr std::uint8_t dests_max = 254;  ///< number_of_dests (4.5.1)
inline constexpr std::uint16_t dl_name_octets_max = 21;

enum class Kind : std::uint8_t {
  octet,           ///< a one-octet integer
  c_string,        ///< C-octet string
  password,        ///< C-octet string that is never shown
  time,            ///< C-octet string of 1 or 17 octets (7.1.1)
  short_message,   ///< sm_length and as many octets
  dest_addresses,  ///< number_of_dests and as many dest_address (4.5.1)
  unsuccess_sme,   ///< no_unsuccess and as many unsuccess_sme (4.5.2)
  tlvs,            ///< what is left of the PDU
};

/// One field: what it is on the wire, and by which members of the body's struct it is reached.
template <Kind K, auto... Members>
struct Field {
  static constexpr Kind kind = K;
  std::string_view name;
  std::uint16_t octets_max = 1;                              ///< of 3.4: what is sent
  std::uint16_t octets_accepted = octets_max;                ///< what is read: peers are seen to send more
  CommandStatus malformed = CommandStatus::ESME_RINVPARLEN;  ///< over its maximum, or not of its form

  template <class Body>
  [[nodiscard]] static constexpr auto& of(Body& body) {
    return (body.*....*Members);
  }
};

namespace fields {

template <auto... Members>
constexpr auto octet(std::string_view name) {
  return std::tuple{Field<Kind::octet, Members...>{name}};
}
template <auto... Members>
constexpr auto c_string(std::string_view name, std::uint16_t octets_max) {
  return std::tuple{Field<Kind::c_string, Members...>{name, octets_max}};
}
template <auto... Members>
constexpr auto c_string(std::string_view name, std::uint16_t octets_max, std::uint16_t octets_accepted) {
  return std::tuple{Field<Kind::c_string, Members...>{name, octets_max, octets_accepted}};
}
template <auto... Members>
constexpr auto timestamp(std::string_view name, CommandStatus malformed) {
  return std::tuple{Field<Kind::time, Members...>{name, time_octets, time_octets, malformed}};
}
template <auto... Members>
constexpr auto password() {
  return std::tuple{Field<Kind::password, Members...>{"password", 9, password_octets_accepted}};
}
template <auto... Members>
constexpr auto short_message() {
  return std::tuple{Field<Kind::short_message, Members...>{"short_message", short_message_octets_max,
                                                           short_message_octets_max, CommandStatus::ESME_RINVMSGLEN}};
}
template <auto... Members>
constexpr auto tlvs() {
  return std::tuple{Field<Kind::tlvs, Members...>{"optional_parameters", 0, 0, CommandStatus::ESME_RINVOPTPARSTREAM}};
}

template <auto... Owner>
constexpr auto source(std::uint16_t octets_max = address_octets_max) {
  return std::tuple_cat(octet<Owner..., &Address::ton>("source_addr_ton"),
                        octet<Owner..., &Address::npi>("source_addr_npi"),
                        c_string<Owner..., &Address::addr>("source_addr", octets_max));
}
template <auto... Owner>
constexpr auto destination(std::uint16_t octets_max = address_octets_max) {
  return std::tuple_cat(octet<Owner..., &Address::ton>("dest_addr_ton"),
                        octet<Owner..., &Address::npi>("dest_addr_npi"),
                        c_string<Owner..., &Address::addr>("destination_addr", octets_max));
}
template <auto... Owner>
constexpr auto service_type() {
  return c_string<Owner..., &ShortMessage::service_type>("service_type", 6);
}
template <auto... Owner>
constexpr auto times() {
  return std::tuple_cat(
      timestamp<Owner..., &ShortMessage::schedule_delivery_time>("schedule_delivery_time",
                                                                 CommandStatus::ESME_RINVSCHED),
      timestamp<Owner..., &ShortMessage::validity_period>("validity_period", CommandStatus::ESME_RINVEXPIRY));
}
/// 4.6.1: both are NULL in a deliver_sm; a carrier that fills them in is still understood.
constexpr auto unused_times() {
  return std::tuple_cat(c_string<&ShortMessage::schedule_delivery_time>("schedule_delivery_time", 1, time_octets),
                        c_string<&ShortMessage::validity_period>("validity_period", 1, time_octets));
}
template <auto... Owner>
constexpr auto classes() {
  return std::tuple_cat(octet<Owner..., &ShortMessage::esm_class>("esm_class"),
                        octet<Owner..., &ShortMessage::protocol_id>("protocol_id"),
                        octet<Owner..., &ShortMessage::priority_flag>("priority_flag"));
}
template <auto... Owner>
constexpr auto message() {
  return std::tuple_cat(octet<Owner..., &ShortMessage::registered_delivery>("registered_delivery"),
                        octet<Owner..., &ShortMessage::replace_if_present_flag>("replace_if_present_flag"),
                        octet<Owner..., &ShortMessage::data_coding>("data_coding"),
                        octet<Owner..., &ShortMessage::sm_default_msg_id>("sm_default_msg_id"),
                        short_message<Owner..., &ShortMessage::short_message>(), tlvs<Owner..., &ShortMessage::tlvs>());
}

inline constexpr auto header_only = std::tuple{};

inline constexpr auto bind =
    std::tuple_cat(c_string<&Bind::system_id>("system_id", 16), password<&Bind::password>(),
                   c_string<&Bind::system_type>("system_type", 13),
                   octet<&Bind::interface_version>("interface_version"), octet<&Bind::addr_ton>("addr_ton"),
                   octet<&Bind::addr_npi>("addr_npi"), c_string<&Bind::address_range>("address_range", 41));
inline constexpr auto bind_resp =
    std::tuple_cat(c_string<&BindResp::system_id>("system_id", 16), tlvs<&BindResp::tlvs>());
inline constexpr auto outbind =
    std::tuple_cat(c_string<&Outbind::system_id>("system_id", 16), password<&Outbind::password>());

inline constexpr auto submit_sm =
    std::tuple_cat(service_type(), source<&ShortMessage::source>(), destination<&ShortMessage::destination>(),
                   classes(), times(), message());
inline constexpr auto deliver_sm =
    std::tuple_cat(service_type(), source<&ShortMessage::source>(), destination<&ShortMessage::destination>(),
                   classes(), unused_times(), message());
inline constexpr auto data_sm = std::tuple_cat(
    service_type(), source<&ShortMessage::source>(data_address_octets_max),
    destination<&ShortMessage::destination>(data_address_octets_max), octet<&ShortMessage::esm_class>("esm_class"),
    octet<&ShortMessage::registered_delivery>("registered_delivery"), octet<&ShortMessage::data_coding>("data_coding"),
    tlvs<&ShortMessage::tlvs>());
inline constexpr auto submit_resp =
    std::tuple_cat(c_string<&SubmitResp::message_id>("message_id", message_id_octets_max), tlvs<&SubmitResp::tlvs>());
/// 4.6.2: message_id is one NUL; carriers are seen to fill it in (D21).
inline constexpr auto deliver_resp = std::tuple_cat(
    c_string<&SubmitResp::message_id>("message_id", 1, message_id_octets_max), tlvs<&SubmitResp::tlvs>());

inline constexpr auto submit_multi = std::tuple_cat(
    service_type<&SubmitMulti::message>(), source<&SubmitMulti::message, &ShortMessage::source>(),
    std::tuple{Field<Kind::dest_addresses>{"dest_address", dests_max, dests_max, CommandStatus::ESME_RINVNUMDESTS}},
    classes<&SubmitMulti::message>(), times<&SubmitMulti::message>(), message<&SubmitMulti::message>());
inline constexpr auto submit_multi_resp =
    std::tuple_cat(c_string<&SubmitMultiResp::message_id>("message_id", message_id_octets_max),
                   std::tuple{Field<Kind::unsuccess_sme>{"unsuccess_sme", 255, 255, CommandStatus::ESME_RINVPARLEN}},
                   tlvs<&SubmitMultiResp::tlvs>());

inline constexpr auto query_sm =
    std::tuple_cat(c_string<&QuerySm::message_id>("message_id", message_id_octets_max), source<&QuerySm::source>());
inline constexpr auto query_sm_resp =
    std::tuple_cat(c_string<&QuerySmResp::message_id>("message_id", message_id_octets_max),
                   c_string<&QuerySmResp::final_date>("final_date", time_octets),
                   octet<&QuerySmResp::message_state>("message_state"), octet<&QuerySmResp::error_code>("error_code"));
inline constexpr auto cancel_sm = std::tuple_cat(c_string<&CancelSm::service_type>("service_type", 6),
                                                 c_string<&CancelSm::message_id>("message_id", message_id_octets_max),
                                                 source<&CancelSm::source>(), destination<&CancelSm::destination>());
inline constexpr auto replace_sm = std::tuple_cat(
    c_string<&ReplaceSm::message_id>("message_id", message_id_octets_max), source<&ReplaceSm::source>(),
    timestamp<&ReplaceSm::schedule_delivery_time>("schedule_delivery_time", CommandStatus::ESME_RINVSCHED),
    timestamp<&ReplaceSm::validity_period>("validity_period", CommandStatus::ESME_RINVEXPIRY),
    octet<&ReplaceSm::registered_delivery>("registered_delivery"),
    octet<&ReplaceSm::sm_default_msg_id>("sm_default_msg_id"), short_message<&ReplaceSm::short_message>());
inline constexpr auto alert_notification =
    std::tuple_cat(source<&AlertNotification::source>(data_address_octets_max),
                   octet<&AlertNotification::esme, &Address::ton>("esme_addr_ton"),
                   octet<&AlertNotification::esme, &Address::npi>("esme_addr_npi"),
                   c_string<&AlertNotification::esme, &Address::addr>("esme_addr", data_address_octets_max),
                   tlvs<&AlertNotification::tlvs>());

}  // namespace fields

template <class BodyType, const auto& Fields>
struct Layout {
  using Body = BodyType;
  static constexpr const auto& fields = Fields;
  CommandId id;
  std::string_view name;
  std::string_view section;
};

/// Every PDU of 3.4; those of each message first, for the decoder tries them in this order.
inline constexpr auto layouts = std::tuple{
    Layout<ShortMessage, fields::submit_sm>{CommandId::submit_sm, "submit_sm", "4.4.1"},
    Layout<SubmitResp, fields::submit_resp>{CommandId::submit_sm_resp, "submit_sm_resp", "4.4.2"},
    Layout<ShortMessage, fields::deliver_sm>{CommandId::deliver_sm, "deliver_sm", "4.6.1"},
    Layout<SubmitResp, fields::deliver_resp>{CommandId::deliver_sm_resp, "deliver_sm_resp", "4.6.2"},
    Layout<HeaderOnly, fields::header_only>{CommandId::enquire_link, "enquire_link", "4.11.1"},
    Layout<HeaderOnly, fields::header_only>{CommandId::enquire_link_resp, "enquire_link_resp", "4.11.2"},
    Layout<ShortMessage, fields::data_sm>{CommandId::data_sm, "data_sm", "4.7.1"},
    Layout<SubmitResp, fields::submit_resp>{CommandId::data_sm_resp, "data_sm_resp", "4.7.2"},
    Layout<Bind, fields::bind>{CommandId::bind_transmitter, "bind_transmitter", "4.1.1"},
    Layout<BindResp, fields::bind_resp>{CommandId::bind_transmitter_resp, "bind_transmitter_resp", "4.1.2"},
    Layout<Bind, fields::bind>{CommandId::bind_receiver, "bind_receiver", "4.1.3"},
    Layout<BindResp, fields::bind_resp>{CommandId::bind_receiver_resp, "bind_receiver_resp", "4.1.4"},
    Layout<Bind, fields::bind>{CommandId::bind_transceiver, "bind_transceiver", "4.1.5"},
    Layout<BindResp, fields::bind_resp>{CommandId::bind_transceiver_resp, "bind_transceiver_resp", "4.1.6"},
    Layout<Outbind, fields::outbind>{CommandId::outbind, "outbind", "4.1.7"},
    Layout<HeaderOnly, fields::header_only>{CommandId::unbind, "unbind", "4.2.1"},
    Layout<HeaderOnly, fields::header_only>{CommandId::unbind_resp, "unbind_resp", "4.2.2"},
    Layout<HeaderOnly, fields::header_only>{CommandId::generic_nack, "generic_nack", "4.3.1"},
    Layout<SubmitMulti, fields::submit_multi>{CommandId::submit_multi, "submit_multi", "4.5.1"},
    Layout<SubmitMultiResp, fields::submit_multi_resp>{CommandId::submit_multi_resp, "submit_multi_resp", "4.5.2"},
    Layout<QuerySm, fields::query_sm>{CommandId::query_sm, "query_sm", "4.8.1"},
    Layout<QuerySmResp, fields::query_sm_resp>{CommandId::query_sm_resp, "query_sm_resp", "4.8.2"},
    Layout<CancelSm, fields::cancel_sm>{CommandId::cancel_sm, "cancel_sm", "4.9.1"},
    Layout<HeaderOnly, fields::header_only>{CommandId::cancel_sm_resp, "cancel_sm_resp", "4.9.2"},
    Layout<ReplaceSm, fields::replace_sm>{CommandId::replace_sm, "replace_sm", "4.10.1"},
    Layout<HeaderOnly, fields::header_only>{CommandId::replace_sm_resp, "replace_sm_resp", "4.10.2"},
    Layout<AlertNotification, fields::alert_notification>{CommandId::alert_notification, "alert_notification",
                                                          "4.12.1"},
};

/// Calls `use` with the layout of `id`; false when 3.4 has no such PDU.
template <class Use>
constexpr bool with_layout(CommandId id, Use&& use) {
  return std::apply(
      [&](const auto&... layout) { return ((layout.id == id && (static_cast<void>(use(layout)), true)) || ...); },
      layouts);
}

}  // namespace smppedge::pdu
