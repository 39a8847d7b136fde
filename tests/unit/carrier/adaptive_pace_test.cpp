// SPDX-License-Identifier: Apache-2.0
// The pace of an account against carriers that meter it: how fast it settles, how near, and what it wastes.
#include <boost/test/unit_test.hpp>

#include <deque>
#include <functional>
#include <ostream>

#include "carrier/adaptive_pace.h"

using namespace smppedge;
using namespace smppedge::carrier;

namespace {

/// Whether a segment that arrives then is taken.
using Meter = std::function<bool(MonoTime)>;

/// So many in each second of the clock.
Meter fixed_window(unsigned per_s) {
  return [per_s, second = std::int64_t{-1}, used = 0U](MonoTime at) mutable {
    const std::int64_t now = at.time_since_epoch() / Micros(Seconds(1));
    if (now != second) {
      second = now;
      used = 0;
    }
    return used++ < per_s;
  };
}

/// A bucket that holds a tenth of a second.
Meter token_bucket(unsigned per_s) {
  const std::int64_t segment = 1'000'000;
  const std::int64_t full = segment * per_s / 10;
  return [=, tokens = full, filled = MonoTime{}](MonoTime at) mutable {
    tokens = std::min(full, tokens + (at - filled).count() * per_s);
    filled = at;
    if (tokens < segment) return false;
    tokens -= segment;
    return true;
  };
}

/// A sender that always has something to send.
class Sender {
 public:
  Sender(unsigned granted_per_s, Meter meter, Micros round_trip = Millis(20))
      : pace(granted_per_s, MonoTime{}), meter_(std::move(meter)), round_trip_(round_trip) {}

  struct Count {
    std::uint64_t taken = 0;
    std::uint64_t throttled = 0;
    [[nodiscard]] double throttled_percent() const {
      return 100.0 * static_cast<double>(throttled) / static_cast<double>(taken + throttled);
    }
  };
  Count run(Seconds time) {
    Count count;
    const MonoTime end = now_ + time;
    while (now_ < end) {
      answer(count);
      for (unsigned burst = 0; burst < 100 && pace.ready(now_); ++burst) {
        pace.take(now_);
        under_way_.push_back({now_, meter_(now_)});
      }
      now_ += Millis(1);
    }
    return count;
  }
  void change(Meter meter) { meter_ = std::move(meter); }

  AdaptivePace pace;

 private:
  struct Written {
    MonoTime at;
    bool taken;
  };
  void answer(Count& count) {
    for (; !under_way_.empty() && under_way_.front().at + round_trip_ <= now_; under_way_.pop_front()) {
      const Written& written = under_way_.front();
      if (written.taken) {
        ++count.taken;
        pace.on_taken(written.at, now_);
      } else {
        ++count.throttled;
        (void)pace.on_throttled(written.at, now_);
      }
    }
  }

  Meter meter_;
  Micros round_trip_;
  MonoTime now_{};
  std::deque<Written> under_way_;
};

const Meter refuses_all = [](MonoTime) { return false; };

}  // namespace

BOOST_AUTO_TEST_SUITE(adaptive_pace)

BOOST_AUTO_TEST_CASE(it_settles_within_ten_percent_below_what_the_carrier_takes_and_wastes_little) {
  for (const unsigned granted_per_s : {5'000U, 600U, 0U}) {
    for (const auto& [name, meter] : {std::pair("window", fixed_window(500)), std::pair("bucket", token_bucket(500))}) {
      BOOST_TEST_CONTEXT("granted " << granted_per_s << ", a " << name) {
        Sender sender(granted_per_s, meter);
        (void)sender.run(Seconds(10));
        const Sender::Count settled = sender.run(Seconds(120));
        BOOST_TEST(settled.taken >= 450U * 120);
        BOOST_TEST(settled.taken <= 500U * 120);
        BOOST_TEST(settled.throttled_percent() < 2.0);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(it_settles_at_slow_carriers_and_over_long_round_trips_too) {
  for (const unsigned per_s : {2U, 20U, 5'000U}) {
    for (const int round_trip_ms : {1, 400}) {
      BOOST_TEST_CONTEXT(per_s << " a second, " << round_trip_ms << " ms") {
        Sender sender(10'000, fixed_window(per_s), Millis(round_trip_ms));
        (void)sender.run(Seconds(60));
        const Sender::Count settled = sender.run(Seconds(300));
        BOOST_TEST(settled.taken >= per_s * 300 * 8 / 10);
        BOOST_TEST(settled.throttled_percent() < 10.0);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_carrier_that_refuses_all_is_asked_once_in_ten_seconds_in_the_end) {
  Sender sender(5'000, fixed_window(500));
  (void)sender.run(Seconds(30));
  sender.change(refuses_all);
  (void)sender.run(Seconds(60));
  BOOST_TEST(sender.run(Seconds(100)).throttled <= 11U);
  BOOST_TEST(sender.pace.current() == AdaptivePace::floor);
}

BOOST_AUTO_TEST_CASE(after_a_storm_the_pace_that_was_known_comes_back_within_half_a_minute) {
  Sender sender(5'000, fixed_window(500));
  (void)sender.run(Seconds(30));
  sender.change(refuses_all);
  (void)sender.run(Seconds(120));
  sender.change(fixed_window(500));
  (void)sender.run(Seconds(45));
  BOOST_TEST(sender.run(Seconds(10)).taken >= 4'000U);
}

BOOST_AUTO_TEST_CASE(once_the_carrier_takes_all_what_was_granted_comes_back_and_is_told_once) {
  Sender sender(2'000, fixed_window(500));
  (void)sender.run(Seconds(30));
  BOOST_TEST(sender.pace.slowed());
  sender.change([](MonoTime) { return true; });
  (void)sender.run(Seconds(120));
  BOOST_TEST(!sender.pace.slowed());
  BOOST_TEST(sender.pace.current() == 2'000'000);
  BOOST_TEST(sender.pace.take_recovered());
  BOOST_TEST(!sender.pace.take_recovered());
}

BOOST_AUTO_TEST_CASE(throttled_answers_to_what_was_under_way_together_slow_it_once) {
  MonoTime now{Seconds(100)};
  AdaptivePace pace(1'000, now);
  const MonoTime written_at = now;
  now += Millis(20);
  BOOST_TEST(pace.on_throttled(written_at, now));
  const MilliPerS slowed = pace.current();
  for (int i = 0; i < 50; ++i) BOOST_TEST(!pace.on_throttled(written_at, now));
  BOOST_TEST(pace.current() == slowed);
}

BOOST_AUTO_TEST_CASE(nothing_leaves_in_the_pause_after_a_decrease) {
  MonoTime now{Seconds(100)};
  AdaptivePace pace(1'000, now);
  (void)pace.on_throttled(now - Millis(1), now);
  BOOST_TEST(!pace.ready(now));
  BOOST_TEST((pace.wait(now) == AdaptivePace::pause));
  now += AdaptivePace::pause;
  BOOST_TEST(pace.ready(now));
}

BOOST_AUTO_TEST_CASE(an_idle_account_does_not_grow) {
  MonoTime now{Seconds(100)};
  AdaptivePace pace(1'000, now);
  (void)pace.on_throttled(now - Millis(1), now);
  const MilliPerS slowed = pace.current();
  for (int i = 0; i < 600; ++i) {  // one a second, which the pace never holds up
    now += Seconds(1);
    BOOST_TEST_REQUIRE(pace.ready(now));
    pace.take(now);
    pace.on_taken(now, now + Millis(20));
  }
  BOOST_TEST(pace.current() == slowed);
}

BOOST_AUTO_TEST_SUITE_END()
