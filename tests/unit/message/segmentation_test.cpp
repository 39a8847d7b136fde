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
  return encoding == Encoding::gsm7 ? Alphabet::gsm7_unpacked : Alphabet::ucs2;
}

/// Joins and decodes all segments as a handset would; checks headers and sizes on the way.
std::string read_back(std::string_view utf8, const Cut& cut, ReferenceWidth width, std::uint16_t reference) {
  std::string joined;
  std::vector<std::uint8_t> octets;
  for (unsigned i = 0; i < cut.segments(); ++i) {
    write_segment(utf8, cut, width, reference, i, octets);
    BOOST_REQUIRE_LE(octets.size(), cut.segments() == 1 ? 160U : 159U);
    std::span<const std::uint8_t> body = octets;
    if (cut.segments() > 1) {
      const auto data = split_user_data(octets);
      BOOST_REQUIRE(data && data->concatenation);
      const bool wide = width == ReferenceWidth::bits_16;
      const Concatenation expected{wide ? reference : static_cast<std::uint16_t>(reference & 0xFF), width,
                                   static_cast<std::uint8_t>(cut.segments()), static_cast<std::uint8_t>(i + 1)};
      BOOST_REQUIRE(*data->concatenation == expected);
      BOOST_REQUIRE_EQUAL(data->header.size(), wide ? 7U : 6U);
      body = data->body;
    }
    // Each segment decodes by itself, so none ends within an escape or a surrogate pair.
    if (cut.encoding == Encoding::gsm7) BOOST_REQUIRE(body.back() != gsm0338::escape);
    const auto decoded = decode(body, alphabet_of(cut.encoding));
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
      const auto narrow = cut(vector.text, ReferenceWidth::bits_8, plenty);
      BOOST_REQUIRE(narrow);
      BOOST_TEST((narrow->encoding == vector.encoding));
      BOOST_TEST(narrow->units == vector.units);
      BOOST_TEST(parts(*narrow) == vector.parts_8_bits, boost::test_tools::per_element());
      BOOST_TEST(read_back(vector.text, *narrow, ReferenceWidth::bits_8, 0xABCD) == vector.text);

      const auto wide = cut(vector.text, ReferenceWidth::bits_16, plenty);
      BOOST_REQUIRE(wide);
      BOOST_TEST(wide->units == vector.units);
      BOOST_TEST(wide->segments() == vector.count_16_bits);
      BOOST_TEST(read_back(vector.text, *wide, ReferenceWidth::bits_16, 0xABCD) == vector.text);
    }
  }
}

BOOST_AUTO_TEST_CASE(full_parts_hold_what_the_header_leaves) {
  const auto first_part = [](std::string_view piece, ReferenceWidth width) {
    return parts(*cut(times(400, piece), width, plenty)).front();
  };
  BOOST_TEST(first_part("a", ReferenceWidth::bits_8) == 153U);
  BOOST_TEST(first_part("a", ReferenceWidth::bits_16) == 152U);
  BOOST_TEST(first_part("字", ReferenceWidth::bits_8) == 67U);
  BOOST_TEST(first_part("字", ReferenceWidth::bits_16) == 66U);
}

BOOST_AUTO_TEST_CASE(what_goes_on_the_wire_is_as_the_specification_has_it) {
  std::vector<std::uint8_t> octets;
  const std::string single = "a@$_€";
  write_segment(single, *cut(single, ReferenceWidth::bits_8, 1), ReferenceWidth::bits_8, 7, 0, octets);
  BOOST_TEST(octets == (std::vector<std::uint8_t>{0x61, 0x00, 0x02, 0x11, 0x1B, 0x65}),
             boost::test_tools::per_element());

  const std::string emoji = "字😀";
  write_segment(emoji, *cut(emoji, ReferenceWidth::bits_8, 1), ReferenceWidth::bits_8, 7, 0, octets);
  BOOST_TEST(octets == (std::vector<std::uint8_t>{0x5B, 0x57, 0xD8, 0x3D, 0xDE, 0x00}),
             boost::test_tools::per_element());

  const std::string long_text = times(154, "b") + times(10, "c");
  const auto narrow = *cut(long_text, ReferenceWidth::bits_8, 2);
  write_segment(long_text, narrow, ReferenceWidth::bits_8, 0x1234, 1, octets);
  BOOST_TEST(
      octets == (std::vector<std::uint8_t>{5, 0, 3, 0x34, 2, 2, 'b', 'c', 'c', 'c', 'c', 'c', 'c', 'c', 'c', 'c', 'c'}),
      boost::test_tools::per_element());
  write_segment(long_text, narrow, ReferenceWidth::bits_8, 0x1234, 0, octets);
  BOOST_TEST(octets.size() == 159U);

  const auto wide = *cut(long_text, ReferenceWidth::bits_16, 2);
  write_segment(long_text, wide, ReferenceWidth::bits_16, 0x1234, 1, octets);
  BOOST_TEST(std::vector<std::uint8_t>(octets.begin(), octets.begin() + 7) ==
                 (std::vector<std::uint8_t>{6, 8, 4, 0x12, 0x34, 2, 2}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_empty_text_is_refused) {
  BOOST_TEST((cut("", ReferenceWidth::bits_8, 10).error() == TextError::empty));
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
    const auto result = cut(bad, ReferenceWidth::bits_8, 10);
    BOOST_REQUIRE(!result);
    BOOST_TEST((result.error() == TextError::not_utf8));
  }
  for (const std::string_view good : {"\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                                      "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    BOOST_TEST(cut(good, ReferenceWidth::bits_8, 10).has_value());
  }
}

BOOST_AUTO_TEST_CASE(segments_max_is_exact) {
  for (const std::string_view piece : {"a", "字", "😀", "€"}) {
    for (const unsigned limit : {1U, 2U, 3U, 10U, 255U}) {
      std::string text;
      Cut last;
      for (;;) {
        text += piece;
        const auto whole = cut(text, ReferenceWidth::bits_8, limit);
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
  BOOST_TEST(cut(times(160, "a"), ReferenceWidth::none_single_only, 10).has_value());
  BOOST_TEST((cut(times(161, "a"), ReferenceWidth::none_single_only, 10).error() == TextError::too_many_segments));
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
      const auto whole = cut(text, width, plenty);
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
      BOOST_REQUIRE(read_back(text, *whole, width, static_cast<std::uint16_t>(random())) == text);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
