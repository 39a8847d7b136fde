// SPDX-License-Identifier: Apache-2.0
// The circuit breaker: when it opens, and how it closes again.
#include "carrier/breaker.h"

#include <boost/test/unit_test.hpp>

using namespace smppedge;
using namespace smppedge::carrier;

namespace {

struct Broken {
  BreakerSettings settings{.error_percent = 50,
                           .results_min = 10,
                           .window = Seconds(10),
                           .round_trip_max = Millis(500),
                           .open_for = Seconds(5),
                           .open_for_max = Seconds(15)};
  Breaker breaker{settings};
  MonoTime now{Seconds(1000)};

  bool results(unsigned count, bool well) {
    bool changed = false;
    for (unsigned i = 0; i < count; ++i) changed = breaker.on_result(well, now) || changed;
    return changed;
  }
  void pass(Micros time) {
    now += time;
    (void)breaker.on_time(now);
  }
  [[nodiscard]] std::string state() const { return std::string(to_string(breaker.state())); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(breaker, Broken)

BOOST_AUTO_TEST_CASE(it_opens_when_the_share_of_errors_is_reached_and_enough_was_seen) {
  BOOST_TEST(!results(9, false));
  BOOST_TEST(results(1, false));
  BOOST_TEST(state() == "open");
}

BOOST_AUTO_TEST_CASE(fewer_errors_than_the_share_leave_it_closed) {
  for (int i = 0; i < 100; ++i) BOOST_TEST(!(results(3, true) || results(2, false)));
  BOOST_TEST(state() == "closed");
}

BOOST_AUTO_TEST_CASE(what_is_older_than_the_window_does_not_count) {
  results(9, false);
  pass(Seconds(12));
  BOOST_TEST(!results(9, false));
  BOOST_TEST(results(1, false));
}

BOOST_AUTO_TEST_CASE(a_response_that_takes_too_long_is_an_error) {
  for (int i = 0; i < 10; ++i) (void)breaker.on_result(true, Millis(501), now);
  BOOST_TEST(state() == "open");
}

BOOST_AUTO_TEST_CASE(three_good_probes_close_it_and_one_bad_one_opens_it_for_twice_as_long) {
  results(10, false);
  pass(Seconds(4));
  BOOST_TEST(state() == "open");
  pass(Seconds(1));
  BOOST_TEST(state() == "half_open");
  BOOST_TEST(!results(2, true));
  BOOST_TEST(results(1, false));
  BOOST_TEST((breaker.probe_at() - now == Micros(Seconds(10))));
  pass(Seconds(10));
  results(1, false);
  BOOST_TEST((breaker.probe_at() - now == Micros(Seconds(15))));  // its maximum
  pass(Seconds(15));
  BOOST_TEST(!results(2, true));
  BOOST_TEST(results(1, true));
  BOOST_TEST(state() == "closed");
  results(10, false);
  BOOST_TEST((breaker.probe_at() - now == Micros(Seconds(5))));
}

BOOST_AUTO_TEST_CASE(results_of_what_was_under_way_when_it_opened_say_nothing) {
  results(10, false);
  BOOST_TEST(!results(50, true));
  BOOST_TEST(state() == "open");
}

BOOST_AUTO_TEST_CASE(at_zero_percent_it_never_opens) {
  settings.error_percent = 0;
  breaker = Breaker(settings);
  BOOST_TEST(!results(1000, false));
  BOOST_TEST(state() == "closed");
}

BOOST_AUTO_TEST_SUITE_END()
