// SPDX-License-Identifier: Apache-2.0
#include "gateway/account_pace.h"

#include <boost/test/unit_test.hpp>

using namespace smppedge;
using namespace smppedge::gateway;

namespace {

constexpr MonoTime at(std::int64_t millis) {
  return MonoTime(Millis(1'000'000 + millis));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(account_pace)

BOOST_AUTO_TEST_CASE(one_seconds_worth_may_come_at_once_and_then_the_rate_holds) {
  AccountPace pace(100, at(0));
  BOOST_TEST(pace.wait(100, at(0)).count() == 0);
  pace.take(100);
  BOOST_TEST(pace.wait(1, at(0)).count() == 10'000);
  BOOST_TEST(pace.wait(1, at(10)).count() == 0);
  std::size_t taken = 0;
  for (std::int64_t millis = 10; millis < 10'000; ++millis) {
    if (pace.wait(3, at(millis)).count() != 0) continue;
    pace.take(3);
    taken += 3;
  }
  BOOST_TEST(taken >= 996U);
  BOOST_TEST(taken <= 1'000U);
}

BOOST_AUTO_TEST_CASE(a_pause_saves_up_one_second_and_no_more) {
  AccountPace pace(100, at(0));
  pace.take(100);
  BOOST_TEST(pace.wait(100, at(3'600'000)).count() == 0);
  pace.take(100);
  BOOST_TEST(pace.wait(1, at(3'600'000)).count() > 0);
}

BOOST_AUTO_TEST_CASE(a_request_beyond_a_seconds_worth_is_paid_off) {
  AccountPace pace(10, at(0));
  BOOST_TEST(pace.wait(1'000, at(0)).count() == 0);
  pace.take(1'000);
  BOOST_TEST(pace.wait(1, at(0)) == Micros(Seconds(99)) + Millis(100));
  BOOST_TEST(pace.wait(1, at(99'099)).count() > 0);
  BOOST_TEST(pace.wait(1, at(99'100)).count() == 0);
}

BOOST_AUTO_TEST_CASE(accounts_without_a_limit_have_none) {
  AccountPaces paces;
  BOOST_TEST(paces.of(AccountNumber(1), 0, at(0)) == nullptr);
  AccountPace* first = paces.of(AccountNumber(2), 1, at(0));
  first->take(1);
  BOOST_TEST(paces.of(AccountNumber(2), 1, at(0))->wait(1, at(0)).count() > 0);
  BOOST_TEST(paces.of(AccountNumber(3), 1, at(0))->wait(1, at(0)).count() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
