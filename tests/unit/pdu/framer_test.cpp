// SPDX-License-Identifier: Apache-2.0
// Framing: any split of the stream gives the same PDUs, and a length that cannot be is told at once (faults 22, 23,
// 27, 28, 30; conformance 1 to 3, 13).
#include "pdu/framer.h"

#include "octets.h"

namespace smppedge::pdu {
namespace {

using test::frame;
using test::Octets;
using test::octets;

Octets three_pdus() {
  Octets stream = frame(CommandId::enquire_link, "");
  for (const Octets& more : {frame(CommandId::submit_sm_resp, "'m1' 00"), frame(CommandId::unbind, "")}) {
    stream.insert(stream.end(), more.begin(), more.end());
  }
  return stream;
}

/// Feeds `stream` in pieces of `piece` octets and gives back the PDUs found.
std::vector<std::string> found(const Octets& stream, std::size_t piece) {
  std::vector<std::string> pdus;
  Octets buffer;
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    const auto end = std::min(stream.size(), at + piece);
    buffer.insert(buffer.end(), stream.begin() + static_cast<std::ptrdiff_t>(at),
                  stream.begin() + static_cast<std::ptrdiff_t>(end));
    for (Frame next = next_frame(buffer); next.kind == Frame::Kind::whole; next = next_frame(buffer)) {
      pdus.push_back(test::hex(next.octets));
      buffer.erase(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(next.octets.size()));
    }
  }
  BOOST_TEST(buffer.empty());
  return pdus;
}

/// How many octets of `stream` are needed until it is called bad; 0: never.
std::size_t octets_until_bad(const Octets& stream) {
  for (std::size_t size = 0; size <= stream.size(); ++size) {
    const Frame next = next_frame(std::span(stream).first(size));
    if (next.kind == Frame::Kind::bad_length) return size;
    BOOST_TEST((next.kind == Frame::Kind::incomplete));
  }
  return 0;
}

BOOST_AUTO_TEST_SUITE(framer)

BOOST_AUTO_TEST_CASE(any_split_of_the_stream_gives_the_same_pdus) {
  const Octets stream = three_pdus();
  const std::vector<std::string> expected = {test::hex(frame(CommandId::enquire_link, "")),
                                             test::hex(frame(CommandId::submit_sm_resp, "'m1' 00")),
                                             test::hex(frame(CommandId::unbind, ""))};
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) BOOST_TEST(found(stream, piece) == expected);
}

BOOST_AUTO_TEST_CASE(an_incomplete_pdu_waits_whatever_is_missing) {
  const Octets whole = frame(CommandId::submit_sm_resp, "'m1' 00");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    BOOST_TEST((next_frame(std::span(whole).first(size)).kind == Frame::Kind::incomplete));
  }
}

BOOST_AUTO_TEST_CASE(a_length_of_0_to_15_is_bad_as_soon_as_it_is_there) {
  for (std::uint8_t length = 0; length < 16; ++length) {
    BOOST_TEST(octets_until_bad({0, 0, 0, length, 0, 0, 0, 0x15}) == 4U);
  }
  BOOST_TEST(octets_until_bad({0, 0, 0, 16, 0, 0, 0, 0x15}) == 0U);
}

BOOST_AUTO_TEST_CASE(a_length_beyond_the_bound_is_bad_as_soon_as_it_is_there) {
  BOOST_TEST(octets_until_bad(octets("80000000")) == 4U);
  BOOST_TEST(octets_until_bad(octets("ffffffff")) == 4U);
  BOOST_TEST(octets_until_bad(octets("00011171")) == 4U);  // 70,001
  BOOST_TEST(octets_until_bad(octets("00011170")) == 0U);  // 70,000
}

BOOST_AUTO_TEST_CASE(http_tls_and_amqp_are_recognised_as_no_smpp_by_their_first_four_octets) {
  BOOST_TEST(octets_until_bad(octets("'GET / HTTP/1.1'")) == 4U);
  BOOST_TEST(octets_until_bad(octets("'HTTP/1.1 200 OK'")) == 4U);
  BOOST_TEST(octets_until_bad(octets("'AMQP' 00 00 09 01")) == 4U);
  BOOST_TEST(octets_until_bad(octets("16 03 01 02 00 01 00 01 fc 03 03")) == 4U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::pdu
