// SPDX-License-Identifier: Apache-2.0
// Writers: what leaves is clean 3.4 or nothing at all (conformance 7, 8, 47 to 51, 77, 84).
#include "pdu/write.h"

#include "octets.h"
#include "pdu/pdu.h"
#include "pdu/tlv_writer.h"

namespace smppedge::pdu {
namespace {

using test::as_octets;

constexpr SequenceNumber seven(7);

ShortMessage message() {
  ShortMessage sample;
  sample.source = {1, 1, "1069"};
  sample.destination = {1, 1, "8613912345678"};
  sample.short_message = as_octets("hi");
  return sample;
}

void check_refused(const Written& written, const OutBuffer& out, WriteError::Kind kind, std::string_view field) {
  BOOST_REQUIRE(!written);
  BOOST_TEST((written.error().kind == kind));
  BOOST_TEST(written.error().field == field);
  BOOST_TEST(out.empty());
}

BOOST_AUTO_TEST_SUITE(write_pdu_in_place)

BOOST_AUTO_TEST_CASE(what_is_written_decodes_to_what_was_given) {
  OutBuffer out(1000);
  std::array<std::uint8_t, 16> room;
  ShortMessage sent = message();
  sent.service_type = "CMT";
  sent.esm_class = 0x40;
  sent.validity_period = "000000001500000R";
  sent.registered_delivery = 1;
  sent.data_coding = 8;
  sent.tlvs = TlvWriter(room).u16(Tag::user_message_reference, 0x1234).tlvs();
  BOOST_REQUIRE(write_short_message(out, CommandId::submit_sm, seven, sent));

  const auto pdu = decode(out.unsent());
  BOOST_REQUIRE(pdu);
  BOOST_TEST(pdu->header.command_id == CommandId::submit_sm);
  BOOST_TEST(pdu->header.command_status == CommandStatus::ESME_ROK);
  BOOST_TEST(pdu->header.sequence_number.value() == 7U);
  const auto& got = std::get<ShortMessage>(pdu->body);
  BOOST_TEST(got.service_type == sent.service_type);
  BOOST_TEST(got.destination.addr == sent.destination.addr);
  BOOST_TEST(got.esm_class == 0x40);
  BOOST_TEST(got.validity_period == sent.validity_period);
  BOOST_TEST(got.data_coding == 8);
  BOOST_TEST(test::as_text(got.short_message) == "hi");
  BOOST_TEST(got.tlvs.find_integer(Tag::user_message_reference, 2).value_or(0) == 0x1234U);
}

BOOST_AUTO_TEST_CASE(message_payload_of_64_kib_is_written) {
  OutBuffer out(100'000);
  std::vector<std::uint8_t> room(70'000);
  const std::string text(65'535, 'x');
  ShortMessage sent = message();
  sent.short_message = {};
  TlvWriter tlvs(room);
  sent.tlvs = tlvs.text(Tag::message_payload, text).tlvs();
  BOOST_TEST(tlvs.ok());
  BOOST_REQUIRE(write_short_message(out, CommandId::deliver_sm, seven, sent));
  const auto pdu = decode(out.unsent());
  BOOST_REQUIRE(pdu);
  BOOST_TEST(test::as_text(std::get<ShortMessage>(pdu->body).payload()) == text);
}

BOOST_AUTO_TEST_CASE(a_field_over_its_maximum_is_refused_and_nothing_written) {
  OutBuffer out(1000);
  const auto refused = [&](auto change, std::string_view field, WriteError::Kind kind) {
    ShortMessage sent = message();
    change(sent);
    check_refused(write_short_message(out, CommandId::submit_sm, seven, sent), out, kind, field);
  };
  const std::string long_text(255, 'x');
  using Kind = WriteError::Kind;
  refused([](ShortMessage& m) { m.service_type = "SIXSIX"; }, "service_type", Kind::field_too_long);
  refused([](ShortMessage& m) { m.source.addr = "123456789012345678901"; }, "source_addr", Kind::field_too_long);
  refused([](ShortMessage& m) { m.destination.addr = "123456789012345678901"; }, "destination_addr",
          Kind::field_too_long);
  refused([](ShortMessage& m) { m.schedule_delivery_time = "20092811300003200+"; }, "schedule_delivery_time",
          Kind::field_too_long);
  refused([&](ShortMessage& m) { m.short_message = as_octets(long_text); }, "short_message", Kind::field_too_long);
  refused([](ShortMessage& m) { m.validity_period = "0000"; }, "validity_period", Kind::malformed);
  refused([](ShortMessage& m) { m.source.addr = std::string_view("A\0B", 3); }, "source_addr", Kind::malformed);
}

BOOST_AUTO_TEST_CASE(deliver_sm_carries_no_times) {
  OutBuffer out(1000);
  ShortMessage sent = message();
  sent.validity_period = "000000001500000R";
  check_refused(write_short_message(out, CommandId::deliver_sm, seven, sent), out, WriteError::Kind::field_too_long,
                "validity_period");
}

BOOST_AUTO_TEST_CASE(message_payload_beside_short_message_is_refused) {
  OutBuffer out(1000);
  std::array<std::uint8_t, 16> room;
  ShortMessage sent = message();
  sent.tlvs = TlvWriter(room).text(Tag::message_payload, "hi").tlvs();
  check_refused(write_short_message(out, CommandId::submit_sm, seven, sent), out, WriteError::Kind::malformed,
                "message_payload");
}

BOOST_AUTO_TEST_CASE(a_pdu_no_peer_would_read_is_refused) {
  OutBuffer out(1'000'000);
  std::vector<std::uint8_t> room(80'000);
  const std::string half(36'000, 'x');
  ShortMessage sent = message();
  TlvWriter tlvs(room);
  sent.tlvs = tlvs.text(static_cast<Tag>(0x1400), half).text(static_cast<Tag>(0x1401), half).tlvs();
  BOOST_TEST(tlvs.ok());
  check_refused(write_short_message(out, CommandId::submit_sm, seven, sent), out, WriteError::Kind::field_too_long,
                "optional_parameters");
}

BOOST_AUTO_TEST_CASE(a_full_buffer_refuses_and_keeps_what_it_has) {
  OutBuffer out(100);
  BOOST_REQUIRE(write_short_message(out, CommandId::submit_sm, seven, message()));
  const std::size_t size = out.size();
  const Written second = write_short_message(out, CommandId::submit_sm, seven, message());
  BOOST_REQUIRE(!second);
  BOOST_TEST((second.error().kind == WriteError::Kind::buffer_full));
  BOOST_TEST(out.size() == size);
}

BOOST_AUTO_TEST_CASE(data_sm_takes_addresses_of_64_octets) {
  OutBuffer out(1000);
  const std::string longest(64, '9');
  ShortMessage sent = message();
  sent.source.addr = longest;
  BOOST_TEST(write_data_sm(out, seven, sent).has_value());
  const std::string longer(65, '9');
  sent.source.addr = longer;
  BOOST_TEST(!write_data_sm(out, seven, sent).has_value());
}

BOOST_AUTO_TEST_CASE(a_failed_submit_sm_resp_has_no_body) {
  OutBuffer out(1000);
  BOOST_TEST(
      write_message_resp(out, CommandId::submit_sm_resp, CommandStatus::ESME_RTHROTTLED, seven, "m1").has_value());
  BOOST_TEST(test::hex(out.unsent()) == "00000010800000040000005800000007");
}

BOOST_AUTO_TEST_CASE(a_deliver_sm_resp_carries_one_nul_whatever_it_is_given) {
  for (const CommandStatus status : {CommandStatus::ESME_ROK, CommandStatus::ESME_RX_T_APPN}) {
    OutBuffer out(1000);
    BOOST_TEST(write_message_resp(out, CommandId::deliver_sm_resp, status, seven, "m1").has_value());
    BOOST_TEST(out.size() == 17U);
    BOOST_TEST(out.unsent().back() == 0);
  }
}

BOOST_AUTO_TEST_CASE(a_message_id_of_64_octets_is_the_longest) {
  OutBuffer out(1000);
  const std::string id(65, 'a');
  BOOST_TEST(!write_message_resp(out, CommandId::submit_sm_resp, CommandStatus::ESME_ROK, seven, id).has_value());
  BOOST_TEST(
      write_message_resp(out, CommandId::submit_sm_resp, CommandStatus::ESME_ROK, seven, std::string_view(id).substr(1))
          .has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tlv_writer)

BOOST_AUTO_TEST_CASE(values_are_written_behind_tag_and_length) {
  std::array<std::uint8_t, 64> room;
  TlvWriter tlvs(room);
  tlvs.u8(Tag::message_state, 2).u16(Tag::source_port, 0x0203).u32(Tag::qos_time_to_live, 0x01020304);
  tlvs.c_string(Tag::receipted_message_id, "m1").octets(Tag::alert_on_message_delivery, {});
  BOOST_TEST(tlvs.ok());
  BOOST_TEST(test::hex(tlvs.tlvs().octets()) ==
             "0427000102"
             "020a00020203"
             "0017000401020304"
             "001e00036d3100"
             "130c0000");
}

BOOST_AUTO_TEST_CASE(a_value_out_of_the_bounds_of_its_tag_is_left_out) {
  std::array<std::uint8_t, 64> room;
  TlvWriter tlvs(room);
  tlvs.u8(Tag::source_port, 1).u8(Tag::message_state, 2);
  BOOST_TEST(!tlvs.ok());
  BOOST_TEST(test::hex(tlvs.tlvs().octets()) == "0427000102");
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_the_buffer_is_left_out) {
  std::array<std::uint8_t, 8> room;
  TlvWriter tlvs(room);
  tlvs.u8(Tag::message_state, 2);
  BOOST_TEST(tlvs.ok());
  tlvs.u8(Tag::payload_type, 0);
  BOOST_TEST(!tlvs.ok());
  BOOST_TEST(tlvs.tlvs().octets().size() == 5U);
}

BOOST_AUTO_TEST_CASE(an_integer_is_found_only_at_its_own_size) {
  std::array<std::uint8_t, 16> room;
  const Tlvs tlvs = TlvWriter(room).u16(Tag::source_port, 0x0203).tlvs();
  BOOST_TEST(tlvs.find_integer(Tag::source_port, 2).value_or(0) == 0x0203U);
  BOOST_TEST(!tlvs.find_integer(Tag::source_port, 1));
  BOOST_TEST(!tlvs.find_integer(Tag::destination_port, 2));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::pdu
