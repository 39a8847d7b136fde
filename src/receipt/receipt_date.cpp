// SPDX-License-Identifier: Apache-2.0
#include "receipt/receipt_date.h"

#include <algorithm>

#include "receipt/ascii.h"

namespace smppedge::receipt {

namespace {

unsigned take(std::string_view& digits, std::size_t count) {
  unsigned value = 0;
  for (const char digit : digits.substr(0, count)) value = value * 10 + static_cast<unsigned>(digit - '0');
  digits.remove_prefix(count);
  return value;
}

/// Appendix C: two digits up to 37 are of this century.
int full_year(unsigned two_digits) {
  return static_cast<int>(two_digits) + (two_digits <= 37 ? 2000 : 1900);
}

bool has_long_year(std::string_view digits) {
  if (digits.size() == 14) return true;
  return digits.size() == 12 && (digits[2] > '1' || (digits[2] == '1' && digits[3] > '2'));
}

}  // namespace

std::optional<WallTime> parse_date(std::string_view digits, int zone_minutes) {
  if (digits.size() != 10 && digits.size() != 12 && digits.size() != 14) return std::nullopt;
  if (!std::all_of(digits.begin(), digits.end(), is_digit)) return std::nullopt;

  const int year = has_long_year(digits) ? static_cast<int>(take(digits, 4)) : full_year(take(digits, 2));
  const unsigned month = take(digits, 2);
  const unsigned day = take(digits, 2);
  const unsigned hour = take(digits, 2);
  const unsigned minute = take(digits, 2);
  const unsigned second = digits.empty() ? 0 : take(digits, 2);
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const auto local = std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
                     std::chrono::seconds(second);
  return std::chrono::time_point_cast<Millis>(local - std::chrono::minutes(zone_minutes));
}

void write_date(WallTime time, int zone_minutes, std::string& out) {
  const auto local = std::chrono::floor<std::chrono::minutes>(time) + std::chrono::minutes(zone_minutes);
  const auto midnight = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(midnight);
  const auto minutes = static_cast<unsigned>((local - midnight).count());
  const auto two_digits = [&out](unsigned value) {
    out.push_back(static_cast<char>('0' + value / 10 % 10));
    out.push_back(static_cast<char>('0' + value % 10));
  };
  two_digits(static_cast<unsigned>(static_cast<int>(date.year())) % 100);
  two_digits(static_cast<unsigned>(date.month()));
  two_digits(static_cast<unsigned>(date.day()));
  two_digits(minutes / 60);
  two_digits(minutes % 60);
}

}  // namespace smppedge::receipt
