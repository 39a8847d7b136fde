// SPDX-License-Identifier: Apache-2.0
// The parts of carrier/ that are arithmetic: back-off, pace, silence, round trip, the table of open submits.
#include <boost/test/unit_test.hpp>

#include "carrier/backoff.h"
#include "carrier/open_submits.h"
#include "carrier/pace.h"
#include "carrier/round_trip.h"
#include "carrier/run.h"
#include "carrier/silence.h"
#include "tests/support/sim_rng.h"

using namespace smppedge;
using namespace smppedge::carrier;

BOOST_AUTO_TEST_SUITE(carrier_pure)

BOOST_AUTO_TEST_CASE(backoff_doubles_to_its_maximum_with_jitter_below_each_step) {
  sim::SimRng rng(7);
  Backoff backoff(Seconds(1), Seconds(60));
  for (const int seconds : {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
    const Micros wait = backoff.next(rng);
    BOOST_TEST(wait.count() <= Micros(Seconds(seconds)).count());
    BOOST_TEST(wait.count() >= Micros(Seconds(seconds)).count() / 2);
  }
  backoff.reset();
  BOOST_TEST(backoff.next(rng).count() <= Micros(Seconds(1)).count());
}

BOOST_AUTO_TEST_CASE(backoff_jitter_differs_between_seeds) {
  sim::SimRng one(1);
  sim::SimRng two(2);
  BOOST_TEST(jittered(Seconds(60), one).count() != jittered(Seconds(60), two).count());
}

BOOST_AUTO_TEST_CASE(pace_is_exact_over_any_time_even_where_microseconds_do_not_divide) {
  for (const unsigned per_s : {1U, 3U, 7U, 300U, 999U, 10'000U}) {
    MonoTime now{};
    Pace pace(per_s * 1000, now);
    std::uint64_t left = 0;
    const MonoTime end = now + Seconds(100);
    while (now < end) {
      while (pace.ready(now)) {
        pace.take();
        ++left;
      }
      now += pace.wait();
    }
    // The one segment that may leave at once is the only one above the pace.
    BOOST_TEST(left >= per_s * 100);
    BOOST_TEST(left <= per_s * 100 + 1);
  }
}

BOOST_AUTO_TEST_CASE(pace_saves_up_at_most_one_segment_and_twenty_milliseconds) {
  MonoTime now{};
  Pace pace(1'000'000, now);
  now += Seconds(1'000'000);
  unsigned burst = 0;
  for (; pace.ready(now); pace.take()) ++burst;
  BOOST_TEST(burst == 21U);
}

BOOST_AUTO_TEST_CASE(slow_pace_never_lets_two_leave_together) {
  MonoTime now{};
  Pace pace(10'000, now);
  now += Seconds(3600);
  BOOST_TEST(pace.ready(now));
  pace.take();
  BOOST_TEST(!pace.ready(now));
  BOOST_TEST(pace.wait().count() == 80'000);  // the 20 ms that were saved up are used
}

BOOST_AUTO_TEST_CASE(pace_of_zero_is_no_pace) {
  Pace pace(unpaced, MonoTime{});
  for (int i = 0; i < 1000; ++i) {
    BOOST_TEST(pace.ready(MonoTime{}));
    pace.take();
  }
  BOOST_TEST(pace.wait().count() == 0);
}

BOOST_AUTO_TEST_CASE(silence_begins_with_the_last_allowed_doubt_and_ends_with_an_answer) {
  Silence silence(3);
  BOOST_TEST(!silence.on_doubt());
  BOOST_TEST(!silence.on_doubt());
  BOOST_TEST(!silence.on_answer());
  BOOST_TEST(!silence.on_doubt());
  BOOST_TEST(!silence.on_doubt());
  BOOST_TEST(silence.on_doubt());
  BOOST_TEST(silence.silent());
  BOOST_TEST(!silence.on_doubt());
  BOOST_TEST(silence.on_answer());
  BOOST_TEST(!silence.silent());
}

BOOST_AUTO_TEST_CASE(round_trip_median_is_at_most_a_quarter_too_high) {
  for (const std::uint64_t us : {1ULL, 3ULL, 4ULL, 5ULL, 100ULL, 999ULL, 12'345ULL, 1'000'000ULL, 30'000'000ULL}) {
    RoundTrip round_trip;
    for (int i = 0; i < 50; ++i) round_trip.add(Micros(0));
    for (int i = 0; i < 100; ++i) round_trip.add(Micros(static_cast<std::int64_t>(us)));
    BOOST_TEST(round_trip.p50_us() >= us);
    BOOST_TEST(round_trip.p50_us() <= us + us / 4);
  }
}

BOOST_AUTO_TEST_CASE(round_trip_forgets_what_is_long_past) {
  RoundTrip round_trip;
  BOOST_TEST(round_trip.p50_us() == 0U);
  for (int i = 0; i < 100'000; ++i) round_trip.add(Micros(1'000'000));
  for (int i = 0; i < 10'000; ++i) round_trip.add(Micros(100));
  BOOST_TEST(round_trip.p50_us() <= 125U);
}

BOOST_AUTO_TEST_CASE(round_trip_takes_any_time) {
  RoundTrip round_trip;
  round_trip.add(Micros(-1));
  round_trip.add(Micros::max());
  round_trip.add(Micros::max());
  BOOST_TEST(round_trip.p50_us() > 0U);
}

BOOST_AUTO_TEST_CASE(open_submits_know_what_is_awaited) {
  OpenSubmits open(2);
  const auto first = open.take(MessageId(1), 0, false);
  const auto second = open.take(MessageId(2), 3, true);
  BOOST_TEST(open.full());
  const std::array<std::uint8_t, 2> octets{1, 2};
  open.written(second, pdu::SequenceNumber(9), octets, WallTime(Seconds(1)));
  BOOST_TEST(open.time_out(first).message.value() == 1U);
  BOOST_TEST(open.awaited() == 1U);
  const OpenSubmit& released = open.release(second);
  BOOST_TEST(released.segment == 3);
  BOOST_TEST(released.octets == (std::vector<std::uint8_t>{1, 2}), boost::test_tools::per_element());
  BOOST_TEST(open.release(first).timed_out);
  BOOST_TEST(open.used() == 0U);
  BOOST_TEST(open.timed_out() == 0U);
}

BOOST_AUTO_TEST_CASE(urgent_runs_go_ahead_each_kind_in_order) {
  RunQueue queue;
  for (const std::uint64_t id : {1U, 2U}) queue.push({MessageId(id), 0, 1, false});
  for (const std::uint64_t id : {3U, 4U}) queue.push({MessageId(id), 0, 1, true});
  for (const std::uint64_t id : {3U, 4U, 1U, 2U}) BOOST_TEST(queue.pop().message.value() == id);
  BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_CASE(what_is_tried_again_goes_before_what_is_as_urgent_and_was_not_tried) {
  RunQueue queue;
  queue.push({MessageId(1), 0, 1, false, false});
  queue.push({MessageId(2), 0, 1, false, true});
  queue.push({MessageId(3), 0, 1, true, false});
  queue.push({MessageId(4), 0, 1, true, true});
  for (const std::uint64_t id : {4U, 3U, 2U, 1U}) BOOST_TEST(queue.pop().message.value() == id);
}

BOOST_AUTO_TEST_SUITE_END()
