// SPDX-License-Identifier: Apache-2.0
#include "base/turn_end_list.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace smppedge;

namespace {

struct Work : TurnEnd {
  Work(std::string& target, char letter) : notes(target), name(letter) {}
  void on_turn_end() override {
    notes += name;
    if (then) then();
  }
  std::string& notes;
  char name;
  std::function<void()> then;
};

struct Fixture {
  std::string notes;
  TurnEndList list;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(turn_end_list, Fixture)

BOOST_AUTO_TEST_CASE(when_listed_several_times_then_it_runs_once_in_the_order_of_first_asking) {
  Work a(notes, 'a');
  Work b(notes, 'b');
  list.add(a);
  list.add(b);
  list.add(a);
  list.run();
  BOOST_TEST(notes == "ab");
  BOOST_TEST(list.empty());
}

BOOST_AUTO_TEST_CASE(when_work_lists_itself_while_running_then_it_runs_again) {
  Work a(notes, 'a');
  a.then = [&] {
    if (notes.size() < 3) list.add(a);
  };
  list.add(a);
  list.run();
  BOOST_TEST(notes == "aaa");
}

BOOST_AUTO_TEST_CASE(when_work_lists_other_work_then_that_runs_in_the_same_run) {
  Work a(notes, 'a');
  Work b(notes, 'b');
  a.then = [&] { list.add(b); };
  list.add(a);
  list.run();
  BOOST_TEST(notes == "ab");
}

BOOST_AUTO_TEST_CASE(when_listed_work_is_destroyed_before_or_during_the_run_then_it_is_left_out) {
  auto a = std::make_unique<Work>(notes, 'a');
  Work b(notes, 'b');
  auto c = std::make_unique<Work>(notes, 'c');
  b.then = [&] { c.reset(); };
  list.add(*a);
  list.add(b);
  list.add(*c);
  a.reset();
  list.run();
  BOOST_TEST(notes == "b");
}

BOOST_AUTO_TEST_CASE(when_work_is_destroyed_in_its_own_call_then_the_list_goes_on) {
  auto a = std::make_unique<Work>(notes, 'a');
  Work b(notes, 'b');
  a->then = [&] { delete a.release(); };
  list.add(*a);
  list.add(b);
  list.run();
  BOOST_TEST(notes == "ab");
}

BOOST_AUTO_TEST_CASE(when_the_list_goes_first_then_destroying_the_work_is_harmless) {
  Work a(notes, 'a');
  {
    TurnEndList other;
    other.add(a);
  }
  list.add(a);
  list.run();
  BOOST_TEST(notes == "a");
}

BOOST_AUTO_TEST_SUITE_END()
