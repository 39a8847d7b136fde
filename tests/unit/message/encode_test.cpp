// SPDX-License-Identifier: Apache-2.0
#include "message/text/encode.h"

#include <boost/test/unit_test.hpp>

namespace smppedge::text {
namespace {

BOOST_AUTO_TEST_SUITE(texts_to_octets)

BOOST_AUTO_TEST_CASE(what_an_alphabet_has_decodes_to_what_it_was) {
  const std::pair<Alphabet, std::string_view> texts[] = {{Alphabet::gsm7_unpacked, "a@€Ω\n"},
                                                         {Alphabet::ascii, "a@`~"},
                                                         {Alphabet::latin1, "a@éÿ"},
                                                         {Alphabet::utf8, "é字😀"},
                                                         {Alphabet::ucs2, "é字😀"}};
  for (const auto& [alphabet, text] : texts) {
    const auto octets = encode(text, alphabet);
    BOOST_REQUIRE(octets);
    const auto decoded = decode({reinterpret_cast<const std::uint8_t*>(octets->data()), octets->size()}, alphabet);
    BOOST_REQUIRE(decoded);
    BOOST_TEST(*decoded == text);
  }
}

BOOST_AUTO_TEST_CASE(what_it_does_not_have_is_not_written) {
  BOOST_TEST((!encode("`", Alphabet::gsm7_unpacked)));
  BOOST_TEST((!encode("é", Alphabet::ascii)));
  BOOST_TEST((!encode("€", Alphabet::latin1)));
  BOOST_TEST((!encode("\xC3", Alphabet::ucs2)));
  BOOST_TEST((!encode("\xED\xA0\x80", Alphabet::utf8)));
  std::string octets = "kept";
  BOOST_TEST(!append_encoded(octets, U'字', Alphabet::latin1));
  BOOST_TEST(octets == "kept");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::text
