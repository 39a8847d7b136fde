// SPDX-License-Identifier: Apache-2.0
// What gateway/phone_reads.h says: phones that are asked for together are one read, known ones none.
#include "gateway/phone_reads.h"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "tests/sim/world.h"

using namespace smppedge;
using gateway::PhoneReads;
using gateway::Windows;

namespace {

PhoneNumber phone(unsigned index) {
  return *PhoneNumber::from_digits(std::to_string(8'613'800'000'000 + index));
}

struct Desk {
  void ask(unsigned index) {
    const bool asked = reads.ask(phone(index), [this, index](bool known) {
      BOOST_TEST(known == windows.knows(phone(index)));
      (known ? told : refused).push_back(index);
    });
    BOOST_TEST(asked);
  }
  [[nodiscard]] std::uint64_t store_reads() const { return world.store.statistics().reads; }
  void settle() { world.scheduler.run_for(Seconds(1)); }

  sim::World world;
  Windows windows{world.scheduler, world.store};
  PhoneReads reads{world.scheduler, windows};
  std::vector<unsigned> told;
  std::vector<unsigned> refused;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(phone_reads, Desk)

BOOST_AUTO_TEST_CASE(a_phone_is_read_once_and_told_in_a_later_turn) {
  ask(1);
  BOOST_TEST(told.empty());
  settle();
  BOOST_TEST(store_reads() == 1U);
  ask(1);
  BOOST_TEST(told.size() == 1U);  // also where it is known
  settle();
  BOOST_TEST(told.size() == 2U);
  BOOST_TEST(store_reads() == 1U);
}

BOOST_AUTO_TEST_CASE(many_that_are_asked_for_are_few_reads) {
  constexpr unsigned phones = 1'000;
  for (unsigned index = 0; index < phones; ++index) ask(index);
  settle();
  BOOST_TEST(told.size() == phones);
  BOOST_TEST(store_reads() == (phones + gateway::phones_per_read_max - 1) / gateway::phones_per_read_max);
}

BOOST_AUTO_TEST_CASE(no_more_reads_are_under_way_than_their_bound) {
  world.store.hold_reads(true);
  for (unsigned index = 0; index < 1'000; ++index) ask(index);
  settle();
  BOOST_TEST(world.store.held_reads() == gateway::phone_reads_max);
  ask(5'000);
  settle();
  BOOST_TEST(world.store.held_reads() == gateway::phone_reads_max);
  world.store.hold_reads(false);
  settle();
  BOOST_TEST(told.size() == 1'001U);
}

BOOST_AUTO_TEST_CASE(one_that_is_known_does_not_wait_behind_others) {
  ask(1);
  settle();
  world.store.hold_reads(true);
  for (unsigned index = 2; index < 1'000; ++index) ask(index);
  ask(1);
  settle();
  BOOST_TEST(told.size() == 2U);
  world.store.hold_reads(false);
  settle();
}

BOOST_AUTO_TEST_CASE(while_the_store_is_too_busy_it_says_so_and_asks_anew_the_next_time) {
  world.store.answer_reads_with(store::ReadError::overloaded);
  ask(1);
  settle();
  BOOST_TEST(refused.size() == 1U);
  world.store.answer_reads_with(std::nullopt);
  ask(1);
  settle();
  BOOST_TEST(told.size() == 1U);
}

BOOST_AUTO_TEST_CASE(it_takes_no_more_than_its_bound) {
  for (unsigned index = 0; index < gateway::phones_asked_for_max; ++index) ask(index);
  BOOST_TEST(!reads.ask(phone(1), [](bool) { BOOST_TEST(false); }));
  settle();
  BOOST_TEST(told.size() == gateway::phones_asked_for_max);
}

BOOST_AUTO_TEST_SUITE_END()
