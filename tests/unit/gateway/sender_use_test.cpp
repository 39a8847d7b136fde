// SPDX-License-Identifier: Apache-2.0
// The figures of a range of sender numbers: what counts, for how long, and what a reload leaves of it.
#include "gateway/sender_use.h"

#include <boost/test/unit_test.hpp>

using namespace smppedge;
using namespace smppedge::gateway;
using sender::Chosen;
using sender::HeldNumber;
using sender::SenderDirectory;

namespace {

constexpr CarrierNumber one{1};
constexpr CarrierNumber two{2};
constexpr Micros step = sender_use_step;

HeldNumber held(std::string_view digits, CarrierNumber carrier = one) {
  HeldNumber number{carrier, {}};
  BOOST_REQUIRE(number.digits.assign(digits));
  return number;
}

Chosen number(std::string_view range, std::uint64_t of, std::uint64_t in_use) {
  Chosen chosen{*SenderAddress::make(std::string(range) + "7", 0, 0)};
  chosen.base_digits = range.size();
  chosen.of = of;
  chosen.in_use = in_use;
  return chosen;
}

struct Book {
  void choose(std::uint64_t of = 100, std::uint64_t in_use = 0, CarrierNumber carrier = one) {
    use.chosen(carrier, number("1069000111", of, in_use), now);
  }
  [[nodiscard]] SenderFigures figures(CarrierNumber carrier = one) const {
    const auto told = use.of(held("1069000111", carrier), now);
    BOOST_REQUIRE(told.has_value());
    return *told;
  }

  SenderUse use;
  MonoTime now{100 * step};
};

SenderDirectory directory(std::vector<sender::Grant> grants, const std::string& extension,
                          std::vector<sender::Signature> signatures = {}) {
  const std::vector<sender::CarrierGrants> carriers{{one, std::move(grants), {}}};
  const std::vector<sender::AccountHoldings> accounts{{AccountNumber(1), extension, std::move(signatures), {}}};
  return SenderDirectory::build(carriers, accounts).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sender_use)

BOOST_AUTO_TEST_CASE(a_range_that_nothing_left_from_has_figures_of_nothing) {
  const Book book;
  BOOST_TEST(book.figures().chosen == 0U);
  BOOST_TEST(book.figures().refused == 0U);
  BOOST_TEST(!book.figures().free_share.has_value());
}

BOOST_AUTO_TEST_CASE(what_is_chosen_begun_passed_over_and_refused_is_counted_by_carrier) {
  Book book;
  book.choose();
  Chosen kept = number("1069000111", 100, 3);
  kept.kept = true;
  book.use.chosen(one, kept, book.now);
  Chosen late = number("1069000111", 100, 5);
  late.avoided = 4;
  book.use.chosen(one, late, book.now);
  book.choose(100, 0, two);
  book.use.refused(two, "1069000111", book.now);
  BOOST_TEST(book.figures().chosen == 3U);
  BOOST_TEST(book.figures().conversations == 2U);
  BOOST_TEST(book.figures().avoided == 4U);
  BOOST_TEST(book.figures().refused == 0U);
  BOOST_TEST(book.figures().free_share.value() == 0.95);
  BOOST_TEST(book.figures(two).chosen == 1U);
  BOOST_TEST(book.figures(two).refused == 1U);
  BOOST_TEST(book.figures(two).free_share.value() == 0.0);
}

BOOST_AUTO_TEST_CASE(a_named_number_is_chosen_and_says_nothing_of_the_others) {
  Book book;
  book.choose(0, 0);
  BOOST_TEST(book.figures().chosen == 1U);
  BOOST_TEST(book.figures().conversations == 0U);
  BOOST_TEST(!book.figures().free_share.has_value());
}

BOOST_AUTO_TEST_CASE(a_sender_of_no_range_does_not_count) {
  Book book;
  book.use.chosen(one, {*SenderAddress::make("1069000111", 0, 0)}, book.now);
  BOOST_TEST(book.figures().chosen == 0U);
}

BOOST_AUTO_TEST_CASE(the_least_share_is_told_however_often_there_was_more_since) {
  Book book;
  book.choose(10, 3);
  book.choose(10, 9);
  book.now += step;
  for (int i = 0; i < 100; ++i) book.choose(10, 0);
  BOOST_TEST(book.figures().free_share.value() == 0.1);
  book.choose(10, 12);  // pairs that were given out under another policy
  BOOST_TEST(book.figures().free_share.value() == 0.0);
}

BOOST_AUTO_TEST_CASE(figures_last_72_hours_and_leave_step_by_step) {
  Book book;
  book.choose(10, 9);
  book.now += step - Micros(1);
  book.choose(10, 5);
  book.now += Micros(1);
  book.choose(10, 2);
  const MonoTime third = book.now;
  book.now = third + Seconds(72 * 3600) - Micros(1);
  BOOST_TEST(book.figures().chosen == 3U);
  BOOST_TEST(book.figures().free_share.value() == 0.1);
  book.now = third + Seconds(72 * 3600);
  BOOST_TEST(book.figures().chosen == 1U);
  BOOST_TEST(book.figures().free_share.value() == 0.8);
  book.now = third + Seconds(72 * 3600) + step - Micros(1);
  BOOST_TEST(book.figures().chosen == 1U);
  book.now += Micros(1);
  BOOST_TEST(book.figures().chosen == 0U);
  BOOST_TEST(!book.figures().free_share.has_value());
}

BOOST_AUTO_TEST_CASE(a_ring_that_turns_over_counts_each_hour_once) {
  Book book;
  std::uint64_t made = 0;
  for (int i = 0; i < 1'000; ++i, book.now += Seconds(3600)) {
    book.choose();
    ++made;
    const std::uint64_t told = book.figures().chosen;
    BOOST_REQUIRE(told >= std::min<std::uint64_t>(made, 73));
    BOOST_REQUIRE(told <= std::min<std::uint64_t>(made, 78));
  }
}

BOOST_AUTO_TEST_CASE(after_any_silence_nothing_old_comes_back) {
  for (const int silence : {12, 13, 14, 25, 26, 1'000'000}) {
    Book book;
    for (int i = 0; i < 13; ++i, book.now += step) book.choose(10, 9);
    book.now += silence * step;
    book.choose(10, 1);
    BOOST_TEST(book.figures().chosen == 1U, silence);
    BOOST_TEST(book.figures().free_share.value() == 0.9, silence);
  }
}

BOOST_AUTO_TEST_CASE(beyond_the_bound_ranges_are_not_counted_and_said_to_be_so) {
  SenderUse use(2);
  const MonoTime now{};
  for (const char* range : {"1069000111", "1069000222", "1069000333"}) use.chosen(one, number(range, 10, 0), now);
  use.refused(one, "1069000444", now);
  use.chosen(one, number("1069000222", 10, 0), now);
  BOOST_TEST(use.of(held("1069000111"), now)->chosen == 1U);
  BOOST_TEST(use.of(held("1069000222"), now)->chosen == 2U);
  BOOST_TEST(!use.of(held("1069000333"), now).has_value());
  BOOST_TEST(!use.of(held("1069000444"), now).has_value());
}

BOOST_AUTO_TEST_CASE(a_reload_keeps_the_figures_of_what_is_still_held_by_the_same) {
  const auto former = directory({{"1069000111"}, {"1069000222"}, {"106900033"}}, "01", {{"Acme", "302"}});
  const auto present = directory({{"1069000111"}, {"1069000333"}, {"106900044"}}, "01", {{"Acme", "302"}, {"B", "02"}});
  SenderUse use;
  const MonoTime now{};
  for (const char* range : {"106900011101", "106900022201", "106900033302"}) {
    BOOST_REQUIRE(former.range(held(range)) != nullptr);
    use.chosen(one, number(range, 10, 0), now);
  }
  BOOST_REQUIRE(present.range(held("106900033302"))->sign == "B");
  use.keep_held(former, present);
  BOOST_TEST(use.of(held("106900011101"), now)->chosen == 1U);
  BOOST_TEST(use.of(held("106900022201"), now)->chosen == 0U);
  BOOST_TEST(use.of(held("106900033302"), now)->chosen == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
