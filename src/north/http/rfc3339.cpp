// SPDX-License-Identifier: Apache-2.0
#include "north/http/rfc3339.h"

#include <algorithm>

namespace smppedge::north::http {

namespace {

/// Takes a text apart from its front; once something was not there, nothing else is.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool is_done() const { return ok_ && rest_.empty(); }

  /// Exactly `digits` of them, `least` to `most`.
  unsigned number(unsigned digits, unsigned least, unsigned most) {
    unsigned value = 0;
    for (unsigned read = 0; read < digits; ++read) value = value * 10 + digit();
    ok_ = ok_ && value >= least && value <= most;
    return value;
  }
  /// The next character, which must be one of these.
  char one_of(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) {
      ok_ = false;
      return '\0';
    }
    const char found = rest_.front();
    rest_.remove_prefix(1);
    return found;
  }
  /// ".125", or nothing.
  Millis fraction() {
    if (!rest_.starts_with('.')) return Millis{0};
    rest_.remove_prefix(1);
    const std::string_view digits = rest_.substr(0, std::min(rest_.find_first_not_of("0123456789"), rest_.size()));
    ok_ = ok_ && !digits.empty();
    rest_.remove_prefix(digits.size());
    std::int64_t ms = 0;
    for (std::size_t place = 0; place < 3; ++place) {
      ms = ms * 10 + (place < digits.size() ? digits[place] - '0' : 0);
    }
    return Millis{ms};
  }

 private:
  unsigned digit() {
    const char found = one_of("0123456789");
    return ok_ ? static_cast<unsigned>(found - '0') : 0;
  }

  std::string_view rest_;
  bool ok_ = true;
};

/// "Z", or how far local time is ahead of UTC.
std::chrono::minutes offset(Cursor& at) {
  const char sign = at.one_of("Zz+-");
  if (sign != '+' && sign != '-') return std::chrono::minutes{0};
  const unsigned hours = at.number(2, 0, 23);
  at.one_of(":");
  const unsigned minutes = at.number(2, 0, 59);
  const std::chrono::minutes ahead(hours * 60 + minutes);
  return sign == '+' ? ahead : -ahead;
}

}  // namespace

std::optional<WallTime> read_rfc3339(std::string_view text) {
  Cursor at(text);
  const std::chrono::year year(static_cast<int>(at.number(4, 1970, 2099)));
  at.one_of("-");
  const std::chrono::month month(at.number(2, 1, 12));
  at.one_of("-");
  const std::chrono::day day(at.number(2, 1, 31));
  at.one_of("Tt");
  const std::chrono::hours hour(at.number(2, 0, 23));
  at.one_of(":");
  const std::chrono::minutes minute(at.number(2, 0, 59));
  at.one_of(":");
  const std::chrono::seconds second(at.number(2, 0, 60));  // RFC 3339 knows leap seconds
  const Millis fraction = at.fraction();
  const std::chrono::minutes ahead = offset(at);
  const std::chrono::year_month_day date(year, month, day);
  if (!at.is_done() || !date.ok()) return std::nullopt;
  return WallTime(std::chrono::sys_days(date)) + hour + minute + second + fraction - ahead;
}

}  // namespace smppedge::north::http
