// SPDX-License-Identifier: Apache-2.0
#include "message/text/decode.h"

#include "message/text/charset.h"
#include "message/text/gsm0338.h"
#include "message/text/septets.h"
#include "message/text/ucs2.h"
#include "message/text/utf8.h"

namespace smppedge::text {

namespace {

bool decode_ascii(std::span<const std::uint8_t> octets, std::string& utf8) {
  for (const std::uint8_t octet : octets) {
    if (octet > 0x7F) return false;
  }
  utf8.assign(octets.begin(), octets.end());
  return true;
}

bool decode_latin1(std::span<const std::uint8_t> octets, std::string& utf8) {
  for (const std::uint8_t octet : octets) append_utf8(utf8, octet);
  return true;
}

bool decode_utf8(std::span<const std::uint8_t> octets, std::string& utf8) {
  utf8.assign(octets.begin(), octets.end());
  for (Utf8Cursor cursor(utf8); !cursor.at_end();) {
    if (cursor.next() == not_a_character) return false;
  }
  return true;
}

bool decode_packed(std::span<const std::uint8_t> octets, std::size_t header_octets, std::string& utf8) {
  return gsm0338::decode(septets::unpack(octets, header_octets), utf8);
}

bool decode_octets(std::span<const std::uint8_t> octets, Alphabet alphabet, std::size_t header_octets,
                   std::string& utf8) {
  switch (alphabet) {
    case Alphabet::gsm7_unpacked:
      return gsm0338::decode(octets, utf8);
    case Alphabet::ascii:
      return decode_ascii(octets, utf8);
    case Alphabet::latin1:
      return decode_latin1(octets, utf8);
    case Alphabet::utf8:
      return decode_utf8(octets, utf8);
    case Alphabet::gsm7_packed:
      return decode_packed(octets, header_octets, utf8);
    default:
      break;
  }
  return false;
}

/// What the C library calls those alphabets that it decodes; nullptr: the others.
const char* charset_of(Alphabet alphabet) {
  switch (alphabet) {
    case Alphabet::gb18030:
      return "GB18030";
    case Alphabet::shift_jis:
      return "SHIFT_JIS";
    case Alphabet::iso_2022_jp:
      return "ISO-2022-JP";
    case Alphabet::euc_jp:
      return "EUC-JP";
    case Alphabet::euc_kr:
      return "EUC-KR";
    case Alphabet::cyrillic:
      return "ISO-8859-5";
    case Alphabet::hebrew:
      return "ISO-8859-8";
    default:
      return nullptr;
  }
}

}  // namespace

std::string_view to_string(DecodeError error) {
  switch (error) {
    case DecodeError::foreign_octet:
      return "foreign_octet";
    case DecodeError::odd_length:
      return "odd_length";
    case DecodeError::lone_surrogate:
      return "lone_surrogate";
    case DecodeError::not_installed:
      return "not_installed";
  }
  return "";
}

Expected<std::string, DecodeError> decode(std::span<const std::uint8_t> octets, Alphabet alphabet,
                                          std::size_t header_octets) {
  if (const char* charset = charset_of(alphabet)) return charset::decode(octets, charset);
  std::string utf8;
  if (alphabet == Alphabet::ucs2) {
    const auto decoded = ucs2::decode(octets, utf8);
    if (!decoded) {
      return failure(decoded.error() == ucs2::Error::odd_length ? DecodeError::odd_length
                                                                : DecodeError::lone_surrogate);
    }
  } else if (!decode_octets(octets, alphabet, header_octets, utf8)) {
    return failure(DecodeError::foreign_octet);
  }
  return utf8;
}

}  // namespace smppedge::text
