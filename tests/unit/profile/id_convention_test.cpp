// SPDX-License-Identifier: Apache-2.0
// The matrix of D1 to D4 (domain.md).
#include "profile/id_convention.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace smppedge;

namespace {

bool match(IdConvention convention, std::string_view in_response, std::string_view in_receipt) {
  return canonical_id(convention, IdOrigin::response, in_response) ==
         canonical_id(convention, IdOrigin::receipt, in_receipt);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(id_convention)

BOOST_AUTO_TEST_CASE(same_is_octet_for_octet) {
  BOOST_TEST(match(IdConvention::same, "1eedf843", "1eedf843"));
  BOOST_TEST(!match(IdConvention::same, "1eedf843", "1EEDF843"));
  BOOST_TEST(!match(IdConvention::same, "0406", "406"));
  BOOST_TEST(match(IdConvention::same, "3b08ca73-4244-4717-9e88-082414ff3d2e", "3b08ca73-4244-4717-9e88-082414ff3d2e"));
}

BOOST_AUTO_TEST_CASE(same_loosely_forgives_case_padding_and_hyphens) {
  BOOST_TEST(match(IdConvention::same_loosely, "1eedf843", "1EEDF843"));
  BOOST_TEST(match(IdConvention::same_loosely, "04062581", "4062581"));
  BOOST_TEST(match(IdConvention::same_loosely, "3b08ca73-4244", "3B08CA734244"));
  BOOST_TEST(match(IdConvention::same_loosely, "0", "000"));
  BOOST_TEST(!match(IdConvention::same_loosely, "1", "10"));
}

BOOST_AUTO_TEST_CASE(hex_in_the_response_matches_decimal_in_the_receipt) {
  BOOST_TEST(match(IdConvention::response_hex, "FF", "255"));
  BOOST_TEST(match(IdConvention::response_hex, "00ff", "0255"));
  BOOST_TEST(match(IdConvention::response_hex, "0", "0"));
  BOOST_TEST(match(IdConvention::response_hex, "FFFFFFFFFFFFFFFF", "18446744073709551615"));
  BOOST_TEST(match(IdConvention::response_hex, "10000000000000000", "18446744073709551616"));
  BOOST_TEST(
      match(IdConvention::response_hex, "c097ce7bc90715b34b9f0fffffffff", "999999999999999999999999999999999999"));
  BOOST_TEST(!match(IdConvention::response_hex, "10", "10"));
}

BOOST_AUTO_TEST_CASE(decimal_in_the_response_matches_hex_in_the_receipt) {
  BOOST_TEST(match(IdConvention::receipt_hex, "255", "FF"));
  BOOST_TEST(match(IdConvention::receipt_hex, "18446744073709551616", "10000000000000000"));
  BOOST_TEST(!match(IdConvention::receipt_hex, "FF", "255"));
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_compared_as_it_is) {
  BOOST_TEST(match(IdConvention::response_hex, "xyz-1", "xyz-1"));
  BOOST_TEST(!match(IdConvention::response_hex, "xyz-1", "XYZ-1"));
}

BOOST_AUTO_TEST_CASE(ids_of_64_characters_are_whole_and_longer_ones_none) {
  const std::string longest(64, '9');
  for (const auto convention :
       {IdConvention::same, IdConvention::same_loosely, IdConvention::response_hex, IdConvention::receipt_hex}) {
    BOOST_TEST(!canonical_id(convention, IdOrigin::receipt, longest).empty());
    BOOST_TEST(!canonical_id(convention, IdOrigin::response, longest).empty());
    BOOST_TEST(canonical_id(convention, IdOrigin::receipt, longest + "9").empty());
    BOOST_TEST(canonical_id(convention, IdOrigin::receipt, "").empty());
  }
  BOOST_TEST(canonical_id(IdConvention::same, IdOrigin::receipt, longest).view() == longest);
}

BOOST_AUTO_TEST_SUITE_END()
