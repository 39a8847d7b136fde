// SPDX-License-Identifier: Apache-2.0
// Stop, deliveries, and the ways in which an account may be used and destroyed.
#include <boost/test/unit_test.hpp>

#include "tests/unit/carrier/account.h"

using namespace smppedge;
using namespace smppedge::carrier;
using namespace smppedge::carrier::test;
using enum pdu::CommandStatus;

BOOST_FIXTURE_TEST_SUITE(carrier_account, Account)

BOOST_AUTO_TEST_CASE(a_clean_stop_waits_for_open_responses_releases_the_rest_and_unbinds) {
  settings.window = 2;
  settings.binds = {BindKind::transceiver, BindKind::receiver};
  start_bound();
  smsc.reply = [](const auto&) { return sim::SimSmsc::Reply{.message_id = "x", .delay = Seconds(2)}; };
  send(1, 2);
  send(2);
  run_for(Millis(10));
  bool stopped = false;
  carrier->stop(Seconds(10), [&] { stopped = true; });
  BOOST_TEST(carrier->claims_free() == 0U);
  run_for(Millis(10));
  BOOST_TEST(heard.released.size() == 1U);
  BOOST_TEST(smsc.unbinds == 0U);
  BOOST_TEST(!stopped);
  run_for(Seconds(3));
  BOOST_TEST(stopped);
  BOOST_TEST(heard.answers.size() == 2U);
  BOOST_TEST(heard.doubts.empty());
  BOOST_TEST(smsc.unbinds == 2U);
  run_for(Seconds(100));
  BOOST_TEST(network.dials() == 2U);
  send(3);  // too late
  run_for(Millis(10));
  BOOST_TEST(heard.released.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_at_its_deadline_whatever_the_carrier_does) {
  for (const bool vanished : {false, true}) {
    heard = {};
    start_bound();
    answers_nothing();
    send(1);
    run_for(Millis(10));
    if (vanished) network.last_link().go_silent();
    bool stopped = false;
    carrier->stop(Seconds(8), [&] { stopped = true; });
    run_for(Seconds(2));
    BOOST_TEST(!stopped);
    run_for(Millis(6010));
    BOOST_TEST(stopped);
    BOOST_TEST(heard.doubts.size() == 1U);
    carrier.reset();
  }
}

BOOST_AUTO_TEST_CASE(a_stop_while_not_bound_is_over_at_once) {
  network.refuse(port, {DialError::Kind::timeout, "no answer"});
  start();
  run_for(Seconds(1));
  bool stopped = false;
  carrier->stop(Seconds(8), [&] { stopped = true; });
  BOOST_TEST(!stopped);
  run_for(Millis(1));
  BOOST_TEST(stopped);
}

BOOST_AUTO_TEST_CASE(a_stop_is_not_over_before_claims_that_become_durable_late_were_released) {
  start_bound();
  const ClaimedRun run{MessageId(1), 0, 2, false};
  carrier->claim(run);
  bool stopped = false;
  carrier->stop(Seconds(8), [&] { stopped = true; });
  run_for(Seconds(20));
  BOOST_TEST(smsc.unbinds == 1U);
  BOOST_TEST(!stopped);
  carrier->submit(run);
  run_for(Millis(1));
  BOOST_TEST(stopped);
  BOOST_TEST(heard.released.size() == 2U);
  BOOST_TEST(smsc.submits.empty());
}

BOOST_AUTO_TEST_CASE(deliveries_come_from_every_bind_and_answers_go_back_to_the_same) {
  settings.binds = {BindKind::transceiver, BindKind::transceiver};
  start_bound();
  const std::string text = "hello";
  pdu::ShortMessage message;
  message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  BOOST_TEST(smsc.deliver(0, message, 100));
  BOOST_TEST(smsc.deliver(1, message, 101));
  run_for(Millis(10));
  BOOST_REQUIRE(heard.delivers.size() == 2U);
  BOOST_TEST(heard.delivered_bodies[0] == "hello");
  BOOST_TEST(smsc.deliver_answers.empty());
  BOOST_TEST(carrier->answer_deliver(heard.delivers[1], ESME_RX_T_APPN));
  BOOST_TEST(carrier->answer_deliver(heard.delivers[0], ESME_ROK));
  run_for(Millis(10));
  BOOST_REQUIRE(smsc.deliver_answers.size() == 2U);
  for (const auto& answer : smsc.deliver_answers) {
    BOOST_TEST(answer.cookie == 100 + answer.connection);
    BOOST_TEST((answer.status == (answer.connection == 0 ? ESME_ROK : ESME_RX_T_APPN)));
  }
}

BOOST_AUTO_TEST_CASE(an_answer_to_a_delivery_of_an_earlier_connection_is_refused) {
  start_bound();
  BOOST_TEST(smsc.deliver(0, {}));
  run_for(Millis(10));
  network.last_link().reset();
  run_for(Millis(10));
  BOOST_REQUIRE(heard.delivers.size() == 1U);
  BOOST_TEST(!carrier->answer_deliver(heard.delivers[0], ESME_ROK));
  run_for(Seconds(2));
  BOOST_TEST(network.dials() == 2U);
  BOOST_TEST(!carrier->answer_deliver(heard.delivers[0], ESME_ROK));
  DeliverToken nonsense = heard.delivers[0];
  for (const int bind : {0, 2, 65535}) {
    nonsense.bind = BindId(static_cast<std::uint16_t>(bind));
    BOOST_TEST(!carrier->answer_deliver(nonsense, ESME_ROK));
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_told_from_inside_submit_or_answer) {
  start_bound();
  send(1);
  BOOST_TEST(heard.fills == 0U);
  run_for(Millis(1));
  network.last_link().reset();
  run_for(Millis(1));
  send(2);
  BOOST_TEST(heard.released.empty());
}

BOOST_AUTO_TEST_CASE(an_account_may_be_destroyed_inside_its_own_events) {
  start_bound();
  heard.on_answer_too = [&] { carrier.reset(); };
  for (std::uint64_t id = 1; id <= 5; ++id) send(id);
  run_for(Seconds(100));
  BOOST_TEST(heard.answers.size() == 1U);
  BOOST_TEST(!network.last_link().open());

  heard.on_answer_too = nullptr;
  start_bound();
  heard.on_change_too = [&] { carrier.reset(); };
  send(6);
  run_for(Seconds(100));
  BOOST_TEST(!network.last_link().open());

  heard.on_change_too = nullptr;
  start();  // while it dials
  carrier.reset();
  run_for(Seconds(100));
  BOOST_TEST(network.links().size() == 2U);
}

BOOST_AUTO_TEST_CASE(an_account_may_be_destroyed_when_it_says_that_it_has_stopped) {
  start_bound();
  carrier->stop(Seconds(1), [&] { carrier.reset(); });
  run_for(Seconds(5));
  BOOST_TEST(carrier == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
