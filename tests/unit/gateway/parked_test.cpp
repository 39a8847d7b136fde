// SPDX-License-Identifier: Apache-2.0
#include "gateway/parked.h"

#include <boost/test/unit_test.hpp>

#include "gateway/limits.h"

using namespace smppedge;
using gateway::Parked;
using gateway::ParkedReceipt;

namespace {

const CarrierNumber flooding(1);
const CarrierNumber healthy(2);
const PhoneNumber phone = *PhoneNumber::from_digits("8613800138000");

ParkedReceipt receipt_of(CarrierNumber carrier, std::uint32_t number, store::ParkedFor reason) {
  ParkedReceipt receipt;
  receipt.carrier = carrier;
  receipt.match_key = std::to_string(number);
  receipt.fact = {store::BatchNumber(carrier.value()), number};
  receipt.reason = reason;
  receipt.phone = phone;
  receipt.sender = "1069000111001";
  receipt.forms.emplace_back("one form");
  receipt.received_at = WallTime(Seconds(number));
  return receipt;
}

/// Parks until there is no place; how many it were.
std::size_t flood(Parked& parked, CarrierNumber carrier, bool others,
                  store::ParkedFor reason = store::ParkedFor::no_match) {
  std::uint32_t count = 0;
  while (parked.has_place(carrier, reason == store::ParkedFor::unreadable, others)) {
    parked.add(receipt_of(carrier, ++count, reason));
  }
  return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(parked_receipts)

BOOST_AUTO_TEST_CASE(a_carrier_that_is_alone_may_hold_every_place) {
  Parked parked(100);
  BOOST_TEST(flood(parked, flooding, false) == 100U);
}

BOOST_AUTO_TEST_CASE(one_that_floods_us_leaves_the_others_half_and_they_leave_some_to_the_next) {
  Parked parked(100);
  BOOST_TEST(flood(parked, flooding, true) == 50U);
  BOOST_TEST(flood(parked, healthy, true) == 25U);
  BOOST_TEST(parked.has_place(CarrierNumber(3), false, true));
  BOOST_TEST(!parked.has_place(flooding, false, true));
}

BOOST_AUTO_TEST_CASE(places_come_back_to_the_carrier_that_gave_them) {
  Parked parked(100);
  const std::size_t held = flood(parked, flooding, true);
  for (std::uint32_t i = 1; i <= held; ++i) BOOST_TEST(parked.take(flooding, std::to_string(i)).has_value());
  BOOST_TEST(flood(parked, flooding, true) == 50U);
}

BOOST_AUTO_TEST_CASE(unreadable_ones_have_places_of_their_own_among_the_others_shared_alike) {
  Parked parked(4 * gateway::unreadable_receipts_max);
  BOOST_TEST(flood(parked, flooding, true, store::ParkedFor::unreadable) == gateway::unreadable_receipts_max / 2);
  BOOST_TEST(parked.has_place(flooding, false, true));
  BOOST_TEST(parked.has_place(healthy, true, true));
  parked.mark(flooding, "1", store::ParkedFor::no_match);  // it was read at last
  BOOST_TEST(parked.has_place(flooding, true, true));
}

BOOST_AUTO_TEST_CASE(one_is_found_by_either_address_however_it_is_written) {
  Parked parked(10);
  ParkedReceipt swapped = receipt_of(healthy, 1, store::ParkedFor::no_match);
  swapped.phone = *PhoneNumber::from_digits("1069000111001");
  swapped.sender = "013800138000";
  parked.add(swapped);
  parked.add(receipt_of(healthy, 2, store::ParkedFor::no_match));
  const std::vector<std::string> both{"1", "2"};
  BOOST_TEST(parked.keys_for(healthy, phone) == both, boost::test_tools::per_element());
  BOOST_TEST(parked.keys_for(flooding, phone).empty());
  (void)parked.take(healthy, "1");
  BOOST_TEST(parked.keys_for(healthy, phone).size() == 1U);
}

BOOST_AUTO_TEST_CASE(of_many_with_one_form_and_phone_the_newest_are_looked_at_in_the_order_in_which_they_came) {
  Parked parked(5'000);
  const std::size_t count = flood(parked, healthy, false);
  const std::vector<std::string> keys = parked.keys_of_form(healthy, "one form");
  BOOST_REQUIRE_EQUAL(keys.size(), gateway::parked_looked_at_max);
  BOOST_TEST(keys.back() == std::to_string(count));
  BOOST_TEST(keys.front() == std::to_string(count - keys.size() + 1));
  BOOST_TEST(parked.keys_for(healthy, phone).size() == gateway::parked_looked_at_max);
}

BOOST_AUTO_TEST_CASE(so_many_expire_in_one_sweep_and_the_rest_in_the_next) {
  Parked parked(5'000);
  const std::size_t count = flood(parked, healthy, false);
  BOOST_TEST(parked.expire(WallTime::max()) == gateway::parked_expired_per_sweep_max);
  BOOST_TEST(parked.expire(WallTime::max()) == gateway::parked_expired_per_sweep_max);
  BOOST_TEST(parked.expire(WallTime::max()) == count - 2 * gateway::parked_expired_per_sweep_max);
  BOOST_TEST(parked.size() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
