// SPDX-License-Identifier: Apache-2.0
#include "gateway/dead_letter_list.h"

#include <boost/test/unit_test.hpp>

#include "gateway/runs.h"

using namespace smppedge;
using namespace smppedge::gateway;

namespace {

using Places = std::vector<std::uint64_t>;

constexpr EventChannel of_test{AccountNumber(1), Door::http};

DeadLetter letter_of(std::int64_t since_ms, std::uint64_t hour = 1) {
  return {{store::BatchNumber((hour << 40) | 1), 0}, EventSequence(3), WallTime(Millis(since_ms))};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dead_letter_list)

BOOST_AUTO_TEST_CASE(they_are_listed_oldest_first_in_pages) {
  DeadLetterList dead;
  for (const std::uint64_t place : {9U, 2U, 5U}) dead.add(place, letter_of(1));
  const auto first = dead.after(0, 2);
  BOOST_REQUIRE_EQUAL(first.size(), 2U);
  BOOST_TEST(first[0].first == 2U);
  BOOST_TEST(first[1].first == 5U);
  const auto second = dead.after(5, 2);
  BOOST_REQUIRE_EQUAL(second.size(), 1U);
  BOOST_TEST(second[0].first == 9U);
  BOOST_TEST(dead.last() == 9U);
}

BOOST_AUTO_TEST_CASE(the_oldest_go_when_there_are_too_many_or_they_are_too_old) {
  DeadLetterList dead;
  for (std::uint64_t place = 1; place <= 6; ++place) dead.add(place, letter_of(static_cast<std::int64_t>(place)));
  const WallTime never{};
  BOOST_TEST(dead.beyond(6, never, 10).empty());
  BOOST_TEST(dead.beyond(4, never, 10) == (Places{1, 2}), boost::test_tools::per_element());
  BOOST_TEST(dead.beyond(6, WallTime(Millis(3)), 10) == (Places{1, 2, 3}), boost::test_tools::per_element());
  BOOST_TEST(dead.beyond(0, never, 2) == (Places{1, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(each_is_recorded_once_and_taken_back_when_it_goes) {
  DeadLetterList dead;
  dead.add(1, letter_of(1));
  dead.add(2, letter_of(1));
  BOOST_TEST(dead.take(2).has_value());
  BOOST_TEST(!dead.take(2).has_value());
  store::Checkpoint first;
  dead.fill(of_test, first);
  BOOST_REQUIRE_EQUAL(first.dead_letters.size(), 1U);
  BOOST_TEST((first.dead_letters[0].sequence == EventSequence(1)));
  BOOST_TEST((first.dead_letters[0].id == EventSequence(3)));
  BOOST_TEST(first.dead_letters_gone.empty());
  BOOST_TEST(dead.take(1).has_value());
  dead.restore(7, letter_of(1, 4));
  store::Checkpoint second;
  dead.fill(of_test, second);
  BOOST_TEST(second.dead_letters.empty());
  BOOST_REQUIRE_EQUAL(second.dead_letters_gone.size(), 1U);
  BOOST_TEST((second.dead_letters_gone[0].sequence == EventSequence(1)));
  BOOST_TEST(dead.oldest().hour() == 4U);
}

BOOST_AUTO_TEST_CASE(consecutive_places_make_one_run) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> runs;
  each_run({1, 2, 3, 7, 9, 10}, [&](std::uint64_t first, std::uint64_t last) { runs.emplace_back(first, last); });
  BOOST_REQUIRE_EQUAL(runs.size(), 3U);
  BOOST_TEST((runs[0] == std::pair<std::uint64_t, std::uint64_t>(1, 3)));
  BOOST_TEST((runs[1] == std::pair<std::uint64_t, std::uint64_t>(7, 7)));
  BOOST_TEST((runs[2] == std::pair<std::uint64_t, std::uint64_t>(9, 10)));
}

BOOST_AUTO_TEST_SUITE_END()
