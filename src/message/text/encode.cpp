// SPDX-License-Identifier: Apache-2.0
#include "message/text/encode.h"

#include <array>

#include "message/text/gsm0338.h"
#include "message/text/ucs2.h"
#include "message/text/utf8.h"

namespace smppedge::text {

namespace {

bool append_septets(std::string& octets, char32_t character) {
  const auto code = gsm0338::code_of(character);
  if (code.length == 0) return false;
  if (code.length == 2) octets.push_back(static_cast<char>(gsm0338::escape));
  octets.push_back(static_cast<char>(code.septet));
  return true;
}

bool append_octet(std::string& octets, char32_t character, char32_t last) {
  if (character > last) return false;
  octets.push_back(static_cast<char>(character));
  return true;
}

void append_utf16(std::string& octets, char32_t character) {
  std::array<std::uint8_t, 4> units{};
  const std::uint8_t* end = ucs2::write(units.data(), character);
  for (const std::uint8_t* at = units.data(); at != end; ++at) octets.push_back(static_cast<char>(*at));
}

}  // namespace

bool append_encoded(std::string& octets, char32_t character, Alphabet alphabet) {
  if (character == not_a_character) return false;
  switch (alphabet) {
    case Alphabet::gsm7_unpacked:
      return append_septets(octets, character);
    case Alphabet::ascii:
      return append_octet(octets, character, 0x7F);
    case Alphabet::latin1:
      return append_octet(octets, character, 0xFF);
    case Alphabet::utf8:
      append_utf8(octets, character);
      return true;
    case Alphabet::ucs2:
      append_utf16(octets, character);
      return true;
    default:
      break;
  }
  return false;
}

std::optional<std::string> encode(std::string_view utf8, Alphabet alphabet) {
  std::string octets;
  octets.reserve(utf8.size());
  for (Utf8Cursor cursor(utf8); !cursor.at_end();) {
    if (!append_encoded(octets, cursor.next(), alphabet)) return std::nullopt;
  }
  return octets;
}

}  // namespace smppedge::text
