// SPDX-License-Identifier: Apache-2.0
// Golden bytes. Every X.pdu holds one PDU, octet by octet, written from the specification (pdu/) or as a peer was seen
// to send it (quirk/); X.txt beside it holds what must be understood of it. What stands in pdu/ must also be written
// exactly so. Another PDU or quirk is another pair of files.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <set>

#include "pdu/framer.h"
#include "pdu/text.h"
#include "tests/wire/golden_file.h"
#include "tests/wire/rewrite.h"

namespace smppedge::pdu {
namespace {

namespace fs = std::filesystem;
using test::content;
using test::golden;
using test::golden_files;

void check_understood(const fs::path& path) {
  const test::Octets octets = golden(path);
  const Frame frame = next_frame(octets);
  BOOST_REQUIRE((frame.kind == Frame::Kind::whole));
  BOOST_TEST(frame.octets.size() == octets.size());
  const auto pdu = decode(frame.octets);
  BOOST_REQUIRE_MESSAGE(pdu, "fails at " << pdu.error().field);
  BOOST_TEST(to_text(*pdu, {.message_hex = true}) == content(fs::path(path).replace_extension(".txt")));
}

BOOST_AUTO_TEST_SUITE(golden_bytes)

BOOST_AUTO_TEST_CASE(every_pdu_of_3_4_is_understood_as_specified) {
  for (const fs::path& path : golden_files("pdu")) BOOST_TEST_CONTEXT(path) {
      check_understood(path);
    }
}

BOOST_AUTO_TEST_CASE(every_pdu_of_3_4_is_written_as_specified) {
  for (const fs::path& path : golden_files("pdu")) {
    BOOST_TEST_CONTEXT(path) {
      const test::Octets octets = golden(path);
      const auto pdu = decode(octets);
      BOOST_REQUIRE(pdu);
      OutBuffer out(1000);
      BOOST_REQUIRE(test::rewrite(out, *pdu));
      BOOST_TEST(test::hex(out.unsent()) == test::hex(octets));
    }
  }
}

BOOST_AUTO_TEST_CASE(every_pdu_of_the_table_has_golden_bytes) {
  std::set<CommandId> seen;
  for (const fs::path& path : golden_files("pdu")) seen.insert(decode_header(golden(path)).command_id);
  BOOST_TEST(seen.size() == std::tuple_size_v<decltype(layouts)>);
}

BOOST_AUTO_TEST_CASE(every_known_quirk_is_understood) {
  for (const fs::path& path : golden_files("quirk")) BOOST_TEST_CONTEXT(path) {
      check_understood(path);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::pdu
