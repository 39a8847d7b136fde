// SPDX-License-Identifier: Apache-2.0
// The small parts of the SMPP door, each by itself: passwords, delays, whose turn it is.
#include <boost/test/unit_test.hpp>
#include <set>

#include "north/smpp/delivery_rota.h"
#include "north/smpp/password_digest.h"
#include "north/smpp/retry_delays.h"
#include "tests/support/sim_scheduler.h"

namespace smppedge::north::smpp {

BOOST_AUTO_TEST_SUITE(smpp_door_pieces)

BOOST_AUTO_TEST_CASE(a_password_matches_its_own_digest_alone) {
  const auto digest = PasswordDigest::of("secret");
  BOOST_TEST(digest.matches(PasswordDigest::of("secret")));
  BOOST_TEST(!digest.matches(PasswordDigest::of("secreT")));
  BOOST_TEST(!digest.matches(PasswordDigest::of("")));
  BOOST_TEST(!PasswordDigest().matches(PasswordDigest::of("")));
}

BOOST_AUTO_TEST_CASE(an_event_waits_longer_each_time_up_to_ten_minutes) {
  RetryDelays delays(2);
  std::vector<std::int64_t> seconds;
  for (int attempt = 0; attempt < 12; ++attempt) {
    seconds.push_back(delays.next(EventSequence(1)).count() / 1'000'000);
  }
  BOOST_TEST(seconds == (std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600}),
             boost::test_tools::per_element());
  delays.forget(EventSequence(1));
  BOOST_TEST(delays.next(EventSequence(1)).count() == 1'000'000);
}

BOOST_AUTO_TEST_CASE(so_many_attempts_are_remembered_and_the_oldest_begin_anew) {
  RetryDelays delays(2);
  for (std::uint64_t event = 1; event <= 3; ++event) (void)delays.next(EventSequence(event));
  BOOST_TEST(delays.size() == 2U);
  BOOST_TEST(delays.next(EventSequence(3)).count() == 2'000'000);
  BOOST_TEST(delays.next(EventSequence(1)).count() == 1'000'000);
}

struct Hungry final : DeliveryRota::Member {
  Hungry(sim::SimScheduler& of, DeliveryRota& in) : scheduler(of), rota(in) {}
  [[nodiscard]] unsigned weight() const override { return weight_of; }
  unsigned take_turn(unsigned quantum) override {
    quanta.insert(quantum);
    turns.push_back(scheduler.turns());
    if (turns.size() < 50) rota.queue(*this);
    return quantum;
  }
  sim::SimScheduler& scheduler;
  DeliveryRota& rota;
  unsigned weight_of = 1;
  std::vector<std::uint64_t> turns;
  std::set<unsigned> quanta;
};

BOOST_AUTO_TEST_CASE(accounts_take_turns_and_a_turn_of_the_loop_has_a_bound) {
  sim::SimScheduler scheduler;
  DeliveryRota rota(scheduler);
  std::vector<std::unique_ptr<Hungry>> members;
  for (unsigned member = 0; member < 2 * events_per_turn_max / events_quantum; ++member) {
    members.push_back(std::make_unique<Hungry>(scheduler, rota));
    rota.queue(*members.back());
  }
  scheduler.run_ready();
  std::map<std::uint64_t, unsigned> asked;
  for (const auto& member : members) {
    BOOST_TEST(member->turns.size() == 50U);
    for (const std::uint64_t turn : member->turns) asked[turn] += events_quantum;
    for (std::size_t at = 1; at < member->turns.size(); ++at) {
      BOOST_TEST(member->turns[at] - member->turns[at - 1] == 2U);  // nobody twice before all had theirs
    }
  }
  for (const auto& [turn, events] : asked) BOOST_TEST(events <= events_per_turn_max);
}

BOOST_AUTO_TEST_CASE(a_heavier_account_is_given_more_in_its_turn_up_to_a_bound) {
  sim::SimScheduler scheduler;
  DeliveryRota rota(scheduler);
  std::vector<std::unique_ptr<Hungry>> members;
  for (const unsigned weight : {1U, 3U, 1'000U}) {
    members.push_back(std::make_unique<Hungry>(scheduler, rota));
    members.back()->weight_of = weight;
    rota.queue(*members.back());
  }
  scheduler.run_ready();
  BOOST_TEST((members[0]->quanta == std::set{events_quantum}));
  BOOST_TEST((members[1]->quanta == std::set{3 * events_quantum}));
  BOOST_TEST((members[2]->quanta == std::set{weight_max * events_quantum}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::north::smpp
