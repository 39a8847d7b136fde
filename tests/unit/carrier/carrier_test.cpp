// SPDX-License-Identifier: Apache-2.0
// What an account makes of claims: window, pace, order, doubts, releases, stop, and the deliveries of its carrier.
#include <boost/test/unit_test.hpp>

#include "tests/unit/carrier/account.h"

using namespace smppedge;
using namespace smppedge::carrier;
using namespace smppedge::carrier::test;
using enum pdu::CommandStatus;
using Bodies = std::vector<std::string>;

BOOST_FIXTURE_TEST_SUITE(carrier_account, Account)

BOOST_AUTO_TEST_CASE(a_submit_is_answered_with_id_status_and_round_trip) {
  start_bound();
  send(1);
  run_for(Millis(10));
  BOOST_REQUIRE(heard.answers.size() == 1U);
  BOOST_TEST((heard.answers[0].name == Name{1, 0}));
  BOOST_TEST((heard.answers[0].status == ESME_ROK));
  BOOST_TEST(heard.answers[0].message_id == "1");
  const CarrierStatus status = carrier->status();
  BOOST_TEST(status.claims_open == 0U);
  BOOST_TEST(status.window_used == 0U);
  BOOST_TEST(status.answered == 1U);
  BOOST_TEST(status.round_trip_us_p50 >= 200U);
  BOOST_TEST(status.round_trip_us_p50 <= 250U);
  BOOST_TEST(status.binds[0].submits == 1U);
}

BOOST_AUTO_TEST_CASE(claims_count_from_claim_to_answer) {
  settings.window = 3;
  settings.claim_ahead = 4;
  start_bound();
  answers_nothing();
  BOOST_TEST(carrier->claims_free() == 7U);
  carrier->claim({MessageId(1), 0, 2, false});
  BOOST_TEST(carrier->claims_free() == 5U);
  carrier->submit({MessageId(1), 0, 2, false});
  run_for(Millis(10));
  BOOST_TEST(carrier->claims_free() == 5U);
  BOOST_TEST(carrier->status().window_used == 2U);
  smsc.answer(smsc.submits[0], {});
  run_for(Millis(10));
  BOOST_TEST(carrier->claims_free() == 6U);
}

BOOST_AUTO_TEST_CASE(the_window_is_the_accounts_and_is_never_exceeded_over_two_binds) {
  settings.window = 10;
  settings.claim_ahead = 1000;
  settings.binds = {BindKind::transceiver, BindKind::transceiver};
  start_bound();
  sim::SimRng delays(3);
  smsc.reply = [&](const auto&) {
    return sim::SimSmsc::Reply{.message_id = "x", .delay = Micros(1 + static_cast<std::int64_t>(delays.below(5000)))};
  };
  for (std::uint64_t id = 1; id <= 500; ++id) send(id);
  run_for(Seconds(10));
  BOOST_TEST(heard.answers.size() == 500U);
  BOOST_TEST(smsc.unanswered_max <= 10U);
  BOOST_TEST(smsc.unanswered_max >= 9U);
  const auto status = carrier->status();
  BOOST_TEST(status.binds[0].submits > 100U);
  BOOST_TEST(status.binds[1].submits > 100U);
}

BOOST_AUTO_TEST_CASE(pace_holds_over_simulated_seconds_and_is_smooth_within_them) {
  settings.window = 1000;
  settings.claim_ahead = 10'000;
  settings.pace_per_s = 200;
  settings.binds = {BindKind::transceiver, BindKind::transceiver};
  start_bound();
  for (std::uint64_t id = 1; id <= 4000; ++id) send(id);
  run_for(Seconds(10));
  BOOST_TEST(smsc.submits.size() >= 1999U);
  BOOST_TEST(smsc.submits.size() <= 2006U);  // and one segment and 20 ms ahead
  for (std::size_t i = 0; i + 10 < smsc.submits.size(); ++i) {
    BOOST_REQUIRE((smsc.submits[i + 10].at - smsc.submits[i].at).count() >= 20'000);
  }
}

BOOST_AUTO_TEST_CASE(an_idle_paced_account_does_not_wake_up) {
  settings.pace_per_s = 100;
  settings.enquire_link_interval = Micros(0);
  start_bound();
  send(1);
  run_for(Seconds(12));  // the timers of both sides' binds have run out
  const auto turns = scheduler.turns();
  run_for(Seconds(15));
  BOOST_TEST(scheduler.turns() == turns);
}

BOOST_AUTO_TEST_CASE(segments_of_a_message_stay_together_on_one_bind) {
  settings.window = 7;
  settings.claim_ahead = 1000;
  settings.binds = {BindKind::transceiver, BindKind::transceiver, BindKind::transceiver};
  start_bound();
  sim::SimRng delays(5);
  smsc.reply = [&](const auto&) {
    return sim::SimSmsc::Reply{.message_id = "x", .delay = Micros(1 + static_cast<std::int64_t>(delays.below(9000)))};
  };
  for (std::uint64_t id = 1; id <= 60; ++id) send(id, static_cast<std::uint8_t>(1 + id % 5), id % 7 == 0);
  run_for(Seconds(10));
  BOOST_TEST(carrier->status().claims_open == 0U);
  for (std::size_t bind = 0; bind < 3; ++bind) {
    Bodies on_bind;
    for (const auto& submit : smsc.submits) {
      if (submit.connection == bind) on_bind.push_back(submit.body);
    }
    for (std::size_t i = 1; i < on_bind.size(); ++i) {
      if (on_bind[i].ends_with(".0")) continue;
      const auto dot = on_bind[i].find('.');
      const std::string before =
          on_bind[i].substr(0, dot + 1) + std::to_string(std::stoi(on_bind[i].substr(dot + 1)) - 1);
      BOOST_TEST(on_bind[i - 1] == before);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_run_longer_than_the_window_still_gets_through) {
  settings.window = 2;
  settings.claim_ahead = 0;
  start_bound();
  BOOST_TEST(carrier->may_claim(10));
  send(1, 10);
  BOOST_TEST(!carrier->may_claim(1));
  run_for(Millis(100));
  BOOST_TEST(heard.answers.size() == 10U);
  BOOST_TEST(smsc.unanswered_max <= 2U);
}

BOOST_AUTO_TEST_CASE(urgent_traffic_waits_for_at_most_the_message_that_is_begun) {
  settings.window = 1;
  start_bound();
  smsc.reply = [](const auto&) { return sim::SimSmsc::Reply{.message_id = "x", .delay = Millis(10)}; };
  send(1, 3);
  send(2);
  run_for(Millis(5));
  send(3, 1, true);
  send(4, 1, true);
  run_for(Seconds(1));
  BOOST_TEST((arrived() == Bodies{"1.0", "1.1", "1.2", "3.0", "4.0", "2.0"}));
}

BOOST_AUTO_TEST_CASE(urgent_traffic_takes_another_bind_when_one_is_in_the_middle_of_a_message) {
  settings.window = 100;
  settings.binds = {BindKind::transceiver, BindKind::transceiver};
  network.conditions.output_bytes_max = 4096;
  network.conditions.buffer_bytes = 1;
  start();
  run_for(Seconds(1));
  heard.body_octets = 250;
  network.links()[0]->hold_reading(sim::SimLink::listener, true);
  network.links()[1]->conditions.buffer_bytes = 1 << 20;
  send(1, 100);
  run_for(Millis(1));
  send(2, 1, true);
  run_for(Millis(1));
  BOOST_TEST((arrived() == Bodies{"2.0"}));
}

BOOST_AUTO_TEST_CASE(a_segment_that_must_not_leave_frees_its_claim_without_a_word) {
  start_bound();
  heard.withheld = {{1, 1}, {2, 0}};
  send(1, 3);
  send(2);
  run_for(Millis(10));
  BOOST_TEST((arrived() == Bodies{"1.0", "1.2"}));
  BOOST_TEST(heard.released.empty());
  BOOST_TEST(carrier->status().claims_open == 0U);
}

BOOST_AUTO_TEST_CASE(what_no_submit_sm_can_hold_is_released_as_not_writable) {
  start_bound();
  heard.body_octets = 255;
  send(1);
  run_for(Millis(10));
  BOOST_REQUIRE(heard.released.size() == 1U);
  BOOST_TEST((heard.released[0].reason == Reason::not_writable));
  BOOST_TEST(carrier->status().claims_open == 0U);
}

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
  BOOST_TEST(carrier->may_claim(3));
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

BOOST_AUTO_TEST_CASE(a_bind_that_flaps_cannot_drain_the_backlog_into_doubt) {
  settings.unanswered_max = 20;
  start_bound();
  answers_nothing();
  std::uint64_t id = 0;
  for (int i = 0; i < 30; ++i) {
    while (carrier->may_claim(1)) send(++id);
    run_for(Millis(5));
    network.last_link().reset();
    run_for(Seconds(61));
  }
  BOOST_TEST(heard.doubts.size() >= 40U);
  BOOST_TEST(heard.doubts.size() <= 20U + settings.window + 30U);
}

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

BOOST_AUTO_TEST_CASE(a_carrier_that_reads_slowly_gets_everything_in_order_and_our_answers_find_room) {
  settings.window = 1000;
  settings.claim_ahead = 1000;
  network.conditions.output_bytes_max = 8192;
  network.conditions.buffer_bytes = 1024;
  start_bound();
  heard.body_octets = 250;
  sim::SimLink& link = network.last_link();
  link.hold_reading(sim::SimLink::listener, true);
  for (std::uint64_t id = 1; id <= 200; ++id) send(id);
  run_for(Seconds(1));
  BOOST_TEST(smsc.submits.empty());
  BOOST_TEST(smsc.deliver(0, {}));
  run_for(Millis(10));
  BOOST_REQUIRE(heard.delivers.size() == 1U);  // reading goes on
  BOOST_TEST(carrier->answer_deliver(heard.delivers[0], ESME_ROK));
  const std::size_t fills_when_full = heard.fills;
  run_for(Seconds(5));
  BOOST_TEST(heard.fills == fills_when_full);
  link.hold_reading(sim::SimLink::listener, false);
  run_for(Seconds(5));
  BOOST_TEST(heard.answers.size() == 200U);
  BOOST_TEST(heard.doubts.empty());
  BOOST_TEST(smsc.deliver_answers.size() == 1U);
  BOOST_TEST(network.dials() == 1U);
  for (std::size_t i = 0; i < 200; ++i) BOOST_REQUIRE(arrived()[i] == std::to_string(i + 1) + ".0");
}

BOOST_AUTO_TEST_CASE(a_segment_that_fits_no_empty_buffer_is_not_writable_and_one_that_fits_only_an_empty_one_waits) {
  network.conditions.output_bytes_max = 320;
  network.conditions.buffer_bytes = 64;
  start_bound();
  heard.body_octets = 254;
  sim::SimLink& link = network.last_link();
  BOOST_TEST(smsc.deliver(0, {}));
  run_for(Millis(10));
  link.hold_reading(sim::SimLink::listener, true);
  for (int i = 0; i < 5; ++i) BOOST_TEST(carrier->answer_deliver(heard.delivers.at(0), ESME_ROK));
  send(1);
  send(2);
  run_for(Seconds(1));
  BOOST_TEST(smsc.submits.empty());
  BOOST_TEST(heard.released.empty());
  link.hold_reading(sim::SimLink::listener, false);
  run_for(Seconds(1));
  BOOST_TEST((arrived() == Bodies{"1.0", "2.0"}));
  carrier.reset();

  network.conditions.output_bytes_max = 200;
  start_bound();
  send(3);
  run_for(Seconds(1));
  BOOST_REQUIRE(heard.released.size() == 1U);
  BOOST_TEST((heard.released[0].reason == Reason::not_writable));
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

BOOST_AUTO_TEST_CASE(claims_made_while_room_is_told_are_written_in_the_same_turn) {
  settings.window = 1;
  settings.claim_ahead = 0;
  start_bound();
  std::uint64_t id = 1;
  heard.on_change_too = [&] {
    while (id <= 50 && carrier->claims_free() > 0) send(id++);
  };
  send(id++);
  run_for(Millis(50));
  BOOST_TEST(heard.answers.size() == 50U);
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

BOOST_AUTO_TEST_CASE(sequence_numbers_and_doubts_name_the_same_submit) {
  start_bound();
  smsc.reply = [](const auto& submit) { return sim::SimSmsc::Reply{.message_id = submit.body}; };
  for (std::uint64_t id = 1; id <= 300; ++id) {
    send(id);
    if (id % 50 == 0) run_for(Millis(50));
  }
  run_for(Seconds(1));
  BOOST_REQUIRE(heard.answers.size() == 300U);
  for (const auto& answer : heard.answers) {
    BOOST_TEST(answer.message_id == std::to_string(answer.name.first) + ".0");
  }
}

BOOST_AUTO_TEST_SUITE_END()
