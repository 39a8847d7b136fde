// SPDX-License-Identifier: Apache-2.0
// Submits without an answer: timeouts, lost binds, releases, a silent carrier.
#include <boost/test/unit_test.hpp>

#include "tests/unit/carrier/account.h"

using namespace smppedge;
using namespace smppedge::carrier;
using namespace smppedge::carrier::test;

BOOST_FIXTURE_TEST_SUITE(carrier_doubt, Account)

BOOST_AUTO_TEST_CASE(a_timed_out_submit_is_in_doubt_once_keeps_its_slot_and_its_late_answer_is_told) {
  start_bound();
  answers_nothing();
  send(1);
  run_for(Seconds(31));
  BOOST_REQUIRE(heard.doubts.size() == 1U);
  BOOST_TEST((heard.doubts[0].reason == Reason::response_timeout));
  BOOST_TEST(carrier->status().window_used == 1U);
  BOOST_TEST(carrier->status().claims_open == 1U);
  run_for(Seconds(100));
  BOOST_TEST(heard.doubts.size() == 1U);
  smsc.answer(smsc.submits[0], {.message_id = "late"});
  run_for(Millis(10));
  BOOST_REQUIRE(heard.answers.size() == 1U);
  BOOST_TEST(heard.answers[0].message_id == "late");
  BOOST_TEST(carrier->status().late_answers == 1U);
  BOOST_TEST(carrier->status().window_used == 0U);
  BOOST_TEST(carrier->status().claims_open == 0U);
}

BOOST_AUTO_TEST_CASE(when_the_bind_ends_after_a_timeout_there_is_no_second_doubt) {
  start_bound();
  answers_nothing();
  send(1);
  run_for(Seconds(31));
  network.last_link().reset();
  run_for(Seconds(1));
  BOOST_TEST(heard.doubts.size() == 1U);
  BOOST_TEST(carrier->status().claims_open == 0U);
}

BOOST_AUTO_TEST_CASE(when_the_bind_dies_written_segments_are_in_doubt_and_unwritten_ones_released) {
  for (const bool fin : {false, true}) {
    heard = {};
    settings.window = 2;
    start_bound();
    answers_nothing();
    send(1, 3);
    send(2);
    run_for(Millis(10));
    if (fin) {
      network.last_link().finish(sim::SimLink::listener);
    } else {
      network.last_link().reset();
    }
    run_for(Millis(10));
    BOOST_TEST(heard.doubts.size() == 2U);
    BOOST_TEST((heard.doubts[0].reason == Reason::bind_closed));
    BOOST_REQUIRE(heard.released.size() == 2U);
    BOOST_TEST((heard.released[0].name == Name{1, 2}));
    BOOST_TEST((heard.released[1].name == Name{2, 0}));
    BOOST_TEST((heard.released[0].reason == Reason::bind_closed));
    BOOST_TEST(carrier->status().claims_open == 0U);
    carrier.reset();
  }
}

BOOST_AUTO_TEST_CASE(when_one_of_two_binds_dies_the_queue_goes_on_over_the_other) {
  settings.window = 4;
  settings.binds = {BindKind::transceiver, BindKind::transceiver};
  start_bound();
  answers_nothing();
  for (std::uint64_t id = 1; id <= 8; ++id) send(id);
  run_for(Millis(10));
  BOOST_TEST(smsc.submits.size() == 4U);
  network.links()[0]->reset();
  run_for(Millis(10));
  BOOST_TEST(heard.doubts.size() == 2U);
  BOOST_TEST(heard.released.empty());
  BOOST_TEST(smsc.submits.size() == 6U);
}

BOOST_AUTO_TEST_CASE(a_claim_that_becomes_durable_after_its_bind_died_is_released) {
  start_bound();
  const ClaimedRun run{MessageId(1), 0, 2, false};
  carrier->claim(run);
  network.last_link().reset();
  run_for(Millis(10));
  carrier->submit(run);
  BOOST_TEST(heard.released.empty());
  run_for(Millis(10));
  BOOST_TEST(heard.released.size() == 2U);
  BOOST_TEST(carrier->status().claims_open == 0U);
}

BOOST_AUTO_TEST_CASE(response_timeouts_in_a_row_close_the_bind) {
  settings.window = 100;
  settings.response_timeouts_max = 3;
  start_bound();
  answers_nothing();
  for (std::uint64_t id = 1; id <= 3; ++id) {
    BOOST_TEST(network.dials() == 1U);
    send(id);
    run_for(Seconds(1));
  }
  run_for(Seconds(35));
  BOOST_TEST(network.dials() == 2U);
  BOOST_TEST(smsc.unbinds == 1U);
  BOOST_TEST(heard.doubts.size() == 3U);
  BOOST_TEST(carrier->status().claims_open == 0U);
}

BOOST_AUTO_TEST_CASE(an_answer_between_two_timeouts_keeps_the_bind) {
  settings.window = 100;
  settings.response_timeouts_max = 3;
  start_bound();
  for (std::uint64_t id = 1; id <= 20; ++id) {
    smsc.reply = [&](const auto&) {
      return id % 3 == 0 ? std::optional(sim::SimSmsc::Reply{.message_id = "x"}) : std::nullopt;
    };
    send(id);
    run_for(Seconds(31));
  }
  BOOST_TEST(network.dials() == 1U);
}

BOOST_AUTO_TEST_CASE(responses_that_never_come_cannot_use_up_the_window_for_ever) {
  for (const unsigned window : {1U, 2U, 3U, 10U}) {
    settings.window = window;
    settings.response_timeouts_max = 1000;
    settings.unanswered_max = 1000;
    heard = {};
    start_bound();
    bool lost = false;  // every other response is
    smsc.reply = [&](const auto&) {
      lost = !lost;
      return lost ? std::nullopt : std::optional(sim::SimSmsc::Reply{.message_id = "x"});
    };
    for (std::uint64_t id = 1; id <= 200; ++id) {
      if (carrier->claims_free() > 0) send(id);
      run_for(Seconds(10));
    }
    BOOST_TEST(heard.answers.size() >= 20U);
    carrier.reset();
  }
}

BOOST_AUTO_TEST_CASE(a_silent_carrier_gets_one_probe_at_a_time_until_it_answers) {
  settings.window = 100;
  settings.claim_ahead = 50;
  settings.unanswered_max = 8;
  settings.response_timeouts_max = 1000;
  settings.pace_per_s = 1;
  start_bound();
  answers_nothing();
  for (std::uint64_t id = 1; id <= 60; ++id) send(id);
  run_for(Seconds(39));
  BOOST_TEST(heard.doubts.size() >= 8U);
  BOOST_TEST(heard.released.size() + smsc.submits.size() == 60U);
  BOOST_TEST(heard.released.size() >= 20U);
  BOOST_TEST((heard.released[0].reason == Reason::response_timeout));
  BOOST_TEST(carrier->status().silent);
  BOOST_TEST(carrier->claims_free() == 0U);  // what is in flight are probes enough
  run_for(Seconds(30));
  const std::size_t before = smsc.submits.size();
  BOOST_TEST(heard.doubts.size() == before);
  BOOST_TEST(network.dials() == 1U);

  BOOST_TEST(carrier->claims_free() == 1U);
  BOOST_TEST(may_claim(3));
  send(100, 3);
  BOOST_TEST(carrier->claims_free() == 0U);
  run_for(Seconds(10));
  BOOST_TEST(smsc.submits.size() == before + 1);
  BOOST_TEST(smsc.submits.back().body == "100.0");
  run_for(Seconds(30));  // that probe came to nothing: the next
  BOOST_TEST(smsc.submits.back().body == "100.1");
  smsc.reply = nullptr;
  smsc.answer(smsc.submits.back(), {.message_id = "alive"});
  run_for(Seconds(10));
  BOOST_TEST(smsc.submits.back().body == "100.2");
  BOOST_TEST(!carrier->status().silent);
  BOOST_TEST(carrier->claims_free() > 1U);
}

BOOST_AUTO_TEST_CASE(of_claims_that_become_durable_when_the_carrier_is_silent_already_one_goes_out_as_the_probe) {
  settings.unanswered_max = 3;
  settings.response_timeouts_max = 1000;
  start_bound();
  answers_nothing();
  for (std::uint64_t id = 1; id <= 3; ++id) send(id);
  for (std::uint64_t id = 4; id <= 8; ++id) carrier->claim({MessageId(id), 0, 1, false});
  run_for(Seconds(31));
  BOOST_TEST(carrier->status().silent);
  for (std::uint64_t id = 4; id <= 8; ++id) carrier->submit({MessageId(id), 0, 1, false});
  run_for(Seconds(1));
  BOOST_TEST(smsc.submits.size() == 4U);
  BOOST_REQUIRE(heard.released.size() == 4U);
  BOOST_TEST((heard.released[0].reason == Reason::response_timeout));
}

BOOST_AUTO_TEST_CASE(a_bind_that_flaps_cannot_drain_the_backlog_into_doubt) {
  settings.unanswered_max = 20;
  start_bound();
  answers_nothing();
  std::uint64_t id = 0;
  for (int i = 0; i < 30; ++i) {
    while (may_claim()) send(++id);
    run_for(Millis(5));
    network.last_link().reset();
    run_for(Seconds(61));
  }
  BOOST_TEST(heard.doubts.size() >= 40U);
  BOOST_TEST(heard.doubts.size() <= 20U + settings.window + 30U);
}

BOOST_AUTO_TEST_SUITE_END()
