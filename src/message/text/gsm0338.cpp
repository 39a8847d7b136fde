// SPDX-License-Identifier: Apache-2.0
#include "message/text/gsm0338.h"

#include <string_view>

#include "message/text/utf8.h"

namespace smppedge::text::gsm0338 {

namespace {

// By septet. U+FFFF stands at the place of the escape, which is no character.
constexpr std::u16string_view basic =
    u"@£$¥èéùìòÇ\nØø\rÅå"
    u"Δ_ΦΓΛΩΠΨΣΘΞ\uFFFFÆæßÉ"
    u" !\"#¤%&'()*+,-./"
    u"0123456789:;<=>?"
    u"¡ABCDEFGHIJKLMNO"
    u"PQRSTUVWXYZÄÖÑÜ§"
    u"¿abcdefghijklmno"
    u"pqrstuvwxyzäöñüà";
static_assert(basic.size() == 128 && basic[escape] == u'\uFFFF');

struct Extension {
  std::uint8_t septet;
  char16_t character;
};
constexpr Extension extensions[] = {{0x0A, u'\f'}, {0x14, u'^'}, {0x28, u'{'}, {0x29, u'}'}, {0x2F, u'\\'},
                                    {0x3C, u'['},  {0x3D, u'~'}, {0x3E, u']'}, {0x40, u'|'}, {0x65, u'€'}};

constexpr char16_t greek_first = 0x0393;  // Γ
constexpr char16_t greek_last = 0x03A9;   // Ω
constexpr char16_t euro = 0x20AC;

constexpr Code find(char16_t character) {
  for (std::size_t septet = 0; septet < basic.size(); ++septet) {
    if (basic[septet] == character) return {1, static_cast<std::uint8_t>(septet)};
  }
  for (const Extension& extension : extensions) {
    if (extension.character == character) return {2, extension.septet};
  }
  return {};
}

template <std::size_t Count>
constexpr std::array<Code, Count> codes_from(char16_t first) {
  std::array<Code, Count> codes{};
  for (std::size_t i = 0; i < Count; ++i) codes[i] = find(static_cast<char16_t>(first + i));
  return codes;
}

constexpr auto greek_codes = codes_from<greek_last - greek_first + 1>(greek_first);

// The two tables above hold every character of the alphabet but the euro sign, which code_beyond_latin1() names.
constexpr bool covered(char16_t character) {
  return character < 256 || (character >= greek_first && character <= greek_last) || character == euro;
}
constexpr bool all_covered() {
  for (const char16_t character : basic) {
    if (character != u'\uFFFF' && !covered(character)) return false;
  }
  for (const Extension& extension : extensions) {
    if (!covered(extension.character)) return false;
  }
  return true;
}
static_assert(all_covered());

constexpr std::array<char16_t, 128> extended_characters = [] {
  std::array<char16_t, 128> characters{};
  for (std::size_t septet = 0; septet < characters.size(); ++septet) characters[septet] = basic[septet];
  for (const Extension& extension : extensions) characters[extension.septet] = extension.character;
  characters[escape] = u' ';
  return characters;
}();

}  // namespace

constexpr std::array<Code, 256> latin1_codes = codes_from<256>(0);

Code code_beyond_latin1(char32_t character) {
  if (character >= greek_first && character <= greek_last) return greek_codes[character - greek_first];
  if (character == euro) return {2, 0x65};
  return {};
}

bool decode(std::span<const std::uint8_t> septets, std::string& utf8) {
  utf8.clear();
  utf8.reserve(septets.size());
  bool escaped = false;
  for (const std::uint8_t septet : septets) {
    if (septet > 0x7F) return false;
    if (escaped) {
      append_utf8(utf8, extended_characters[septet]);
      escaped = false;
    } else if (septet == escape) {
      escaped = true;
    } else {
      append_utf8(utf8, basic[septet]);
    }
  }
  if (escaped) utf8.push_back(' ');
  return true;
}

}  // namespace smppedge::text::gsm0338
