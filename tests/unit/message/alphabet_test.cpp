// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>

#include "message/text/decode.h"
#include "message/text/gsm0338.h"
#include "message/text/segmentation.h"
#include "message/text/ucs2.h"
#include "message/text/utf8.h"

using namespace smppedge;
using namespace smppedge::text;

namespace {

using Octets = std::vector<std::uint8_t>;

/// The table as domain.md C.7 prints it, in septet order without the escape.
constexpr std::u32string_view basic_table =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    U"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
constexpr std::u32string_view extension_table = U"\f^{}\\[~]|€";

std::string utf8_of(char32_t character) {
  std::string text;
  append_utf8(text, character);
  return text;
}

Encoding encoding_of(std::string_view text) {
  return cut(text, CutRules{}, 10)->encoding;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(alphabets)

BOOST_AUTO_TEST_CASE(all_127_and_10_gsm_characters_round_trip) {
  BOOST_REQUIRE_EQUAL(basic_table.size(), 127U);
  BOOST_REQUIRE_EQUAL(extension_table.size(), 10U);
  Octets octets;
  const auto check = [&](char32_t character, std::size_t length) {
    const std::string text = utf8_of(character);
    const auto whole = cut(text, CutRules{}, 1);
    BOOST_REQUIRE(whole);
    BOOST_REQUIRE((whole->encoding == Encoding::gsm7));
    write_segment(text, *whole, CutRules{}, 0, 0, octets);
    BOOST_REQUIRE_EQUAL(octets.size(), length);
    BOOST_REQUIRE_EQUAL(*decode(octets, Alphabet::gsm7_unpacked), text);
    return octets.back();
  };
  std::uint8_t septet = 0;
  for (const char32_t character : basic_table) {
    if (septet == gsm0338::escape) ++septet;
    BOOST_TEST(check(character, 1) == septet++);
  }
  const Octets extension_septets = {0x0A, 0x14, 0x28, 0x29, 0x2F, 0x3C, 0x3D, 0x3E, 0x40, 0x65};
  for (std::size_t i = 0; i < extension_table.size(); ++i) {
    BOOST_TEST(check(extension_table[i], 2) == extension_septets[i]);
  }
}

BOOST_AUTO_TEST_CASE(no_other_character_is_taken_for_gsm) {
  for (char32_t character = 1; character <= 0x10FFF; ++character) {
    const bool in_tables = basic_table.find(character) != std::u32string_view::npos ||
                           extension_table.find(character) != std::u32string_view::npos;
    if ((gsm0338::code_of(character).length != 0) != in_tables) BOOST_ERROR(std::to_string(character));
  }
}

BOOST_AUTO_TEST_CASE(neighbours_of_the_gsm_alphabet_force_ucs2) {
  for (const char* text : {"ç", "`", "￥", "【", "】", "\t", "“", "’", "–", "—", "…", "ê", "Α", "😀", "，", "\x1B"}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST((encoding_of(text) == Encoding::ucs2));
    }
  }
  for (const char* text : {"¥", "Ç", "'", "\"", "-", "Ω"}) BOOST_TEST((encoding_of(text) == Encoding::gsm7));
}

BOOST_AUTO_TEST_CASE(an_unknown_extension_reads_as_its_basic_character_and_a_lone_escape_as_a_space) {
  BOOST_TEST(*decode(Octets{0x1B, 0x41}, Alphabet::gsm7_unpacked) == "A");
  BOOST_TEST(*decode(Octets{0x1B, 0x1B, 0x41}, Alphabet::gsm7_unpacked) == " A");
  BOOST_TEST(*decode(Octets{0x41, 0x1B}, Alphabet::gsm7_unpacked) == "A ");
}

BOOST_AUTO_TEST_CASE(octets_foreign_to_an_alphabet_are_an_error) {
  for (const auto alphabet : {Alphabet::gsm7_unpacked, Alphabet::ascii, Alphabet::utf8}) {
    BOOST_TEST((decode(Octets{0x41, 0x80}, alphabet).error() == DecodeError::foreign_octet));
  }
  BOOST_TEST(*decode(Octets{0x41, 0xE9}, Alphabet::latin1) == "Aé");
  BOOST_TEST(*decode(Octets{0x41, 0x40}, Alphabet::ascii) == "A@");
  BOOST_TEST(*decode(Octets{0xE5, 0xAD, 0x97}, Alphabet::utf8) == "字");
}

BOOST_AUTO_TEST_CASE(ucs2_knows_pairs_and_refuses_their_halves) {
  BOOST_TEST(*decode(Octets{0x5B, 0x57, 0xD8, 0x3D, 0xDE, 0x00, 0, 'a'}, Alphabet::ucs2) == "字😀a");
  BOOST_TEST(*decode(Octets{}, Alphabet::ucs2) == "");
  BOOST_TEST((decode(Octets{0x5B}, Alphabet::ucs2).error() == DecodeError::odd_length));
  for (const Octets& half : {Octets{0xD8, 0x3D}, Octets{0xDE, 0x00}, Octets{0xD8, 0x3D, 0, 'a'},
                             Octets{0xD8, 0x3D, 0xD8, 0x3D}, Octets{0xDE, 0x00, 0xD8, 0x3D},
                             Octets{0xD8, 0x3D, 0, 0x61, 0xDE, 0x00}, Octets{0xD8, 0x3D, 0xD8, 0x3D, 0xDE, 0x00}}) {
    BOOST_TEST((decode(half, Alphabet::ucs2).error() == DecodeError::lone_surrogate));
  }
}

BOOST_AUTO_TEST_CASE(every_unicode_character_goes_through_utf8_and_ucs2) {
  std::uint8_t octets[4];
  for (char32_t character = 0; character <= 0x10FFFF; character += character < 0x11000 ? 1 : 251) {
    if (character == 0xD800) character = 0xE000;
    const std::string text = utf8_of(character);
    Utf8Cursor cursor(text);
    if (cursor.next() != character || !cursor.at_end()) BOOST_FAIL(std::to_string(character));
    const auto* end = ucs2::write(octets, character);
    const auto decoded = decode({octets, static_cast<std::size_t>(end - octets)}, Alphabet::ucs2);
    if (!decoded || *decoded != text) BOOST_FAIL(std::to_string(character));
  }
}

BOOST_AUTO_TEST_SUITE_END()
