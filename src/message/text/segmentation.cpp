// SPDX-License-Identifier: Apache-2.0
#include "message/text/segmentation.h"

#include <algorithm>
#include <cassert>

#include "message/text/gsm0338.h"
#include "message/text/ucs2.h"
#include "message/text/utf8.h"

namespace smppedge::text {

namespace {

// Units that a short message of 140 octets holds, alone and behind a user data header (domain.md C.6).
constexpr std::size_t body_octets_max = 140;
constexpr std::size_t segments_bound = 255;  // the header counts in one octet

constexpr std::size_t header_octets(ReferenceWidth width) {
  return width == ReferenceWidth::bits_16 ? 7 : 6;
}
constexpr std::size_t units_in(Encoding encoding, std::size_t octets) {
  if (encoding == Encoding::octets) return octets;
  return encoding == Encoding::gsm7 ? octets * 8 / 7 : octets / 2;
}
static_assert(units_in(Encoding::gsm7, body_octets_max) == 160 && units_in(Encoding::ucs2, body_octets_max) == 70);
static_assert(units_in(Encoding::gsm7, body_octets_max - header_octets(ReferenceWidth::bits_8)) == 153);
static_assert(units_in(Encoding::gsm7, body_octets_max - header_octets(ReferenceWidth::bits_16)) == 152);
static_assert(units_in(Encoding::ucs2, body_octets_max - header_octets(ReferenceWidth::bits_8)) == 67);
static_assert(units_in(Encoding::ucs2, body_octets_max - header_octets(ReferenceWidth::bits_16)) == 66);
static_assert(units_in(Encoding::octets, body_octets_max - header_octets(ReferenceWidth::bits_8)) == 134);

/// What one walk over a text finds out.
struct Measure {
  bool well_formed = true;
  bool gsm7 = true;
  std::size_t characters = 0;
  std::size_t septets = 0;
  std::size_t utf16_units = 0;
};

Measure measure(std::string_view utf8) {
  Measure result;
  // Most texts are ASCII within the GSM alphabet to their end: a load and an addition a character.
  std::size_t plain = 0;
  while (plain < utf8.size()) {
    const auto octet = static_cast<unsigned char>(utf8[plain]);
    const std::uint8_t septets = octet < 0x80 ? gsm0338::latin1_codes[octet].length : std::uint8_t{0};
    if (septets == 0) break;
    result.septets += septets;
    ++plain;
  }
  result.characters = plain;
  result.utf16_units = plain;
  for (Utf8Cursor cursor(utf8.substr(plain)); !cursor.at_end(); ++result.characters) {
    const char32_t character = cursor.next();
    if (character == not_a_character) {
      result.well_formed = false;
      return result;
    }
    result.utf16_units += ucs2::units_of(character);
    if (result.gsm7) {
      const auto code = gsm0338::code_of(character);
      result.gsm7 = code.length != 0;
      result.septets += code.length;
    }
  }
  return result;
}

std::size_t units_of(Encoding encoding, char32_t character) {
  return encoding == Encoding::gsm7 ? gsm0338::code_of(character).length : ucs2::units_of(character);
}

/// Where each segment ends when every character is one unit.
void place_even_ends(std::size_t units_max, Cut& cut) {
  cut.ends.reserve((cut.units + units_max - 1) / units_max);
  for (std::size_t end = units_max; end < cut.units; end += units_max) {
    cut.ends.push_back(static_cast<std::uint32_t>(end));
  }
  cut.ends.push_back(static_cast<std::uint32_t>(cut.units));
}

/// Where each segment of at most `units_max` ends, never within a character; false when there are too many.
bool place_ends(std::string_view utf8, std::size_t units_max, unsigned segments_max, Cut& cut) {
  cut.ends.reserve((cut.units + units_max - 1) / units_max + 1);
  std::size_t start = 0;
  std::size_t end = 0;
  for (Utf8Cursor cursor(utf8); !cursor.at_end();) {
    const std::size_t units = units_of(cut.encoding, cursor.next());
    if (end + units - start > units_max) {
      cut.ends.push_back(static_cast<std::uint32_t>(end));
      if (cut.ends.size() >= segments_max) return false;
      start = end;
    }
    end += units;
  }
  cut.ends.push_back(static_cast<std::uint32_t>(end));
  return true;
}

std::uint8_t* write_header(std::uint8_t* at, ReferenceWidth width, std::uint16_t reference, std::size_t total,
                           unsigned index) {
  if (width == ReferenceWidth::bits_16) {
    *at++ = 0x06;
    *at++ = 0x08;
    *at++ = 0x04;
    *at++ = static_cast<std::uint8_t>(reference >> 8);
  } else {
    *at++ = 0x05;
    *at++ = 0x00;
    *at++ = 0x03;
  }
  *at++ = static_cast<std::uint8_t>(reference);
  *at++ = static_cast<std::uint8_t>(total);
  *at++ = static_cast<std::uint8_t>(index + 1);
  return at;
}

void write_septets(Utf8Cursor cursor, std::uint8_t* at, const std::uint8_t* end) {
  while (at != end) {
    const auto code = gsm0338::code_of(cursor.next());
    if (code.length == 2) *at++ = gsm0338::escape;
    *at++ = code.septet;
  }
}

void write_utf16(Utf8Cursor cursor, std::uint8_t* at, const std::uint8_t* end) {
  while (at != end) at = ucs2::write(at, cursor.next());
}

}  // namespace

std::string_view to_string(Encoding encoding) {
  if (encoding == Encoding::octets) return "octets";
  return encoding == Encoding::gsm7 ? "gsm7" : "ucs2";
}

Expected<Cut, TextError> cut(std::string_view utf8, ReferenceWidth width, unsigned segments_max) {
  assert(segments_max >= 1 && segments_max <= segments_bound);
  if (utf8.empty()) return failure(TextError::empty);
  const Measure measured = measure(utf8);
  if (!measured.well_formed) return failure(TextError::not_utf8);

  Cut cut;
  cut.encoding = measured.gsm7 ? Encoding::gsm7 : Encoding::ucs2;
  cut.units = measured.gsm7 ? measured.septets : measured.utf16_units;
  if (cut.units <= units_in(cut.encoding, body_octets_max)) {
    cut.ends.push_back(static_cast<std::uint32_t>(cut.units));
    return cut;
  }
  const std::size_t units_max = units_in(cut.encoding, body_octets_max - header_octets(width));
  const bool hopeless = width == ReferenceWidth::none_single_only || cut.units > units_max * segments_max;
  if (hopeless) return failure(TextError::too_many_segments);
  if (cut.units == measured.characters) {
    place_even_ends(units_max, cut);
  } else if (!place_ends(utf8, units_max, segments_max, cut)) {
    return failure(TextError::too_many_segments);
  }
  return cut;
}

Expected<Cut, TextError> cut_octets(std::string_view octets, ReferenceWidth width, unsigned segments_max) {
  assert(segments_max >= 1 && segments_max <= segments_bound);
  if (octets.empty()) return failure(TextError::empty);
  Cut cut;
  cut.encoding = Encoding::octets;
  cut.units = octets.size();
  if (cut.units <= body_octets_max) {
    cut.ends.push_back(static_cast<std::uint32_t>(cut.units));
    return cut;
  }
  const std::size_t units_max = body_octets_max - header_octets(width);
  const bool hopeless = width == ReferenceWidth::none_single_only || cut.units > units_max * segments_max;
  if (hopeless) return failure(TextError::too_many_segments);
  place_even_ends(units_max, cut);
  return cut;
}

void write_segment(std::string_view body, const Cut& cut, ReferenceWidth width, std::uint16_t reference, unsigned index,
                   std::vector<std::uint8_t>& out) {
  assert(index < cut.segments());
  const bool several = cut.segments() > 1;
  assert(!several || width != ReferenceWidth::none_single_only);
  const std::size_t start = index == 0 ? 0 : cut.ends[index - 1];
  const std::size_t octets = (cut.ends[index] - start) * (cut.encoding == Encoding::ucs2 ? 2 : 1);
  out.resize((several ? header_octets(width) : 0) + octets);
  std::uint8_t* at = out.data();
  if (several) at = write_header(at, width, reference, cut.segments(), index);

  if (cut.encoding == Encoding::octets) {
    std::copy_n(body.begin() + static_cast<std::ptrdiff_t>(start), octets, at);
    return;
  }
  Utf8Cursor cursor(body);
  for (std::size_t skipped = 0; skipped < start;) skipped += units_of(cut.encoding, cursor.next());
  if (cut.encoding == Encoding::gsm7) {
    write_septets(cursor, at, at + octets);
  } else {
    write_utf16(cursor, at, at + octets);
  }
}

}  // namespace smppedge::text
