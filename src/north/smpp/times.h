// SPDX-License-Identifier: Apache-2.0
// The times of SMPP (7.1.1): `YYMMDDhhmmsstnnp`, absolute with an offset from UTC in quarters of an hour, or relative;
// two-digit years turn at 38 (appendix C). And the two time fields of a submit against each other and the account's
// bounds (5.2.15, 5.2.16).
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/expected.h"
#include "message/inline_text.h"
#include "north/smpp/account.h"
#include "pdu/status.h"

namespace smppedge::north::smpp {

inline constexpr std::size_t time_characters = 16;

/// The time that 16 characters name, a relative one counted from `now`; nullopt when a field is no number, out of its
/// range or no date. In a relative time each field is a count of 0 to 99, a year is 365 days and a month 30, and tenths
/// and quarters are zero (7.1.1.2).
[[nodiscard]] std::optional<WallTime> read_time(std::string_view text, WallTime now);

/// As query_sm_resp's final_date has it: UTC, the offset `00+`.
[[nodiscard]] InlineText<time_characters> write_absolute_time(WallTime time);

/// When a message may leave and when it ends; nullopt: the field is NULL, or the schedule is now.
struct Times {
  std::optional<WallTime> send_at;
  std::optional<WallTime> expires_at;
};

/// ESME_RINVSCHED: no time, in the past, or further ahead than schedule_max. ESME_RINVEXPIRY: no time, not after both
/// `now` and the schedule, or further behind them than validity_max. Relative times count from `now`, both of them.
[[nodiscard]] Expected<Times, pdu::CommandStatus> read_times(std::string_view schedule_delivery_time,
                                                             std::string_view validity_period,
                                                             const ClientAccount& account, WallTime now);

}  // namespace smppedge::north::smpp
