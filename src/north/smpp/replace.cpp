// SPDX-License-Identifier: Apache-2.0
#include "north/smpp/replace.h"

#include "north/smpp/body.h"
#include "north/smpp/query.h"
#include "north/smpp/submit.h"
#include "north/smpp/times.h"

namespace smppedge::north::smpp {

using pdu::CommandStatus;

Expected<gateway::ReplaceRequest, CommandStatus> read_replace(const pdu::ReplaceSm& replace, const Message& message,
                                                              const ClientAccount& account, WallTime now) {
  if (!account.may_replace || !message.client) return failure(CommandStatus::ESME_RREPLACEFAIL);
  if (!is_source_of(message, replace.source)) return failure(CommandStatus::ESME_RINVSRCADR);
  const auto times = read_times(replace.schedule_delivery_time, replace.validity_period, account, now);
  if (!times) return failure(CommandStatus{times.error()});
  const auto registered_delivery = read_registered_delivery(replace.registered_delivery);
  if (!registered_delivery) return failure(CommandStatus{registered_delivery.error()});
  if (replace.sm_default_msg_id != 0) return failure(CommandStatus::ESME_RINVDFTMSGID);
  auto body = read_replacement(replace.short_message, message, account);
  if (!body) return failure(CommandStatus{body.error()});

  gateway::ReplaceRequest request;
  request.account = account.number;
  request.id = message.id;
  request.source = message.client->source;
  request.body = std::move(*body);
  request.expires_at = times->expires_at;
  request.send_at = times->send_at;
  request.registered_delivery = *registered_delivery;
  return request;
}

}  // namespace smppedge::north::smpp
