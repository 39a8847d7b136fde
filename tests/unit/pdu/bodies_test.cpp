// SPDX-License-Identifier: Apache-2.0
// bodies_of(): nothing that a person wrote may stand outside of what it names.
#include "pdu/bodies.h"

#include "tests/unit/pdu/octets.h"

namespace smppedge::pdu {
namespace {

using test::frame;
using test::Octets;

const std::string front = "00 0101 '1069' 00 0101 '8613912345678' 00 400001 00 00 01 00 08 00";

/// The frame in hex, with dots for what bodies_of() names: what may be shown.
std::string shown(const Octets& octets) {
  std::string text = test::hex(octets);
  for (const auto& body : bodies_of(octets)) {
    BOOST_REQUIRE((body.data() >= octets.data() && body.data() + body.size() <= octets.data() + octets.size()));
    const auto begin = static_cast<std::size_t>(body.data() - octets.data());
    text.replace(2 * begin, 2 * body.size(), std::string(2 * body.size(), '.'));
  }
  return text;
}

BOOST_AUTO_TEST_SUITE(bodies_of_pdus)

BOOST_AUTO_TEST_CASE(a_short_message_is_a_body) {
  const std::string text = shown(frame(CommandId::submit_sm, front + "02 'hi' 0204 0002 1234"));
  BOOST_TEST(text.ends_with("080002....020400021234"), text);
}

BOOST_AUTO_TEST_CASE(every_message_payload_is_a_body_whatever_stands_beside_it) {
  const std::string text =
      shown(frame(CommandId::deliver_sm, front + "02 'hi' 0424 0003 'abc' 001e 0002 '1' 00 0424 0001 'd'"));
  BOOST_TEST(text.ends_with("02....04240003......001e0002310004240001.."), text);
}

BOOST_AUTO_TEST_CASE(data_sm_has_its_text_in_a_message_payload) {
  const std::string text = shown(frame(CommandId::data_sm, "00 0000 00 0000 00 00 00 08 0424 0002 'hi'"));
  BOOST_TEST(text.ends_with("0804240002...."), text);
}

BOOST_AUTO_TEST_CASE(submit_multi_and_replace_sm_have_bodies_too) {
  BOOST_TEST(shown(frame(CommandId::submit_multi, "00 0000 00 01 01 0000 '1' 00 000000 00 00 00 00 00 00 02 'hi'"))
                 .ends_with("02...."));
  BOOST_TEST(shown(frame(CommandId::replace_sm, "'1' 00 0000 00 00 00 00 00 02 'hi'")).ends_with("02...."));
}

BOOST_AUTO_TEST_CASE(a_response_has_none) {
  const Octets response = frame(CommandId::submit_sm_resp, "'abc' 00");
  BOOST_TEST(shown(response) == test::hex(response));
}

BOOST_AUTO_TEST_CASE(of_a_frame_that_does_not_decode_only_the_header_is_known) {
  const Octets octets = frame(CommandId::submit_sm, front + "ff 'hi'");
  BOOST_TEST(shown(octets) == test::hex(octets).substr(0, 32) + std::string(2 * (octets.size() - 16), '.'));
  BOOST_TEST(bodies_of(std::span(octets).first(16)).empty());
  BOOST_TEST(bodies_of(std::span(octets).first(3)).empty());
  BOOST_TEST(bodies_of({}).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::pdu
