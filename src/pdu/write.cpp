// SPDX-License-Identifier: Apache-2.0
// The PDUs of each message, written in place from the table.
#include "pdu/write.h"

#include <cassert>

#include "pdu/body_writer.h"

namespace smppedge::pdu {

Written write_short_message(OutBuffer& out, CommandId id, SequenceNumber sequence, const ShortMessage& message) {
  assert(id == CommandId::submit_sm || id == CommandId::deliver_sm);
  if (id == CommandId::deliver_sm) {
    return write_pdu<fields::deliver_sm>(out, id, CommandStatus::ESME_ROK, sequence, message);
  }
  return write_pdu<fields::submit_sm>(out, id, CommandStatus::ESME_ROK, sequence, message);
}

Written write_data_sm(OutBuffer& out, SequenceNumber sequence, const ShortMessage& message) {
  return write_pdu<fields::data_sm>(out, CommandId::data_sm, CommandStatus::ESME_ROK, sequence, message);
}

Written write_message_resp(OutBuffer& out, CommandId id, CommandStatus status, SequenceNumber sequence,
                           std::string_view message_id, Tlvs tlvs) {
  switch (id) {
    case CommandId::deliver_sm_resp:
      return write_pdu<fields::deliver_resp>(out, id, status, sequence, SubmitResp{{}, tlvs});
    case CommandId::submit_sm_resp:
      if (status != CommandStatus::ESME_ROK) return write_header_only(out, id, status, sequence);
      break;
    default:
      assert(id == CommandId::data_sm_resp);
  }
  return write_pdu<fields::submit_resp>(out, id, status, sequence, SubmitResp{message_id, tlvs});
}

Written write_header_only(OutBuffer& out, CommandId id, CommandStatus status, SequenceNumber sequence) {
  return write_pdu<fields::header_only>(out, id, status, sequence, HeaderOnly{});
}

}  // namespace smppedge::pdu
