// SPDX-License-Identifier: Apache-2.0
#include "gateway/validity_period.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>

namespace smppedge::gateway {

void write_validity_period(ValidityForm form, WallTime now, WallTime expires_at, std::string& out) {
  out.clear();
  const auto put = std::back_inserter(out);
  if (form == ValidityForm::relative) {
    constexpr Seconds longest = std::chrono::days(99);
    const Seconds left = std::clamp(std::chrono::ceil<Seconds>(expires_at - now), Seconds(1), longest);
    const auto days = std::chrono::floor<std::chrono::days>(left);
    const std::chrono::hh_mm_ss<Seconds> rest(left - days);
    fmt::format_to(put, "0000{:02}{:02}{:02}{:02}000R", days.count(), rest.hours().count(), rest.minutes().count(),
                   rest.seconds().count());
  } else if (form == ValidityForm::absolute) {
    const auto second = std::chrono::ceil<Seconds>(expires_at);
    const auto day = std::chrono::floor<std::chrono::days>(second);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss<Seconds> time(second - day);
    fmt::format_to(put, "{:02}{:02}{:02}{:02}{:02}{:02}000+", static_cast<int>(date.year()) % 100,
                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                   time.minutes().count(), time.seconds().count());
  }
}

}  // namespace smppedge::gateway
