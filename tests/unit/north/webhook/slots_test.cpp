// SPDX-License-Identifier: Apache-2.0
// Whose turn it is.
#include "north/webhook/slots.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace smppedge::north::webhook;

namespace {

struct Taker : Slots::Waiter {
  Taker(std::string& its_order, char its_name) : order(its_order), name(its_name) {}
  void on_slot(Slots::Kind kind) override { order += kind == Slots::Kind::own ? name : static_cast<char>(name - 32); }
  std::string& order;
  char name;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(slots)

BOOST_AUTO_TEST_CASE(each_has_one_of_its_own_and_takes_turns_at_the_shared_ones) {
  std::string order;
  Taker a(order, 'a');
  Taker b(order, 'b');
  Taker c(order, 'c');
  Slots slots(1);
  slots.ask(a);
  slots.ask(a);
  BOOST_TEST(order == "aA");
  slots.ask(a);
  slots.ask(a);  // once is enough
  slots.ask(b);
  slots.ask(b);
  slots.ask(c);
  slots.ask(c);
  BOOST_TEST(order == "aAbc");
  BOOST_TEST(slots.waiting() == 3U);
  slots.release(&a, Slots::Kind::shared);
  slots.ask(a);
  slots.release(&a, Slots::Kind::shared);
  slots.release(&b, Slots::Kind::shared);
  slots.release(&c, Slots::Kind::shared);
  BOOST_TEST(order == "aAbcABCA");
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_shared_one_takes_its_own_when_that_is_free_again) {
  std::string order;
  Taker a(order, 'a');
  Taker b(order, 'b');
  Slots slots(0);
  slots.ask(a);
  slots.ask(a);
  slots.ask(b);
  slots.release(&a, Slots::Kind::own);
  BOOST_TEST(order == "aba");
  BOOST_TEST(slots.waiting() == 0U);
}

BOOST_AUTO_TEST_CASE(who_leaves_is_passed_over) {
  std::string order;
  Taker a(order, 'a');
  Taker b(order, 'b');
  Slots slots(1);
  slots.ask(b);
  slots.ask(b);
  slots.ask(a);
  slots.ask(a);
  slots.ask(b);
  slots.leave(a);
  slots.release(nullptr, Slots::Kind::own);  // with somebody who is gone
  slots.release(&b, Slots::Kind::shared);
  BOOST_TEST(order == "bBaB");
}

BOOST_AUTO_TEST_SUITE_END()
