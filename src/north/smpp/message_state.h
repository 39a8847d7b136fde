// SPDX-License-Identifier: Apache-2.0
// How a message stands, in SMPP's words: the message_state of 5.2.28 and the `stat` of appendix B, for receipts and
// query_sm alike; and the error that its carrier gave.
#pragma once

#include <string_view>

#include "message/message.h"
#include "receipt/receipt_state.h"

namespace smppedge::north::smpp {

/// A message that was not ended yet is ENROUTE: 3.4 knows neither scheduled nor in doubt.
[[nodiscard]] receipt::State state_of(MessageState state);

/// `err` of the receipt that decided the message: of its first segment that failed, else of the first with one; empty
/// where no receipt had any.
[[nodiscard]] std::string_view carrier_error_of(const Message& message);

}  // namespace smppedge::north::smpp
