// SPDX-License-Identifier: Apache-2.0
// Packs the PDUs that are sent once a session or on an engineer's order: by libsmpp34 where every field fits it, from
// the table where one does not (a carrier's longer password). libsmpp34 keeps its errors in process globals: one
// thread at a time.
#pragma once

#include "base/expected.h"
#include "base/out_buffer.h"
#include "pdu/pdu.h"
#include "pdu/write.h"

namespace smppedge::pdu {

/// `id` is bind_receiver, bind_transmitter or bind_transceiver. password up to 8 octets as 3.4 has it, or up to
/// `password_octets_max` where a carrier's profile allows longer ones (D27).
[[nodiscard]] Written pack_bind(OutBuffer& out, CommandId id, SequenceNumber sequence, const Bind& bind,
                                unsigned password_octets_max = 8);
/// Failed responses to bind_receiver and bind_transmitter carry no body (4.1.2, 4.1.4). `interface_version` is sent as
/// sc_interface_version; 0: no TLV (peers below 3.4).
[[nodiscard]] Written pack_bind_resp(OutBuffer& out, CommandId id, CommandStatus status, SequenceNumber sequence,
                                     std::string_view system_id, std::uint8_t interface_version);
[[nodiscard]] Written pack_outbind(OutBuffer& out, SequenceNumber sequence, const Outbind& outbind);
[[nodiscard]] Written pack_query_sm(OutBuffer& out, SequenceNumber sequence, const QuerySm& query);
[[nodiscard]] Written pack_query_sm_resp(OutBuffer& out, CommandStatus status, SequenceNumber sequence,
                                         const QuerySmResp& answer);
[[nodiscard]] Written pack_cancel_sm(OutBuffer& out, SequenceNumber sequence, const CancelSm& cancel);
[[nodiscard]] Written pack_replace_sm(OutBuffer& out, SequenceNumber sequence, const ReplaceSm& replace);
[[nodiscard]] Written pack_alert_notification(OutBuffer& out, SequenceNumber sequence, const AlertNotification& alert);
[[nodiscard]] Written pack_submit_multi(OutBuffer& out, SequenceNumber sequence, const SubmitMulti& multi);
[[nodiscard]] Written pack_submit_multi_resp(OutBuffer& out, CommandStatus status, SequenceNumber sequence,
                                             const SubmitMultiResp& answer);

}  // namespace smppedge::pdu
