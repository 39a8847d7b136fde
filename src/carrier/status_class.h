// SPDX-License-Identifier: Apache-2.0
// What a command_status in a submit's response means for the message: one table (SMPP 5.1.3, domain.md C.9), and how
// often and when to try again where trying again can help. Pure; gateway/ decides by it.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/clock.h"
#include "pdu/status.h"

namespace smppedge::carrier {

enum class StatusClass : std::uint8_t {
  ok,
  throttle,   ///< too fast: the same segment again, first, on the same carrier
  retry,      ///< passing trouble at the carrier
  permanent,  ///< this message will never be taken
  bind,       ///< the account or its bind is refused, not the message
  session,    ///< the two sides disagree about the session, not about the message
  ambiguous,  ///< carriers use it for passing and for lasting trouble
};
[[nodiscard]] std::string_view to_string(StatusClass status_class);

/// Waits double from delay_min to delay_max. retries_max 0: final at once.
struct RetryRule {
  unsigned retries_max = 0;
  Micros delay_min{};
  Micros delay_max{};
  /// Before retry number `retry` (from 1).
  [[nodiscard]] Micros delay(unsigned retry) const;
};

[[nodiscard]] StatusClass classify(pdu::CommandStatus status);
/// The default; a queue that is full for long (ESME_RMSGQFUL) may be an empty balance and is given up soon (D41).
[[nodiscard]] RetryRule retry_rule(pdu::CommandStatus status);

}  // namespace smppedge::carrier
