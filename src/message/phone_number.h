// SPDX-License-Identifier: Apache-2.0
// A phone's number in international form, digits only (domain.md A28), kept inline: 1 to 20 digits.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace smppedge {

class PhoneNumber {
 public:
  static constexpr std::size_t digits_max = 20;
  constexpr PhoneNumber() = default;
  /// Digits only, 1 to 20 of them; nothing is stripped or guessed (policy/number.h does that for accounts).
  [[nodiscard]] static constexpr std::optional<PhoneNumber> from_digits(std::string_view digits) {
    if (digits.empty() || digits.size() > digits_max) return std::nullopt;
    PhoneNumber number;
    for (const char digit : digits) {
      if (digit < '0' || digit > '9') return std::nullopt;
      number.digits_[number.length_++] = digit;
    }
    return number;
  }
  [[nodiscard]] constexpr std::string_view digits() const { return {digits_.data(), length_}; }
  [[nodiscard]] constexpr bool empty() const { return length_ == 0; }
  friend constexpr bool operator==(const PhoneNumber&, const PhoneNumber&) = default;
  friend constexpr auto operator<=>(const PhoneNumber&, const PhoneNumber&) = default;

 private:
  std::array<char, digits_max> digits_{};
  std::uint8_t length_ = 0;
};

}  // namespace smppedge

template <>
struct std::hash<smppedge::PhoneNumber> {
  std::size_t operator()(const smppedge::PhoneNumber& number) const noexcept {
    return std::hash<std::string_view>{}(number.digits());
  }
};
