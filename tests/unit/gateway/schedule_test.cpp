// SPDX-License-Identifier: Apache-2.0
// What is known of scheduled messages on disk when there are more of them than may be known.
#include "gateway/schedule.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/fake_store.h"
#include "tests/support/sim_rng.h"

using namespace smppedge;
using namespace smppedge::gateway;

namespace {

struct House {
  void found(std::uint64_t id, WallTime send_at) {
    store::OpenRecord record;
    record.kind = store::OpenRecord::Kind::scheduled;
    record.message = MessageId(id);
    record.deadline = send_at;
    schedule.found(record);
  }

  sim::SimScheduler scheduler;
  sim::SimRng rng{1};
  sim::FakeStore store{scheduler};
  Settings settings;
  Core core{settings, scheduler, rng, store, sender::SenderDirectory::build({}).value()};
  Loader loader{core};
  Schedule schedule{core, loader};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(schedule)

BOOST_AUTO_TEST_CASE(of_too_many_the_earliest_are_known_and_the_others_looked_for_when_those_are_through) {
  const auto first = static_cast<std::uint64_t>(schedule_upcoming_max);
  for (const std::uint64_t second : {first / 2, first + 1}) {
    House house;
    const WallTime first_wave = house.scheduler.wall() + Seconds(20);
    const WallTime second_wave = first_wave + Seconds(60);
    house.schedule.begin_look();
    for (std::uint64_t id = 1; id <= first || id <= second; ++id) {
      if (id <= second) house.found(2 * id, second_wave);
      if (id <= first) house.found(2 * id + 1, first_wave);
    }
    house.schedule.end_look(true);
    house.schedule.start();
    house.scheduler.run_for(Seconds(14));
    BOOST_TEST(house.store.statistics().reads == 0U);
    BOOST_TEST(!house.schedule.wants_look());
    house.scheduler.run_for(Seconds(45));  // so many are read a few thousand at a time
    BOOST_TEST(house.store.statistics().reads == first);
    BOOST_TEST(house.schedule.wants_look());
  }
}

BOOST_AUTO_TEST_SUITE_END()
