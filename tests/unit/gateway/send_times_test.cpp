// SPDX-License-Identifier: Apache-2.0
#include "gateway/send_times.h"

#include <boost/test/unit_test.hpp>

using namespace smppedge;
using namespace smppedge::gateway;

namespace {

constexpr WallTime now{Seconds(1'700'000'000)};
constexpr Seconds usual{600};
const DeliveryPolicy policy;  // 7 days of validity, 3 days ahead

Expected<SendTimes, RequestError> times(const WantedTimes& wanted) {
  return send_times(wanted, usual, policy, now);
}
std::string code(const Expected<SendTimes, RequestError>& outcome) {
  return outcome ? std::string() : std::string(outcome.error().code);
}

Message message_until(WallTime send_at, WallTime expires_at) {
  Message message;
  message.send_at = send_at;
  message.expires_at = expires_at;
  return message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(send_times_)

BOOST_AUTO_TEST_CASE(without_a_wish_it_is_at_once_and_for_as_long_as_its_class) {
  const auto given = times({});
  BOOST_TEST((given->send_at == WallTime{}));
  BOOST_TEST((given->expires_at == now + usual));
}

BOOST_AUTO_TEST_CASE(validity_begins_with_the_send_time) {
  const auto given = times({Seconds(60), std::nullopt, now + Seconds(100)});
  BOOST_TEST((given->send_at == now + Seconds(100)));
  BOOST_TEST((given->expires_at == now + Seconds(160)));
}

BOOST_AUTO_TEST_CASE(a_send_time_that_has_passed_is_at_once) {
  for (const auto passed : {now, now - Seconds(9)}) {
    const auto given = times({Seconds(60), std::nullopt, passed});
    BOOST_TEST((given->send_at == WallTime{}));
    BOOST_TEST((given->expires_at == now + Seconds(60)));
  }
}

BOOST_AUTO_TEST_CASE(bounds_are_inclusive) {
  BOOST_TEST(code(times({std::nullopt, std::nullopt, now + policy.schedule_max})) == "");
  BOOST_TEST(code(times({std::nullopt, std::nullopt, now + policy.schedule_max + Millis(1)})) == "invalid_schedule");
  BOOST_TEST(code(times({Seconds(1), std::nullopt, std::nullopt})) == "");
  BOOST_TEST(code(times({Seconds(0), std::nullopt, std::nullopt})) == "invalid_validity");
  BOOST_TEST(code(times({policy.validity_max, std::nullopt, std::nullopt})) == "");
  BOOST_TEST(code(times({policy.validity_max + Seconds(1), std::nullopt, std::nullopt})) == "invalid_validity");
  BOOST_TEST(code(times({std::nullopt, now, std::nullopt})) == "invalid_validity");
  BOOST_TEST(code(times({std::nullopt, now + Millis(1), std::nullopt})) == "");
  BOOST_TEST(code(times({std::nullopt, now + policy.validity_max, std::nullopt})) == "");
  BOOST_TEST(code(times({std::nullopt, now + policy.validity_max + Millis(1), std::nullopt})) == "invalid_validity");
  BOOST_TEST(code(times({std::nullopt, now + Seconds(10), now + Seconds(10)})) == "invalid_validity");
}

BOOST_AUTO_TEST_CASE(what_a_replacement_leaves_out_stays) {
  const Message scheduled = message_until(now + Seconds(100), now + Seconds(500));
  auto given = new_send_times({}, scheduled, policy, now);
  BOOST_TEST((given->send_at == scheduled.send_at));
  BOOST_TEST((given->expires_at == scheduled.expires_at));
  given = new_send_times({std::nullopt, std::nullopt, now + Seconds(200)}, scheduled, policy, now);
  BOOST_TEST((given->send_at == now + Seconds(200)));
  BOOST_TEST((given->expires_at == scheduled.expires_at));
  BOOST_TEST(code(new_send_times({std::nullopt, std::nullopt, now + Seconds(500)}, scheduled, policy, now)) ==
             "invalid_validity");
  given = new_send_times({Seconds(60), std::nullopt, std::nullopt}, scheduled, policy, now);
  BOOST_TEST((given->expires_at == now + Seconds(160)));
}

BOOST_AUTO_TEST_CASE(an_end_that_stays_is_kept_within_the_longest_validity) {
  const Message scheduled = message_until(now + policy.schedule_max, now + policy.schedule_max + policy.validity_max);
  const auto given = new_send_times({std::nullopt, std::nullopt, now}, scheduled, policy, now);
  BOOST_TEST((given->expires_at == now + policy.validity_max));
}

BOOST_AUTO_TEST_SUITE_END()
