// SPDX-License-Identifier: Apache-2.0
// The segment vectors of domain.md A.10 and C.6, and that what is written decodes to what was given.
#include "message/text/segmentation.h"

#include <boost/test/unit_test.hpp>
#include <random>

#include "message/text/decode.h"
#include "message/text/gsm0338.h"
#include "message/text/user_data_header.h"
#include "message/text/utf8.h"

using namespace smppedge;
using namespace smppedge::text;

namespace {

constexpr unsigned plenty = 255;
constexpr CutRules wide_rules{.width = ReferenceWidth::bits_16};
constexpr CutRules single_only{.width = ReferenceWidth::none_single_only};

std::string times(std::size_t count, std::string_view piece) {
  std::string result;
  while (count-- > 0) result += piece;
  return result;
}

std::vector<std::size_t> parts(const Cut& cut) {
  std::vector<std::size_t> sizes;
  std::size_t start = 0;
  for (const auto end : cut.ends) {
    sizes.push_back(end - start);
    start = end;
  }
  return sizes;
}

struct Vector {
  std::string text;
  Encoding encoding;
  std::size_t units;
  std::vector<std::size_t> parts_8_bits;
  std::size_t count_16_bits;
};

const std::vector<Vector>& vectors() {
  static const std::vector<Vector> all = {
      {times(70, "字"), Encoding::ucs2, 70, {70}, 1},
      {times(71, "字"), Encoding::ucs2, 71, {67, 4}, 2},
      {times(134, "字"), Encoding::ucs2, 134, {67, 67}, 3},
      {times(135, "字"), Encoding::ucs2, 135, {67, 67, 1}, 3},
      {times(150, "字"), Encoding::ucs2, 150, {67, 67, 16}, 3},
      {times(201, "字"), Encoding::ucs2, 201, {67, 67, 67}, 4},
      {times(202, "字"), Encoding::ucs2, 202, {67, 67, 67, 1}, 4},
      {times(160, "a"), Encoding::gsm7, 160, {160}, 1},
      {times(161, "a"), Encoding::gsm7, 161, {153, 8}, 2},
      {times(306, "a"), Encoding::gsm7, 306, {153, 153}, 3},
      {times(307, "a"), Encoding::gsm7, 307, {153, 153, 1}, 3},
      {times(320, "a"), Encoding::gsm7, 320, {153, 153, 14}, 3},
      {times(80, "€"), Encoding::gsm7, 160, {160}, 1},
      {times(81, "€"), Encoding::gsm7, 162, {152, 10}, 2},
      {times(153, "€"), Encoding::gsm7, 306, {152, 152, 2}, 3},
      {times(152, "a") + "€" + times(151, "a"), Encoding::gsm7, 305, {152, 153}, 3},
      {times(152, "a") + "€" + times(152, "a"), Encoding::gsm7, 306, {152, 153, 1}, 3},
      {times(159, "a") + "é", Encoding::gsm7, 160, {160}, 1},
      {times(159, "a") + "ê", Encoding::ucs2, 160, {67, 67, 26}, 3},
      {"`" + times(70, "a"), Encoding::ucs2, 71, {67, 4}, 2},
      {times(69, "字") + "😀", Encoding::ucs2, 71, {67, 4}, 2},
      {times(68, "字") + "😀", Encoding::ucs2, 70, {70}, 1},
      {times(66, "字") + "😀" + times(67, "字"), Encoding::ucs2, 135, {66, 67, 2}, 3},
      {times(67, "😀"), Encoding::ucs2, 134, {66, 66, 2}, 3},
      {"【腾讯云】" + times(65, "字"), Encoding::ucs2, 70, {70}, 1},
      {"【腾讯云】" + times(66, "字"), Encoding::ucs2, 71, {67, 4}, 2},
      {"[Ab]" + times(154, "a"), Encoding::gsm7, 160, {160}, 1},
      {"[Ab]" + times(155, "a"), Encoding::gsm7, 161, {153, 8}, 2},
  };
  return all;
}

Alphabet alphabet_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::gsm7:
      return Alphabet::gsm7_unpacked;
    case Encoding::gsm7_packed:
      return Alphabet::gsm7_packed;
    case Encoding::ascii:
      return Alphabet::ascii;
    case Encoding::latin1:
      return Alphabet::latin1;
    case Encoding::utf8:
      return Alphabet::utf8;
    case Encoding::ucs2:
    case Encoding::octets:
      break;
  }
  return Alphabet::ucs2;
}

/// Joins and decodes all segments as a handset would; checks headers and sizes on the way.
std::string read_back(std::string_view utf8, const Cut& cut, const CutRules& rules, std::uint16_t reference) {
  std::string joined;
  std::vector<std::uint8_t> octets;
  for (unsigned i = 0; i < cut.segments(); ++i) {
    write_segment(utf8, cut, rules, reference, i, octets);
    BOOST_REQUIRE_LE(octets.size(), cut.segments() == 1 ? 160U : 159U);
    std::span<const std::uint8_t> body = octets;
    std::size_t header = 0;
    if (cut.segments() > 1) {
      const auto data = split_user_data(octets);
      BOOST_REQUIRE(data && data->concatenation);
      const bool wide = rules.width == ReferenceWidth::bits_16;
      const Concatenation expected{wide ? reference : static_cast<std::uint16_t>(reference & 0xFF), rules.width,
                                   static_cast<std::uint8_t>(cut.segments()), static_cast<std::uint8_t>(i + 1)};
      BOOST_REQUIRE(*data->concatenation == expected);
      BOOST_REQUIRE_EQUAL(data->header.size(), wide ? 7U : 6U);
      body = data->body;
      header = data->header.size();
    }
    // Each segment decodes by itself, so none ends within an escape or a surrogate pair.
    if (cut.encoding == Encoding::gsm7) BOOST_REQUIRE(body.back() != gsm0338::escape);
    const auto decoded = decode(body, alphabet_of(cut.encoding), header);
    BOOST_REQUIRE(decoded);
    joined += *decoded;
  }
  return joined;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(segmentation)

BOOST_AUTO_TEST_CASE(every_worked_vector_holds_in_both_reference_widths) {
  for (const Vector& vector : vectors()) {
    BOOST_TEST_CONTEXT(vector.text) {
      const auto narrow = cut(vector.text, CutRules{}, plenty);
      BOOST_REQUIRE(narrow);
      BOOST_TEST((narrow->encoding == vector.encoding));
      BOOST_TEST(narrow->units == vector.units);
      BOOST_TEST(parts(*narrow) == vector.parts_8_bits, boost::test_tools::per_element());
      BOOST_TEST(read_back(vector.text, *narrow, CutRules{}, 0xABCD) == vector.text);

      const auto wide = cut(vector.text, wide_rules, plenty);
      BOOST_REQUIRE(wide);
      BOOST_TEST(wide->units == vector.units);
      BOOST_TEST(wide->segments() == vector.count_16_bits);
      BOOST_TEST(read_back(vector.text, *wide, wide_rules, 0xABCD) == vector.text);
    }
  }
}

BOOST_AUTO_TEST_CASE(full_parts_hold_what_the_header_leaves) {
  const auto first_part = [](std::string_view piece, const CutRules& rules) {
    return parts(*cut(times(400, piece), rules, plenty)).front();
  };
  BOOST_TEST(first_part("a", CutRules{}) == 153U);
  BOOST_TEST(first_part("a", wide_rules) == 152U);
  BOOST_TEST(first_part("字", CutRules{}) == 67U);
  BOOST_TEST(first_part("字", wide_rules) == 66U);
}

BOOST_AUTO_TEST_CASE(what_goes_on_the_wire_is_as_the_specification_has_it) {
  std::vector<std::uint8_t> octets;
  const std::string single = "a@$_€";
  write_segment(single, *cut(single, CutRules{}, 1), CutRules{}, 7, 0, octets);
  BOOST_TEST(octets == (std::vector<std::uint8_t>{0x61, 0x00, 0x02, 0x11, 0x1B, 0x65}),
             boost::test_tools::per_element());

  const std::string emoji = "字😀";
  write_segment(emoji, *cut(emoji, CutRules{}, 1), CutRules{}, 7, 0, octets);
  BOOST_TEST(octets == (std::vector<std::uint8_t>{0x5B, 0x57, 0xD8, 0x3D, 0xDE, 0x00}),
             boost::test_tools::per_element());

  const std::string long_text = times(154, "b") + times(10, "c");
  const auto narrow = *cut(long_text, CutRules{}, 2);
  write_segment(long_text, narrow, CutRules{}, 0x1234, 1, octets);
  BOOST_TEST(
      octets == (std::vector<std::uint8_t>{5, 0, 3, 0x34, 2, 2, 'b', 'c', 'c', 'c', 'c', 'c', 'c', 'c', 'c', 'c', 'c'}),
      boost::test_tools::per_element());
  write_segment(long_text, narrow, CutRules{}, 0x1234, 0, octets);
  BOOST_TEST(octets.size() == 159U);

  const auto wide = *cut(long_text, wide_rules, 2);
  write_segment(long_text, wide, wide_rules, 0x1234, 1, octets);
  BOOST_TEST(std::vector<std::uint8_t>(octets.begin(), octets.begin() + 7) ==
                 (std::vector<std::uint8_t>{6, 8, 4, 0x12, 0x34, 2, 2}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_empty_text_is_refused) {
  BOOST_TEST((cut("", CutRules{}, 10).error() == TextError::empty));
}

BOOST_AUTO_TEST_CASE(malformed_utf8_is_refused) {
  for (const std::string_view bad : {"\x80",
                                     "\xC3",
                                     "a\xC3(",
                                     "\xC0\xAF",
                                     "\xC1\xBF",
                                     "\xE0\x80\xAF",
                                     "\xE0\x9F\xBF",
                                     "\xED\xA0\x80",
                                     "\xED\xBF\xBF",
                                     "\xE5\xAD",
                                     "\xE5\xAD\x28",
                                     "\xE5\x28\x97",
                                     "\xF0\x80\x80\x80",
                                     "\xF0\x8F\xBF\xBF",
                                     "\xF4\x90\x80\x80",
                                     "\xF5\x80\x80\x80",
                                     "\xFE",
                                     "\xFF",
                                     "\xF0\x9F\x98",
                                     "\xF0\x28\x98\x80",
                                     "\xF0\x9F\x28\x80",
                                     "\xF0\x9F\x98\x28",
                                     "\xF0\x9F\x98\xC0",
                                     "ok then \xED\xA0\xBD\xED\xB8\x80"}) {
    const auto result = cut(bad, CutRules{}, 10);
    BOOST_REQUIRE(!result);
    BOOST_TEST((result.error() == TextError::not_utf8));
  }
  for (const std::string_view good : {"\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                                      "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    BOOST_TEST(cut(good, CutRules{}, 10).has_value());
  }
}

BOOST_AUTO_TEST_CASE(segments_max_is_exact) {
  for (const std::string_view piece : {"a", "字", "😀", "€"}) {
    for (const unsigned limit : {1U, 2U, 3U, 10U, 255U}) {
      std::string text;
      Cut last;
      for (;;) {
        text += piece;
        const auto whole = cut(text, CutRules{}, limit);
        if (!whole) {
          BOOST_TEST((whole.error() == TextError::too_many_segments));
          break;
        }
        last = *whole;
        if (last.segments() + 2 < limit) text += times(60, piece);
      }
      BOOST_TEST(last.segments() == limit);
    }
  }
}

BOOST_AUTO_TEST_CASE(without_a_reference_only_a_single_message_passes) {
  BOOST_TEST(cut(times(160, "a"), single_only, 10).has_value());
  BOOST_TEST((cut(times(161, "a"), single_only, 10).error() == TextError::too_many_segments));
}

BOOST_AUTO_TEST_CASE(each_alphabet_takes_the_texts_that_it_has) {
  const auto encoding = [](std::string_view text, Alphabet alphabet) {
    return cut(text, CutRules{.alphabet = alphabet}, plenty)->encoding;
  };
  for (const auto& [alphabet, own] :
       {std::pair{Alphabet::gsm7_unpacked, Encoding::gsm7}, std::pair{Alphabet::gsm7_packed, Encoding::gsm7_packed},
        std::pair{Alphabet::ascii, Encoding::ascii}, std::pair{Alphabet::latin1, Encoding::latin1},
        std::pair{Alphabet::utf8, Encoding::utf8}}) {
    BOOST_TEST((encoding("plain", alphabet) == own));
    BOOST_TEST((encoding("字", alphabet) == (own == Encoding::utf8 ? own : Encoding::ucs2)));
    const bool gsm = alphabet == Alphabet::gsm7_unpacked || alphabet == Alphabet::gsm7_packed;
    BOOST_TEST((encoding("a`", alphabet) == (gsm ? Encoding::ucs2 : own)));
    BOOST_TEST((encoding("€", alphabet) == (gsm || own == Encoding::utf8 ? own : Encoding::ucs2)));
    BOOST_TEST((encoding("é", alphabet) == (own == Encoding::ascii ? Encoding::ucs2 : own)));
    BOOST_TEST((encoding("ê", alphabet) == (gsm || own == Encoding::ascii ? Encoding::ucs2 : own)));
  }
  BOOST_TEST((encoding("plain", Alphabet::ucs2) == Encoding::ucs2));
}

BOOST_AUTO_TEST_CASE(alphabets_of_octets_have_140_and_134_of_them) {
  for (const auto alphabet : {Alphabet::ascii, Alphabet::latin1, Alphabet::utf8}) {
    const CutRules rules{.alphabet = alphabet};
    BOOST_TEST(parts(*cut(times(140, "a"), rules, plenty)).size() == 1U);
    BOOST_TEST(parts(*cut(times(141, "a"), rules, plenty)) == (std::vector<std::size_t>{134, 7}),
               boost::test_tools::per_element());
  }
  BOOST_TEST(parts(*cut(times(141, "é"), CutRules{.alphabet = Alphabet::latin1}, plenty)) ==
                 (std::vector<std::size_t>{134, 7}),
             boost::test_tools::per_element());
  BOOST_TEST(
      parts(*cut(times(71, "é"), CutRules{.alphabet = Alphabet::utf8}, plenty)) == (std::vector<std::size_t>{134, 8}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_utf8_sequence_is_never_cut) {
  BOOST_TEST(
      parts(*cut(times(50, "字"), CutRules{.alphabet = Alphabet::utf8}, plenty)) == (std::vector<std::size_t>{132, 18}),
      boost::test_tools::per_element());
  BOOST_TEST(parts(*cut("a" + times(50, "😀"), CutRules{.alphabet = Alphabet::utf8}, plenty)) ==
                 (std::vector<std::size_t>{133, 68}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_signature_takes_its_room_where_it_stands) {
  const auto sizes = [](std::size_t characters, SignatureIn place) {
    return parts(*cut(times(characters, "字"), CutRules{.signature_units = 6, .signature_in = place}, plenty));
  };
  using Sizes = std::vector<std::size_t>;
  for (const auto place : {SignatureIn::last_part, SignatureIn::first_part, SignatureIn::every_part}) {
    BOOST_TEST((sizes(64, place) == Sizes{64}));
  }
  BOOST_TEST((sizes(65, SignatureIn::last_part) == Sizes{61, 4}));
  BOOST_TEST((sizes(67, SignatureIn::last_part) == Sizes{61, 6}));
  BOOST_TEST((sizes(128, SignatureIn::last_part) == Sizes{67, 61}));
  BOOST_TEST((sizes(129, SignatureIn::last_part) == Sizes{67, 61, 1}));
  BOOST_TEST((sizes(65, SignatureIn::first_part) == Sizes{61, 4}));
  BOOST_TEST((sizes(128, SignatureIn::first_part) == Sizes{61, 67}));
  BOOST_TEST((sizes(129, SignatureIn::first_part) == Sizes{61, 67, 1}));
  BOOST_TEST((sizes(122, SignatureIn::every_part) == Sizes{61, 61}));
  BOOST_TEST((sizes(123, SignatureIn::every_part) == Sizes{61, 61, 1}));
}

BOOST_AUTO_TEST_CASE(nobody_signs_octets) {
  const CutRules rules{.signature_units = signature_units_max};
  BOOST_TEST(cut_octets(times(140, "a"), rules, plenty)->segments() == 1U);
  BOOST_TEST(cut_octets(times(268, "a"), rules, plenty)->segments() == 2U);
}

BOOST_AUTO_TEST_CASE(a_payload_is_one_segment_that_fits_as_many_as_are_allowed) {
  const CutRules rules{.long_form = LongForm::payload};
  BOOST_TEST(!cut(times(160, "a"), rules, 2)->in_payload);
  const auto whole = cut(times(306, "a"), rules, 2);
  BOOST_REQUIRE(whole);
  BOOST_TEST(whole->in_payload);
  BOOST_TEST(whole->segments() == 1U);
  BOOST_TEST((cut(times(307, "a"), rules, 2).error() == TextError::too_many_segments));
  std::vector<std::uint8_t> octets;
  write_segment(times(306, "a"), *whole, rules, 7, 0, octets);
  BOOST_TEST(octets.size() == 306U);
}

BOOST_AUTO_TEST_CASE(random_texts_come_back_whole_by_any_rules) {
  std::mt19937 random(7);
  const std::vector<std::string_view> pieces = {"a", "€", "[", "@", "é", "ê", "字", "😀", "`", "\n"};
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    const std::size_t kinds = random() % 2 == 0 ? 5 : pieces.size();
    for (auto count = 1 + random() % 400; count > 0; --count) text += pieces[random() % kinds];
    CutRules rules;
    rules.alphabet = static_cast<Alphabet>(random() % 6);
    // Packed, an `@` at the very end may be no character: see septets.h.
    if (rules.alphabet == Alphabet::gsm7_packed) std::replace(text.begin(), text.end(), '@', 'o');
    rules.width = random() % 2 == 0 ? ReferenceWidth::bits_8 : ReferenceWidth::bits_16;
    rules.signature_units = static_cast<std::uint8_t>(random() % (signature_units_max + 1));
    rules.signature_in = static_cast<SignatureIn>(random() % 3);
    const auto whole = cut(text, rules, plenty);
    BOOST_REQUIRE(whole);
    const auto sizes = parts(*whole);
    BOOST_REQUIRE_EQUAL(whole->ends.back(), whole->units);
    // Whatever is left free, the carrier's signature fits behind what leaves.
    const bool ucs2 = whole->encoding == Encoding::ucs2;
    const bool septets = whole->encoding == Encoding::gsm7 || whole->encoding == Encoding::gsm7_packed;
    const std::size_t header = rules.width == ReferenceWidth::bits_8 ? 6 : 7;
    const auto room = [&](std::size_t octets) { return septets ? octets * 8 / 7 : ucs2 ? octets / 2 : octets; };
    if (sizes.size() == 1) BOOST_REQUIRE_LE(sizes[0] + rules.signature_units, room(140));
    for (std::size_t i = 0; sizes.size() > 1 && i < sizes.size(); ++i) {
      const bool is_signed = rules.signature_in == SignatureIn::every_part ||
                             (rules.signature_in == SignatureIn::first_part ? i == 0 : i + 1 == sizes.size());
      BOOST_REQUIRE_GE(sizes[i], 1U);
      BOOST_REQUIRE_LE(sizes[i] + (is_signed ? rules.signature_units : 0U), room(140 - header));
    }
    BOOST_REQUIRE(read_back(text, *whole, rules, static_cast<std::uint16_t>(random())) == text);
  }
}

BOOST_AUTO_TEST_CASE(random_texts_come_back_whole_within_the_bounds) {
  std::mt19937 random(20240607);
  const std::vector<std::string_view> gsm_pieces = {"a", "Z", "€", "[", "]", "~", "@", "é", "Ω", "\n", " ", "\\"};
  const std::vector<std::string_view> all_pieces = {"a",  "€", "字", "😀", "【", "】", "ê", "`", "👨‍👩‍👧",
                                                    "\t", "é"};
  for (int round = 0; round < 3000; ++round) {
    const auto& pieces = round % 2 == 0 ? gsm_pieces : all_pieces;
    std::string text;
    for (auto count = 1 + random() % 400; count > 0; --count) text += pieces[random() % pieces.size()];
    for (const auto width : {ReferenceWidth::bits_8, ReferenceWidth::bits_16}) {
      const CutRules rules{.width = width};
      const auto whole = cut(text, rules, plenty);
      BOOST_REQUIRE(whole);
      BOOST_REQUIRE_EQUAL(whole->ends.back(), whole->units);
      const bool gsm = whole->encoding == Encoding::gsm7;
      const std::size_t part_max =
          gsm ? (width == ReferenceWidth::bits_8 ? 153 : 152) : (width == ReferenceWidth::bits_8 ? 67 : 66);
      const auto sizes = parts(*whole);
      for (std::size_t i = 0; sizes.size() > 1 && i < sizes.size(); ++i) {
        BOOST_REQUIRE_LE(sizes[i], part_max);
        // A character has at most two units: no part is left emptier than that.
        if (i + 1 < sizes.size()) BOOST_REQUIRE_GE(sizes[i], part_max - 1);
      }
      BOOST_REQUIRE(read_back(text, *whole, rules, static_cast<std::uint16_t>(random())) == text);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
