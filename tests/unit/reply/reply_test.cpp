// SPDX-License-Identifier: Apache-2.0
#include "reply/reply.h"

#include <boost/test/unit_test.hpp>

using namespace smppedge;
using namespace smppedge::reply;

namespace {

using Octets = std::vector<std::uint8_t>;

struct Reply {
  Octets body;
  std::uint8_t data_coding = 0;
  std::uint8_t esm_class = 0;
  Octets tlvs = {};

  [[nodiscard]] OpenedReply open(const Profile& profile = {}) const {
    pdu::ShortMessage message;
    message.short_message = body;
    message.data_coding = data_coding;
    message.esm_class = esm_class;
    message.tlvs = pdu::Tlvs(tlvs);
    return open_reply(message, profile);
  }
  [[nodiscard]] ReplyBody decoded(const Profile& profile = {}) const { return decode_body(open(profile)); }
};

Octets sar(std::uint8_t reference, std::uint8_t total, std::uint8_t sequence) {
  return {0x02, 0x0C, 0, 2, 0, reference, 0x02, 0x0E, 0, 1, total, 0x02, 0x0F, 0, 1, sequence};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(replies)

BOOST_AUTO_TEST_CASE(data_coding_chooses_the_alphabet) {
  BOOST_TEST((Reply{{'T', 'D', 0x00}, 0x00}.decoded().content == "TD@"));
  BOOST_TEST((Reply{{'T', 'D', 0x40}, 0x01}.decoded().content == "TD@"));
  BOOST_TEST((Reply{{'T', 0xE9}, 0x03}.decoded().content == "Té"));
  BOOST_TEST((Reply{{0x5B, 0x57}, 0x08}.decoded().content == "字"));
  BOOST_TEST((Reply{{0x5B, 0x57}, 0x18}.decoded().content == "字"));
  BOOST_TEST((Reply{{0x5B, 0x57}, 0xE0}.decoded().content == "字"));
  for (const std::uint8_t gsm : {std::uint8_t{0x10}, std::uint8_t{0xC8}, std::uint8_t{0xF0}, std::uint8_t{0xF1}}) {
    BOOST_TEST((Reply{{0x00}, gsm}.decoded().content == "@"));
  }
}

BOOST_AUTO_TEST_CASE(alphabets_of_their_own_are_decoded) {
  BOOST_TEST((Reply{{0xCD, 0xCB, 0xB6, 0xA9}, 0x0F}.decoded().content == "退订"));
  BOOST_TEST((Reply{{'T', 'D'}, 0x0F}.decoded().content == "TD"));
  BOOST_TEST((Reply{{0x94, 0x39, 0xFC, 0x36}, 0x0F}.decoded().content == "😀"));
  BOOST_TEST((Reply{{0x92, 0xE2, 0x8E, 0x7E, 0xC3, 0xBD}, 0x05}.decoded().content == "停止ﾃｽ"));
  BOOST_TEST((Reply{{0xC1, 0xE2, 0xDE, 0xDF}, 0x06}.decoded().content == "Стоп"));
  BOOST_TEST((Reply{{0xF2, 0xF6, 0xE5, 0xF8}, 0x07}.decoded().content == "עצור"));
  const Octets iso_2022{0x1B, 0x24, 0x42, 0x44, 0x64, 0x3B, 0x5F, 0x1B, 0x28, 0x42};
  BOOST_TEST((Reply{iso_2022, 0x0A}.decoded().content == "停止"));
  BOOST_TEST((Reply{{0xC4, 0xE4, 0xBB, 0xDF}, 0x0D}.decoded().content == "停止"));
  BOOST_TEST((Reply{{0xBC, 0xF6, 0xBD, 0xC5}, 0x0E}.decoded().content == "수신"));
  BOOST_TEST((Reply{{}, 0x0F}.decoded().content.empty()));
}

BOOST_AUTO_TEST_CASE(every_octet_and_pair_of_octets_decodes_to_utf_8_or_to_hex) {
  for (const std::uint8_t data_coding : Octets{0x05, 0x06, 0x07, 0x0A, 0x0D, 0x0E, 0x0F}) {
    for (unsigned pair = 0; pair < 0x10000; pair += 7) {
      const Octets octets{static_cast<std::uint8_t>(pair >> 8U), static_cast<std::uint8_t>(pair)};
      const auto body = Reply{octets, data_coding}.decoded();
      if (!body.is_text()) continue;
      const auto* begin = reinterpret_cast<const std::uint8_t*>(body.content.data());
      BOOST_REQUIRE(text::decode({begin, body.content.size()}, text::Alphabet::utf8));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_profile_says_what_the_default_alphabet_is) {
  Profile profile;
  profile.cut_rules.alphabet = text::Alphabet::latin1;
  BOOST_TEST((Reply{{0x40, 0xE9}, 0}.decoded(profile).content == "@é"));
}

BOOST_AUTO_TEST_CASE(packed_septets_are_counted_from_behind_the_header) {
  Profile profile;
  profile.cut_rules.alphabet = text::Alphabet::gsm7_packed;
  const Octets hello{0xE8, 0x32, 0x9B, 0xFD, 0x06};
  BOOST_TEST((Reply{hello, 0}.decoded(profile).content == "hello"));
  Reply part{{5, 0, 3, 7, 2, 1, 'h' << 1}, 0};
  part.esm_class = 0x40;
  BOOST_TEST(part.decoded(profile).content == "h");
}

BOOST_AUTO_TEST_CASE(an_empty_reply_is_an_empty_text) {
  const auto body = Reply{{}}.decoded();
  BOOST_TEST(body.is_text());
  BOOST_TEST(body.content.empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_text_comes_as_hex_with_the_reason) {
  const auto hex = [](const Reply& reply, HexReason reason) {
    const auto body = reply.decoded();
    BOOST_TEST(!body.is_text());
    BOOST_TEST((body.hex == reason));
    return body.content;
  };
  BOOST_TEST(hex({{0x0A, 0xFF}, 0x04}, HexReason::binary) == "0aff");
  BOOST_TEST(hex({{0x0A, 0xFF}, 0x02}, HexReason::binary) == "0aff");
  BOOST_TEST(hex({{0x0A}, 0xF5}, HexReason::binary) == "0a");
  BOOST_TEST(hex({{0x0A}, 0x09}, HexReason::unknown_data_coding) == "0a");
  BOOST_TEST(hex({{0xFF}, 0x0F}, HexReason::undecodable) == "ff");
  BOOST_TEST(hex({{'T', 0xD7}, 0x0F}, HexReason::undecodable) == "54d7");
  BOOST_TEST((reason_of(text::DecodeError::not_installed) == HexReason::unknown_data_coding));
  BOOST_TEST(hex({{0x80}, 0x00}, HexReason::undecodable) == "80");
  BOOST_TEST(hex({{0x5B}, 0x08}, HexReason::undecodable) == "5b");
  BOOST_TEST(hex({{9, 1, 2}, 0x00, 0x40}, HexReason::bad_header) == "090102");
}

BOOST_AUTO_TEST_CASE(a_header_is_taken_off_and_marks_the_part) {
  const Reply reply{{5, 0, 3, 9, 2, 1, 'h', 'i'}, 0, 0x40};
  const auto opened = reply.open();
  BOOST_REQUIRE(opened.part);
  BOOST_TEST((*opened.part == Part{PartScheme::header_8_bit, 9, 2, 1}));
  BOOST_TEST(decode_body(opened).content == "hi");
  const Reply wide{{6, 8, 4, 1, 9, 2, 2, 'h'}, 0, 0x40};
  BOOST_TEST((*wide.open().part == Part{PartScheme::header_16_bit, 0x0109, 2, 2}));
}

BOOST_AUTO_TEST_CASE(a_header_without_udhi_is_text) {
  BOOST_TEST((!Reply{{5, 0, 3, 9, 2, 1, 'h', 'i'}, 0, 0}.open().part));
}

BOOST_AUTO_TEST_CASE(sar_tlvs_mark_the_part_when_all_three_make_sense) {
  BOOST_TEST((*Reply{{'h'}, 0, 0, sar(7, 3, 2)}.open().part == Part{PartScheme::sar, 7, 3, 2}));
  BOOST_TEST((!Reply{{'h'}, 0, 0, sar(7, 1, 1)}.open().part));
  BOOST_TEST((!Reply{{'h'}, 0, 0, sar(7, 3, 0)}.open().part));
  BOOST_TEST((!Reply{{'h'}, 0, 0, sar(7, 3, 4)}.open().part));
  auto incomplete = sar(7, 3, 2);
  incomplete.resize(11);
  BOOST_TEST((!Reply{{'h'}, 0, 0, incomplete}.open().part));
}

BOOST_AUTO_TEST_CASE(a_long_message_of_one_part_is_no_part) {
  BOOST_TEST((!Reply{{5, 0, 3, 9, 1, 1, 'h'}, 0, 0x40}.open().part));
}

BOOST_AUTO_TEST_SUITE_END()
