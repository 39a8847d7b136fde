// SPDX-License-Identifier: Apache-2.0
// decode(): what each PDU turns into, what is tolerated, and which status each fault is answered with (faults 24 to 27;
// conformance 4, 15, 33, 47, 48, 51, 63, 65 to 68, 77).
#include "octets.h"
#include "pdu/destinations.h"
#include "pdu/pdu.h"

namespace smppedge::pdu {
namespace {

using test::as_text;
using test::frame;
using test::Octets;
using test::octets;

// A submit_sm's body up to and including sm_default_msg_id.
const std::string front = "00 0101 '1069' 00 0101 '8613912345678' 00 400001 00 00 01 00 08 00";

template <class Body>
Body decoded(const Octets& frame_octets) {
  const auto pdu = decode(frame_octets);
  BOOST_REQUIRE_MESSAGE(pdu, "decode failed at " << pdu.error().field);
  BOOST_REQUIRE(std::holds_alternative<Body>(pdu->body));
  // Views into a temporary would dangle; tests keep the frames they look into.
  return std::get<Body>(pdu->body);
}

void check_error(const Octets& frame_octets, CommandStatus status, std::string_view field) {
  const auto pdu = decode(frame_octets);
  BOOST_REQUIRE(!pdu);
  BOOST_TEST(pdu.error().status == status);
  BOOST_TEST(pdu.error().field == field);
}

Octets submit(std::string_view rest) {
  return frame(CommandId::submit_sm, std::string(front).append(rest));
}

BOOST_AUTO_TEST_SUITE(decode_pdu)

BOOST_AUTO_TEST_CASE(header_is_read_big_endian) {
  const Header header = decode_header(octets("00000010 80000004 00000058 7fffffff"));
  BOOST_TEST(header.command_length == 16U);
  BOOST_TEST(header.command_id == CommandId::submit_sm_resp);
  BOOST_TEST(header.command_status == CommandStatus::ESME_RTHROTTLED);
  BOOST_TEST(header.sequence_number.value() == 0x7FFFFFFFU);
}

BOOST_AUTO_TEST_CASE(submit_sm_gives_views_into_the_frame) {
  const Octets octets = submit("02 4f60 0204 0002 1234");
  const auto message = decoded<ShortMessage>(octets);
  BOOST_TEST(message.source.ton == 1);
  BOOST_TEST(message.source.addr == "1069");
  BOOST_TEST(message.destination.addr == "8613912345678");
  BOOST_TEST(message.esm_class == 0x40);
  BOOST_TEST(message.priority_flag == 1);
  BOOST_TEST(message.data_coding == 8);
  BOOST_TEST(test::hex(message.short_message) == "4f60");
  BOOST_TEST((message.short_message.data() > octets.data() && message.short_message.data() < &octets.back()));
  BOOST_TEST(message.tlvs.find_integer(Tag::user_message_reference, 2).value_or(0) == 0x1234U);
}

BOOST_AUTO_TEST_CASE(message_payload_is_the_payload_when_short_message_is_empty) {
  const Octets octets = submit("00 0424 0005 'hello'");
  BOOST_TEST(as_text(decoded<ShortMessage>(octets).payload()) == "hello");
}

BOOST_AUTO_TEST_CASE(message_payload_of_64_kib_is_read) {
  Octets body = octets(front + "00 0424 ffff");
  body.resize(body.size() + 65'535, 'x');
  const Octets whole = frame(CommandId::submit_sm, body);
  BOOST_TEST(decoded<ShortMessage>(whole).payload().size() == 65'535U);
}

BOOST_AUTO_TEST_CASE(unknown_tlvs_are_kept_and_the_next_one_is_found) {
  const Octets octets = submit("00 1400 0003 'dlt' fffe 0000 0204 0002 0001");
  const auto message = decoded<ShortMessage>(octets);
  BOOST_TEST(
      std::distance(message.tlvs.begin().operator*().value.begin(), message.tlvs.begin().operator*().value.end()) == 3);
  BOOST_TEST(message.tlvs.find_integer(Tag::user_message_reference, 2).has_value());
  BOOST_TEST(as_text(*message.tlvs.find(static_cast<Tag>(0x1400))) == "dlt");
}

BOOST_AUTO_TEST_CASE(unknown_command_is_told_so) {
  check_error(octets("00000010 0000000a 00000000 00000001"), CommandStatus::ESME_RINVCMDID, "command_id");
  check_error(octets("00000010 80000102 00000000 00000001"), CommandStatus::ESME_RINVCMDID, "command_id");
}

BOOST_AUTO_TEST_CASE(every_cut_of_a_body_is_an_error_and_never_a_read_past_it) {
  const Octets body = octets(front + "02 4f60");
  for (std::size_t size = 0; size < body.size(); ++size) {
    // Exactly sized, so that a sanitizer sees the first octet too many.
    const Octets cut =
        frame(CommandId::submit_sm, Octets(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size)));
    BOOST_TEST(!decode(cut));
  }
}

BOOST_AUTO_TEST_CASE(unterminated_c_octet_string_is_an_error) {
  check_error(frame(CommandId::submit_sm, "'WAP'"), CommandStatus::ESME_RINVCMDLEN, "service_type");
  check_error(frame(CommandId::submit_sm_resp, "'12345'"), CommandStatus::ESME_RINVCMDLEN, "message_id");
}

BOOST_AUTO_TEST_CASE(c_octet_string_over_its_maximum_is_rinvparlen) {
  check_error(frame(CommandId::submit_sm, "'SIXSIX' 00"), CommandStatus::ESME_RINVPARLEN, "service_type");
  const std::string addr20(20, '1');
  const std::string addr21(21, '1');
  const std::string rest = " 00 0000 00 000000 00 00 00 00 00 00 00";
  BOOST_TEST(decode(frame(CommandId::submit_sm, "00 0101 '" + addr20 + "'" + rest)).has_value());
  check_error(frame(CommandId::submit_sm, "00 0101 '" + addr21 + "'" + rest), CommandStatus::ESME_RINVPARLEN,
              "source_addr");
}

BOOST_AUTO_TEST_CASE(sm_length_255_or_beyond_the_pdu_is_rinvmsglen) {
  Octets body = octets(front + "ff");
  body.resize(body.size() + 255, 'x');
  check_error(frame(CommandId::submit_sm, body), CommandStatus::ESME_RINVMSGLEN, "sm_length");
  check_error(submit("03 4f60"), CommandStatus::ESME_RINVMSGLEN, "sm_length");
}

BOOST_AUTO_TEST_CASE(sm_length_254_is_read) {
  Octets body = octets(front + "fe");
  body.resize(body.size() + 254, 'x');
  const Octets whole = frame(CommandId::submit_sm, body);
  BOOST_TEST(decoded<ShortMessage>(whole).short_message.size() == 254U);
}

BOOST_AUTO_TEST_CASE(sm_length_too_small_is_rinvoptparstream) {
  check_error(submit("02 'hello'"), CommandStatus::ESME_RINVOPTPARSTREAM, "optional_parameters");
  check_error(frame(CommandId::replace_sm, "'m' 00 0000 00 00 00 00 00 02 'hello'"),
              CommandStatus::ESME_RINVOPTPARSTREAM, "optional_parameters");
}

BOOST_AUTO_TEST_CASE(tlv_past_the_end_is_rinvoptparstream) {
  check_error(submit("00 0424 0006 'hello'"), CommandStatus::ESME_RINVOPTPARSTREAM, "optional_parameters");
  check_error(submit("00 0424 ffff"), CommandStatus::ESME_RINVOPTPARSTREAM, "optional_parameters");
  check_error(submit("00 0424"), CommandStatus::ESME_RINVOPTPARSTREAM, "optional_parameters");
  check_error(submit("00 0204 0002 1234 05"), CommandStatus::ESME_RINVOPTPARSTREAM, "optional_parameters");
}

BOOST_AUTO_TEST_CASE(one_nul_behind_short_message_is_tolerated) {
  const Octets alone = submit("02 'hi' 00");
  BOOST_TEST(as_text(decoded<ShortMessage>(alone).short_message) == "hi");
  const Octets with_tlv = submit("02 'hi' 00 0204 0002 1234");
  const auto message = decoded<ShortMessage>(with_tlv);
  BOOST_TEST(as_text(message.short_message) == "hi");
  BOOST_TEST(message.tlvs.find_integer(Tag::user_message_reference, 2).value_or(0) == 0x1234U);
  check_error(submit("02 'hi' 00 00"), CommandStatus::ESME_RINVOPTPARSTREAM, "optional_parameters");
}

BOOST_AUTO_TEST_CASE(times_are_1_or_17_octets) {
  const auto with_times = [](std::string_view times) {
    return frame(CommandId::submit_sm, std::string("00 0000 00 0000 '1' 00 000000 ").append(times) + " 00 00 00 00 00");
  };
  BOOST_TEST(decode(with_times("'000000001500000R' 00 '200928113000032+' 00")).has_value());
  check_error(with_times("'0000' 00 00"), CommandStatus::ESME_RINVSCHED, "schedule_delivery_time");
  check_error(with_times("00 '00000000150000R' 00"), CommandStatus::ESME_RINVEXPIRY, "validity_period");
  check_error(with_times("'000000001500000RR' 00 00"), CommandStatus::ESME_RINVSCHED, "schedule_delivery_time");
}

BOOST_AUTO_TEST_CASE(a_deliver_sm_that_fills_in_times_is_understood) {
  const Octets octets =
      frame(CommandId::deliver_sm, "00 0101 '86139' 00 0001 '1069' 00 040000 '0000' 00 00 00 00 00 00 03 'id:'");
  BOOST_TEST(as_text(decoded<ShortMessage>(octets).short_message) == "id:");
}

BOOST_AUTO_TEST_CASE(data_sm_has_addresses_of_64_octets) {
  const std::string addr(64, '9');
  const Octets octets = frame(CommandId::data_sm, "00 0101 '" + addr + "' 00 0101 '1' 00 04 01 08 001e 0003 'm1' 00");
  const auto message = decoded<ShortMessage>(octets);
  BOOST_TEST(message.source.addr == addr);
  BOOST_TEST(message.esm_class == 4);
  BOOST_TEST(message.registered_delivery == 1);
  BOOST_TEST(message.data_coding == 8);
  BOOST_TEST(message.tlvs.find(Tag::receipted_message_id).has_value());
}

BOOST_AUTO_TEST_CASE(binds_are_read_with_passwords_of_up_to_64_octets) {
  const auto bind = [](std::size_t octets) {
    return frame(CommandId::bind_transceiver,
                 "'demo' 00 '" + std::string(octets, 'p') + "' 00 'sys' 00 34 01 01 '^1' 00");
  };
  const Octets usual = bind(8);
  const auto body = decoded<Bind>(usual);
  BOOST_TEST(body.system_id == "demo");
  BOOST_TEST(body.password == "pppppppp");
  BOOST_TEST(body.system_type == "sys");
  BOOST_TEST(body.interface_version == 0x34);
  BOOST_TEST(body.address_range == "^1");
  BOOST_TEST(decode(bind(64)).has_value());
  check_error(bind(65), CommandStatus::ESME_RINVPARLEN, "password");
}

BOOST_AUTO_TEST_CASE(bind_resp_gives_the_interface_version) {
  const Octets octets = frame(CommandId::bind_transceiver_resp, "'SMSC' 00 0210 0001 34");
  const auto body = decoded<BindResp>(octets);
  BOOST_TEST(body.system_id == "SMSC");
  BOOST_TEST(body.tlvs.find_integer(Tag::sc_interface_version, 1).value_or(0) == 0x34U);
}

BOOST_AUTO_TEST_CASE(a_failed_response_is_understood_with_and_without_its_body) {
  for (const std::string_view body : {"", "00", "'m1' 00", "'unterminated'", "'m1' 00 0424 00ff 01"}) {
    for (const CommandId id : {CommandId::submit_sm_resp, CommandId::data_sm_resp, CommandId::deliver_sm_resp,
                               CommandId::bind_transmitter_resp, CommandId::bind_transceiver_resp,
                               CommandId::query_sm_resp, CommandId::submit_multi_resp, CommandId::cancel_sm_resp}) {
      BOOST_TEST(decode(frame(id, body, CommandStatus::ESME_RTHROTTLED)).has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_response_without_body_is_understood_where_that_loses_nothing) {
  BOOST_TEST(decode(frame(CommandId::submit_sm_resp, "")).has_value());
  BOOST_TEST(decode(frame(CommandId::deliver_sm_resp, "")).has_value());
  BOOST_TEST(decode(frame(CommandId::bind_receiver_resp, "")).has_value());
  check_error(frame(CommandId::query_sm_resp, ""), CommandStatus::ESME_RINVCMDLEN, "message_id");
}

BOOST_AUTO_TEST_CASE(a_response_keeps_its_message_id_though_its_tlvs_are_broken) {
  const Octets octets = frame(CommandId::submit_sm_resp, "'m1' 00 0204 0002 1234 0424 00ff 01");
  const auto body = decoded<SubmitResp>(octets);
  BOOST_TEST(body.message_id == "m1");
  BOOST_TEST(test::hex(body.tlvs.octets()) == "020400021234");
}

BOOST_AUTO_TEST_CASE(a_deliver_sm_resp_with_a_message_id_is_understood) {
  const Octets octets = frame(CommandId::deliver_sm_resp, "'m1' 00");
  BOOST_TEST(decoded<SubmitResp>(octets).message_id == "m1");
}

BOOST_AUTO_TEST_CASE(what_follows_a_bare_header_is_passed_over) {
  BOOST_TEST(decode(frame(CommandId::enquire_link, "00")).has_value());
  BOOST_TEST(decode(frame(CommandId::unbind_resp, "'bye'")).has_value());
}

BOOST_AUTO_TEST_CASE(submit_multi_destinations_are_walked) {
  const Octets octets =
      frame(CommandId::submit_multi,
            "00 0101 '1069' 00 02 01 0101 '86139' 00 02 'friends' 00 000000 00 00 00 00 00 00 02 'hi'");
  const auto multi = decoded<SubmitMulti>(octets);
  BOOST_TEST(multi.number_of_dests == 2);
  BOOST_TEST(as_text(multi.message.short_message) == "hi");
  DestinationCursor cursor(multi);
  const auto first = cursor.next();
  BOOST_REQUIRE(first);
  BOOST_TEST(first->address.addr == "86139");
  const auto second = cursor.next();
  BOOST_REQUIRE(second);
  BOOST_TEST(second->dl_name == "friends");
  BOOST_TEST(!cursor.next());
  BOOST_TEST(!cursor.error());
}

BOOST_AUTO_TEST_CASE(submit_multi_faults_have_their_statuses) {
  const auto multi = [](std::string_view dests) {
    return frame(CommandId::submit_multi, std::string("00 0000 00 ").append(dests) + " 000000 00 00 00 00 00 00 00");
  };
  check_error(multi("00"), CommandStatus::ESME_RINVNUMDESTS, "number_of_dests");
  check_error(multi("ff"), CommandStatus::ESME_RINVNUMDESTS, "number_of_dests");
  check_error(multi("01 03 00"), CommandStatus::ESME_RINVDESTFLAG, "dest_address");
  check_error(multi("01 02 'a list name over twenty'"), CommandStatus::ESME_RINVPARLEN, "dest_address");
  check_error(multi("20 01 0000 '1' 00"), CommandStatus::ESME_RINVDESTFLAG, "dest_address");
}

BOOST_AUTO_TEST_CASE(submit_multi_resp_gives_the_unsuccessful) {
  const Octets octets = frame(CommandId::submit_multi_resp, "'m1' 00 02 0101 '86139' 00 0000000b 0000 00 00000014");
  const auto response = decoded<SubmitMultiResp>(octets);
  UnsuccessCursor cursor(response);
  const auto first = cursor.next();
  BOOST_REQUIRE(first);
  BOOST_TEST(first->destination.addr == "86139");
  BOOST_TEST(first->error_status_code == CommandStatus::ESME_RINVDSTADR);
  BOOST_TEST((cursor.next()->error_status_code == CommandStatus::ESME_RMSGQFUL));
  BOOST_TEST(!cursor.next());
  check_error(frame(CommandId::submit_multi_resp, "'m1' 00 02 0101 '86139' 00 0000000b"),
              CommandStatus::ESME_RINVCMDLEN, "unsuccess_sme");
}

BOOST_AUTO_TEST_CASE(a_frame_that_is_not_as_long_as_it_says_is_refused) {
  check_error({}, CommandStatus::ESME_RINVCMDLEN, "command_length");
  check_error(octets("'AMQP' 00000009 01000000 00000000"), CommandStatus::ESME_RINVCMDLEN, "command_length");
  check_error(octets("00000011 00000015 00000000 00000001"), CommandStatus::ESME_RINVCMDLEN, "command_length");
}

BOOST_AUTO_TEST_CASE(names_are_those_of_the_specification) {
  BOOST_TEST(to_string(CommandId::bind_transceiver_resp) == "bind_transceiver_resp");
  BOOST_TEST(to_string(static_cast<CommandId>(0x0A)) == "unknown");
  BOOST_TEST(to_string(CommandStatus::ESME_RTHROTTLED) == "ESME_RTHROTTLED");
  BOOST_TEST(to_string(static_cast<CommandStatus>(0x410)) == "0x00000410");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::pdu
