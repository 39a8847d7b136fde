// SPDX-License-Identifier: Apache-2.0
// Whose turn it is.
#include "north/webhook/slots.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace smppedge::north::webhook;

namespace {

struct Taker : Slots::Waiter {
  Taker(std::string& its_order, char its_name) : order(its_order), name(its_name) {}
  void on_slot() override { order += name; }
  std::string& order;
  char name;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(slots)

BOOST_AUTO_TEST_CASE(those_who_wait_take_turns) {
  std::string order;
  Taker a(order, 'a');
  Taker b(order, 'b');
  Taker c(order, 'c');
  Slots slots(2);
  slots.ask(a);
  slots.ask(a);
  BOOST_TEST(order == "aa");
  slots.ask(a);
  slots.ask(a);  // once is enough
  slots.ask(b);
  slots.ask(c);
  BOOST_TEST(slots.waiting() == 3U);
  slots.release();
  slots.ask(a);
  slots.release();
  slots.release();
  slots.release();
  BOOST_TEST(order == "aaabca");
}

BOOST_AUTO_TEST_CASE(who_leaves_is_passed_over) {
  std::string order;
  Taker a(order, 'a');
  Taker b(order, 'b');
  Slots slots(1);
  slots.ask(a);
  slots.ask(a);
  slots.ask(b);
  slots.leave(a);
  slots.release();
  slots.release();
  slots.ask(a);
  BOOST_TEST(order == "aba");
}

BOOST_AUTO_TEST_SUITE_END()
