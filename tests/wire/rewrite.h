// SPDX-License-Identifier: Apache-2.0
// Sends a decoded PDU again, through the writer or packer that its command has.
#pragma once

#include "pdu/pack.h"
#include "pdu/pdu.h"
#include "pdu/table.h"
#include "pdu/write.h"

namespace smppedge::test {

inline pdu::Written rewrite(OutBuffer& out, const pdu::Pdu& pdu) {
  using namespace pdu;
  const auto& [length, id, status, sequence] = pdu.header;
  const auto write = [&, id = id, status = status, sequence = sequence]<class Body>(const Body& body) -> Written {
    if constexpr (std::is_same_v<Body, HeaderOnly>) {
      return write_header_only(out, id, status, sequence);
    } else if constexpr (std::is_same_v<Body, Bind>) {
      return pack_bind(out, id, sequence, body, password_octets_accepted - 1);
    } else if constexpr (std::is_same_v<Body, BindResp>) {
      const auto version = body.tlvs.find_integer(Tag::sc_interface_version, 1).value_or(0);
      return pack_bind_resp(out, id, status, sequence, body.system_id, static_cast<std::uint8_t>(version));
    } else if constexpr (std::is_same_v<Body, Outbind>) {
      return pack_outbind(out, sequence, body);
    } else if constexpr (std::is_same_v<Body, ShortMessage>) {
      return id == CommandId::data_sm ? write_data_sm(out, sequence, body)
                                      : write_short_message(out, id, sequence, body);
    } else if constexpr (std::is_same_v<Body, SubmitResp>) {
      return write_message_resp(out, id, status, sequence, body.message_id, body.tlvs);
    } else if constexpr (std::is_same_v<Body, SubmitMulti>) {
      return pack_submit_multi(out, sequence, body);
    } else if constexpr (std::is_same_v<Body, SubmitMultiResp>) {
      return pack_submit_multi_resp(out, status, sequence, body);
    } else if constexpr (std::is_same_v<Body, QuerySm>) {
      return pack_query_sm(out, sequence, body);
    } else if constexpr (std::is_same_v<Body, QuerySmResp>) {
      return pack_query_sm_resp(out, status, sequence, body);
    } else if constexpr (std::is_same_v<Body, CancelSm>) {
      return pack_cancel_sm(out, sequence, body);
    } else if constexpr (std::is_same_v<Body, ReplaceSm>) {
      return pack_replace_sm(out, sequence, body);
    } else {
      return pack_alert_notification(out, sequence, body);
    }
  };
  return std::visit(write, pdu.body);
}

}  // namespace smppedge::test
