// SPDX-License-Identifier: Apache-2.0
// data_coding 8 as it is used: UTF-16 big endian with surrogate pairs, no byte order mark (domain.md C.2, D32, D33).
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/expected.h"

namespace smppedge::text::ucs2 {

enum class Error : std::uint8_t {
  odd_length,
  lone_surrogate,
};

/// UTF-16 code units of one character.
[[nodiscard]] constexpr unsigned units_of(char32_t character) {
  return character > 0xFFFF ? 2 : 1;
}

/// Writes 2 * units_of(character) octets and gives the place behind them.
inline std::uint8_t* write(std::uint8_t* at, char32_t character) {
  const auto unit = [&at](char32_t value) {
    *at++ = static_cast<std::uint8_t>(value >> 8);
    *at++ = static_cast<std::uint8_t>(value);
  };
  if (character > 0xFFFF) {
    unit(0xD800 + ((character - 0x10000) >> 10));
    unit(0xDC00 + ((character - 0x10000) & 0x3FF));
  } else {
    unit(character);
  }
  return at;
}

[[nodiscard]] Expected<void, Error> decode(std::span<const std::uint8_t> octets, std::string& utf8);

}  // namespace smppedge::text::ucs2
