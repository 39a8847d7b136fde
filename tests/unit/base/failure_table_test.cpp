// SPDX-License-Identifier: Apache-2.0
#include "base/failure_table.h"

#include <boost/test/unit_test.hpp>

namespace smppedge {

static constexpr Micros kept = Seconds(600);

static FailureTable table_of(std::size_t entries_max) {
  return FailureTable(
      {.free = 3, .penalty_min = Seconds(1), .penalty_max = Seconds(10), .kept = kept, .entries_max = entries_max});
}

BOOST_AUTO_TEST_SUITE(failure_table)

BOOST_AUTO_TEST_CASE(failures_cost_nothing_at_first_then_twice_as_much_each_time_up_to_a_bound) {
  FailureTable failures = table_of(10);
  const MonoTime now{};
  std::vector<std::int64_t> penalties;
  for (int failure = 0; failure < 9; ++failure) {
    failures.on_failed("a", now);
    penalties.push_back(failures.penalty("a", now).count() / 1'000'000);
  }
  BOOST_TEST(penalties == (std::vector<std::int64_t>{0, 0, 0, 1, 2, 4, 8, 10, 10}), boost::test_tools::per_element());
  BOOST_TEST(failures.penalty("b", now).count() == 0);
}

BOOST_AUTO_TEST_CASE(a_back_off_ends_and_is_forgotten_in_time) {
  FailureTable failures = table_of(10);
  const MonoTime start{};
  for (int failure = 0; failure < 5; ++failure) failures.on_failed("a", start);
  BOOST_TEST(failures.is_backing_off("a", start + Millis(1'999)));
  BOOST_TEST(!failures.is_backing_off("a", start + Seconds(2)));
  BOOST_TEST(failures.penalty("a", start + kept - Micros(1)).count() == 2'000'000);
  BOOST_TEST(failures.penalty("a", start + kept).count() == 0);
  failures.on_failed("a", start + kept);
  BOOST_TEST(failures.penalty("a", start + kept).count() == 0);
}

BOOST_AUTO_TEST_CASE(a_flood_of_names_pushes_out_those_that_failed_longest_ago) {
  FailureTable failures = table_of(100);
  const MonoTime now{};
  for (int failure = 0; failure < 4; ++failure) failures.on_failed("old", now);
  for (int name = 0; name < 99; ++name) failures.on_failed(std::to_string(name), now);
  failures.on_failed("old", now);
  BOOST_TEST(failures.pushed_out() == 0U);
  for (int name = 100; name < 10'000; ++name) {
    failures.on_failed(std::to_string(name), now);
    if (name < 198) BOOST_TEST(failures.penalty("old", now).count() == 2'000'000);
  }
  BOOST_TEST(failures.size() == 100U);
  BOOST_TEST(failures.pushed_out() == 9'900U);
  BOOST_TEST(failures.penalty("old", now).count() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge
