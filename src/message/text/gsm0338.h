// SPDX-License-Identifier: Apache-2.0
// The GSM 03.38 (3GPP TS 23.038) default alphabet with its extension table, unpacked as SMPP carries it: one septet an
// octet, top bit clear (domain.md C.6, C.7). No transliteration: a character is in the alphabet or it is not.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace smppedge::text::gsm0338 {

inline constexpr std::uint8_t escape = 0x1B;

/// How one character is written: its septets, or that it has none.
struct Code {
  std::uint8_t length = 0;  ///< septets: 0 not in the alphabet, 1 basic table, 2 escape and extension table
  std::uint8_t septet = 0;  ///< the last of them
};

/// The codes of U+0000 to U+00FF, by character.
extern const std::array<Code, 256> latin1_codes;
[[nodiscard]] Code code_beyond_latin1(char32_t character);
[[nodiscard]] inline Code code_of(char32_t character) {
  return character < latin1_codes.size() ? latin1_codes[character] : code_beyond_latin1(character);
}

/// Decodes unpacked septets. An unknown extension code reads as the basic character and a lone escape as a space, as
/// 23.038 asks of a receiver. False when an octet has its top bit set: then it is not this alphabet.
[[nodiscard]] bool decode(std::span<const std::uint8_t> septets, std::string& utf8);

}  // namespace smppedge::text::gsm0338
