// SPDX-License-Identifier: Apache-2.0
// How large the next request is and when it leaves, after each kind of answer.
#include "north/webhook/endpoint_health.h"

#include <boost/test/unit_test.hpp>

#include "base/seeded_rng.h"
#include "north/webhook/limits.h"

using namespace smppedge;
using namespace smppedge::north::webhook;
using namespace std::chrono_literals;

namespace {

HttpOutcome answered(unsigned status, Seconds retry_after = {}) {
  return {status, HttpFailure::none, {}, retry_after};
}
HttpOutcome failed(HttpFailure failure) {
  return {0, failure, {}, {}};
}

struct Health {
  SeededRng rng{1};
  EndpointHealth health{{}};
  const Refusal error = *refusal_of(answered(500));
  const Refusal away = *refusal_of(failed(HttpFailure::connect));

  using Next = EndpointHealth::Next;
  /// One that is refused for the `refusals`th time in a row.
  EndpointHealth::Verdict refused(unsigned events, const Refusal& refusal, unsigned refusals = 1) {
    return health.refused({events, refusals, false}, refusal, rng);
  }
  /// One event of a batch that was taken apart.
  EndpointHealth::Verdict refused_alone(const Refusal& refusal) { return health.refused({1, 1, true}, refusal, rng); }
  static bool within(Micros pause, Micros longest) { return pause >= longest / 2 && pause <= longest; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(endpoint_health, Health)

BOOST_AUTO_TEST_CASE(any_2xx_takes_and_nothing_else_does) {
  for (const unsigned status : {200U, 201U, 202U, 204U, 299U}) BOOST_TEST(!refusal_of(answered(status)), status);
  for (const unsigned status : {100U, 199U, 300U, 301U, 302U, 304U, 400U, 404U, 410U, 429U, 500U, 503U}) {
    BOOST_TEST(refusal_of(answered(status)).has_value(), status);
  }
}

BOOST_AUTO_TEST_CASE(an_endpoint_that_is_away_or_full_blames_no_event) {
  for (const unsigned status : {410U, 429U, 503U}) BOOST_TEST(!refusal_of(answered(status))->blames_events, status);
  for (const unsigned status : {302U, 400U, 404U, 500U, 502U}) {
    BOOST_TEST(refusal_of(answered(status))->blames_events, status);
  }
  for (const HttpFailure failure :
       {HttpFailure::forbidden, HttpFailure::resolve, HttpFailure::connect, HttpFailure::tls}) {
    BOOST_TEST(!refusal_of(failed(failure))->blames_events, to_string(failure));
  }
  BOOST_TEST(refusal_of(failed(HttpFailure::timeout))->blames_events);
  BOOST_TEST(refusal_of(failed(HttpFailure::broken))->blames_events);
}

BOOST_AUTO_TEST_CASE(the_wait_doubles_to_its_longest_with_jitter) {
  for (const Seconds longest : {1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s, 512s, 600s, 600s}) {
    BOOST_TEST(within(refused(100, away).pause, longest), longest.count());
    BOOST_TEST(health.limit() == 100U);
    BOOST_TEST(health.is_away());
  }
  health.taken();
  BOOST_TEST(!health.is_away());
}

BOOST_AUTO_TEST_CASE(while_others_are_taken_a_refused_batch_is_tried_again_soon_by_itself) {
  health.taken();
  unsigned refusals = 0;
  for (const Millis longest : {100ms, 200ms, 400ms, 800ms, 1600ms}) {
    const auto verdict = refused(100, away, ++refusals);
    BOOST_TEST((verdict.next == Next::again));
    BOOST_TEST((verdict.pause == 0s), "others go on");
    BOOST_TEST(within(verdict.rest, longest), longest.count());
    BOOST_TEST(health.is_steady());
    health.taken();
  }
  BOOST_TEST(within(refused(100, away, 90).rest, 600s));
}

BOOST_AUTO_TEST_CASE(one_that_takes_nothing_any_more_is_left_alone_as_a_whole) {
  health.taken();
  for (unsigned each = 1; each < refusals_in_a_row_max; ++each) BOOST_TEST((refused(100, away).pause == 0s));
  BOOST_TEST(!health.is_away());
  for (const Seconds longest : {1s, 2s, 4s}) {
    const auto verdict = refused(100, away);
    BOOST_TEST(within(verdict.pause, longest), longest.count());
    BOOST_TEST((verdict.rest == 0s));
    BOOST_TEST(health.is_away());
    BOOST_TEST(!health.is_steady());
  }
  health.taken();
  BOOST_TEST(health.is_steady());
  BOOST_TEST((refused(100, away).pause == 0s));
}

BOOST_AUTO_TEST_CASE(one_that_asks_for_a_pause_gets_it_whatever_else_it_takes) {
  for (const HttpOutcome& outcome : {answered(429), answered(410), answered(503, 7s)}) {
    health.taken();
    BOOST_TEST((refused(100, *refusal_of(outcome)).pause > 0s), outcome.status);
  }
}

BOOST_AUTO_TEST_CASE(while_others_are_taken_a_batch_is_taken_apart_by_itself) {
  health.taken();
  BOOST_TEST((refused(100, error, 1).next == Next::again));
  BOOST_TEST((refused(50, error, 1).next == Next::again));
  health.taken();
  BOOST_TEST((refused(100, error, 5).next == Next::again), "as chance would have it");
  const auto verdict = refused(100, error, 6);
  BOOST_TEST((verdict.next == Next::split));
  BOOST_TEST((verdict.pause == 0s));
  BOOST_TEST((verdict.rest == 0s));
  BOOST_TEST(health.limit() == 100U, "others go on as they are");
  BOOST_TEST((refused_alone(error).next == Next::aside));
  BOOST_TEST((refused_alone(away).next == Next::again), "it is not the event's fault");
}

BOOST_AUTO_TEST_CASE(a_refused_batch_is_tried_again_as_it_was) {
  BOOST_TEST((refused(7, error, 1).next == Next::again));
  BOOST_TEST((refused(7, error, 2).next == Next::again));
  BOOST_TEST(!health.is_steady());
  health.taken();
  BOOST_TEST(health.limit() == 100U);
  BOOST_TEST(health.is_steady());
}

BOOST_AUTO_TEST_CASE(after_some_refusals_events_go_one_by_one_until_all_of_the_batch_went) {
  for (const unsigned refusals : {1U, 2U}) BOOST_TEST((refused(4, error, refusals).next == Next::again));
  BOOST_TEST((refused(4, error, 3).next == Next::split));
  BOOST_TEST(health.limit() == 1U);
  const auto poison = refused_alone(error);
  BOOST_TEST((poison.next == Next::aside));
  BOOST_TEST((poison.pause == 0s), "the others wait for it");
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(health.limit() == 1U);
    health.taken();
  }
  for (const unsigned limit : {1U, 2U, 4U, 8U, 16U, 32U, 64U, 100U, 100U}) {
    BOOST_TEST(health.limit() == limit);
    BOOST_TEST(health.is_steady() == (limit == 100U));
    health.taken();
  }
}

BOOST_AUTO_TEST_CASE(an_endpoint_that_is_away_is_not_taken_apart) {
  for (unsigned i = 1; i <= 10; ++i) BOOST_TEST((refused(4, away, i).next == Next::again));
  BOOST_TEST(health.limit() == 100U);
}

BOOST_AUTO_TEST_CASE(an_endpoint_that_refuses_each_single_event_is_not_stormed) {
  for (unsigned i = 1; i <= 3; ++i) static_cast<void>(refused(10, error, i));
  BOOST_TEST((refused_alone(error).pause == 0s));
  for (const Seconds longest : {8s, 16s, 32s, 64s, 128s}) {
    const auto verdict = refused_alone(error);
    BOOST_TEST((verdict.next == Next::aside));
    BOOST_TEST(within(verdict.pause, longest), longest.count());
  }
}

BOOST_AUTO_TEST_CASE(while_growing_a_refusal_costs_no_more_than_a_rest) {
  for (unsigned i = 1; i <= 3; ++i) static_cast<void>(refused(1, error, i));
  for (int i = 0; i < 3; ++i) health.taken();
  BOOST_TEST(health.limit() == 8U);
  const auto verdict = refused(8, error);
  BOOST_TEST((verdict.next == Next::again));
  BOOST_TEST((verdict.pause == 0s));
  BOOST_TEST(health.limit() == 8U);
}

BOOST_AUTO_TEST_CASE(a_lone_event_that_is_refused_again_and_again_steps_aside) {
  BOOST_TEST((refused(1, error, 1).next == Next::again));
  BOOST_TEST((refused(1, error, 2).next == Next::again));
  BOOST_TEST((refused(1, error, 3).next == Next::aside));
  BOOST_TEST(health.limit() == 1U);
}

BOOST_AUTO_TEST_CASE(retry_after_lengthens_the_wait_within_bounds) {
  BOOST_TEST((refused(1, *refusal_of(answered(503, 30s))).pause == 30s));
  BOOST_TEST((refused(1, *refusal_of(answered(429, 90'000s))).pause == retry_after_max));
  BOOST_TEST(within(refused(1, *refusal_of(answered(503, 1s))).pause, 4s), "it shortens nothing");
  BOOST_TEST((refusal_of(answered(500, 3'000s))->retry_after == 0s), "a 500 has no say");
}

BOOST_AUTO_TEST_CASE(an_endpoint_that_says_it_is_gone_is_left_alone_for_long) {
  BOOST_TEST(within(refused(5, *refusal_of(answered(410))).pause, 600s));
}

BOOST_AUTO_TEST_SUITE_END()
