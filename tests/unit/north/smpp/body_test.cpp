// SPDX-License-Identifier: Apache-2.0
// What a message says: conformance 48 to 50, 56 to 58, 65, 68; domain.md C.2, C.5, C.6, D29, D33.
#include "north/smpp/body.h"

#include "client_message.h"

namespace smppedge::north::smpp {
namespace {

using test::ClientMessage;
using test::Octets;
using test::octets;
using text::Alphabet;
using enum pdu::CommandStatus;
using pdu::Tag;

constexpr std::uint8_t udhi = 0x40;

Octets joined(Octets first, const Octets& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}
Octets many(std::size_t count, std::uint8_t octet = 'a') {
  return Octets(count, octet);
}
ClientMessage with_header(const Octets& header, const Octets& body, std::uint8_t data_coding = 0) {
  ClientMessage given(joined(header, body), data_coding);
  given.message.esm_class = udhi;
  return given;
}
ClientMessage with_payload(Octets payload, std::uint8_t data_coding = 0) {
  ClientMessage given(Octets{}, data_coding);
  given.tlvs = {{Tag::message_payload, std::move(payload)}};
  return given;
}

void check_verbatim(const gateway::AcceptItem& item, std::uint8_t data_coding, const Octets& body) {
  BOOST_TEST((item.body_kind == BodyKind::verbatim));
  BOOST_TEST(item.data_coding == data_coding);
  BOOST_TEST((octets(item.body) == body));
}

BOOST_AUTO_TEST_SUITE(whole_texts)

BOOST_AUTO_TEST_CASE(data_coding_says_which_alphabet_a_text_has) {
  struct Case {
    std::uint8_t data_coding;
    Octets body;
    std::string_view text;
  };
  for (const Case& one : {Case{0x00, {'T', 0x00, 0x1B, 0x65}, "T@€"}, Case{0x01, {'T', '@', '`'}, "T@`"},
                          Case{0x03, {'T', 0xE9}, "Té"}, Case{0x08, {0x5B, 0x57, 0xD8, 0x3D, 0xDE, 0x00}, "字😀"}}) {
    const auto item = ClientMessage(one.body, one.data_coding).item();
    BOOST_TEST((item.body_kind == BodyKind::text));
    BOOST_TEST(item.body == one.text);
    BOOST_TEST(item.data_coding == one.data_coding);
    BOOST_TEST((item.client->part.form == PartForm::none));
  }
}

BOOST_AUTO_TEST_CASE(data_coding_0_is_the_accounts_default_alphabet__d29) {
  ClientMessage given(Octets{'@', 0xE9}, 0);
  BOOST_TEST((given.status() == ESME_RSUBMITFAIL));
  given.account.default_alphabet = Alphabet::latin1;
  BOOST_TEST(given.item().body == "@é");
  given.account.default_alphabet = Alphabet::ascii;
  BOOST_TEST((given.status() == ESME_RSUBMITFAIL));
  given.body = {'@', '`'};
  BOOST_TEST(given.item().body == "@`");
}

BOOST_AUTO_TEST_CASE(a_text_that_its_alphabet_does_not_read_is_refused) {
  BOOST_TEST((ClientMessage(Octets{'a', 0x80}, 0).status() == ESME_RSUBMITFAIL));
  BOOST_TEST((ClientMessage(Octets{'a', 0x80}, 1).status() == ESME_RSUBMITFAIL));
  BOOST_TEST((ClientMessage(Octets{0x5B, 0x57, 0x5B}, 8).status() == ESME_RSUBMITFAIL));        // odd
  BOOST_TEST((ClientMessage(Octets{0xD8, 0x3D, 0x00, 0x41}, 8).status() == ESME_RSUBMITFAIL));  // half a character
}

BOOST_AUTO_TEST_CASE(octets_stay_octets) {
  for (const std::uint8_t data_coding : {std::uint8_t{2}, std::uint8_t{4}}) {
    const auto item = ClientMessage(Octets{0x00, 0xFF, 0x80}, data_coding).item();
    BOOST_TEST((item.body_kind == BodyKind::octets));
    BOOST_TEST(item.data_coding == data_coding);
    BOOST_TEST((octets(item.body) == Octets{0x00, 0xFF, 0x80}));
  }
}

BOOST_AUTO_TEST_CASE(codings_that_are_not_served_are_refused) {
  for (const unsigned data_coding : {0x05, 0x06, 0x07, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F,
                                     0x1C, 0x20, 0x30, 0x40, 0x80, 0xBF, 0xE0, 0xEF, 0xF8, 0xFF}) {
    const ClientMessage given(octets("hello"), static_cast<std::uint8_t>(data_coding));
    BOOST_TEST_CONTEXT(data_coding) BOOST_TEST((given.status() == ESME_RSUBMITFAIL));
  }
}

BOOST_AUTO_TEST_CASE(a_payload_is_a_body_too_and_may_be_long__conformance_50) {
  const auto item = with_payload(many(16'384)).item();
  BOOST_TEST((item.body_kind == BodyKind::text));
  BOOST_TEST(item.body.size() == 16'384U);
  BOOST_TEST((with_payload(many(16'385)).status() == ESME_RINVMSGLEN));
  BOOST_TEST((with_payload(many(65'535), 4).status() == ESME_RINVMSGLEN));
}

BOOST_AUTO_TEST_CASE(short_message_and_payload_exclude_each_other__conformance_49) {
  auto given = with_payload(octets("payload"));
  given.body = octets("body");
  BOOST_TEST((given.status() == ESME_ROPTPARNOTALLWD));
}

BOOST_AUTO_TEST_CASE(a_message_without_a_body_is_refused) {
  BOOST_TEST((ClientMessage(Octets{}).status() == ESME_RINVMSGLEN));
  BOOST_TEST((with_payload({}).status() == ESME_RINVMSGLEN));
  BOOST_TEST((ClientMessage(Octets{}, 4).status() == ESME_RINVMSGLEN));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(message_classes)

BOOST_AUTO_TEST_CASE(a_class_goes_on_as_it_came) {
  for (const unsigned data_coding : {0x10, 0x11, 0x12, 0x13, 0xC8, 0xD0, 0xF0, 0xF1, 0xF3}) {
    const auto coding = static_cast<std::uint8_t>(data_coding);
    check_verbatim(ClientMessage(octets("flash"), coding).item(), coding, octets("flash"));
  }
  check_verbatim(ClientMessage(Octets{0x00, 0xFF}, 0xF5).item(), 0xF5, {0x00, 0xFF});
  check_verbatim(ClientMessage(Octets{0x00, 0xFF}, 0x14).item(), 0x14, {0x00, 0xFF});
  check_verbatim(ClientMessage(Octets{0x5B, 0x57}, 0x18).item(), 0x18, {0x5B, 0x57});
}

BOOST_AUTO_TEST_CASE(a_class_fits_one_short_message_or_is_refused) {
  BOOST_TEST((ClientMessage(many(160), 0xF0).status() == ESME_ROK));
  BOOST_TEST((ClientMessage(many(161), 0xF0).status() == ESME_RINVMSGLEN));
  BOOST_TEST((ClientMessage(many(140), 0xF4).status() == ESME_ROK));
  BOOST_TEST((ClientMessage(many(141), 0xF4).status() == ESME_RINVMSGLEN));
  BOOST_TEST((ClientMessage(many(140), 0x18).status() == ESME_ROK));
  BOOST_TEST((ClientMessage(many(142), 0x18).status() == ESME_RINVMSGLEN));
}

BOOST_AUTO_TEST_CASE(a_class_must_be_of_its_alphabet) {
  BOOST_TEST((ClientMessage(Octets{0x80}, 0x10).status() == ESME_RSUBMITFAIL));
  BOOST_TEST((ClientMessage(many(3), 0x18).status() == ESME_RSUBMITFAIL));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(user_data_headers)

const Octets part_2_of_3 = {0x05, 0x00, 0x03, 0x2A, 0x03, 0x02};
const Octets wide_part_1_of_2 = {0x06, 0x08, 0x04, 0x12, 0x34, 0x02, 0x01};
const Octets ports = {0x06, 0x05, 0x04, 0x0B, 0x84, 0x23, 0xF0};

BOOST_AUTO_TEST_CASE(a_part_goes_on_as_it_came_and_is_known__conformance_56) {
  const auto item = with_header(part_2_of_3, {'a', 0x1B}).item();
  check_verbatim(item, 0, joined(part_2_of_3, {'a', 0x1B}));
  BOOST_TEST((item.client->part == ClientPart{PartForm::udh_8, 0x2A, 3, 2}));

  const auto wide = with_header(wide_part_1_of_2, {0xD8}, 8).item();  // cut within a character (D33)
  check_verbatim(wide, 8, joined(wide_part_1_of_2, {0xD8}));
  BOOST_TEST((wide.client->part == ClientPart{PartForm::udh_16, 0x1234, 2, 1}));
}

BOOST_AUTO_TEST_CASE(a_part_may_come_as_payload) {
  auto given = with_payload(joined(part_2_of_3, octets("tail")));
  given.message.esm_class = udhi;
  BOOST_TEST((given.item().client->part.form == PartForm::udh_8));
}

BOOST_AUTO_TEST_CASE(a_header_without_parts_is_a_single_message) {
  for (const Octets& header :
       {ports, Octets{0x05, 0x00, 0x03, 0x2A, 0x01, 0x01}, Octets{0x05, 0x00, 0x03, 0x2A, 0x02, 0x03}, Octets{0x00}}) {
    const auto item = with_header(header, octets("x"), 4).item();
    check_verbatim(item, 4, joined(header, octets("x")));
    BOOST_TEST((item.client->part == ClientPart{}));
  }
}

BOOST_AUTO_TEST_CASE(a_header_alone_is_a_body) {
  check_verbatim(with_header(ports, {}, 4).item(), 4, ports);
}

BOOST_AUTO_TEST_CASE(the_default_alphabet_gets_its_own_data_coding_on_the_wire) {
  auto given = with_header(part_2_of_3, {'@'});
  given.account.default_alphabet = Alphabet::latin1;
  check_verbatim(given.item(), 3, joined(part_2_of_3, {'@'}));
  given.account.default_alphabet = Alphabet::ascii;
  check_verbatim(given.item(), 1, joined(part_2_of_3, {'@'}));
}

BOOST_AUTO_TEST_CASE(a_part_fits_one_short_message_or_is_refused) {
  struct Case {
    Octets header;
    std::uint8_t data_coding;
    std::size_t most;
  };
  for (const Case& one :
       {Case{part_2_of_3, 0, 153}, Case{wide_part_1_of_2, 0, 152}, Case{part_2_of_3, 8, 134}, Case{part_2_of_3, 4, 134},
        Case{wide_part_1_of_2, 4, 133}, Case{part_2_of_3, 3, 153}, Case{ports, 0xF5, 133}}) {
    BOOST_TEST((with_header(one.header, many(one.most), one.data_coding).status() == ESME_ROK));
    BOOST_TEST((with_header(one.header, many(one.most + 1), one.data_coding).status() == ESME_RINVMSGLEN));
  }
  auto given = with_payload(joined({0xFF}, many(255)));
  given.message.esm_class = udhi;
  BOOST_TEST((given.status() == ESME_RINVMSGLEN));  // a header of 256 octets
}

BOOST_AUTO_TEST_CASE(a_header_that_is_not_there_is_refused) {
  BOOST_TEST((with_header({}, {}).status() == ESME_RINVESMCLASS));
  BOOST_TEST((with_header({0x05}, octets("abcd")).status() == ESME_RINVESMCLASS));
}

BOOST_AUTO_TEST_CASE(a_header_excludes_sar_and_ports__conformance_57) {
  for (const test::Tlv& tlv : {test::Tlv{Tag::sar_msg_ref_num, {0, 1}}, test::Tlv{Tag::sar_total_segments, {2}},
                               test::Tlv{Tag::sar_segment_seqnum, {1}}, test::Tlv{Tag::source_port, {0, 1}},
                               test::Tlv{Tag::destination_port, {0, 1}}}) {
    auto given = with_header(part_2_of_3, octets("x"));
    given.tlvs = {tlv};
    BOOST_TEST((given.status() == ESME_ROPTPARNOTALLWD));
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sar_tlvs)

BOOST_AUTO_TEST_CASE(a_sound_triple_makes_a_part) {
  ClientMessage given(octets("part"));
  given.tlvs = test::sar(0x2A, 3, 2);
  const auto item = given.item();
  check_verbatim(item, 0, octets("part"));
  BOOST_TEST((item.client->part == ClientPart{PartForm::sar, 0x012A, 3, 2}));
}

BOOST_AUTO_TEST_CASE(a_part_leaves_room_for_a_header) {
  struct Case {
    std::uint8_t data_coding;
    std::size_t most;
  };
  for (const Case& one : {Case{0, 153}, Case{8, 134}, Case{4, 134}}) {
    ClientMessage given(many(one.most), one.data_coding);
    given.tlvs = test::sar(1, 2, 1);
    BOOST_TEST((given.status() == ESME_ROK));
    given.body.push_back('a');
    BOOST_TEST((given.status() == ESME_RINVMSGLEN));
  }
  ClientMessage empty{Octets{}};
  empty.tlvs = test::sar(1, 2, 1);
  BOOST_TEST((empty.status() == ESME_RINVMSGLEN));
}

BOOST_AUTO_TEST_CASE(an_incomplete_triple_is_ignored__conformance_58) {
  for (std::size_t missing = 0; missing < 3; ++missing) {
    ClientMessage given(octets("text"));
    given.tlvs = test::sar(1, 2, 1);
    given.tlvs.erase(given.tlvs.begin() + static_cast<std::ptrdiff_t>(missing));
    BOOST_TEST((given.item().body_kind == BodyKind::text));
  }
}

BOOST_AUTO_TEST_CASE(a_triple_that_is_no_part_is_ignored) {
  for (const auto& tlvs : {test::sar(1, 1, 1), test::sar(1, 2, 0), test::sar(1, 2, 3), test::sar(1, 0, 0)}) {
    ClientMessage given(octets("text"));
    given.tlvs = tlvs;
    BOOST_TEST((given.item().body_kind == BodyKind::text));
  }
}

BOOST_AUTO_TEST_CASE(a_tlv_of_the_wrong_length_is_refused__conformance_68) {
  ClientMessage given(octets("text"));
  given.tlvs = {{Tag::sar_msg_ref_num, {1}}};
  BOOST_TEST((given.status() == ESME_RINVPARLEN));
  given.tlvs = {{Tag::user_message_reference, {1, 2, 3}}};
  BOOST_TEST((given.status() == ESME_RINVPARLEN));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(other_tlvs)

BOOST_AUTO_TEST_CASE(what_is_not_for_an_inbox_is_refused) {
  for (const Tag tag : {Tag::source_port, Tag::destination_port, Tag::ussd_service_op}) {
    ClientMessage given(octets("text"));
    given.tlvs = {{tag, {0, 1}}};
    BOOST_TEST((given.status() == ESME_ROPTPARNOTALLWD));
  }
}

BOOST_AUTO_TEST_CASE(unknown_and_unexpected_tlvs_are_ignored__conformance_65) {
  ClientMessage given(octets("text"));
  given.tlvs = {{static_cast<Tag>(0x1400), octets("dlt")},
                {Tag::language_indicator, {1}},
                {Tag::message_state, {2}},
                {Tag::qos_time_to_live, {0}},
                {Tag::user_message_reference, {0x12, 0x34}}};
  const auto item = given.item();
  BOOST_TEST(item.body == "text");
  BOOST_TEST(item.client->has_user_message_reference);
  BOOST_TEST(item.client->user_message_reference == 0x1234);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::north::smpp
