// SPDX-License-Identifier: Apache-2.0
// What people get to see of a PDU, and what never.
#include "pdu/text.h"

#include "octets.h"

namespace smppedge::pdu {
namespace {

BOOST_AUTO_TEST_SUITE(text_of_a_pdu)

std::string text_of(const test::Octets& frame, TextOptions options = {}) {
  const auto pdu = decode(frame);
  BOOST_REQUIRE(pdu);
  return to_text(*pdu, options);
}

BOOST_AUTO_TEST_CASE(passwords_are_never_shown) {
  const std::string text =
      text_of(test::frame(CommandId::bind_transceiver, "'demo' 00 'secret' 00 00 34 00 00 00"), {.message_hex = true});
  BOOST_TEST(text.find("secret") == std::string::npos);
  BOOST_TEST(text.find(test::hex(test::as_octets("secret"))) == std::string::npos);
  BOOST_TEST(text.find("  password: (not shown)\n") != std::string::npos);
  BOOST_TEST(text.starts_with("bind_transceiver sequence_number 7 command_status ESME_ROK command_length "));
}

BOOST_AUTO_TEST_CASE(the_message_is_shown_on_request_only) {
  const test::Octets frame =
      test::frame(CommandId::submit_sm, "00 0000 00 0101 '86139' 00 000000 00 00 00 00 00 00 02 'hi' 0424 0003 'abc'");
  BOOST_TEST(text_of(frame).find("short_message: (2 octets)") != std::string::npos);
  BOOST_TEST(text_of(frame).find("616263") == std::string::npos);
  BOOST_TEST(text_of(frame, {.message_hex = true}).find("short_message: 6869\n") != std::string::npos);
  BOOST_TEST(text_of(frame, {.message_hex = true}).find("tlv 0x0424 message_payload: 616263\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(control_characters_are_escaped) {
  const std::string text = text_of(test::frame(CommandId::submit_sm_resp, "1b 'm\"1' 0a 00"));
  BOOST_TEST(text.find("message_id: \"\\x1Bm\\\"1\\x0A\"\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(lists_are_shown_entry_by_entry) {
  const std::string multi = text_of(test::frame(
      CommandId::submit_multi, "00 0000 00 02 01 0101 '86139' 00 02 'friends' 00 000000 00 00 00 00 00 00 00"));
  BOOST_TEST(multi.find("dest_address: ton 1 npi 1 \"86139\"\n") != std::string::npos);
  BOOST_TEST(multi.find("dest_address: list \"friends\"\n") != std::string::npos);
  const std::string answer = text_of(test::frame(CommandId::submit_multi_resp, "'m1' 00 01 0101 '86139' 00 0000000b"));
  BOOST_TEST(answer.find("unsuccess_sme: ton 1 npi 1 \"86139\" ESME_RINVDSTADR\n") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::pdu
