// SPDX-License-Identifier: Apache-2.0
// The dates of Appendix B: YYMMDDhhmm, and the 12 and 14 digit forms that carriers made of it (domain.md 0.14, 0.15).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace smppedge::receipt {

/// The time that `digits` names in a zone `zone_minutes` east of UTC; nullopt when blank, all zeros or no date. Twelve
/// digits are YYMMDDhhmmss, unless the month would be above 12: then YYYYMMDDhhmm.
[[nodiscard]] std::optional<WallTime> parse_date(std::string_view digits, int zone_minutes);

/// Appends YYMMDDhhmm.
void write_date(WallTime time, int zone_minutes, std::string& out);

}  // namespace smppedge::receipt
