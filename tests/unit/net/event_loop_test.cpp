// SPDX-License-Identifier: Apache-2.0
// The turn: its order, its one time, timers, work from other threads, garbage.
#include "net/event_loop.h"

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <thread>

#include "tests/unit/net/loopback.h"

using namespace smppedge;
using namespace smppedge::test;
using namespace std::chrono_literals;

namespace {

struct Note : TurnEnd {
  explicit Note(std::string& target, char letter) : notes(target), name(letter) {}
  void on_turn_end() override {
    notes += name;
    if (then) then();
  }
  std::string& notes;
  char name;
  std::function<void()> then;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(event_loop, Loop)

BOOST_AUTO_TEST_CASE(when_a_turn_runs_then_timers_posts_deferred_work_and_flushes_come_in_that_order) {
  std::string notes;
  Note deferred(notes, 'd');
  Note flush(notes, 'f');
  struct Garbage {
    std::string& target;
    ~Garbage() { target += 'g'; }
  };
  loop.post([&] { notes += 'p'; });
  const Timer timer = loop.after(0s, [&] {
    notes += 't';
    loop.destroy_later(std::make_shared<Garbage>(notes));
    loop.flush_later(flush);
    loop.defer(deferred);
  });
  loop.turn(0s);
  BOOST_TEST(notes == "tpdfg");
}

BOOST_AUTO_TEST_CASE(when_work_is_deferred_twice_then_it_runs_once_and_what_it_defers_runs_in_the_same_turn) {
  std::string notes;
  Note first(notes, '1');
  Note second(notes, '2');
  first.then = [&] { loop.defer(second); };
  loop.defer(first);
  loop.defer(first);
  loop.turn(0s);
  BOOST_TEST(notes == "12");
  loop.turn(0s);
  BOOST_TEST(notes == "12");
}

BOOST_AUTO_TEST_CASE(when_a_timer_is_not_due_then_it_waits_and_when_due_it_fires_once) {
  int fired = 0;
  const Timer timer = loop.after(10s, [&] { ++fired; });
  advance(9s);
  BOOST_TEST(fired == 0);
  advance(1s);
  BOOST_TEST(fired == 1);
  advance(100s);
  BOOST_TEST(fired == 1);
}

BOOST_AUTO_TEST_CASE(when_a_timer_of_no_delay_is_set_in_a_turn_then_it_fires_in_the_next) {
  int fired = 0;
  Timer second;
  const Timer first = loop.after(0s, [&] { second = loop.after(-1s, [&] { ++fired; }); });
  loop.turn(0s);
  BOOST_TEST(fired == 0);
  loop.turn(0s);
  BOOST_TEST(fired == 1);
}

BOOST_AUTO_TEST_CASE(when_a_timer_is_cancelled_by_another_or_destroys_itself_then_nothing_else_happens) {
  int fired = 0;
  Timer victim;
  Timer self;
  const Timer killer = loop.after(1s, [&] { victim.cancel(); });
  victim = loop.after(1s, [&] { ++fired; });
  self = loop.after(1s, [&] {
    self.cancel();
    ++fired;
  });
  advance(1s);
  BOOST_TEST(fired == 1);
}

BOOST_AUTO_TEST_CASE(when_a_timer_outlives_the_loop_then_destroying_it_is_harmless) {
  Timer timer;
  std::string notes;
  Note work(notes, 'w');
  {
    EventLoop other;
    timer = other.after(1s, [] {});
    other.defer(work);
  }
  timer.cancel();
  BOOST_TEST(notes.empty());
}

BOOST_AUTO_TEST_CASE(when_the_machine_keeps_time_then_a_timer_ends_the_wait) {
  EventLoop real;
  bool fired = false;
  const MonoTime start = real.mono();
  const Timer timer = real.after(2ms, [&] { fired = true; });
  for (int i = 0; i < 10 && !fired; ++i) real.turn(10s);
  BOOST_TEST(fired);
  BOOST_TEST((real.mono() - start).count() >= 2000);
}

BOOST_AUTO_TEST_CASE(when_the_mono_clock_would_go_back_then_the_loop_does_not) {
  const MonoTime before = loop.mono();
  advance(-5s);
  BOOST_TEST((loop.mono() == before));
}

BOOST_AUTO_TEST_CASE(when_threads_post_then_everything_runs_on_the_loop_in_each_thread_s_order) {
  constexpr int each = 2000;
  std::vector<int> seen[2];
  std::vector<std::thread> threads;
  for (int who = 0; who < 2; ++who) {
    threads.emplace_back([&, who] {
      for (int i = 0; i < each; ++i) loop.post([&seen, who, i] { seen[who].push_back(i); });
    });
  }
  BOOST_TEST(until([&] { return seen[0].size() + seen[1].size() == 2 * each; }, 100'000));
  for (auto& thread : threads) thread.join();
  BOOST_TEST(std::is_sorted(seen[0].begin(), seen[0].end()));
  BOOST_TEST(std::is_sorted(seen[1].begin(), seen[1].end()));
}

BOOST_AUTO_TEST_CASE(when_posted_work_posts_more_then_that_runs_in_the_next_turn) {
  int runs = 0;
  loop.post([&] {
    ++runs;
    loop.post([&] { ++runs; });
  });
  loop.turn(0s);
  BOOST_TEST(runs == 1);
  loop.turn(0s);
  BOOST_TEST(runs == 2);
}

BOOST_AUTO_TEST_CASE(when_another_thread_stops_the_loop_then_run_returns_with_its_turn_finished) {
  std::string notes;
  Note work(notes, 'w');
  loop.defer(work);
  std::thread other([&] { loop.stop(); });
  loop.run();
  other.join();
  loop.turn(0s);
  BOOST_TEST(notes == "w");
}

BOOST_AUTO_TEST_CASE(when_a_signal_comes_then_its_callback_runs_in_a_turn) {
  int signals = 0;
  loop.on_signal(SIGUSR1, [&] { ++signals; });
  ::raise(SIGUSR1);
  BOOST_TEST(until([&] { return signals == 1; }));
}

BOOST_AUTO_TEST_CASE(when_garbage_throws_more_away_then_that_goes_a_turn_later) {
  struct Inner {
    int& count;
    ~Inner() { ++count; }
  };
  struct Outer {
    EventLoop& loop;
    int& count;
    ~Outer() {
      ++count;
      loop.destroy_later(std::make_shared<Inner>(count));
    }
  };
  int destroyed = 0;
  loop.destroy_later(std::make_shared<Outer>(loop, destroyed));
  BOOST_TEST(destroyed == 0);
  loop.turn(0s);
  BOOST_TEST(destroyed == 1);
  loop.turn(10s);  // does not wait
  BOOST_TEST(destroyed == 2);
}

BOOST_AUTO_TEST_SUITE_END()
