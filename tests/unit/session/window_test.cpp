// SPDX-License-Identifier: Apache-2.0
#include "session/window.h"

#include <boost/test/unit_test.hpp>
#include <set>

using namespace smppedge;
using namespace smppedge::session;
using pdu::SequenceNumber;

namespace {

constexpr auto submit = pdu::CommandId::submit_sm;

SequenceNumber send(Window& window, Cookie cookie, MonoTime now = {}) {
  const SequenceNumber number = window.next_number();
  window.take(submit, cookie, now);
  return number;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(window_of_requests)

BOOST_AUTO_TEST_CASE(numbers_ascend_from_the_first) {  // conformance 10
  Window window(10, SequenceNumber(1));
  BOOST_TEST(send(window, 0).value() == 1U);
  BOOST_TEST(send(window, 0).value() == 2U);
  BOOST_TEST(window.free() == 8U);
}

BOOST_AUTO_TEST_CASE(when_the_last_number_was_used_then_1_follows) {  // conformance 11
  Window window(10, SequenceNumber(pdu::sequence_number_max - 1));
  BOOST_TEST(send(window, 1).value() == 0x7FFFFFFEU);
  BOOST_TEST(send(window, 2).value() == 0x7FFFFFFFU);
  BOOST_TEST(send(window, 3).value() == 1U);
  BOOST_TEST(window.find(SequenceNumber(0x7FFFFFFF))->cookie == 2U);
  BOOST_TEST(window.find(SequenceNumber(1))->cookie == 3U);
  BOOST_TEST((window.find(SequenceNumber(0)) == nullptr));
}

BOOST_AUTO_TEST_CASE(when_released_in_any_order_then_the_oldest_is_known) {
  Window window(8, SequenceNumber(1));
  std::vector<SequenceNumber> numbers;
  for (int i = 0; i < 8; ++i) numbers.push_back(send(window, 0, MonoTime(Micros(i))));
  window.release(*window.find(numbers[3]));
  BOOST_TEST(window.oldest_sent_at()->time_since_epoch().count() == 0);
  window.release(*window.find(numbers[0]));
  BOOST_TEST(window.oldest_sent_at()->time_since_epoch().count() == 1);
  window.release(*window.find(numbers[2]));
  window.release(*window.find(numbers[1]));
  BOOST_TEST(window.oldest_sent_at()->time_since_epoch().count() == 4);
  for (const int i : {7, 6, 5, 4}) window.release(*window.find(numbers[static_cast<std::size_t>(i)]));
  BOOST_TEST(!window.oldest_sent_at().has_value());
  BOOST_TEST(window.free() == 8U);
}

BOOST_AUTO_TEST_CASE(when_timed_out_then_the_slot_stays_taken_and_the_next_is_oldest) {
  Window window(4, SequenceNumber(1));
  const auto first = send(window, 11, MonoTime(Micros(1)));
  send(window, 12, MonoTime(Micros(2)));
  BOOST_TEST(window.time_out_oldest().cookie == 11U);
  BOOST_TEST(window.taken() == 2U);
  BOOST_TEST(window.awaited() == 1U);
  BOOST_TEST(window.oldest_sent_at()->time_since_epoch().count() == 2);
  BOOST_TEST(window.find(first)->timed_out);
  window.release(*window.find(first));
  BOOST_TEST(window.taken() == 1U);
  BOOST_TEST(window.awaited() == 1U);
}

BOOST_AUTO_TEST_CASE(when_a_slot_is_never_freed_then_its_numbers_are_skipped_forever_and_none_repeats) {
  Window window(4, SequenceNumber(1));
  const auto stuck = send(window, 99);
  window.time_out_oldest();
  std::set<std::uint32_t> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto number = send(window, 1, MonoTime(Micros(i)));
    BOOST_TEST(seen.insert(number.value()).second);
    BOOST_TEST(window.oldest_sent_at()->time_since_epoch().count() == i);
    window.release(*window.find(number));
  }
  BOOST_TEST(window.find(stuck)->cookie == 99U);
  BOOST_TEST(!seen.contains(9U));  // 1 + the ring's 8
}

BOOST_AUTO_TEST_CASE(when_numbers_pass_by_the_window_then_time_outs_still_find_the_oldest) {
  Window window(4, SequenceNumber(1));
  (void)window.next_number();
  window.pass();
  send(window, 5, MonoTime(Micros(7)));
  BOOST_TEST(window.oldest_sent_at()->time_since_epoch().count() == 7);
  (void)window.next_number();
  window.pass();
  send(window, 6, MonoTime(Micros(8)));
  BOOST_TEST(window.time_out_oldest().cookie == 5U);
  BOOST_TEST(window.time_out_oldest().cookie == 6U);
  BOOST_TEST(!window.oldest_sent_at().has_value());
}

BOOST_AUTO_TEST_CASE(drain_gives_everything_once) {
  Window window(8, SequenceNumber(1));
  for (Cookie cookie = 1; cookie <= 5; ++cookie) send(window, cookie);
  window.time_out_oldest();
  window.release(*window.find(SequenceNumber(3)));
  std::set<Cookie> cookies;
  window.drain([&](const Window::Slot& slot) { cookies.insert(slot.cookie); });
  BOOST_TEST(cookies == (std::set<Cookie>{1, 2, 4, 5}), boost::test_tools::per_element());
  BOOST_TEST(window.taken() == 0U);
  BOOST_TEST(!window.oldest_sent_at().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
