// SPDX-License-Identifier: Apache-2.0
// The small parts of the SMPP door, each by itself: addresses and ranges, failures of binds, delays, whose turn it is.
#include <boost/test/unit_test.hpp>

#include "north/smpp/bind_failures.h"
#include "north/smpp/delivery_rota.h"
#include "north/smpp/ip_address.h"
#include "north/smpp/password_digest.h"
#include "north/smpp/retry_delays.h"
#include "tests/support/sim_scheduler.h"

namespace smppedge::north::smpp {

static bool holds(const char* range, const char* address) {
  return AddressRange::parse(range).value().contains(IpAddress::parse(address).value());
}

BOOST_AUTO_TEST_SUITE(smpp_door_pieces)

BOOST_AUTO_TEST_CASE(an_address_is_read_as_a_stream_names_its_peer) {
  BOOST_TEST((IpAddress::of_peer("192.0.2.7:40001") == IpAddress::parse("192.0.2.7")));
  BOOST_TEST((IpAddress::of_peer("[2001:db8::7]:40001") == IpAddress::parse("2001:db8::7")));
  BOOST_TEST((IpAddress::of_peer("[fe80::1%eth0]:40001") == IpAddress::parse("fe80::1")));
  BOOST_TEST((IpAddress::of_peer("[::ffff:192.0.2.7]:40001") == IpAddress::parse("192.0.2.7")));
  BOOST_TEST(!IpAddress::of_peer("192.0.2.7"));
  BOOST_TEST(!IpAddress::of_peer("unix:/run/door"));
  BOOST_TEST(!IpAddress::parse("192.0.2"));
  BOOST_TEST(!IpAddress::parse(std::string_view("192.0.2.7\0", 10)));
}

BOOST_AUTO_TEST_CASE(a_range_holds_its_prefix_and_nothing_else) {
  BOOST_TEST(holds("192.0.2.7", "192.0.2.7"));
  BOOST_TEST(!holds("192.0.2.7", "192.0.2.8"));
  BOOST_TEST(holds("192.0.2.0/24", "192.0.2.255"));
  BOOST_TEST(!holds("192.0.2.0/24", "192.0.3.0"));
  BOOST_TEST(holds("192.0.2.128/25", "192.0.2.200"));
  BOOST_TEST(!holds("192.0.2.128/25", "192.0.2.100"));
  BOOST_TEST(holds("0.0.0.0/0", "203.0.113.1"));
  BOOST_TEST(!holds("0.0.0.0/0", "2001:db8::1"));
  BOOST_TEST(holds("2001:db8::/32", "2001:db8:ffff::1"));
  BOOST_TEST(!holds("2001:db8::/32", "2001:db9::1"));
  BOOST_TEST(holds("192.0.2.0/24", "::ffff:192.0.2.1"));
  BOOST_TEST(!AddressRange::parse("::/0").value().contains(IpAddress()));
}

BOOST_AUTO_TEST_CASE(what_is_no_range_is_refused) {
  for (const char* text : {"", "/24", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/8x", "192.0.2.1/24",
                           "2001:db8::/129", "2001:db8::1/32", "example.org"}) {
    BOOST_TEST(!AddressRange::parse(text), text);
  }
}

BOOST_AUTO_TEST_CASE(an_ipv6_user_is_counted_by_its_network) {
  const auto one = IpAddress::parse("2001:db8:1:2::1").value();
  BOOST_TEST((one.neighbourhood() == IpAddress::parse("2001:db8:1:2:ffff::9").value().neighbourhood()));
  BOOST_TEST((one.neighbourhood() != IpAddress::parse("2001:db8:1:3::1").value().neighbourhood()));
  const auto v4 = IpAddress::parse("192.0.2.7").value();
  BOOST_TEST((v4.neighbourhood() == v4));
}

BOOST_AUTO_TEST_CASE(a_password_matches_its_own_digest_alone) {
  const auto digest = PasswordDigest::of("secret");
  BOOST_TEST(digest.matches(PasswordDigest::of("secret")));
  BOOST_TEST(!digest.matches(PasswordDigest::of("secreT")));
  BOOST_TEST(!digest.matches(PasswordDigest::of("")));
  BOOST_TEST(!PasswordDigest().matches(PasswordDigest::of("")));
}

BOOST_AUTO_TEST_CASE(failures_cost_nothing_at_first_then_twice_as_much_each_time_up_to_a_bound) {
  BindFailures failures({Seconds(1), Seconds(10)}, 10);
  const MonoTime now{};
  std::vector<std::int64_t> penalties;
  for (int failure = 0; failure < 9; ++failure) {
    failures.on_failed("a", now);
    penalties.push_back(failures.penalty("a", now).count() / 1'000'000);
  }
  BOOST_TEST(penalties == (std::vector<std::int64_t>{0, 0, 0, 1, 2, 4, 8, 10, 10}), boost::test_tools::per_element());
  BOOST_TEST(failures.penalty("b", now).count() == 0);
}

BOOST_AUTO_TEST_CASE(a_back_off_ends_and_is_forgotten_in_time) {
  BindFailures failures({Seconds(1), Seconds(10)}, 10);
  const MonoTime start{};
  for (int failure = 0; failure < 5; ++failure) failures.on_failed("a", start);
  BOOST_TEST(failures.is_backing_off("a", start + Millis(1'999)));
  BOOST_TEST(!failures.is_backing_off("a", start + Seconds(2)));
  BOOST_TEST(failures.penalty("a", start + bind_failures_kept - Micros(1)).count() == 2'000'000);
  BOOST_TEST(failures.penalty("a", start + bind_failures_kept).count() == 0);
  failures.on_failed("a", start + bind_failures_kept);
  BOOST_TEST(failures.penalty("a", start + bind_failures_kept).count() == 0);
}

BOOST_AUTO_TEST_CASE(a_flood_of_names_pushes_out_those_that_failed_longest_ago) {
  BindFailures failures({Seconds(1), Seconds(10)}, 100);
  const MonoTime now{};
  for (int failure = 0; failure < 4; ++failure) failures.on_failed("old", now);
  for (int name = 0; name < 99; ++name) failures.on_failed(std::to_string(name), now);
  failures.on_failed("old", now);
  BOOST_TEST(failures.pushed_out() == 0U);
  for (int name = 100; name < 10'000; ++name) {
    failures.on_failed(std::to_string(name), now);
    if (name < 198) BOOST_TEST(failures.penalty("old", now).count() == 2'000'000);
  }
  BOOST_TEST(failures.size() == 100U);
  BOOST_TEST(failures.pushed_out() == 9'900U);
  BOOST_TEST(failures.penalty("old", now).count() == 0);
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
  unsigned take_turn(unsigned quantum) override {
    turns.push_back(scheduler.turns());
    if (turns.size() < 50) rota.queue(*this);
    return quantum;
  }
  sim::SimScheduler& scheduler;
  DeliveryRota& rota;
  std::vector<std::uint64_t> turns;
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

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::north::smpp
