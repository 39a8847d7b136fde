// SPDX-License-Identifier: Apache-2.0
#include "north/json/timestamp.h"

#include <cstring>

namespace smppedge::north::json {

namespace {

void write_digits(char* out, unsigned value, unsigned count) {
  while (count-- > 0) {
    out[count] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

void write_second(char* out, Seconds since_epoch) {
  const std::chrono::sys_seconds time{since_epoch};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  write_digits(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  out[4] = '-';
  write_digits(out + 5, static_cast<unsigned>(date.month()), 2);
  out[7] = '-';
  write_digits(out + 8, static_cast<unsigned>(date.day()), 2);
  out[10] = 'T';
  write_digits(out + 11, static_cast<unsigned>(clock.hours().count()), 2);
  out[13] = ':';
  write_digits(out + 14, static_cast<unsigned>(clock.minutes().count()), 2);
  out[16] = ':';
  write_digits(out + 17, static_cast<unsigned>(clock.seconds().count()), 2);
  out[19] = '.';
  out[23] = 'Z';
}

}  // namespace

void TimestampWriter::write(char* out, WallTime time) {
  const auto second = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch();
  if (second != shown_) {
    write_second(text_.data(), second);
    shown_ = second;
  }
  std::memcpy(out, text_.data(), length);
  write_digits(out + 20, static_cast<unsigned>((time.time_since_epoch() - second).count()), 3);
}

}  // namespace smppedge::north::json
