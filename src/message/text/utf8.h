// SPDX-License-Identifier: Apache-2.0
// Strict UTF-8 (RFC 3629), a character at a time: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace smppedge::text {

inline constexpr char32_t not_a_character = 0xFFFFFFFF;

/// Walks `utf8`; next() gives not_a_character at malformed input and stays there.
class Utf8Cursor {
 public:
  explicit Utf8Cursor(std::string_view utf8) : at_(utf8.data()), end_(utf8.data() + utf8.size()) {}

  [[nodiscard]] bool at_end() const { return at_ == end_; }
  [[nodiscard]] const char* position() const { return at_; }

  char32_t next() {
    const char32_t lead = octet(0);
    if (lead < 0x80) {
      at_ += 1;
      return lead;
    }
    if (lead >= 0xE0 && lead < 0xF0) return take(3, ((lead & 0x0F) << 12) | (tail(1) << 6) | tail(2), 0x800);
    if (lead >= 0xC2 && lead < 0xE0) return take(2, ((lead & 0x1F) << 6) | tail(1), 0x80);
    if (lead >= 0xF0 && lead < 0xF5) {
      return take(4, ((lead & 0x07) << 18) | (tail(1) << 12) | (tail(2) << 6) | tail(3), 0x10000);
    }
    return not_a_character;
  }

 private:
  /// Shifted left by 0, 6 or 12 it keeps a bit above U+10FFFF, so that take() refuses what holds it.
  static constexpr char32_t missing = (1U << 25) | (1U << 15);

  [[nodiscard]] char32_t octet(std::ptrdiff_t index) const { return static_cast<unsigned char>(at_[index]); }
  /// Six bits of a continuation octet; `missing` when there is none.
  [[nodiscard]] char32_t tail(std::ptrdiff_t index) const {
    if (end_ - at_ <= index) return missing;
    const char32_t value = octet(index);
    return (value & 0xC0) == 0x80 ? value & 0x3F : missing;
  }
  char32_t take(std::ptrdiff_t length, char32_t character, char32_t smallest) {
    const bool surrogate = character >= 0xD800 && character < 0xE000;
    if (character < smallest || character > 0x10FFFF || surrogate) return not_a_character;
    at_ += length;
    return character;
  }
  const char* at_;
  const char* end_;
};

[[nodiscard]] inline bool is_utf8(std::string_view octets) {
  Utf8Cursor cursor(octets);
  while (!cursor.at_end()) {
    if (cursor.next() == not_a_character) return false;
  }
  return true;
}

/// `character` must be a Unicode scalar value.
void append_utf8(std::string& out, char32_t character);

}  // namespace smppedge::text
