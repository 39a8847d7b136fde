// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/phone_key.h"

#include <cassert>
#include <cstdint>

namespace smppedge::store::rocks {
namespace {

/// So many stand as a number behind a leading 1, below both marks.
constexpr std::size_t digits_in_prefix = 18;
constexpr std::uint64_t longer = 1ULL << 63;
constexpr std::uint64_t of_20_digits = 1ULL << 62;

std::uint64_t number_behind_1(std::string_view digits) {
  std::uint64_t value = 1;
  for (const char digit : digits) value = value * 10 + static_cast<std::uint64_t>(digit - '0');
  return value;
}

/// Appends `count` digits of `value`.
void append_digits(std::string& digits, std::uint64_t value, std::size_t count) {
  const std::size_t begin = digits.size();
  digits.resize(begin + count);
  for (std::size_t index = count; index-- > 0; value /= 10) digits[begin + index] = static_cast<char>('0' + value % 10);
}

}  // namespace

void write_phone(ByteWriter<std::string>& write, const PhoneNumber& phone) {
  assert(!phone.empty());
  const std::string_view digits = phone.digits();
  std::uint64_t prefix = number_behind_1(digits.substr(0, digits_in_prefix));
  if (digits.size() <= digits_in_prefix) return write.u64(prefix);
  prefix |= longer | (digits.size() == PhoneNumber::digits_max ? of_20_digits : 0);
  write.u64(prefix);
  write.u8(static_cast<std::uint8_t>(number_behind_1(digits.substr(digits_in_prefix)) -
                                     (digits.size() == PhoneNumber::digits_max ? 100 : 10)));
}

PhoneNumber read_phone(ByteReader& bytes) {
  const std::uint64_t prefix = bytes.u64();
  const bool is_longer = (prefix & longer) != 0;
  const std::uint64_t value = is_longer ? prefix & ~(longer | of_20_digits) : prefix;
  std::size_t count = 0;
  for (std::uint64_t rest = value; rest >= 10; rest /= 10) ++count;
  std::string digits;
  append_digits(digits, value, count);
  if (is_longer) append_digits(digits, bytes.u8(), (prefix & of_20_digits) != 0 ? 2 : 1);
  const auto phone = PhoneNumber::from_digits(digits);
  if (!phone || (is_longer && count != digits_in_prefix)) {
    bytes.fail();
    return {};
  }
  return *phone;
}

}  // namespace smppedge::store::rocks
