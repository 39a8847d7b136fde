// SPDX-License-Identifier: Apache-2.0
// What a command_status in a submit's response means for the message: one table (SMPP 5.1.3, domain.md C.9) that a
// carrier's own rows go before, and how often, when and how long to try again where that can help. Pure; gateway/
// decides by it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

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
  not_mine,   ///< the number is another network's: another carrier of the route may take it; no status says so by rule
};
[[nodiscard]] std::string_view to_string(StatusClass status_class);

/// Waits double from delay_min to delay_max. retries_max 0: final at once.
struct RetryRule {
  unsigned retries_max = 0;
  Micros delay_min{};
  Micros delay_max{};
  Micros within{};  ///< since the segment's first refusal under this rule; later ones are final
  /// Before retry number `retry` (from 1).
  [[nodiscard]] Micros delay(unsigned retry) const;
  friend bool operator==(const RetryRule&, const RetryRule&) = default;
};

/// What a status means. Refusals are counted by it: those of one class with the same bounds together, others apart.
struct StatusRule {
  StatusClass status_class{};
  RetryRule retry;
  friend bool operator==(const StatusRule&, const StatusRule&) = default;
};

[[nodiscard]] StatusClass classify(pdu::CommandStatus status);
/// The default; a queue that is full for long (ESME_RMSGQFUL) may be an empty balance and is given up soon (D41).
[[nodiscard]] StatusRule default_rule(pdu::CommandStatus status);
/// What a class does where a carrier's table puts a status there and says no more.
[[nodiscard]] RetryRule retry_rule(StatusClass status_class);

/// The rules of one carrier: the default, but for what its manual says otherwise (D40, D41). Immutable.
class StatusTable {
 public:
  struct Row {
    pdu::CommandStatus status{};
    StatusRule rule;
  };
  StatusTable() = default;
  /// Of two rows for one status the first counts.
  explicit StatusTable(std::vector<Row> rows);
  [[nodiscard]] StatusRule rule(pdu::CommandStatus status) const;

 private:
  std::vector<Row> rows_;  ///< by status
};

}  // namespace smppedge::carrier
