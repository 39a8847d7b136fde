// SPDX-License-Identifier: Apache-2.0
// Receipts are ASCII whatever the locale: comparison and classes of their characters.
#pragma once

#include <string_view>

namespace smppedge::receipt {

constexpr char lower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character | 0x20) : character;
}

constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

/// A NUL too: some carriers count one into sm_length (D22).
constexpr bool is_space(char character) {
  return character == ' ' || (character >= '\t' && character <= '\r') || character == '\0';
}
constexpr bool is_digit(char character) {
  return character >= '0' && character <= '9';
}
constexpr bool is_word(char character) {
  return (lower(character) >= 'a' && lower(character) <= 'z') || character == '_';
}

}  // namespace smppedge::receipt
