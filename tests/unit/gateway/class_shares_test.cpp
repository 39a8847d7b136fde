// SPDX-License-Identifier: Apache-2.0
// What each class gets of a carrier when others want it too, and what it may not save up.
#include "gateway/class_shares.h"

#include <boost/test/unit_test.hpp>
#include <vector>

using namespace smppedge;
using namespace smppedge::gateway;

namespace {

using Flags = ClassShares::Flags;
constexpr unsigned otp = 0;
constexpr unsigned notice = 1;
constexpr unsigned marketing = 2;
constexpr Flags all{true, true, true};

/// The class that is due, else the most urgent, of those that are ready; its segments are charged.
unsigned serve(ClassShares& shares, const Flags& ready, const Flags& backlog, unsigned segments = 1) {
  unsigned chosen = traffic_class_count;
  for (unsigned each = traffic_class_count; each-- > 0;) {
    if (ready[each]) chosen = each;
  }
  for (unsigned each = traffic_class_count; each-- > 0;) {
    if (ready[each] && shares.due(each)) chosen = each;
  }
  shares.charge(chosen, segments, backlog);
  return chosen;
}
unsigned serve(ClassShares& shares, const Flags& backlog, unsigned segments = 1) {
  return serve(shares, backlog, backlog, segments);
}

std::array<unsigned, traffic_class_count> count(ClassShares& shares, const Flags& backlog, unsigned segments) {
  std::array<unsigned, traffic_class_count> counts{};
  for (unsigned i = 0; i < segments; ++i) ++counts[serve(shares, backlog)];
  return counts;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(class_shares)

BOOST_AUTO_TEST_CASE(each_class_with_a_backlog_gets_its_share_of_any_stretch) {
  ClassShares shares({50, 30, 20});
  std::vector<unsigned> order;
  order.reserve(10'000);
  for (unsigned i = 0; i < 10'000; ++i) order.push_back(serve(shares, all));
  for (std::size_t from = 0; from + 200 <= order.size(); ++from) {
    const auto begin = order.begin() + static_cast<std::ptrdiff_t>(from);
    BOOST_REQUIRE_GE(std::count(begin, begin + 200, otp), 100 - 2);
    BOOST_REQUIRE_GE(std::count(begin, begin + 200, notice), 60 - 2);
    BOOST_REQUIRE_GE(std::count(begin, begin + 200, marketing), 40 - 2);
  }
}

BOOST_AUTO_TEST_CASE(what_is_reserved_for_nobody_goes_to_the_most_urgent) {
  ClassShares shares({10, 10, 10});
  const auto counts = count(shares, all, 1'000);
  BOOST_TEST(counts[otp] >= 798U);
  BOOST_TEST(counts[notice] >= 99U);
  BOOST_TEST(counts[marketing] >= 99U);
}

BOOST_AUTO_TEST_CASE(the_share_of_an_idle_class_goes_to_the_most_urgent_that_is_not) {
  ClassShares shares({50, 30, 20});
  const auto without_otp = count(shares, {false, true, true}, 1'000);
  BOOST_TEST(without_otp[notice] >= 798U);
  BOOST_TEST(without_otp[marketing] >= 199U);
  const auto alone = count(shares, {false, false, true}, 1'000);
  BOOST_TEST(alone[marketing] == 1'000U);
}

BOOST_AUTO_TEST_CASE(a_class_without_a_share_waits_for_the_more_urgent) {
  ClassShares shares({100, 0, 0});
  BOOST_TEST(count(shares, all, 1'000)[otp] == 1'000U);
  BOOST_TEST(count(shares, {false, true, true}, 1'000)[notice] == 1'000U);
}

BOOST_AUTO_TEST_CASE(a_class_that_comes_back_is_due_at_once_but_has_saved_nothing_up) {
  ClassShares shares({50, 30, 20});
  (void)count(shares, {false, false, true}, 10'000);
  BOOST_TEST(serve(shares, all) == otp);
  // Marketing had the carrier to itself: that is neither its credit nor its debt.
  const auto next = count(shares, all, 200);
  BOOST_TEST(next[notice] <= 60U + 2U);
  BOOST_TEST(next[marketing] <= 40U + 2U);
  BOOST_TEST(next[marketing] >= 40U - 2U);
}

BOOST_AUTO_TEST_CASE(a_less_urgent_class_after_a_pause_goes_ahead_of_the_urgent_backlog_once) {
  ClassShares shares({50, 30, 20});
  (void)count(shares, {true, false, false}, 10'000);
  BOOST_TEST(serve(shares, {true, false, true}) == marketing);
  BOOST_TEST(serve(shares, {true, false, true}) == otp);
  BOOST_TEST(serve(shares, {true, false, true}) == otp);
}

BOOST_AUTO_TEST_CASE(a_class_whose_messages_are_being_read_gets_its_share_later_out_of_what_is_left) {
  ClassShares shares({50, 30, 20});
  constexpr Flags reading{true, true, false};
  constexpr Flags left{true, false, true};  // 30 of 100 are reserved for nobody who wants them
  for (unsigned i = 0; i < 100; ++i) (void)serve(shares, reading, all);
  BOOST_TEST(count(shares, all, 200)[otp] >= 100U - 2U);  // the others' shares are not what pays for it
  const auto counts = count(shares, left, 200);
  BOOST_TEST(counts[marketing] >= 40U + 20U - 2U);
  BOOST_TEST(counts[otp] >= 100U - 2U);
}

BOOST_AUTO_TEST_CASE(what_is_owed_to_a_class_has_a_bound) {
  ClassShares shares({50, 30, 20});
  for (unsigned i = 0; i < 100'000; ++i) (void)serve(shares, {true, true, false}, all);
  const auto counts = count(shares, {true, false, true}, 1'000);
  BOOST_TEST(counts[marketing] >= 200U + class_credit_max - 2U);
  BOOST_TEST(counts[marketing] <= 200U + class_credit_max + 2U);
}

BOOST_AUTO_TEST_CASE(a_long_message_is_paid_for_after_it_left) {
  ClassShares shares({50, 30, 20});
  BOOST_TEST(serve(shares, {true, false, true}) == otp);
  BOOST_TEST(serve(shares, {false, false, true}, 100) == marketing);
  unsigned others = 0;
  while (serve(shares, {true, false, true}) != marketing) ++others;
  BOOST_TEST(others >= 390U);  // 20 in 100
}

BOOST_AUTO_TEST_SUITE_END()
