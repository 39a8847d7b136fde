// SPDX-License-Identifier: Apache-2.0
// A lane under random arrivals and claims, held to a fluid: a carrier that could send parts of a segment and would
// serve all classes and accounts at the same time. What the lane owes anyone against it stays within a bound.
#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <map>

#include "gateway/queues.h"
#include "tests/support/sim_rng.h"

using namespace smppedge;
using namespace smppedge::gateway;

namespace {

constexpr unsigned accounts_count = 6;
constexpr std::array<unsigned, accounts_count> weight_of{1, 1, 2, 3, 5, 10};
constexpr ClassShares::Percents percents{50, 30, 20};

std::vector<AccountSettings> configured() {
  std::vector<AccountSettings> accounts;
  for (const unsigned weight : weight_of) {
    AccountSettings& account = accounts.emplace_back();
    account.number = AccountNumber(static_cast<AccountNumber::rep>(accounts.size()));
    account.weight = weight;
  }
  return accounts;
}

using Waiting = std::array<std::array<unsigned, accounts_count>, traffic_class_count>;

/// What each class has coming against the fluid; nothing is owed to one that has nothing waiting.
class ClassFluid {
 public:
  void on_claim(unsigned traffic_class, unsigned segments, const Waiting& waiting) {
    for (unsigned each = 0; each < traffic_class_count; ++each) {
      const bool backlog = std::any_of(waiting[each].begin(), waiting[each].end(), [](unsigned n) { return n != 0; });
      double& owed = owed_[each];
      owed += percents[each] * segments / 100.0 - (each == traffic_class ? segments : 0);
      owed = backlog ? std::max(owed, 0.0) : 0;
      worst = std::max(worst, owed);
    }
  }
  double worst = 0;

 private:
  std::array<double, traffic_class_count> owed_{};
};

/// In a fluid, accounts of a class that both have something waiting get the same by their weights: how much more than
/// another each got, over any stretch.
class AccountFluid {
 public:
  void on_claim(unsigned account, unsigned segments, const std::array<unsigned, accounts_count>& waiting) {
    for (unsigned one = 0; one < accounts_count; ++one) {
      for (unsigned other = 0; other < accounts_count; ++other) {
        double& ahead = ahead_[one][other];
        if (one == account) ahead += 1.0 * segments / weight_of[one];
        if (other == account) ahead -= 1.0 * segments / weight_of[other];
        ahead = waiting[one] != 0 && waiting[other] != 0 ? std::max(ahead, 0.0) : 0;
        worst[one][other] = std::max(worst[one][other], ahead);
      }
    }
  }
  std::array<std::array<double, accounts_count>, accounts_count> worst{};

 private:
  std::array<std::array<double, accounts_count>, accounts_count> ahead_{};
};

struct Judgement {
  ClassFluid classes;
  std::array<AccountFluid, traffic_class_count> accounts;
};

/// Messages of 1 to `segments_max` segments come and go for a while, one in `again_in` (0: none) as to be tried again.
Judgement run(std::uint64_t seed, unsigned segments_max, unsigned again_in) {
  sim::SimRng rng(seed);
  const Weights weights(configured());
  Lane lane(CarrierNumber(1), percents, weights);
  Judgement judgement;
  Waiting waiting{};
  std::map<std::uint64_t, unsigned> segments;  // by message
  std::uint64_t last_id = 0;
  const auto draw = [&](std::uint64_t below) { return static_cast<unsigned>(rng.next() % below); };
  for (unsigned step = 0; step < 40'000; ++step) {
    // Now a flood, now a trickle, so that backlogs build up and run dry.
    const unsigned arrivals = draw(2'000) == 0 ? draw(400) : draw(2);
    const unsigned flooding = draw(accounts_count);
    for (unsigned i = 0; i < arrivals; ++i) {
      const unsigned account = arrivals > 1 ? flooding : draw(accounts_count);
      const unsigned traffic_class = draw(traffic_class_count);
      segments[++last_id] = 1 + draw(segments_max);
      const AccountNumber number(static_cast<AccountNumber::rep>(account + 1));
      if (again_in != 0 && draw(again_in) == 0) {
        lane.push_again(static_cast<TrafficClass>(traffic_class), number, MessageId(last_id));
      } else {
        lane.push(static_cast<TrafficClass>(traffic_class), number, MessageId(last_id));
      }
      ++waiting[traffic_class][account];
    }
    const Lane::Head head = lane.head();
    BOOST_REQUIRE((head.id == MessageId()) == (lane.size() == 0));
    if (head.id == MessageId()) continue;
    const unsigned account = head.account.value() - 1U;
    const unsigned claimed = draw(50) == 0 ? 0 : segments[head.id.value()];  // 0: it had ended
    lane.charge(head, claimed);
    lane.pop(head);
    --waiting[head.traffic_class][account];
    judgement.classes.on_claim(head.traffic_class, claimed, waiting);
    judgement.accounts[head.traffic_class].on_claim(account, claimed, waiting[head.traffic_class]);
  }
  return judgement;
}

void check_classes(const ClassFluid& fluid, unsigned segments_max) {
  BOOST_TEST(fluid.worst <= 1.0 + 2.0 * segments_max);
}

void check_accounts(const AccountFluid& fluid, unsigned segments_max) {
  for (unsigned one = 0; one < accounts_count; ++one) {
    for (unsigned other = 0; other < accounts_count; ++other) {
      const double longest_of_each = 1.0 * segments_max / weight_of[one] + 1.0 * segments_max / weight_of[other];
      BOOST_TEST(fluid.worst[one][other] <= 2.0 + longest_of_each);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fairness)

BOOST_AUTO_TEST_CASE(
    against_a_fluid_no_class_is_owed_more_than_two_messages_and_no_account_ahead_by_more_than_two_turns) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    for (const unsigned segments_max : {1U, 3U, 10U}) {
      BOOST_TEST_CONTEXT("seed " << seed << ", up to " << segments_max << " segments") {
        const Judgement judgement = run(seed, segments_max, 0);
        check_classes(judgement.classes, segments_max);
        for (const AccountFluid& fluid : judgement.accounts) check_accounts(fluid, segments_max);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_tried_again_takes_nothing_from_other_classes) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      check_classes(run(seed, 3, 2).classes, 3);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
