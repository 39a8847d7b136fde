// SPDX-License-Identifier: Apache-2.0
#include "gateway/queues.h"

#include <boost/test/unit_test.hpp>

#include "gateway/references.h"
#include "gateway/routing.h"
#include "gateway/validity_period.h"
#include "tests/support/sim_rng.h"

using namespace smppedge;
using namespace smppedge::gateway;

namespace {

std::vector<std::uint64_t> drain(Lane& lane) {
  std::vector<std::uint64_t> order;
  for (Lane::Head head = lane.head(); head.id != MessageId(); head = lane.head()) {
    order.push_back(head.id.value());
    lane.pop(head);
  }
  return order;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(queues)

BOOST_AUTO_TEST_CASE(what_is_tried_again_goes_first_then_the_urgent_class) {
  Lane lane(CarrierNumber(1));
  lane.push(TrafficClass::marketing, AccountNumber(1), MessageId(1));
  lane.push(TrafficClass::otp, AccountNumber(1), MessageId(2));
  lane.push(TrafficClass::notice, AccountNumber(1), MessageId(3));
  lane.push_again(MessageId(4));
  BOOST_TEST(lane.size() == 4U);
  BOOST_TEST(drain(lane) == (std::vector<std::uint64_t>{4, 2, 3, 1}), boost::test_tools::per_element());
  BOOST_TEST(lane.size() == 0U);
}

BOOST_AUTO_TEST_CASE(accounts_of_a_class_take_turns_and_each_keeps_its_order) {
  Lane lane(CarrierNumber(1));
  for (std::uint64_t i = 0; i < 3; ++i) lane.push(TrafficClass::notice, AccountNumber(1), MessageId(10 + i));
  lane.push(TrafficClass::notice, AccountNumber(2), MessageId(20));
  BOOST_TEST(drain(lane) == (std::vector<std::uint64_t>{10, 20, 11, 12}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_queue_whose_head_is_being_read_is_passed_over) {
  Lane lane(CarrierNumber(1));
  lane.push(TrafficClass::otp, AccountNumber(1), MessageId(1));
  lane.push(TrafficClass::notice, AccountNumber(1), MessageId(2));
  lane.head().queue->reading = true;
  BOOST_TEST(lane.head().id.value() == 2U);
}

BOOST_AUTO_TEST_CASE(only_the_head_itself_is_dropped) {
  Lane lane(CarrierNumber(1));
  lane.push(TrafficClass::otp, AccountNumber(1), MessageId(1));
  lane.push(TrafficClass::otp, AccountNumber(1), MessageId(2));
  AccountQueue* queue = lane.find(0, AccountNumber(1));
  lane.drop_head(*queue, MessageId(2));
  BOOST_TEST(lane.size() == 2U);
  lane.drop_head(*queue, MessageId(1));
  BOOST_TEST(lane.size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_longest_prefix_routes) {
  const Routing routing({{"86", {CarrierNumber(1)}}, {"8613", {CarrierNumber(2), CarrierNumber(1)}}});
  BOOST_REQUIRE(routing.find("8613800138000") != nullptr);
  BOOST_TEST((routing.find("8613800138000")->front() == CarrierNumber(2)));
  BOOST_TEST((routing.find("8615900138000")->front() == CarrierNumber(1)));
  BOOST_TEST((routing.find("86")->front() == CarrierNumber(1)));
  BOOST_TEST(routing.find("447700900123") == nullptr);
  const Routing with_default({{"", {CarrierNumber(3)}}, {"86", {CarrierNumber(1)}}});
  BOOST_TEST((with_default.find("447700900123")->front() == CarrierNumber(3)));
}

BOOST_AUTO_TEST_CASE(references_count_per_sender_and_phone_from_a_random_start) {
  sim::SimRng rng(5);
  References references(rng);
  const auto sender = *SenderAddress::make("1069000111001", 0, 0);
  const auto phone = *PhoneNumber::from_digits("8613800138000");
  const auto other = *PhoneNumber::from_digits("8613800138001");
  const unsigned first = references.next(sender, phone, text::ReferenceWidth::bits_16);
  (void)references.next(sender, other, text::ReferenceWidth::bits_16);
  BOOST_TEST(references.next(sender, phone, text::ReferenceWidth::bits_16) == ((first + 1) & 0xFFFF));
  BOOST_TEST(references.next(sender, phone, text::ReferenceWidth::bits_8) <= 0xFF);
  references.used(sender, other, 41);
  BOOST_TEST(references.next(sender, other, text::ReferenceWidth::bits_16) == 42U);
}

BOOST_AUTO_TEST_CASE(validity_is_written_as_the_carrier_wants_it) {
  // 2020-01-01 19:04:05 UTC
  const WallTime now(Seconds(1'577'905'445));
  std::string out;
  write_validity_period(ValidityForm::relative, now, now + Seconds(7200), out);
  BOOST_TEST(out == "000000020000000R");
  write_validity_period(ValidityForm::relative, now, now + Seconds(86'400 + 61), out);
  BOOST_TEST(out == "000001000101000R");
  write_validity_period(ValidityForm::relative, now, now - Seconds(5), out);
  BOOST_TEST(out == "000000000001000R");
  write_validity_period(ValidityForm::relative, now, now + Seconds(200LL * 86'400), out);
  BOOST_TEST(out == "000099000000000R");
  write_validity_period(ValidityForm::absolute, now, now + Seconds(60), out);
  BOOST_TEST(out == "200101190505000+");
  write_validity_period(ValidityForm::none, now, now + Seconds(60), out);
  BOOST_TEST(out.empty());
}

BOOST_AUTO_TEST_SUITE_END()
