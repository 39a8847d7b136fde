// SPDX-License-Identifier: Apache-2.0
// How claims reach the wire: window, pace, order, contiguous runs, a carrier that reads slowly.
#include <boost/test/unit_test.hpp>

#include "carrier/adaptive_pace.h"
#include "tests/unit/carrier/account.h"

using namespace smppedge;
using namespace smppedge::carrier;
using namespace smppedge::carrier::test;
using enum pdu::CommandStatus;
using Bodies = std::vector<std::string>;

namespace {

/// A carrier of 100 a second that took nothing until the pace was at its lowest, and takes all from now on.
void throttle_to_the_floor(Account& account) {
  account.settings.pace_per_s = 100;
  account.start_bound();
  account.smsc.reply = [](const auto&) { return sim::SimSmsc::Reply{.status = ESME_RTHROTTLED}; };
  for (std::uint64_t id = 1; id <= 60; ++id) account.send(id);
  BOOST_REQUIRE(account.scheduler.run_until(
      [&] { return account.carrier->status().current_pace == AdaptivePace::floor; }, Seconds(60)));
  account.smsc.reply = nullptr;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(carrier_writing, Account)

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

BOOST_AUTO_TEST_CASE(a_pace_that_rises_does_not_sleep_out_the_slower_one) {
  throttle_to_the_floor(*this);
  const std::size_t refused = smsc.submits.size();
  BOOST_REQUIRE(scheduler.run_until([&] { return smsc.submits.size() == refused + 1; }, Seconds(20)));
  run_for(Seconds(2));  // one was taken: more than one a second now
  BOOST_TEST(smsc.submits.size() >= refused + 2);
}

BOOST_AUTO_TEST_CASE(a_pace_that_is_configured_anew_holds_at_once) {
  throttle_to_the_floor(*this);
  const std::size_t refused = smsc.submits.size();
  run_for(Millis(200));
  Settings faster = settings;
  faster.pace_per_s = 200;
  carrier->reconfigure(faster);
  run_for(Seconds(1));
  BOOST_TEST(smsc.submits.size() == 60U);
  BOOST_TEST(refused < 50U);
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
  BOOST_TEST(may_claim(10));
  send(1, 10);
  BOOST_TEST(!may_claim());
  run_for(Millis(100));
  BOOST_TEST(heard.answers.size() == 10U);
  BOOST_TEST(smsc.unanswered_max <= 2U);
}

BOOST_AUTO_TEST_CASE(a_backlog_that_took_all_its_claims_leaves_some_for_the_urgent) {
  settings.window = 10;
  settings.claim_ahead = 80;
  start_bound();
  answers_nothing();
  while (may_claim()) send(1);
  BOOST_TEST(carrier->status().claims_open == 80U);
  BOOST_TEST(may_claim(10, true));
  send(2, 1, true);
  send(3, 9, true);
  BOOST_TEST(!may_claim(1, true));
  BOOST_TEST(carrier->status().claims_open == 90U);
}

BOOST_AUTO_TEST_CASE(what_is_kept_for_the_urgent_is_kept_again_when_theirs_ended) {
  settings.window = 10;
  settings.claim_ahead = 80;
  start_bound();
  answers_nothing();
  send(1, 5, true);
  BOOST_TEST(carrier->claims_free() == 80U);
  while (may_claim()) send(2);
  BOOST_TEST(carrier->urgent_claims_free() == 5U);
  run_for(Millis(10));
  for (std::size_t i = 0; i < 5; ++i) smsc.answer(smsc.submits[i], {});
  run_for(Millis(10));
  BOOST_TEST(carrier->claims_free() == 0U);
  BOOST_TEST(carrier->urgent_claims_free() == 10U);
  smsc.answer(smsc.submits[5], {});
  run_for(Millis(10));
  BOOST_TEST(carrier->claims_free() == 1U);
}

BOOST_AUTO_TEST_CASE(released_urgent_claims_are_free_again) {
  settings.window = 10;
  settings.claim_ahead = 80;
  start_bound();
  heard.withheld.insert({1, 0});
  send(1, 1, true);
  run_for(Millis(10));
  BOOST_TEST(carrier->status().claims_open == 0U);
  BOOST_TEST(carrier->claims_free() == 80U);
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
