// SPDX-License-Identifier: Apache-2.0
// The matrix of D1 to D4 (domain.md).
#include "profile/id_convention.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

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

namespace {

bool explained_by(std::string_view in_response, std::string_view in_receipt, std::vector<IdConvention> conventions) {
  IdConventions expected;
  for (const IdConvention convention : conventions) expected.add(convention);
  return explaining(in_response, in_receipt) == expected;
}

bool keys_meet(std::string_view in_response, std::string_view in_receipt) {
  const IdKeys entered = learning_response_keys(in_response);
  const IdKeys looked_up = learning_receipt_keys(in_receipt);
  return std::any_of(entered.begin(), entered.end(), [&](const std::string& key) {
    return std::find(looked_up.begin(), looked_up.end(), key) != looked_up.end();
  });
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_pair_of_ids_is_explained_by_the_conventions_that_make_them_one) {
  using enum IdConvention;
  BOOST_TEST(explained_by("12345", "12345", {same, same_loosely}));
  BOOST_TEST(explained_by("00ab-cd", "ABCD", {same_loosely}));
  BOOST_TEST(explained_by("3039", "12345", {response_hex}));
  BOOST_TEST(explained_by("12345", "3039", {receipt_hex}));
  BOOST_TEST(explained_by("5", "5", {same, same_loosely, response_hex, receipt_hex}));
  BOOST_TEST(explained_by("1a", "2b", {}));
  BOOST_TEST(explained_by("", "", {}));
}

BOOST_AUTO_TEST_CASE(a_word_that_is_equal_is_no_sign_of_a_convention_of_numbers) {
  BOOST_TEST(!explaining("abc", "abc").has(IdConvention::response_hex));
  BOOST_TEST(!explaining("uuid-x", "uuid-x").has(IdConvention::receipt_hex));
}

BOOST_AUTO_TEST_CASE(while_learning_the_keys_of_a_pair_meet_whatever_convention_makes_it_one) {
  for (const auto& [in_response, in_receipt] :
       std::vector<std::pair<std::string_view, std::string_view>>{{"12345", "12345"},
                                                                  {"00ab-cd", "ABCD"},
                                                                  {"ab", "00AB"},
                                                                  {"3039", "12345"},
                                                                  {"00003039", "12345"},
                                                                  {"ABCDEF", "11259375"},
                                                                  {"12345", "3039"},
                                                                  {"12345", "00003039"},
                                                                  {"11259375", "ABCDEF"},
                                                                  {"uuid-X", "uuid-X"}}) {
    BOOST_TEST(keys_meet(in_response, in_receipt), in_response << " and " << in_receipt);
  }
  BOOST_TEST(!keys_meet("12345", "54321"));
}

BOOST_AUTO_TEST_CASE(what_a_convention_makes_of_one_id_does_not_hide_another_id) {
  const IdKeys hexadecimal = learning_response_keys("12345");
  BOOST_TEST(std::count(hexadecimal.begin(), hexadecimal.end(), "3039") == 0);
}

BOOST_AUTO_TEST_CASE(once_one_is_believed_an_id_has_a_key_more_only_where_another_possible_one_needs_it) {
  using enum IdConvention;
  IdConventions possible;
  possible.add(same);
  BOOST_TEST(settled_response_keys("0123", same, possible).size() == 1U);
  possible.add(same_loosely);
  BOOST_TEST(settled_response_keys("123", same, possible).size() == 1U);
  const IdKeys keys = settled_response_keys("0123", same, possible);
  BOOST_REQUIRE_EQUAL(keys.size(), 2U);
  BOOST_TEST(keys.front() == "0123");
  const IdKeys looked_up = learning_receipt_keys("123");
  BOOST_TEST(std::count(looked_up.begin(), looked_up.end(), keys.back()) == 1);
  possible.add(receipt_hex);
  BOOST_TEST(settled_response_keys("123", same, possible).size() == 2U);
  BOOST_TEST(settled_response_keys("", same, possible).empty());
}

BOOST_AUTO_TEST_CASE(an_id_that_is_empty_or_too_long_has_no_keys) {
  BOOST_TEST(learning_response_keys("").empty());
  BOOST_TEST(learning_receipt_keys(std::string(65, '1')).empty());
}

BOOST_AUTO_TEST_SUITE_END()
