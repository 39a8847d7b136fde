// SPDX-License-Identifier: Apache-2.0
// How a message stands, in SMPP's words: the message_state of 5.2.28 and the `stat` of appendix B, for receipts and
// query_sm alike; and the error that its carrier gave.
#pragma once

#include "message/inline_text.h"
#include "message/message.h"
#include "receipt/receipt_state.h"

namespace smppedge::north::smpp {

/// A message that was not ended yet is ENROUTE: 3.4 knows neither scheduled nor in doubt.
[[nodiscard]] receipt::State state_of(MessageState state);

using CarrierError = InlineText<16>;
/// What its carrier said of a message: of its first segment that failed, else of the first that has any, the `err` of
/// the receipt, or the command_status of a refused submit in at least three decimal digits. Empty: nothing.
[[nodiscard]] CarrierError carrier_error_of(const Message& message);

}  // namespace smppedge::north::smpp
