// SPDX-License-Identifier: Apache-2.0
#include "profile/id_convention.h"

#include <algorithm>
#include <array>
#include <optional>

namespace smppedge {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

constexpr char lower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
}

bool all_digits(std::string_view id, unsigned base) {
  return std::all_of(id.begin(), id.end(), [base](char character) { return hex_digits.find(lower(character)) < base; });
}

/// Lower case, no hyphens, no leading zeros; a lone zero stays.
CanonicalId fold(std::string_view id) {
  CanonicalId folded;
  bool leading = true;
  for (const char character : id) {
    if (character == '-') continue;
    if (leading && character == '0') continue;
    leading = false;
    folded.push_back(lower(character));
  }
  if (folded.empty()) folded.push_back('0');
  return folded;
}

/// Decimal to lower-case hexadecimal by long division: such ids outgrow 64 bits.
CanonicalId hex_of_decimal(std::string_view decimal) {
  std::array<unsigned, CanonicalId::octets_max> quotient{};
  const std::size_t count = decimal.size();
  for (std::size_t i = 0; i < count; ++i) quotient[i] = static_cast<unsigned>(decimal[i] - '0');

  std::array<char, CanonicalId::octets_max> reversed{};
  std::size_t length = 0;
  for (std::size_t first = 0; first < count;) {
    unsigned remainder = 0;
    for (std::size_t i = first; i < count; ++i) {
      const unsigned value = remainder * 10 + quotient[i];
      quotient[i] = value / 16;
      remainder = value % 16;
    }
    reversed[length++] = hex_digits[remainder];
    while (first < count && quotient[first] == 0) ++first;
  }
  std::reverse(reversed.begin(), reversed.begin() + static_cast<std::ptrdiff_t>(length));
  return fold({reversed.data(), length});
}

}  // namespace

CanonicalId canonical_id(IdConvention convention, IdOrigin origin, std::string_view id) {
  CanonicalId exact;
  if (!exact.assign(id) || id.empty() || convention == IdConvention::same) return exact;
  if (convention == IdConvention::same_loosely) return fold(id);
  const bool is_hex = (convention == IdConvention::response_hex) == (origin == IdOrigin::response);
  if (!all_digits(id, is_hex ? 16 : 10)) return exact;
  return is_hex ? fold(id) : hex_of_decimal(id);
}

}  // namespace smppedge
