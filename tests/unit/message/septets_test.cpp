// SPDX-License-Identifier: Apache-2.0
// Packed septets (23.038 6.1.2.1), against octets worked out by hand.
#include "message/text/septets.h"

#include <boost/test/unit_test.hpp>
#include <random>

using namespace smppedge::text::septets;

namespace {

using Octets = std::vector<std::uint8_t>;

Octets packed(const Octets& septets, std::size_t header_octets = 0) {
  Octets octets(packed_octets(septets.size(), header_octets));
  BOOST_REQUIRE(pack(septets, header_octets, octets.data()) == octets.data() + octets.size());
  return octets;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(septets)

BOOST_AUTO_TEST_CASE(eight_septets_are_seven_octets) {
  const Octets hellohello{'h', 'e', 'l', 'l', 'o', 'h', 'e', 'l', 'l', 'o'};
  const Octets known{0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37};
  BOOST_TEST(packed(hellohello) == known, boost::test_tools::per_element());
  BOOST_TEST(unpack(known, 0) == hellohello, boost::test_tools::per_element());
  BOOST_TEST(packed_octets(160, 0) == 140U);
  BOOST_TEST(packed_octets(153, 6) == 134U);
  BOOST_TEST(packed_octets(152, 7) == 133U);
}

BOOST_AUTO_TEST_CASE(seven_bits_left_over_are_no_character) {
  const Octets seven(7, 'a');
  const Octets octets = packed(seven);
  BOOST_TEST(octets.size() == 7U);
  BOOST_TEST((octets.back() >> 1) == 0x0D);
  BOOST_TEST(unpack(octets, 0) == seven, boost::test_tools::per_element());
  Octets zeros = octets;  // what senders that know nothing of it leave there
  zeros.back() &= 1;
  BOOST_TEST(unpack(zeros, 0) == seven, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(behind_a_header_they_begin_on_a_septet_boundary) {
  BOOST_TEST(fill_bits(0) == 0U);
  BOOST_TEST(fill_bits(6) == 1U);
  BOOST_TEST(fill_bits(7) == 0U);
  BOOST_TEST(packed({'a'}, 6) == (Octets{'a' << 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(any_septets_come_back) {
  std::mt19937 random(5);
  for (int round = 0; round < 5000; ++round) {
    Octets some(random() % 161);
    for (auto& septet : some) septet = static_cast<std::uint8_t>(1 + random() % 127);
    if (!some.empty() && some.back() == 0x0D) some.back() = 'x';
    const std::size_t header = random() % 12;
    BOOST_REQUIRE(unpack(packed(some, header), header) == some);
  }
  BOOST_TEST(unpack({}, 6).empty());
}

BOOST_AUTO_TEST_SUITE_END()
