// SPDX-License-Identifier: Apache-2.0
#include "gateway/event_list.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/support/sim_rng.h"

using namespace smppedge;
using namespace smppedge::gateway;

namespace {

store::BatchNumber batch_of_hour(std::uint64_t hour) {
  return store::BatchNumber((hour << 40) | 1);
}
KeptEvent event_at(std::uint64_t place, std::uint64_t hour = 7) {
  return KeptEvent::on_disk({batch_of_hour(hour), 0}, EventSequence(place), WallTime(Millis(1000)));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(event_list)

BOOST_AUTO_TEST_CASE(what_is_kept_is_found_by_its_place_and_walked_in_order) {
  EventList list;
  for (std::uint64_t place = 1; place <= 10; ++place) list.append(place, event_at(place));
  list.remove(1);
  list.remove(5);
  list.remove(10);
  BOOST_TEST(list.size() == 7U);
  BOOST_TEST(list.first() == 2U);
  BOOST_TEST(list.at_or_after(5) == 6U);
  BOOST_TEST(list.at_or_after(10) == 0U);
  BOOST_TEST(list.find(5) == nullptr);
  BOOST_TEST(list.find(11) == nullptr);
  BOOST_TEST((list.find(6)->id == EventSequence(6)));
  list.append(11, event_at(11));
  BOOST_TEST(list.at_or_after(10) == 11U);
}

BOOST_AUTO_TEST_CASE(one_that_stays_behind_does_not_hold_the_room_of_those_that_left_after_it) {
  EventList list;
  list.append(1, event_at(1));
  for (std::uint64_t place = 2; place <= 100'000; ++place) {
    list.append(place, event_at(place));
    list.remove(place);
  }
  BOOST_TEST(list.size() == 1U);
  BOOST_TEST(list.room() < 5'000U);
  BOOST_TEST(list.first() == 1U);
  BOOST_TEST((list.find(1)->id == EventSequence(1)));
}

BOOST_AUTO_TEST_CASE(a_wide_gap_costs_no_room) {
  EventList list;
  list.append(1, event_at(1));
  list.append(1'000'000'000, event_at(1'000'000'000));
  BOOST_TEST(list.room() == 2U);
  BOOST_TEST(list.at_or_after(2) == 1'000'000'000U);
  BOOST_TEST((list.find(1)->id == EventSequence(1)));
}

BOOST_AUTO_TEST_CASE(the_oldest_fact_is_known_wherever_it_stands) {
  EventList list;
  BOOST_TEST(list.oldest().none());
  list.append(1, event_at(1, 20));
  list.append(2, event_at(2, 21));
  list.append(3, event_at(3, 5));  // told again: its fact is older than those before it
  BOOST_TEST(list.oldest().hour() == 5U);
  list.remove(3);
  BOOST_TEST(list.oldest().hour() == 20U);
  list.remove(1);
  list.remove(2);
  BOOST_TEST(list.oldest().none());
}

BOOST_AUTO_TEST_CASE(whatever_comes_and_goes_it_is_what_a_set_would_be) {
  EventList list;
  std::set<std::uint64_t> model;
  sim::SimRng rng(5);
  std::uint64_t last = 0;
  for (int step = 0; step < 60'000; ++step) {
    // Mostly the front goes, sometimes any; now and then a jump.
    if (model.empty() || rng.below(5) < 3) {
      last += rng.below(1000) == 0 ? 1 + rng.below(500) : 1;
      list.append(last, event_at(last));
      model.insert(last);
    } else {
      auto at = rng.below(50) == 0 ? model.lower_bound(rng.below(last)) : model.begin();
      if (at == model.end()) at = model.begin();
      BOOST_REQUIRE((list.remove(*at).id == EventSequence(*at)));
      model.erase(at);
    }
    if (step % 5'000 == 0) {
      BOOST_REQUIRE_EQUAL(list.size(), model.size());
      std::uint64_t place = list.first();
      for (const std::uint64_t expected : model) {
        BOOST_REQUIRE_EQUAL(place, expected);
        BOOST_REQUIRE(list.find(place) != nullptr);
        place = list.at_or_after(place + 1);
      }
      BOOST_REQUIRE_EQUAL(place, 0U);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
