// SPDX-License-Identifier: Apache-2.0
#include "north/smpp/cancel.h"

#include "north/smpp/address.h"

namespace smppedge::north::smpp {

using pdu::CommandStatus;

Expected<Cancel, CommandStatus> read_cancel(const pdu::CancelSm& cancel, AccountNumber account) {
  Cancel read;
  read.request.account = account;
  read.request.whole_group = true;
  if (!cancel.message_id.empty()) {
    read.message = read_message_name(cancel.message_id);
    if (!read.message) return failure(CommandStatus::ESME_RINVMSGID);
  }
  read.request.source = as_given(cancel.source);
  if (!read.request.source) return failure(CommandStatus::ESME_RINVSRCADR);
  if (!cancel.destination.addr.empty()) {
    const auto phone = read_phone(cancel.destination);
    if (!phone) return failure(CommandStatus{phone.error()});
    read.request.to = *phone;
  } else if (!read.message) {
    return failure(CommandStatus::ESME_RINVDSTADR);
  }
  if (!read.message) read.request.service_type = cancel.service_type;
  return read;
}

}  // namespace smppedge::north::smpp
