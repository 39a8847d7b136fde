// SPDX-License-Identifier: Apache-2.0
#include "gateway/queues.h"

#include <boost/test/unit_test.hpp>

#include "gateway/limits.h"
#include "gateway/references.h"
#include "gateway/validity_period.h"
#include "tests/support/sim_rng.h"

using namespace smppedge;
using namespace smppedge::gateway;

namespace {

constexpr ClassShares::Percents percents{50, 30, 20};

struct OneLane {
  Weights weights{std::vector<AccountSettings>{}};
  Lane lane{CarrierNumber(1), percents, weights};

  /// Takes everything, each message of one segment.
  std::vector<std::uint64_t> drain() {
    std::vector<std::uint64_t> order;
    for (Lane::Head head = lane.head(); head.id != MessageId(); head = lane.head()) {
      order.push_back(head.id.value());
      lane.charge(head, 1);
      lane.pop(head);
    }
    return order;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(queues)

BOOST_FIXTURE_TEST_CASE(the_urgent_class_goes_first_and_in_it_what_is_tried_again, OneLane) {
  lane.push(TrafficClass::marketing, AccountNumber(1), MessageId(1));
  lane.push(TrafficClass::otp, AccountNumber(1), MessageId(2));
  lane.push(TrafficClass::notice, AccountNumber(1), MessageId(3));
  lane.push_again(TrafficClass::notice, AccountNumber(1), MessageId(4));
  lane.push_again(TrafficClass::otp, AccountNumber(1), MessageId(5));
  BOOST_TEST(lane.size() == 5U);
  const auto order = drain();
  BOOST_TEST(order == (std::vector<std::uint64_t>{5, 4, 2, 1, 3}), boost::test_tools::per_element());
  BOOST_TEST(lane.size() == 0U);
}

BOOST_FIXTURE_TEST_CASE(accounts_of_a_class_take_turns_and_each_keeps_its_order, OneLane) {
  for (std::uint64_t i = 0; i < 3; ++i) lane.push(TrafficClass::notice, AccountNumber(1), MessageId(10 + i));
  lane.push(TrafficClass::notice, AccountNumber(2), MessageId(20));
  BOOST_TEST(drain() == (std::vector<std::uint64_t>{10, 20, 11, 12}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_code_goes_ahead_of_another_accounts_backlog_and_its_retries, OneLane) {
  for (std::uint64_t i = 1; i <= 10'000; ++i) {
    lane.push(TrafficClass::marketing, AccountNumber(1), MessageId(i));
    lane.push_again(TrafficClass::marketing, AccountNumber(1), MessageId(100'000 + i));
  }
  for (unsigned i = 0; i < 100; ++i) {
    const Lane::Head head = lane.head();
    lane.charge(head, 1);
    lane.pop(head);
  }
  lane.push(TrafficClass::otp, AccountNumber(2), MessageId(50'000));
  BOOST_TEST(lane.head().id.value() == 50'000U);
}

BOOST_FIXTURE_TEST_CASE(the_urgent_may_use_what_is_kept_for_it_within_its_share, OneLane) {
  for (std::uint64_t i = 1; i <= 10; ++i) lane.push(TrafficClass::otp, AccountNumber(1), MessageId(i));
  for (std::uint64_t i = 1; i <= 10; ++i) lane.push(TrafficClass::marketing, AccountNumber(1), MessageId(100 + i));
  const Lane::Head urgent = lane.urgent_head();
  BOOST_TEST(urgent.id.value() == 1U);
  lane.charge(urgent, 1);
  lane.pop(urgent);
  BOOST_TEST(lane.urgent_head().id.value() == 0U);  // 50 of 100: others must leave first
  const Lane::Head other = lane.head();
  BOOST_TEST(other.traffic_class == static_cast<unsigned>(TrafficClass::marketing));
  lane.charge(other, 1);
  lane.pop(other);
  BOOST_TEST(lane.urgent_head().id.value() == 2U);
}

BOOST_FIXTURE_TEST_CASE(what_was_claimed_in_part_counts_and_stays_ahead_in_its_account, OneLane) {
  lane.push(TrafficClass::notice, AccountNumber(1), MessageId(1));
  lane.push(TrafficClass::notice, AccountNumber(1), MessageId(2));
  lane.push(TrafficClass::notice, AccountNumber(2), MessageId(3));
  lane.charge(lane.head(), 3);
  BOOST_TEST(lane.size() == 3U);
  BOOST_TEST(drain() == (std::vector<std::uint64_t>{3, 1, 2}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_queue_whose_head_is_being_read_is_passed_over, OneLane) {
  lane.push(TrafficClass::otp, AccountNumber(1), MessageId(1));
  lane.push(TrafficClass::notice, AccountNumber(1), MessageId(2));
  lane.begin_reading(lane.head());
  BOOST_TEST(lane.head().id.value() == 2U);
  lane.end_reading(0, AccountNumber(1));
  BOOST_TEST(lane.head().id.value() == 1U);
}

BOOST_FIXTURE_TEST_CASE(only_the_head_itself_is_dropped, OneLane) {
  lane.push(TrafficClass::otp, AccountNumber(1), MessageId(1));
  lane.push(TrafficClass::otp, AccountNumber(1), MessageId(2));
  lane.drop_head(0, AccountNumber(1), MessageId(2));
  BOOST_TEST(lane.size() == 2U);
  lane.drop_head(0, AccountNumber(1), MessageId(1));
  BOOST_TEST(lane.size() == 1U);
  lane.drop_head(0, AccountNumber(2), MessageId(2));
  BOOST_TEST(lane.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(what_was_set_aside_comes_back_ahead_in_its_order, OneLane) {
  for (std::uint64_t id = 1; id <= 4; ++id) lane.push(TrafficClass::otp, AccountNumber(1), MessageId(id));
  BOOST_TEST(lane.set_aside(lane.head()));
  BOOST_TEST(lane.set_aside(lane.head()));
  BOOST_TEST(lane.head().id.value() == 3U);
  BOOST_TEST(lane.size() == 4U);
  lane.bring_back();
  for (std::uint64_t id = 1; id <= 4; ++id) {
    BOOST_TEST(lane.head().id.value() == id);
    lane.pop(lane.head());
  }
  BOOST_TEST(lane.size() == 0U);
}

BOOST_FIXTURE_TEST_CASE(what_is_held_for_a_carrier_comes_back_as_that_has_room_for_its_class, OneLane) {
  const CarrierNumber full(7);
  const CarrierNumber free(8);
  for (std::uint64_t id = 1; id <= 4; ++id) lane.push(TrafficClass::otp, AccountNumber(1), MessageId(id));
  BOOST_TEST(lane.hold_for(full, lane.head()));
  BOOST_TEST(lane.hold_for(free, lane.head()));
  BOOST_TEST(lane.hold_for(free, lane.head()));
  BOOST_TEST(lane.head().id.value() == 4U);
  BOOST_TEST(lane.size() == 4U);
  lane.bring_back_held([&](CarrierNumber target, TrafficClass traffic_class) -> std::size_t {
    BOOST_TEST((traffic_class == TrafficClass::otp));
    return target == full ? 0 : 1;
  });
  for (const std::uint64_t id : {2U, 4U}) {
    BOOST_TEST(lane.head().id.value() == id);
    lane.pop(lane.head());
  }
  BOOST_TEST(lane.head().id.value() == 0U);
  lane.bring_one_back();
  BOOST_TEST(lane.head().id.value() == 1U);
  lane.bring_back();
  BOOST_TEST(lane.head().id.value() == 3U);
  BOOST_TEST(lane.size() == 2U);
}

BOOST_FIXTURE_TEST_CASE(one_alone_comes_back_ahead_the_one_that_was_set_aside_first, OneLane) {
  for (std::uint64_t id = 1; id <= 4; ++id) lane.push(TrafficClass::otp, AccountNumber(1), MessageId(id));
  for (unsigned i = 0; i < 3; ++i) BOOST_TEST(lane.set_aside(lane.head()));
  lane.bring_one_back();
  BOOST_TEST(lane.head().id.value() == 1U);
  BOOST_TEST(lane.size() == 4U);
  BOOST_TEST(drain() == (std::vector<std::uint64_t>{1, 4}), boost::test_tools::per_element());
  lane.bring_back();
  BOOST_TEST(drain() == (std::vector<std::uint64_t>{2, 3}), boost::test_tools::per_element());
  lane.bring_one_back();
  BOOST_TEST(lane.size() == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_backlog_leaves_room_for_what_is_more_urgent_and_else_for_one_for_each_that_comes, OneLane) {
  std::uint64_t id = 0;
  for (std::size_t i = 0; i < reroute_lane_max; ++i) {
    BOOST_TEST(lane.has_room(TrafficClass::notice));
    lane.push(TrafficClass::notice, AccountNumber(1), MessageId(++id));
  }
  BOOST_TEST(!lane.has_room(TrafficClass::notice));
  BOOST_TEST(!lane.owes_move(TrafficClass::notice));
  BOOST_TEST(!lane.has_room(TrafficClass::marketing));
  BOOST_TEST(lane.has_room(TrafficClass::otp));
  for (unsigned i = 0; i < 2; ++i) lane.push(TrafficClass::notice, AccountNumber(1), MessageId(++id));
  for (unsigned i = 0; i < 2; ++i) {
    BOOST_TEST(lane.owes_move(TrafficClass::notice));
    lane.push_moved(TrafficClass::notice, AccountNumber(1), MessageId(++id));
  }
  BOOST_TEST(!lane.owes_move(TrafficClass::notice));
}

BOOST_AUTO_TEST_CASE(references_count_per_sender_and_phone_from_the_last_one_or_a_random_start) {
  sim::SimRng rng(5);
  References references(rng);
  const auto sender = *SenderAddress::make("1069000111001", 0, 0);
  const auto phone = *PhoneNumber::from_digits("8613800138000");
  const auto other = *PhoneNumber::from_digits("8613800138001");
  const unsigned first = references.next(sender, phone, text::ReferenceWidth::bits_16, {});
  (void)references.next(sender, other, text::ReferenceWidth::bits_16, {});
  BOOST_TEST(references.next(sender, phone, text::ReferenceWidth::bits_16, 7) == ((first + 1) & 0xFFFF));
  BOOST_TEST(references.next(sender, phone, text::ReferenceWidth::bits_8, {}) <= 0xFF);
  const auto another = *PhoneNumber::from_digits("8613800138002");
  BOOST_TEST(references.next(sender, another, text::ReferenceWidth::bits_8, 0xFF) == 0U);
  references.used(sender, other, 41);
  BOOST_TEST(references.next(sender, other, text::ReferenceWidth::bits_16, {}) == 42U);
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
