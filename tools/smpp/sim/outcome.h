// SPDX-License-Identifier: Apache-2.0
// How a simulated message ends: by the last digit of its destination, so that a test chooses by the number it sends
// to, or the same for all.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "pdu/status.h"
#include "receipt/receipt_state.h"

namespace smppedge::simulator {

enum class Outcome : std::uint8_t {
  delivered,
  reply,  ///< delivered, and then the handset answers
  undeliverable,
  expired,
  rejected,
  no_receipt,  ///< accepted, and never heard of again
  refused,     ///< at submit, ESME_RINVDSTADR
  throttled,   ///< at submit, ESME_RTHROTTLED
};

/// The word of --outcome ("no-receipt").
[[nodiscard]] std::string_view to_string(Outcome outcome);
[[nodiscard]] std::optional<Outcome> outcome_from(std::string_view word);

/// 0 to 6 delivered, 7 reply, 8 undeliverable, 9 refused; without a digit at its end: delivered.
[[nodiscard]] Outcome outcome_by_digit(std::string_view destination);

/// What submit_sm_resp says.
[[nodiscard]] pdu::CommandStatus status_of(Outcome outcome);
/// What the receipt says; only where there is one.
[[nodiscard]] receipt::State state_of(Outcome outcome);
/// Its three characters of `err`.
[[nodiscard]] std::string_view error_of(receipt::State state);

}  // namespace smppedge::simulator
