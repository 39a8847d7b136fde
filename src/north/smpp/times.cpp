// SPDX-License-Identifier: Apache-2.0
#include "north/smpp/times.h"

#include <algorithm>
#include <array>

namespace smppedge::north::smpp {

namespace {

using pdu::CommandStatus;

// Where the fields of `YYMMDDhhmmsstnnp` stand.
constexpr std::size_t tenths_at = 12;
constexpr std::size_t quarters_at = 13;
constexpr std::size_t form_at = 15;
constexpr unsigned quarters_max = 48;
constexpr unsigned years_of_this_century = 38;  // appendix C: 00 to 37

/// YY, MM, DD, hh, mm, ss.
using Fields = std::array<unsigned, 6>;

unsigned two_digits(std::string_view text, std::size_t at) {
  return static_cast<unsigned>(text[at] - '0') * 10 + static_cast<unsigned>(text[at + 1] - '0');
}

Seconds duration_of(const Fields& fields) {
  const auto [years, months, days, hours, minutes, seconds] = fields;
  return std::chrono::days(365 * years + 30 * months + days) + std::chrono::hours(hours) +
         std::chrono::minutes(minutes) + std::chrono::seconds(seconds);
}

std::optional<WallTime> local_time_of(const Fields& fields) {
  const auto [year, month, day, hour, minute, second] = fields;
  const int full_year = static_cast<int>(year) + (year < years_of_this_century ? 2000 : 1900);
  const std::chrono::year_month_day date{std::chrono::year(full_year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return WallTime(std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(hour) +
                  std::chrono::minutes(minute) + std::chrono::seconds(second));
}

}  // namespace

std::optional<WallTime> read_time(std::string_view text, WallTime now) {
  if (text.size() != time_characters) return std::nullopt;
  const auto digits = text.substr(0, form_at);
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  Fields fields;
  for (std::size_t i = 0; i < fields.size(); ++i) fields[i] = two_digits(text, 2 * i);
  const auto tenths = static_cast<unsigned>(text[tenths_at] - '0');
  const unsigned quarters = two_digits(text, quarters_at);

  switch (text[form_at]) {
    case 'R':
      if (tenths != 0 || quarters != 0) return std::nullopt;
      return now + duration_of(fields);
    case '+':
    case '-': {
      const auto local = local_time_of(fields);
      if (!local || quarters > quarters_max) return std::nullopt;
      const std::chrono::minutes ahead((text[form_at] == '+' ? 15 : -15) * static_cast<int>(quarters));
      return *local + Millis(100 * tenths) - ahead;
    }
    default:
      return std::nullopt;
  }
}

InlineText<time_characters> write_absolute_time(WallTime time) {
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(midnight);
  const auto tenths = static_cast<unsigned>(std::chrono::duration_cast<Millis>(time - midnight).count() / 100);
  InlineText<time_characters> text;
  const auto put = [&text](unsigned value) {
    text.push_back(static_cast<char>('0' + value / 10 % 10));
    text.push_back(static_cast<char>('0' + value % 10));
  };
  put(static_cast<unsigned>(static_cast<int>(date.year())) % 100);
  put(static_cast<unsigned>(date.month()));
  put(static_cast<unsigned>(date.day()));
  put(tenths / 36'000);
  put(tenths / 600 % 60);
  put(tenths / 10 % 60);
  text.push_back(static_cast<char>('0' + tenths % 10));
  for (const char character : std::string_view("00+")) text.push_back(character);
  return text;
}

Expected<Times, CommandStatus> read_times(std::string_view schedule_delivery_time, std::string_view validity_period,
                                          const ClientAccount& account, WallTime now) {
  Times times;
  if (!schedule_delivery_time.empty()) {
    const auto at = read_time(schedule_delivery_time, now);
    if (!at || *at < now || *at - now > account.schedule_max) return failure(CommandStatus::ESME_RINVSCHED);
    if (*at > now) times.send_at = at;
  }
  if (!validity_period.empty()) {
    const WallTime from = times.send_at.value_or(now);
    times.expires_at = read_time(validity_period, now);
    if (!times.expires_at || *times.expires_at <= from || *times.expires_at - from > account.validity_max) {
      return failure(CommandStatus::ESME_RINVEXPIRY);
    }
  }
  return times;
}

}  // namespace smppedge::north::smpp
