// SPDX-License-Identifier: Apache-2.0
#include "message/text/segmentation.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "message/text/gsm0338.h"
#include "message/text/septets.h"
#include "message/text/ucs2.h"
#include "message/text/utf8.h"

namespace smppedge::text {

namespace {

// Octets of a short message; the units that they hold are domain.md C.6's table.
constexpr std::size_t body_octets_max = 140;
constexpr std::size_t segments_bound = 255;  // the header counts in one octet
constexpr std::size_t septets_max = 160;

constexpr std::size_t header_octets(ReferenceWidth width) {
  return width == ReferenceWidth::bits_16 ? 7 : 6;
}
constexpr bool in_septets(Encoding encoding) {
  return encoding == Encoding::gsm7 || encoding == Encoding::gsm7_packed;
}
constexpr std::size_t units_in(Encoding encoding, std::size_t octets) {
  if (in_septets(encoding)) return septets::in_octets(octets);
  return encoding == Encoding::ucs2 ? octets / 2 : octets;
}
static_assert(units_in(Encoding::gsm7, body_octets_max) == septets_max);
static_assert(units_in(Encoding::ucs2, body_octets_max) == 70);
static_assert(units_in(Encoding::latin1, body_octets_max) == 140);
static_assert(units_in(Encoding::gsm7, body_octets_max - header_octets(ReferenceWidth::bits_8)) == 153);
static_assert(units_in(Encoding::gsm7, body_octets_max - header_octets(ReferenceWidth::bits_16)) == 152);
static_assert(units_in(Encoding::ucs2, body_octets_max - header_octets(ReferenceWidth::bits_8)) == 67);
static_assert(units_in(Encoding::ucs2, body_octets_max - header_octets(ReferenceWidth::bits_16)) == 66);
static_assert(units_in(Encoding::octets, body_octets_max - header_octets(ReferenceWidth::bits_8)) == 134);

/// Units that each kind of part has for the text.
struct Room {
  std::size_t single;
  std::size_t first;
  std::size_t middle;
  std::size_t last;  // what does not fit makes one more part
  std::size_t part;  // without a signature
};

Room room_of(Encoding encoding, const CutRules& rules) {
  assert(rules.signature_units <= signature_units_max);
  const std::size_t signature = encoding == Encoding::octets ? 0 : rules.signature_units;
  const std::size_t part = units_in(encoding, body_octets_max - header_octets(rules.width));
  Room room{units_in(encoding, body_octets_max) - signature, part, part, part, part};
  const bool every = rules.signature_in == SignatureIn::every_part;
  if (every || rules.signature_in == SignatureIn::first_part) room.first -= signature;
  if (every || rules.signature_in == SignatureIn::last_part) room.last -= signature;
  if (every) room.middle -= signature;
  return room;
}

/// What one walk over a text finds out.
struct Measure {
  bool well_formed = true;
  bool gsm7 = true;
  std::size_t characters = 0;
  std::size_t septets = 0;
  std::size_t utf16_units = 0;
  char32_t highest = 0;  // of what is not within the ASCII part of GSM 03.38
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
    result.highest = std::max(result.highest, character);
    result.utf16_units += ucs2::units_of(character);
    if (result.gsm7) {
      const auto code = gsm0338::code_of(character);
      result.gsm7 = code.length != 0;
      result.septets += code.length;
    }
  }
  return result;
}

/// The encoding of a text of `octets` octets of UTF-8, and its units.
Cut encoding_of(const Measure& measured, std::size_t octets, Alphabet alphabet) {
  switch (alphabet) {
    case Alphabet::gsm7_unpacked:
      if (measured.gsm7) return {Encoding::gsm7, measured.septets, {}};
      break;
    case Alphabet::gsm7_packed:
      if (measured.gsm7) return {Encoding::gsm7_packed, measured.septets, {}};
      break;
    case Alphabet::ascii:
      if (measured.highest < 0x80) return {Encoding::ascii, measured.characters, {}};
      break;
    case Alphabet::latin1:
      if (measured.highest < 0x100) return {Encoding::latin1, measured.characters, {}};
      break;
    case Alphabet::utf8:
      return {Encoding::utf8, octets, {}};
    default:
      break;
  }
  return {Encoding::ucs2, measured.utf16_units, {}};
}

std::size_t utf8_octets(char32_t character) {
  if (character < 0x80) return 1;
  if (character < 0x800) return 2;
  return character < 0x10000 ? 3 : 4;
}

std::size_t units_of(Encoding encoding, char32_t character) {
  switch (encoding) {
    case Encoding::gsm7:
    case Encoding::gsm7_packed:
      return gsm0338::code_of(character).length;
    case Encoding::ucs2:
      return ucs2::units_of(character);
    case Encoding::utf8:
      return utf8_octets(character);
    case Encoding::octets:
    case Encoding::ascii:
    case Encoding::latin1:
      break;
  }
  return 1;
}

/// Where each segment ends when every character is one unit.
void place_even_ends(const Room& room, Cut& cut) {
  cut.ends.reserve(cut.units / room.middle + 2);
  std::size_t start = 0;
  for (std::size_t limit = room.first; cut.units - start > limit; limit = room.middle) {
    start += limit;
    cut.ends.push_back(static_cast<std::uint32_t>(start));
  }
  if (cut.units - start > room.last) cut.ends.push_back(static_cast<std::uint32_t>(start + room.last));
  cut.ends.push_back(static_cast<std::uint32_t>(cut.units));
}

/// Where each segment ends, never within a character.
void place_ends(std::string_view utf8, const Room& room, Cut& cut) {
  cut.ends.reserve(cut.units / room.middle + 2);
  std::size_t start = 0;
  std::size_t end = 0;
  std::size_t last_fit = 0;  // how far it may go if it is the last
  std::size_t limit = room.first;
  for (Utf8Cursor cursor(utf8); !cursor.at_end();) {
    const std::size_t units = units_of(cut.encoding, cursor.next());
    if (end + units - start > limit) {
      cut.ends.push_back(static_cast<std::uint32_t>(end));
      start = end;
      limit = room.middle;
    }
    end += units;
    if (end - start <= room.last) last_fit = end;
  }
  if (end - start > room.last) cut.ends.push_back(static_cast<std::uint32_t>(last_fit));
  cut.ends.push_back(static_cast<std::uint32_t>(end));
}

/// Ends for a cut whose units are known. `text`: what is walked over where characters are not all of one unit.
Expected<Cut, TextError> place(Cut cut, std::string_view text, bool even, const CutRules& rules,
                               unsigned segments_max) {
  const Room room = room_of(cut.encoding, rules);
  cut.in_payload = cut.units > room.single && rules.long_form == LongForm::payload;
  const bool hopeless = rules.width == ReferenceWidth::none_single_only || cut.units > room.part * segments_max;
  if (cut.units > room.single && hopeless) return failure(TextError::too_many_segments);
  if (cut.units <= room.single || cut.in_payload) {
    cut.ends.push_back(static_cast<std::uint32_t>(cut.units));
    return cut;
  }
  if (even) {
    place_even_ends(room, cut);
  } else {
    place_ends(text, room, cut);
  }
  if (cut.ends.size() > segments_max) return failure(TextError::too_many_segments);
  return cut;
}

void write_header(std::uint8_t* at, ReferenceWidth width, std::uint16_t reference, std::size_t total, unsigned index) {
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
  *at = static_cast<std::uint8_t>(index + 1);
}

void write_septets(Utf8Cursor cursor, std::uint8_t* at, const std::uint8_t* end) {
  while (at != end) {
    const auto code = gsm0338::code_of(cursor.next());
    if (code.length == 2) *at++ = gsm0338::escape;
    *at++ = code.septet;
  }
}

void write_packed(Utf8Cursor cursor, std::size_t count, std::size_t header, std::vector<std::uint8_t>& out) {
  std::vector<std::uint8_t> unpacked;
  std::array<std::uint8_t, septets_max> room;  // written before it is read
  std::uint8_t* septets = room.data();
  if (count > room.size()) {
    unpacked.resize(count);  // a payload
    septets = unpacked.data();
  }
  write_septets(cursor, septets, septets + count);
  out.resize(header + septets::packed_octets(count, header));
  septets::pack({septets, count}, header, out.data() + header);
}

void write_utf16(Utf8Cursor cursor, std::uint8_t* at, const std::uint8_t* end) {
  while (at != end) at = ucs2::write(at, cursor.next());
}

void write_latin1(Utf8Cursor cursor, std::uint8_t* at, const std::uint8_t* end) {
  while (at != end) *at++ = static_cast<std::uint8_t>(cursor.next());
}

/// Encodings whose units are the octets of the body itself.
constexpr bool as_it_is(Encoding encoding) {
  return encoding == Encoding::octets || encoding == Encoding::ascii || encoding == Encoding::utf8;
}

}  // namespace

std::string_view to_string(Encoding encoding) {
  switch (encoding) {
    case Encoding::gsm7:
      return "gsm7";
    case Encoding::ucs2:
      return "ucs2";
    case Encoding::octets:
      return "octets";
    case Encoding::gsm7_packed:
      return "gsm7_packed";
    case Encoding::ascii:
      return "ascii";
    case Encoding::latin1:
      return "latin1";
    case Encoding::utf8:
      return "utf8";
  }
  return "";
}

Expected<Cut, TextError> cut(std::string_view utf8, const CutRules& rules, unsigned segments_max) {
  assert(segments_max >= 1 && segments_max <= segments_bound);
  if (utf8.empty()) return failure(TextError::empty);
  const Measure measured = measure(utf8);
  if (!measured.well_formed) return failure(TextError::not_utf8);
  Cut cut = encoding_of(measured, utf8.size(), rules.alphabet);
  const bool even = cut.units == measured.characters;
  return place(std::move(cut), utf8, even, rules, segments_max);
}

Expected<Cut, TextError> cut_octets(std::string_view octets, const CutRules& rules, unsigned segments_max) {
  assert(segments_max >= 1 && segments_max <= segments_bound);
  if (octets.empty()) return failure(TextError::empty);
  return place({Encoding::octets, octets.size(), {}}, octets, true, rules, segments_max);
}

void write_segment(std::string_view body, const Cut& cut, const CutRules& rules, std::uint16_t reference,
                   unsigned index, std::vector<std::uint8_t>& out) {
  assert(index < cut.segments());
  const bool headed = cut.segments() > 1 && rules.long_form == LongForm::udh;
  assert(!headed || rules.width != ReferenceWidth::none_single_only);
  const std::size_t start = index == 0 ? 0 : cut.ends[index - 1];
  const std::size_t units = cut.ends[index] - start;
  const std::size_t header = headed ? header_octets(rules.width) : 0;
  out.resize(header + units * (cut.encoding == Encoding::ucs2 ? 2 : 1));
  if (headed) write_header(out.data(), rules.width, reference, cut.segments(), index);
  std::uint8_t* at = out.data() + header;
  const std::uint8_t* end = out.data() + out.size();

  if (as_it_is(cut.encoding)) {
    std::copy_n(body.begin() + static_cast<std::ptrdiff_t>(start), units, at);
    return;
  }
  Utf8Cursor cursor(body);
  for (std::size_t skipped = 0; skipped < start;) skipped += units_of(cut.encoding, cursor.next());
  if (cut.encoding == Encoding::gsm7) return write_septets(cursor, at, end);
  if (cut.encoding == Encoding::gsm7_packed) return write_packed(cursor, units, header, out);
  if (cut.encoding == Encoding::latin1) return write_latin1(cursor, at, end);
  write_utf16(cursor, at, end);
}

}  // namespace smppedge::text
