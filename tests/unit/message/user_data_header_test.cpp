// SPDX-License-Identifier: Apache-2.0
#include "message/text/user_data_header.h"

#include <boost/test/unit_test.hpp>

using namespace smppedge;
using namespace smppedge::text;

namespace {

using Octets = std::vector<std::uint8_t>;

std::optional<Concatenation> concatenation_in(const Octets& payload) {
  const auto data = split_user_data(payload);
  BOOST_REQUIRE(data);
  return data->concatenation;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(user_data_header)

BOOST_AUTO_TEST_CASE(both_reference_widths_are_read) {
  BOOST_TEST((concatenation_in({5, 0, 3, 0xAA, 3, 2, 'x'}) == Concatenation{0xAA, ReferenceWidth::bits_8, 3, 2}));
  BOOST_TEST(
      (concatenation_in({6, 8, 4, 0xAA, 0xBB, 3, 3, 'x'}) == Concatenation{0xAABB, ReferenceWidth::bits_16, 3, 3}));
}

BOOST_AUTO_TEST_CASE(header_and_body_are_parted_at_the_length) {
  const Octets payload = {5, 0, 3, 0xAA, 3, 2, 'x', 'y'};
  const auto data = split_user_data(payload);
  BOOST_TEST(data->header.size() == 6U);
  BOOST_TEST(data->body.size() == 2U);
  BOOST_TEST(data->body[0] == 'x');
  BOOST_TEST(split_user_data(Octets{0})->body.empty());
}

BOOST_AUTO_TEST_CASE(other_elements_are_stepped_over_in_any_order) {
  const Concatenation expected{7, ReferenceWidth::bits_8, 2, 1};
  BOOST_TEST((concatenation_in({11, 5, 4, 0x0B, 0x84, 0, 0, 0, 3, 7, 2, 1, 'x'}) == expected));
  BOOST_TEST((concatenation_in({11, 0, 3, 7, 2, 1, 5, 4, 0x0B, 0x84, 0, 0, 'x'}) == expected));
  BOOST_TEST((concatenation_in({7, 0x70, 0, 0, 3, 7, 2, 1}) == expected));
}

BOOST_AUTO_TEST_CASE(impossible_numbers_are_as_if_the_element_were_not_there) {
  for (const Octets& payload :
       {Octets{5, 0, 3, 1, 0, 0}, Octets{5, 0, 3, 1, 0, 1}, Octets{5, 0, 3, 1, 2, 0}, Octets{5, 0, 3, 1, 2, 3},
        Octets{6, 8, 4, 0, 1, 2, 0}, Octets{4, 0, 2, 1, 2}, Octets{6, 8, 3, 1, 2, 1, 0}, Octets{0}}) {
    BOOST_TEST(!concatenation_in(payload).has_value());
  }
}

BOOST_AUTO_TEST_CASE(an_element_past_the_header_ends_the_reading_but_keeps_the_body) {
  const Octets payload = {5, 0, 9, 1, 2, 1, 'x'};
  const auto data = split_user_data(payload);
  BOOST_REQUIRE(data);
  BOOST_TEST(!data->concatenation.has_value());
  BOOST_TEST(data->body.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_header_longer_than_the_payload_is_refused) {
  BOOST_TEST(!split_user_data({}).has_value());
  BOOST_TEST(!split_user_data(Octets{1}).has_value());
  BOOST_TEST(!split_user_data(Octets{6, 0, 3, 1, 2, 1}).has_value());
  BOOST_TEST(!split_user_data(Octets{255, 0}).has_value());
}

BOOST_AUTO_TEST_CASE(a_reference_is_replaced_in_its_own_width_and_nothing_else_is) {
  Octets narrow = {5, 0, 3, 0xAA, 3, 2, 'x'};
  BOOST_TEST(replace_reference(narrow, 0x1234));
  BOOST_TEST((narrow == Octets{5, 0, 3, 0x34, 3, 2, 'x'}));
  Octets wide = {6, 8, 4, 0xAA, 0xBB, 3, 2, 'x'};
  BOOST_TEST(replace_reference(wide, 0x1234));
  BOOST_TEST((wide == Octets{6, 8, 4, 0x12, 0x34, 3, 2, 'x'}));
  Octets among_others = {11, 5, 4, 0x0B, 0x84, 0, 0, 0, 3, 7, 2, 1, 'x'};
  BOOST_TEST(replace_reference(among_others, 9));
  BOOST_TEST((among_others == Octets{11, 5, 4, 0x0B, 0x84, 0, 0, 0, 3, 9, 2, 1, 'x'}));
}

BOOST_AUTO_TEST_CASE(of_several_references_the_one_that_counts_is_replaced) {
  Octets two = {10, 0, 3, 1, 2, 1, 0, 3, 7, 2, 1, 'x'};
  BOOST_TEST(replace_reference(two, 9));
  BOOST_TEST((two == Octets{10, 0, 3, 1, 2, 1, 0, 3, 9, 2, 1, 'x'}));
}

BOOST_AUTO_TEST_CASE(where_there_is_no_reference_nothing_is_replaced) {
  for (const Octets& without : {Octets{}, Octets{0, 'x'}, Octets{9, 0, 3, 1, 2, 1}, Octets{5, 0, 3, 7, 2, 0, 'x'},
                                Octets{4, 0x70, 2, 1, 2, 'x'}}) {
    Octets payload = without;
    BOOST_TEST(!replace_reference(payload, 9));
    BOOST_TEST((payload == without));
  }
}

BOOST_AUTO_TEST_SUITE_END()
