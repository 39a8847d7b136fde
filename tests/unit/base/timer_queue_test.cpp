// SPDX-License-Identifier: Apache-2.0
#include "base/timer_queue.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using namespace smppedge;

namespace {

MonoTime at(std::int64_t micros) {
  return MonoTime(Micros(micros));
}

struct Fixture {
  std::string notes;
  TimerQueue queue;
  [[nodiscard]] Timer note(std::int64_t micros, char name) {
    return queue.add(at(micros), [this, name] { notes += name; });
  }
  void run(std::int64_t micros) { queue.run_due(at(micros), queue.next_number()); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(timer_queue, Fixture)

BOOST_AUTO_TEST_CASE(when_due_then_timers_fire_by_time_and_then_by_age) {
  const Timer late = note(20, 'c');
  const Timer first = note(10, 'a');
  const Timer second = note(10, 'b');
  BOOST_TEST((queue.next() == at(10)));
  run(9);
  BOOST_TEST(notes == "");
  run(10);
  BOOST_TEST(notes == "ab");
  run(100);
  BOOST_TEST(notes == "abc");
  BOOST_TEST(!queue.next());
}

BOOST_AUTO_TEST_CASE(when_a_timer_is_destroyed_replaced_or_cancelled_then_it_does_not_fire) {
  static_cast<void>(note(1, 'a'));
  Timer replaced = note(1, 'b');
  replaced = note(2, 'c');
  Timer cancelled = note(1, 'd');
  cancelled.cancel();
  BOOST_TEST(!cancelled.armed());
  run(10);
  BOOST_TEST(notes == "c");
}

BOOST_AUTO_TEST_CASE(when_a_callback_sets_its_own_timer_anew_then_that_waits_for_the_next_run) {
  Timer timer;
  const std::function<void()> again = [&] {
    notes += 'x';
    timer = queue.add(at(5), again);
  };
  timer = queue.add(at(5), again);
  run(5);
  BOOST_TEST(notes == "x");
  run(5);
  BOOST_TEST(notes == "xx");
}

BOOST_AUTO_TEST_CASE(when_the_queue_goes_first_then_its_timers_are_harmless) {
  Timer timer;
  {
    TimerQueue other;
    timer = other.add(at(1), [] {});
  }
  timer.cancel();
  BOOST_TEST(!timer.armed());
}

BOOST_AUTO_TEST_SUITE_END()
