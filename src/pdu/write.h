// SPDX-License-Identifier: Apache-2.0
// Writes the per-message PDUs straight into an output buffer: one length computation, one pass, no copy between.
// What is written is clean SMPP 3.4: a field over its maximum is an error and nothing is written.
// (The other PDUs: pack.h.)
#pragma once

#include <cstdint>
#include <string_view>

#include "base/expected.h"
#include "base/out_buffer.h"
#include "pdu/command.h"
#include "pdu/sequence_number.h"
#include "pdu/short_message.h"
#include "pdu/status.h"

namespace smppedge::pdu {

struct WriteError {
  enum class Kind : std::uint8_t {
    field_too_long,  ///< `field` exceeds the maximum of 3.4
    buffer_full,     ///< the output buffer's bound is reached
    malformed,       ///< `field` holds a NUL, is a time of other than 16 octets, or stands where 3.4 forbids it
  } kind = Kind::field_too_long;
  std::string_view field;
};
using Written = Expected<void, WriteError>;

/// `id` is submit_sm or deliver_sm. The TLVs of `message` are copied behind the body; a message_payload among them
/// requires an empty short_message.
[[nodiscard]] Written write_short_message(OutBuffer& out, CommandId id, SequenceNumber sequence,
                                          const ShortMessage& message);
[[nodiscard]] Written write_data_sm(OutBuffer& out, SequenceNumber sequence, const ShortMessage& message);

/// submit_sm_resp, deliver_sm_resp or data_sm_resp. An error status leaves the body of submit_sm_resp out (4.4.2);
/// deliver_sm_resp always carries one NUL (4.6.2).
[[nodiscard]] Written write_message_resp(OutBuffer& out, CommandId id, CommandStatus status, SequenceNumber sequence,
                                         std::string_view message_id, Tlvs tlvs = {});

/// enquire_link, enquire_link_resp, unbind, unbind_resp, generic_nack, cancel_sm_resp, replace_sm_resp.
[[nodiscard]] Written write_header_only(OutBuffer& out, CommandId id, CommandStatus status, SequenceNumber sequence);

}  // namespace smppedge::pdu
