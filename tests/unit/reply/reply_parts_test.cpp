// SPDX-License-Identifier: Apache-2.0
#include "reply/reply_parts.h"

#include <boost/test/unit_test.hpp>
#include <numeric>

#include "message/text/septets.h"
#include "message/text/utf8.h"
#include "tests/unit/reply/long_reply.h"

using namespace smppedge;
using namespace smppedge::reply;
using namespace smppedge::reply::testing;
using text::Alphabet;

namespace {

JoinedReply joined(std::optional<Alphabet> alphabet, unsigned total,
                   const std::vector<std::pair<unsigned, Octets>>& parts, std::size_t header_octets = 6) {
  JoinedReply reply;
  reply.key.alphabet = alphabet;
  reply.key.not_text = alphabet ? HexReason::none : HexReason::binary;
  reply.key.total = static_cast<std::uint8_t>(total);
  for (const auto& [sequence, body] : parts) {
    reply.parts.push_back({static_cast<std::uint8_t>(sequence), body, header_octets});
  }
  reply.end = parts.size() == total ? PartsEnd::complete : PartsEnd::timed_out;
  return reply;
}

std::string text_of(const JoinedReply& reply, bool strip_nul = false) {
  const auto body = decode_body(reply, strip_nul);
  return body.is_text() ? body.content : "hex " + body.content;
}

/// A packed part as a phone makes it, from `septets` behind a header of `header_octets`.
Octets packed(std::string_view septets, std::size_t header_octets = 6) {
  const Octets from = octets(septets);
  Octets result(text::septets::packed_octets(from.size(), header_octets));
  text::septets::pack(from, header_octets, result.data());
  return result;
}

const std::string with_nul("b\0", 2);

}  // namespace

BOOST_AUTO_TEST_SUITE(reply_parts)

BOOST_AUTO_TEST_CASE(a_character_of_gb_18030_cut_across_parts_survives_and_beside_a_gap_all_is_hex) {
  BOOST_TEST(text_of(joined(Alphabet::gb18030, 2, {{1, {'a', 0xD7}}, {2, {0xD6, 'b'}}})) == "a字b");
  BOOST_TEST(text_of(joined(Alphabet::gb18030, 2, {{1, {'a', 0xD7}}})) == "hex 61d7");
}

BOOST_AUTO_TEST_CASE(a_surrogate_pair_cut_across_parts_survives) {
  BOOST_TEST(text_of(joined(Alphabet::ucs2, 2, {{1, {0, 'a', 0xD8, 0x3D}}, {2, {0xDE, 0x00, 0, 'b'}}})) == "a😀b");
}

BOOST_AUTO_TEST_CASE(a_unit_cut_in_two_survives) {
  BOOST_TEST(text_of(joined(Alphabet::ucs2, 2, {{1, {0, 'a', 0x5B}}, {2, {0x57}}})) == "a字");
}

BOOST_AUTO_TEST_CASE(an_escape_cut_from_its_character_survives) {
  BOOST_TEST(text_of(joined(Alphabet::gsm7_unpacked, 2, {{1, {'a', 0x1B}}, {2, {0x65, 'b'}}})) == "a€b");
}

BOOST_AUTO_TEST_CASE(utf8_cut_within_a_character_survives) {
  BOOST_TEST(text_of(joined(Alphabet::utf8, 2, {{1, {'a', 0xE5, 0xAD}}, {2, {0x97}}})) == "a字");
}

BOOST_AUTO_TEST_CASE(packed_parts_are_unpacked_each_behind_its_own_header) {
  auto reply = joined(Alphabet::gsm7_packed, 3, {{1, packed("hello ")}, {2, packed("packed ", 7)}, {3, packed("you")}});
  reply.parts[1].header_octets = 7;
  BOOST_TEST(text_of(reply) == "hello packed you");
}

BOOST_AUTO_TEST_CASE(a_packed_escape_cut_from_its_character_survives) {
  BOOST_TEST(text_of(joined(Alphabet::gsm7_packed, 2, {{1, packed("a\x1B")}, {2, packed("\x65z")}})) == "a€z");
}

BOOST_AUTO_TEST_CASE(what_fills_a_full_packed_part_is_a_character_unless_an_escape_follows) {
  const std::string full = std::string(152, 'x') + '\0';  // 153 septets, the last an @
  BOOST_TEST(text_of(joined(Alphabet::gsm7_packed, 2, {{1, packed(full)}, {2, packed("y")}})) ==
             std::string(152, 'x') + "@y");
  const std::string short_of_one(152, 'x');  // the pair of an escape did not fit
  BOOST_TEST(text_of(joined(Alphabet::gsm7_packed, 2, {{1, packed(short_of_one)}, {2, packed("\x1B\x65")}})) ==
             short_of_one + "€");
}

BOOST_AUTO_TEST_CASE(a_gap_is_marked_wherever_it_is) {
  const auto part = [](unsigned sequence) {
    return std::pair(sequence, octets(std::string(1, static_cast<char>('0' + sequence))));
  };
  const auto shown = [](const std::vector<std::pair<unsigned, Octets>>& parts) {
    return text_of(joined(Alphabet::gsm7_unpacked, 5, parts));
  };
  BOOST_TEST(shown({part(1), part(2), part(3), part(4), part(5)}) == "12345");
  BOOST_TEST(shown({part(1), part(2), part(5)}) == "12 … 5");
  BOOST_TEST(shown({part(2), part(4)}) == "… 2 … 4 …");
  BOOST_TEST(shown({part(1)}) == "1 …");
  BOOST_TEST(shown({part(5)}) == "… 5");
}

BOOST_AUTO_TEST_CASE(half_characters_beside_a_gap_are_left_out) {
  const Octets ends_high{0, 'a', 0xD8, 0x3D};
  const Octets begins_low{0xDE, 0x00, 0, 'b'};
  BOOST_TEST(text_of(joined(Alphabet::ucs2, 2, {{1, ends_high}})) == "a …");
  BOOST_TEST(text_of(joined(Alphabet::ucs2, 2, {{2, begins_low}})) == "… b");
  BOOST_TEST(text_of(joined(Alphabet::ucs2, 4, {{1, ends_high}, {4, begins_low}})) == "a … b");
  BOOST_TEST(text_of(joined(Alphabet::utf8, 2, {{1, {'a', 0xE5, 0xAD}}})) == "a …");
  BOOST_TEST(text_of(joined(Alphabet::utf8, 2, {{2, {0xAD, 0x97, 'b'}}})) == "… b");
  BOOST_TEST(text_of(joined(Alphabet::utf8, 2, {{1, octets("a字")}})) == "a字 …");
  BOOST_TEST(text_of(joined(Alphabet::gsm7_unpacked, 2, {{1, {'a', 0x1B}}})) == "a …");
}

BOOST_AUTO_TEST_CASE(units_cut_in_two_beside_a_gap_are_found_by_the_length_of_the_parts) {
  // Each full part is three octets: units begin at 0, 2, 4 …
  BOOST_TEST(text_of(joined(Alphabet::ucs2, 3, {{1, {0, 'a', 0}}, {3, {0, 'd'}}})) == "a … d");
  BOOST_TEST(text_of(joined(Alphabet::ucs2, 3, {{2, {'b', 0, 'c'}}, {3, {0, 'd'}}})) == "… cd");
  BOOST_TEST(text_of(joined(Alphabet::ucs2, 4, {{2, {'b', 0, 'c'}}})) == "… c …");
}

BOOST_AUTO_TEST_CASE(what_does_not_decode_as_a_whole_is_hex_with_the_reason) {
  const auto body = decode_body(joined(Alphabet::gsm7_unpacked, 2, {{1, {'a'}}, {2, {0x80}}}), false);
  BOOST_TEST((body.hex == HexReason::undecodable));
  BOOST_TEST(body.content == "6180");
  BOOST_TEST(text_of(joined(Alphabet::ucs2, 2, {{1, {0x5B}}, {2, {0x57, 0}}})) == "hex 5b5700");
}

BOOST_AUTO_TEST_CASE(octets_that_are_no_text_are_hex_in_a_row_with_gaps_unmarked) {
  const auto body = decode_body(joined(std::nullopt, 3, {{1, {0x01}}, {3, {0xFF}}}), true);
  BOOST_TEST((body.hex == HexReason::binary));
  BOOST_TEST(body.content == "01ff");
}

BOOST_AUTO_TEST_CASE(a_nul_is_taken_off_behind_the_whole_alone) {
  // The first part ends with the first half of a unit, which is zero.
  BOOST_TEST(text_of(joined(Alphabet::ucs2, 2, {{1, {0, 'a', 0}}, {2, {'b', 0}}}), true) == "ab");
  BOOST_TEST(text_of(joined(Alphabet::ucs2, 2, {{1, {0, 'a', 0, 'b'}}, {2, {0, 'c', 0, 0}}}), true) == "abc");
  BOOST_TEST(text_of(joined(Alphabet::gsm7_unpacked, 2, {{1, octets("a")}, {2, octets(with_nul)}}), true) == "ab");
  BOOST_TEST(text_of(joined(Alphabet::gsm7_unpacked, 2, {{1, octets(with_nul)}, {2, octets("c")}}), true) == "b@c");
  BOOST_TEST(text_of(joined(Alphabet::gsm7_unpacked, 2, {{1, octets("a")}, {2, octets(with_nul)}}), false) == "ab@");
}

BOOST_AUTO_TEST_CASE(a_nul_behind_each_part_is_the_carriers) {
  BOOST_TEST(text_of(joined(Alphabet::gsm7_unpacked, 2, {{1, octets(with_nul)}, {2, octets(with_nul)}}), true) == "bb");
  BOOST_TEST(text_of(joined(Alphabet::ucs2, 2, {{1, {0, 'a', 0}}, {2, {0, 'b', 0}}}), true) == "ab");
}

BOOST_AUTO_TEST_CASE(a_nul_that_is_not_behind_the_last_part_stays) {
  BOOST_TEST(text_of(joined(Alphabet::gsm7_unpacked, 2, {{1, octets(with_nul)}}), true) == "b@ …");
  BOOST_TEST(text_of(joined(Alphabet::gsm7_unpacked, 2, {{2, octets(with_nul)}}), true) == "… b");
  BOOST_TEST(text_of(joined(Alphabet::ucs2, 2, {{2, {0, 'b', 0}}}), true) == "… b");
}

BOOST_AUTO_TEST_CASE(a_nul_behind_the_last_packed_part_goes) {
  Octets last = packed("yo");
  last.push_back(0);
  BOOST_TEST(text_of(joined(Alphabet::gsm7_packed, 2, {{1, packed("hi")}, {2, last}}), true) == "hiyo");
}

BOOST_AUTO_TEST_CASE(open_reply_takes_no_nul_off_a_part) {
  Profile profile;
  profile.strip_nul = true;
  part_pdu(Numbering::bits_8, 7, 2, 1, with_nul)
      .opened([](const OpenedReply& opened) { BOOST_TEST(opened.octets.size() == 2U); }, profile);
  part_pdu(Numbering::bits_8, 7, 1, 1, with_nul)
      .opened([](const OpenedReply& opened) { BOOST_TEST(opened.octets.size() == 1U); }, profile);
}

BOOST_AUTO_TEST_CASE(any_octets_with_any_gaps_are_text_or_hex) {
  constexpr std::array<std::uint8_t, 11> interesting{0x00, 0x0D, 0x1B, 0x65, 0xD8, 0xDC, 0xE5, 0xAD, 0xF0, 'a', 0xFF};
  std::uint32_t dice = 12'345;
  const auto roll = [&](std::size_t sides) {
    dice = dice * 1'664'525 + 1'013'904'223;
    return (dice >> 16) % static_cast<std::uint32_t>(sides);
  };
  for (const Alphabet alphabet : {Alphabet::gsm7_unpacked, Alphabet::ascii, Alphabet::latin1, Alphabet::utf8,
                                  Alphabet::ucs2, Alphabet::gsm7_packed}) {
    for (int round = 0; round < 3'000; ++round) {
      const unsigned total = 2 + roll(5);
      std::vector<std::pair<unsigned, Octets>> parts;
      std::size_t size = 0;
      for (unsigned sequence = 1; sequence <= total; ++sequence) {
        if (roll(2) == 0 && (sequence != total || !parts.empty())) continue;
        Octets body(roll(8));
        for (std::uint8_t& octet : body) octet = interesting[roll(interesting.size())];
        size += body.size();
        parts.emplace_back(sequence, std::move(body));
      }
      const auto body = decode_body(joined(alphabet, total, parts, roll(9)), roll(2) == 0);
      if (body.is_text()) {
        BOOST_REQUIRE(text::is_utf8(body.content));
      } else {
        BOOST_REQUIRE(body.content.size() == 2 * size);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
