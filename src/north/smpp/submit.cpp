// SPDX-License-Identifier: Apache-2.0
#include "north/smpp/submit.h"

#include "north/smpp/address.h"
#include "north/smpp/body.h"
#include "north/smpp/times.h"
#include "pdu/esm_class.h"

namespace smppedge::north::smpp {

namespace {

using gateway::AcceptItem;
using pdu::CommandId;
using pdu::CommandStatus;
using pdu::Tag;

/// esm_class (5.2.12): messaging mode, message type, GSM features. A client sends messages only; an SME's
/// acknowledgement has no place towards a handset. Transaction mode is data_sm's (4.4, conformance 53).
bool is_served_esm_class(std::uint8_t esm_class, CommandId command) {
  namespace bits = pdu::esm_class;
  if ((esm_class & bits::type_mask) != 0) return false;
  return command == CommandId::data_sm || (esm_class & bits::mode_mask) != bits::mode_transaction;
}

/// data_sm has no times of its own, but may say for how many seconds it is good (5.3.2.9).
Expected<Times, CommandStatus> read_time_to_live(const pdu::Tlvs& tlvs, const ClientAccount& account, WallTime now) {
  const auto value = tlvs.find(Tag::qos_time_to_live);
  if (!value) return Times{};
  const auto seconds = tlvs.find_integer(Tag::qos_time_to_live, 4);
  if (!seconds) return failure(CommandStatus::ESME_RINVPARLEN);
  if (*seconds == 0 || Seconds(*seconds) > account.validity_max) return failure(CommandStatus::ESME_RINVEXPIRY);
  return Times{std::nullopt, now + Seconds(*seconds)};
}

/// What stands in ClientSubmit, but for the addresses and the part.
Expected<ClientSubmit, CommandStatus> read_client(const pdu::ShortMessage& message, CommandId command,
                                                  const Submitter& from) {
  ClientSubmit client;
  client.bind = from.bind;
  if (!client.service_type.assign(message.service_type)) return failure(CommandStatus::ESME_RINVSERTYP);
  if (!is_served_esm_class(message.esm_class, command)) return failure(CommandStatus::ESME_RINVESMCLASS);
  client.esm_class = message.esm_class;
  client.protocol_id = message.protocol_id;
  const auto registered_delivery = read_registered_delivery(message.registered_delivery);
  if (!registered_delivery) return failure(CommandStatus{registered_delivery.error()});
  client.registered_delivery = *registered_delivery;
  if (message.tlvs.find(Tag::user_message_reference)) {
    const auto reference = message.tlvs.find_integer(Tag::user_message_reference, 2);
    if (!reference) return failure(CommandStatus::ESME_RINVPARLEN);
    client.has_user_message_reference = true;
    client.user_message_reference = static_cast<std::uint16_t>(*reference);
  }
  return client;
}

/// A part would take the place of the part before it.
bool is_served_replace_flag(std::uint8_t replace_if_present_flag, const ClientAccount& account,
                            const ClientPart& part) {
  if (replace_if_present_flag == 0) return true;
  return replace_if_present_flag == 1 && account.may_replace && part.form == PartForm::none;
}

}  // namespace

Expected<std::uint8_t, CommandStatus> read_registered_delivery(std::uint8_t registered_delivery) {
  constexpr unsigned intermediate = 0x10;           // the pattern of 5.2.17
  constexpr unsigned intermediate_of_prose = 0x20;  // its prose (domain.md 0.11)
  constexpr unsigned reserved = 0xC0;
  unsigned read = registered_delivery;
  if ((read & reserved) != 0) return failure(CommandStatus::ESME_RINVREGDLVFLG);
  if ((read & intermediate_of_prose) != 0) read = (read & ~intermediate_of_prose) | intermediate;
  return static_cast<std::uint8_t>(read);
}

Expected<AcceptItem, CommandStatus> read_message(const pdu::ShortMessage& message, CommandId command,
                                                 const Submitter& from, WallTime now) {
  const ClientAccount& account = from.account;
  auto source = read_source(message.source);
  if (!source) return failure(CommandStatus{source.error()});
  const auto source_given = as_given(message.source);
  if (!source_given) return failure(CommandStatus::ESME_RINVSRCADR);
  auto client = read_client(message, command, from);
  if (!client) return failure(CommandStatus{client.error()});
  if (message.priority_flag >= priorities) return failure(CommandStatus::ESME_RINVPRTFLG);
  const auto times = command == CommandId::data_sm
                         ? read_time_to_live(message.tlvs, account, now)
                         : read_times(message.schedule_delivery_time, message.validity_period, account, now);
  if (!times) return failure(CommandStatus{times.error()});
  if (message.sm_default_msg_id != 0) return failure(CommandStatus::ESME_RINVDFTMSGID);
  auto body = read_body(message, account);
  if (!body) return failure(CommandStatus{body.error()});
  if (!is_served_replace_flag(message.replace_if_present_flag, account, body->part)) {
    return failure(CommandStatus::ESME_RINVREPFLAG);
  }

  AcceptItem item;
  item.traffic_class = account.class_of_priority[message.priority_flag];
  item.body_kind = body->kind;
  item.data_coding = body->data_coding;
  item.body = std::move(body->content);
  item.expires_at = times->expires_at;
  item.send_at = times->send_at;
  item.source = *source;
  client->source = *source_given;
  client->part = body->part;
  item.client = *client;
  item.wants_alias = !from.reads_long_ids;
  item.replace_if_present = message.replace_if_present_flag == 1;
  return item;
}

Expected<AcceptItem, CommandStatus> read_submit(const pdu::ShortMessage& message, CommandId command,
                                                const Submitter& from, WallTime now) {
  auto to = read_destination(message.destination);
  if (!to) return failure(CommandStatus{to.error()});
  auto item = read_message(message, command, from, now);
  if (!item) return item;
  item->to.push_back(std::move(*to));
  item->client->destination = as_given(message.destination).value_or(SenderAddress());
  return item;
}

}  // namespace smppedge::north::smpp
