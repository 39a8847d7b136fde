// SPDX-License-Identifier: Apache-2.0
// query_sm beside the submits: answered, refused, overdue, lost; never at their cost.
#include <boost/test/unit_test.hpp>

#include "tests/unit/carrier/account.h"

using namespace smppedge;
using namespace smppedge::carrier;
using namespace smppedge::carrier::test;

namespace {

struct Asking : Account {
  bool ask(std::uint64_t message) {
    const bool taken = carrier->query({"c1", {0, 0, "10690001"}}, {MessageId(message), 0, 0});
    run_for(Millis(10));
    return taken;
  }
  void carrier_says(std::optional<sim::SimSmsc::Queried> answer) {
    smsc.query = [answer](const pdu::QuerySm&) { return answer; };
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(carrier_query, Asking)

BOOST_AUTO_TEST_CASE(an_answer_tells_the_attempt_and_its_state) {
  carrier_says(sim::SimSmsc::Queried{.message_state = 5});
  start_bound();
  BOOST_TEST(ask(7));
  BOOST_REQUIRE_EQUAL(heard.queried.size(), 1U);
  BOOST_TEST((heard.queried[0].attempt.message == MessageId(7)));
  BOOST_TEST(heard.queried[0].answered);
  BOOST_TEST(heard.queried[0].message_state == 5);
  BOOST_TEST(heard.answers.empty());
}

BOOST_AUTO_TEST_CASE(a_refusal_is_an_answer) {
  carrier_says(sim::SimSmsc::Queried{.status = pdu::CommandStatus::ESME_RQUERYFAIL});
  start_bound();
  BOOST_TEST(ask(7));
  BOOST_REQUIRE_EQUAL(heard.queried.size(), 1U);
  BOOST_TEST((heard.queried[0].command_status == pdu::CommandStatus::ESME_RQUERYFAIL));
}

BOOST_AUTO_TEST_CASE(overdue_ones_are_told_once_give_their_places_back_and_cost_no_bind) {
  carrier_says(std::nullopt);
  settings.response_timeouts_max = 2;
  start_bound();
  for (unsigned i = 0; i < queries_open_max; ++i) BOOST_TEST(ask(i + 1));
  BOOST_TEST(!ask(100));
  run_for(Seconds(31));
  BOOST_TEST(heard.queried.size() == queries_open_max);
  BOOST_TEST(!heard.queried[0].answered);
  for (unsigned round = 1; round <= 20; ++round) {  // more than the window could keep
    for (unsigned i = 0; i < queries_open_max; ++i) BOOST_TEST(ask(round * 100 + i));
    run_for(Seconds(31));
    BOOST_TEST(heard.queried.size() == (round + 1) * queries_open_max);
  }
  BOOST_TEST(smsc.bind_requests == 1U);
  BOOST_TEST(heard.doubts.empty());
  send(1);
  run_for(Millis(10));
  BOOST_TEST(heard.answers.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_answer_after_its_query_was_told_as_missing_says_nothing_of_another) {
  settings.response_timeout = Seconds(10);
  smsc.query_delay = Seconds(15);
  carrier_says(sim::SimSmsc::Queried{.message_state = 2});
  start_bound();
  BOOST_TEST(ask(7));
  run_for(Seconds(11));
  BOOST_TEST(ask(8));  // in the same place
  run_for(Seconds(5));
  BOOST_REQUIRE_EQUAL(heard.queried.size(), 1U);
  BOOST_TEST(!heard.queried[0].answered);
  BOOST_TEST(smsc.bind_requests == 1U);
}

BOOST_AUTO_TEST_CASE(those_that_a_connection_takes_along_are_told_as_missing) {
  carrier_says(std::nullopt);
  start_bound();
  BOOST_TEST(ask(7));
  network.last_link().reset();
  run_for(Millis(10));
  BOOST_REQUIRE_EQUAL(heard.queried.size(), 1U);
  BOOST_TEST(!heard.queried[0].answered);
  BOOST_TEST(!ask(8));
}

BOOST_AUTO_TEST_CASE(a_full_window_of_submits_stands_beside_them) {
  carrier_says(std::nullopt);
  settings.window = 3;
  start_bound();
  answers_nothing();
  BOOST_TEST(ask(7));
  send(1);
  send(2);
  send(3);
  run_for(Millis(10));
  BOOST_TEST(smsc.submits.size() == 3U);
  BOOST_TEST(carrier->status().window_used == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
