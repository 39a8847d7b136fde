// SPDX-License-Identifier: Apache-2.0
// When the same words are the same reply once more, and what of it is kept.
#include "gateway/replies_seen.h"

#include <boost/test/unit_test.hpp>

#include <map>
#include <vector>

using namespace smppedge;
using gateway::RepliesSeen;
using Verdict = gateway::RepliesSeen::Verdict;

namespace {

const CarrierNumber carrier_number(1);
constexpr std::uint64_t yes = 7;

struct Seen {
  /// Judged, recorded and answered on that connection.
  Verdict take(std::uint64_t fingerprint, std::uint64_t connection = 1) {
    const RepliesSeen::Copy copy{carrier_number, {.bind = BindId(1), .connection = connection}};
    const Verdict verdict = seen.judge(fingerprint, wall, copy);
    (void)seen.recorded(fingerprint, wall);
    mono += Millis(1);
    seen.answered(fingerprint, copy, mono);
    mono += Millis(1);
    return verdict;
  }
  void prove(std::uint64_t connection = 1) { through[connection] = mono; }
  void end(std::uint64_t connection) {
    const MonoTime last = through[connection];
    through.erase(connection);
    seen.connection_ended(carrier_number, {BindId(1), connection, last});
  }
  store::Checkpoint checkpoint() {
    store::Checkpoint checkpoint;
    seen.fill(checkpoint, wall);
    return checkpoint;
  }

  WallTime wall{Seconds(1'700'000'000)};
  MonoTime mono{Seconds(100)};
  std::map<std::uint64_t, MonoTime> through{{1, MonoTime::min()}, {2, MonoTime::min()}};
  RepliesSeen seen{[this](const RepliesSeen::Copy& copy) -> std::optional<MonoTime> {
                     const auto found = through.find(copy.token.connection);
                     return found == through.end() ? std::nullopt : std::optional(found->second);
                   },
                   [this](std::uint64_t fingerprint) { recorded_as_proven.push_back(fingerprint); }, 3};
  std::vector<std::uint64_t> recorded_as_proven;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(replies_seen, Seen)

BOOST_AUTO_TEST_CASE(a_proof_is_recorded_once_and_counts_after_a_restart) {
  (void)take(yes);
  seen.settle_all();
  BOOST_TEST(recorded_as_proven.empty());
  prove();
  seen.settle_all();
  seen.settle_all();
  BOOST_TEST(recorded_as_proven == std::vector<std::uint64_t>{yes});
  seen.restore(yes, wall, false);  // as the facts say, in their order
  seen.restore_proven(yes);
  BOOST_TEST((take(yes) == Verdict::is_new));
  seen.restore_proven(99);  // of one that a checkpoint has forgotten already
}

BOOST_AUTO_TEST_CASE(it_is_the_same_until_our_response_is_proven_received) {
  BOOST_TEST((take(yes) == Verdict::is_new));
  BOOST_TEST((take(yes) == Verdict::again));
  prove();
  BOOST_TEST((take(yes) == Verdict::is_new));
}

BOOST_AUTO_TEST_CASE(what_is_proven_is_forgotten_with_the_next_answer_on_its_connection) {
  for (std::uint64_t other = 100; other < 200; ++other) {
    BOOST_TEST((take(other) == Verdict::is_new));
    prove();
    BOOST_TEST(seen.size() == 1U);
  }
}

BOOST_AUTO_TEST_CASE(a_proof_outlives_its_connection) {
  (void)take(yes);
  prove();
  end(1);
  BOOST_TEST((take(yes, 2) == Verdict::is_new));
}

BOOST_AUTO_TEST_CASE(what_was_not_proven_at_the_end_of_its_connection_is_the_same_for_a_day) {
  prove();
  (void)take(yes);
  end(1);
  wall += gateway::redelivery_window;
  BOOST_TEST((seen.judge(yes, wall, {carrier_number, {.bind = BindId(1), .connection = 2}}) == Verdict::again));
  wall += Millis(1);
  BOOST_TEST((take(yes, 2) == Verdict::is_new));
}

BOOST_AUTO_TEST_CASE(the_response_to_the_newest_copy_is_the_one_that_must_arrive) {
  (void)take(yes, 1);
  BOOST_TEST((take(yes, 2) == Verdict::again));
  prove(1);
  BOOST_TEST((take(yes, 1) == Verdict::again));
  end(2);
  prove(1);
  BOOST_TEST((take(yes, 1) == Verdict::is_new));
}

BOOST_AUTO_TEST_CASE(a_proof_of_an_older_response_says_nothing_while_a_newer_one_is_being_written) {
  const RepliesSeen::Copy copy{carrier_number, {.bind = BindId(1), .connection = 1}};
  (void)take(yes);
  BOOST_TEST((seen.judge(yes, wall, copy) == Verdict::again));
  prove();
  BOOST_TEST((seen.judge(yes, wall, copy) == Verdict::again));
}

BOOST_AUTO_TEST_CASE(copies_that_come_before_it_is_recorded_are_answered_with_it) {
  const RepliesSeen::Copy first{carrier_number, {.bind = BindId(1), .connection = 1, .sequence_number = 1}};
  const RepliesSeen::Copy second{CarrierNumber(2), {.bind = BindId(1), .connection = 9, .sequence_number = 2}};
  BOOST_TEST((seen.judge(yes, wall, first) == Verdict::is_new));
  BOOST_TEST((seen.judge(yes, wall, second) == Verdict::pending));
  const auto waiting = seen.recorded(yes, wall);
  BOOST_REQUIRE(waiting.size() == 1U);
  BOOST_TEST((waiting[0].carrier == CarrierNumber(2)));
  BOOST_TEST((seen.judge(yes, wall, second) == Verdict::again));
}

BOOST_AUTO_TEST_CASE(one_that_could_not_be_taken_is_new_when_it_comes_again) {
  const RepliesSeen::Copy copy{carrier_number, {.bind = BindId(1), .connection = 1}};
  (void)seen.judge(yes, wall, copy);
  (void)seen.judge(yes, wall, copy);
  BOOST_TEST(seen.given_up(yes).size() == 1U);
  BOOST_TEST((seen.judge(yes, wall, copy) == Verdict::is_new));
  (void)seen.recorded(yes, wall);
  BOOST_TEST(seen.given_up(yes).empty());
  BOOST_TEST((seen.judge(yes, wall, copy) == Verdict::again));
}

BOOST_AUTO_TEST_CASE(the_oldest_is_forgotten_beyond_the_bound) {
  for (std::uint64_t fingerprint = 1; fingerprint <= 4; ++fingerprint) {
    (void)take(fingerprint);
    wall += Seconds(1);
  }
  BOOST_TEST(seen.size() == 3U);
  BOOST_TEST((take(2) == Verdict::again));
  BOOST_TEST((take(1) == Verdict::is_new));
}

BOOST_AUTO_TEST_CASE(a_checkpoint_has_what_is_not_proven_once_and_says_when_it_has_gone) {
  (void)take(yes);
  (void)take(8);
  auto first = checkpoint();
  BOOST_REQUIRE(first.replies_seen.size() == 2U);
  BOOST_TEST((first.replies_seen[0].at == wall));
  BOOST_TEST(first.replies_seen_gone.empty());
  BOOST_TEST(checkpoint().replies_seen.empty());
  prove();
  (void)take(9);
  prove();
  const auto second = checkpoint();
  BOOST_TEST(second.replies_seen.empty());
  BOOST_TEST(second.replies_seen_gone.size() == 2U);  // the third was never kept
}

BOOST_AUTO_TEST_CASE(one_that_is_written_anew_is_kept_with_its_new_time) {
  (void)take(yes);
  (void)checkpoint();
  prove();
  wall += Seconds(60);
  (void)take(yes);
  const auto next = checkpoint();
  BOOST_REQUIRE(next.replies_seen.size() == 1U);
  BOOST_TEST((next.replies_seen[0].at == wall));
  BOOST_TEST(next.replies_seen_gone.empty());
}

BOOST_AUTO_TEST_CASE(what_was_kept_goes_when_its_day_is_over) {
  seen.restore(yes, wall, true);
  seen.restore(8, wall - Seconds(10), false);
  seen.restore(8, wall - Seconds(10), true);  // as a part is handed out, and then its fingerprint
  BOOST_TEST(checkpoint().replies_seen.empty());
  BOOST_TEST((take(yes) == Verdict::again));
  wall += gateway::redelivery_window;
  const auto next = checkpoint();
  BOOST_REQUIRE(next.replies_seen_gone.size() == 1U);
  BOOST_TEST(next.replies_seen_gone[0] == 8U);
}

BOOST_AUTO_TEST_CASE(a_newer_fact_counts_more_than_what_was_kept) {
  seen.restore(yes, wall - Seconds(10), true);
  seen.restore(yes, wall, false);
  const auto next = checkpoint();
  BOOST_REQUIRE(next.replies_seen.size() == 1U);
  BOOST_TEST((next.replies_seen[0].at == wall));
  BOOST_TEST(next.replies_seen_gone.empty());
}

BOOST_AUTO_TEST_SUITE_END()
