// SPDX-License-Identifier: Apache-2.0
#include "receipt/match.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <unordered_map>

using namespace smppedge;
using namespace smppedge::receipt;

BOOST_AUTO_TEST_SUITE(match)

BOOST_AUTO_TEST_CASE(a_receipt_finds_what_the_response_entered) {
  Profile profile;
  profile.id_convention = IdConvention::response_hex;
  std::unordered_map<MatchKey, int> open;
  open[MatchKey::of_response(CarrierNumber(1), profile, "1F")] = 7;
  BOOST_TEST(open.count(MatchKey::of_receipt(CarrierNumber(1), profile, "31")) == 1U);
  BOOST_TEST(open.count(MatchKey::of_receipt(CarrierNumber(1), profile, "1F")) == 0U);
}

BOOST_AUTO_TEST_CASE(one_id_at_two_carriers_is_two_keys) {
  const Profile profile;
  const auto here = MatchKey::of_response(CarrierNumber(1), profile, "31");
  const auto there = MatchKey::of_response(CarrierNumber(2), profile, "31");
  BOOST_TEST((here != there));
  BOOST_TEST(std::hash<MatchKey>{}(here) != std::hash<MatchKey>{}(there));
}

BOOST_AUTO_TEST_CASE(no_id_gives_no_usable_key) {
  const Profile profile;
  BOOST_TEST(!MatchKey::of_response(CarrierNumber(1), profile, "").usable());
  BOOST_TEST(!MatchKey::of_response(CarrierNumber(1), profile, std::string(65, 'x')).usable());
  BOOST_TEST(MatchKey::of_response(CarrierNumber(1), profile, "x").usable());
}

BOOST_AUTO_TEST_SUITE_END()
