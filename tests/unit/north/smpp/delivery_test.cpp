// SPDX-License-Identifier: Apache-2.0
// Events on their way to clients: to the right bind, round where any will do, again until they are acknowledged, and
// one slow client or busy account never in the way of another.
#include <boost/test/unit_test.hpp>

#include "tests/unit/north/smpp/stage.h"

namespace smppedge::north::smpp::test {
namespace {

std::optional<CommandStatus> no_answer(const SimEsme::Delivered&) {
  return std::nullopt;
}

struct Delivery : Stage {
  using Stage::Stage;
  [[nodiscard]] std::size_t taken(unsigned place = 0) { return gateway.taken[account(place)].size(); }
};
struct TwoAccounts : Delivery {
  TwoAccounts() : Delivery({"acme", "busy"}) {}
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(smpp_door_delivery, Delivery)

BOOST_AUTO_TEST_CASE(events_are_asked_for_only_while_a_bind_may_receive) {
  start();
  bind("acme", BindKind::transmitter);
  run_for(Seconds(70));
  BOOST_TEST(gateway.takes_made == 0U);
  SimEsme& receiver = bind("acme", BindKind::receiver);
  BOOST_TEST(gateway.takes_made == 1U);
  run_for(Seconds(130));  // each call waits as long as the gateway lets it
  BOOST_TEST(gateway.takes_made == 3U);
  receiver.unbind();
  run_for(Seconds(130));
  BOOST_TEST(gateway.takes_made == 3U);
}

BOOST_AUTO_TEST_CASE(a_receipt_is_delivered_and_settled_by_its_answer) {
  start();
  SimEsme& client = bind();
  const ClientBindId id = bind_id(client);
  tell_result(id);
  run_for(Millis(5));
  BOOST_REQUIRE(client.delivers.size() == 1U);
  BOOST_TEST(unsigned{client.delivers.front().esm_class} == 0x04U);
  BOOST_TEST(client.delivers.front().source == "8613800138000");
  BOOST_TEST(client.delivers.front().destination == "1069000111001");
  BOOST_TEST(client.delivers.front().body.starts_with("id:0123456780000001 "));
  BOOST_TEST(client.delivers.front().has_tlvs);
  BOOST_TEST(taken() == 1U);
  BOOST_TEST(status().delivery.delivered == 1U);
  BOOST_TEST(status().delivery.in_flight == 0U);
}

BOOST_AUTO_TEST_CASE(a_receipt_follows_the_answer_to_its_submit_even_when_both_are_ready_in_one_turn) {
  start();
  SimEsme& client = bind();
  const ClientBindId id = bind_id(client);
  client.heard.clear();
  for (int message = 0; message < 20; ++message) client.submit("8613800138000");
  run_for(Millis(5));
  scheduler.call_after(Micros(0), [&] {
    for (int message = 0; message < 20; ++message) tell_result(id);
  });
  gateway.commit();
  run_for(Millis(5));
  std::vector<pdu::CommandId> expected(20, pdu::CommandId::submit_sm);
  expected.resize(40, pdu::CommandId::deliver_sm);
  BOOST_TEST((client.heard == expected));
}

BOOST_AUTO_TEST_CASE(a_receipt_goes_to_the_bind_that_submitted) {
  start();
  SimEsme& first = bind();
  SimEsme& second = bind();
  const ClientBindId one = bind_id(first);
  const ClientBindId two = bind_id(second);
  for (int message = 0; message < 10; ++message) tell_result(one);
  for (int message = 0; message < 5; ++message) tell_result(two);
  run_for(Millis(50));
  BOOST_TEST(first.delivers.size() == 10U);
  BOOST_TEST(second.delivers.size() == 5U);
}

BOOST_AUTO_TEST_CASE(a_receipt_goes_to_another_bind_when_its_own_is_gone_or_cannot_receive) {
  start();
  SimEsme& transmitter = bind("acme", BindKind::transmitter);
  SimEsme& leaving = bind();
  SimEsme& receiver = bind("acme", BindKind::receiver);
  const ClientBindId sent_on = bind_id(transmitter);
  const ClientBindId left = bind_id(leaving);
  leaving.unbind();
  run_for(Millis(5));
  tell_result(sent_on);
  tell_result(left);
  run_for(Millis(5));
  BOOST_TEST(receiver.delivers.size() == 2U);
  BOOST_TEST(leaving.delivers.empty());
  BOOST_TEST(taken() == 2U);
}

BOOST_AUTO_TEST_CASE(replies_go_round_those_that_may_receive) {
  start();
  SimEsme& one = bind();
  SimEsme& two = bind("acme", BindKind::receiver);
  SimEsme& three = bind();
  SimEsme& none = bind("acme", BindKind::transmitter);
  for (int reply = 0; reply < 30; ++reply) tell_reply();
  run_for(Millis(50));
  BOOST_TEST(one.delivers.size() == 10U);
  BOOST_TEST(two.delivers.size() == 10U);
  BOOST_TEST(three.delivers.size() == 10U);
  BOOST_TEST(none.delivers.empty());
  BOOST_TEST(one.delivers.front().body == "yes");
}

BOOST_AUTO_TEST_CASE(events_wait_while_none_is_bound) {
  start();
  SimEsme& client = bind();
  const ClientBindId id = bind_id(client);
  client.vanish();
  run_for(Millis(5));
  for (int message = 0; message < 3; ++message) tell_result(id);
  run_for(Seconds(600));
  BOOST_TEST(gateway.kept(account()) == 3U);
  SimEsme& back = bind();
  run_for(Millis(5));
  BOOST_TEST(back.delivers.size() == 3U);
  BOOST_TEST(gateway.kept(account()) == 0U);
}

BOOST_AUTO_TEST_CASE(no_more_than_the_window_are_unanswered_on_a_bind) {
  settings.accounts[0].deliver_window = 5;
  start();
  SimEsme& client = bind();
  client.reply = no_answer;
  for (int reply = 0; reply < 20; ++reply) tell_reply();
  run_for(Millis(50));
  BOOST_TEST(client.delivers.size() == 5U);
  BOOST_TEST(status().delivery.in_flight == 5U);
  BOOST_TEST(status().delivery.pending == 15U);
  client.reply = nullptr;
  for (std::size_t at = 0; at < 5; ++at) client.answer(client.delivers[at], CommandStatus::ESME_ROK);
  run_for(Millis(50));
  BOOST_TEST(client.delivers.size() == 20U);
  BOOST_TEST(taken() == 20U);
}

BOOST_AUTO_TEST_CASE(answers_that_come_together_are_settled_in_one_call) {
  start();
  SimEsme& client = bind();
  client.reply = no_answer;
  for (int reply = 0; reply < 50; ++reply) tell_reply();
  run_for(Millis(50));
  gateway.settlements.clear();
  for (std::size_t at = 0; at < client.delivers.size(); ++at) {
    client.answer(client.delivers[at], CommandStatus::ESME_ROK);
  }
  run_for(Millis(50));
  BOOST_REQUIRE(gateway.settlements.size() == 1U);
  BOOST_TEST(gateway.settlements.front().taken.size() == 50U);
}

BOOST_AUTO_TEST_CASE(what_a_client_refuses_is_tried_again_after_growing_pauses) {
  start();
  SimEsme& client = bind();
  client.reply = [](const SimEsme::Delivered&) { return CommandStatus::ESME_RX_T_APPN; };
  tell_reply();
  run_for(Seconds(2'000));
  std::vector<std::int64_t> pauses;
  for (std::size_t at = 1; at < client.delivers.size(); ++at) {
    pauses.push_back((client.delivers[at].at - client.delivers[at - 1].at).count() / 1'000'000);
  }
  BOOST_TEST(pauses == (std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600}),
             boost::test_tools::per_element());
  BOOST_TEST(status().delivery.refused == 12U);
  BOOST_TEST(taken() == 0U);
  client.reply = nullptr;
  run_for(Seconds(601));
  BOOST_TEST(taken() == 1U);
}

BOOST_AUTO_TEST_CASE(a_bind_that_closes_gives_back_what_it_did_not_answer) {
  settings.accounts[0].deliver_window = 5;
  start();
  SimEsme& silent = bind();
  silent.reply = no_answer;
  for (int reply = 0; reply < 20; ++reply) tell_reply();
  run_for(Millis(50));
  SimEsme& other = bind();
  silent.link().reset();
  run_for(Millis(100));
  BOOST_TEST(other.delivers.size() == 20U);
  BOOST_TEST(taken() == 20U);
  BOOST_TEST(status().delivery.lost == 5U);
}

BOOST_AUTO_TEST_CASE(an_unbinding_client_still_acknowledges_what_it_was_sent) {
  start();
  SimEsme& client = bind();
  client.reply = no_answer;
  tell_reply();
  run_for(Millis(5));
  client.send_raw(std::string("\0\0\0\x10\0\0\0\x06\0\0\0\0\0\0\0\x63", 16));  // its session would answer first
  run_for(Millis(5));
  tell_reply();
  run_for(Millis(5));
  client.answer(client.delivers.front(), CommandStatus::ESME_ROK);
  run_for(Millis(5));
  BOOST_TEST(taken() == 1U);
  BOOST_TEST(client.delivers.size() == 1U);
  BOOST_TEST(client.closed);
}

BOOST_AUTO_TEST_CASE(what_is_not_answered_in_time_is_told_again_and_a_late_answer_frees_its_place) {
  settings.accounts[0].deliver_window = 2;
  settings.session.response_timeout = Seconds(10);
  start();
  SimEsme& client = bind();
  client.reply = no_answer;
  const EventSequence event = tell_reply();
  run_for(Seconds(10) + Millis(10));
  BOOST_TEST(status().delivery.timed_out == 1U);
  run_for(Seconds(1));
  BOOST_REQUIRE(client.delivers.size() == 2U);
  client.answer(client.delivers[0], CommandStatus::ESME_ROK);  // late, and yet it is acknowledged
  run_for(Millis(5));
  BOOST_TEST((gateway.taken[account()] == std::vector<EventSequence>{event}));
  client.answer(client.delivers[1], CommandStatus::ESME_ROK);
  client.reply = nullptr;
  for (int reply = 0; reply < 10; ++reply) tell_reply();
  run_for(Millis(50));
  BOOST_TEST(taken() == 11U);
}

BOOST_AUTO_TEST_CASE(a_client_that_answers_late_time_and_again_stays_bound) {
  settings.accounts[0].deliver_window = 2;
  settings.session.response_timeout = Seconds(10);
  start();
  SimEsme& client = bind();
  client.reply = [&](const SimEsme::Delivered& delivered) -> std::optional<CommandStatus> {
    scheduler.call_after(Seconds(11), [&client, delivered] { client.answer(delivered, CommandStatus::ESME_ROK); });
    return std::nullopt;
  };
  for (int reply = 0; reply < 10; ++reply) {
    tell_reply();
    run_for(Seconds(60));
  }
  BOOST_TEST(client.bound());
  BOOST_TEST(taken() == 10U);
}

BOOST_AUTO_TEST_CASE(a_client_that_answers_no_deliver_sm_is_unbound) {
  settings.accounts[0].deliver_window = 3;
  settings.session.response_timeout = Seconds(10);
  start();
  SimEsme& deaf = bind();
  deaf.reply = no_answer;
  for (int reply = 0; reply < 10; ++reply) tell_reply();
  run_for(Seconds(30));
  BOOST_TEST(deaf.closed);
  SimEsme& well = bind();
  run_for(Seconds(10));
  BOOST_TEST(well.delivers.size() == 10U);
  BOOST_TEST(taken() == 10U);
}

BOOST_AUTO_TEST_CASE(a_slow_bind_holds_up_no_other_of_its_account) {
  settings.accounts[0].deliver_window = 5;
  start();
  SimEsme& slow = bind();
  SimEsme& quick = bind();
  const ClientBindId slow_id = bind_id(slow);
  const ClientBindId quick_id = bind_id(quick);
  slow.reply = no_answer;
  for (int message = 0; message < 5'000; ++message) tell_result(slow_id);
  run_for(Millis(500));
  for (int message = 0; message < 100; ++message) tell_result(quick_id);
  run_for(Millis(100));
  BOOST_TEST(quick.delivers.size() == 100U);
  BOOST_TEST(slow.delivers.size() == 5U);
  BOOST_TEST(status().delivery.pending == events_pending_per_bind_max);
  BOOST_TEST(status().delivery.put_aside > 0U);
  // And what was put aside is told when it answers again.
  slow.reply = nullptr;
  for (std::size_t at = 0; at < 5; ++at) slow.answer(slow.delivers[at], CommandStatus::ESME_ROK);
  run_for(aside_max + Seconds(1));
  BOOST_TEST(slow.delivers.size() == 5'000U);
  BOOST_TEST(gateway.kept(account()) == 0U);
}

BOOST_AUTO_TEST_CASE(a_slow_binds_backlog_is_not_given_out_and_put_aside_all_the_time) {
  settings.accounts[0].deliver_window = 1;
  settings.session.response_timeout = Seconds(3'600);
  start();
  SimEsme& slow = bind();
  bind();
  const ClientBindId slow_id = bind_id(slow);
  slow.reply = no_answer;
  for (int message = 0; message < 20'000; ++message) tell_result(slow_id);
  run_for(Seconds(20));
  const std::uint64_t before = status().delivery.put_aside;
  for (int second = 0; second < 20; ++second) {  // it answers now and then
    slow.answer(slow.delivers.back(), CommandStatus::ESME_ROK);
    run_for(Seconds(1));
  }
  const std::uint64_t ticks = Seconds(20) / aside_tick;
  BOOST_TEST(status().delivery.put_aside - before <= (ticks + 1) * asides_per_tick);
}

BOOST_AUTO_TEST_CASE(what_is_put_aside_waits_longer_while_its_bind_answers_nothing) {
  settings.accounts[0].deliver_window = 1;
  settings.session.response_timeout = Seconds(3'600);
  start();
  SimEsme& slow = bind();
  bind();
  const ClientBindId slow_id = bind_id(slow);
  slow.reply = no_answer;
  for (std::size_t message = 0; message < events_pending_per_bind_max + 10; ++message) tell_result(slow_id);
  run_for(Seconds(1));
  std::set<Micros> pauses;
  gateway.settlements.clear();
  run_for(Seconds(300));
  for (const auto& settlement : gateway.settlements) pauses.insert(settlement.again_after);
  BOOST_TEST((*pauses.rbegin() >= aside_max));
  BOOST_TEST((*pauses.rbegin() < aside_max + aside_tick));
  BOOST_TEST(gateway.settlements.size() < 40U);
}

BOOST_AUTO_TEST_CASE(a_client_that_never_reads_is_closed_and_its_events_go_elsewhere) {
  network.conditions.buffer_bytes = 4'096;
  network.conditions.output_bytes_max = 16'384;
  settings.accounts[0].deliver_window = 1'000;
  settings.session.enquire_link_interval = Micros(0);
  start();
  SimEsme& deaf = bind();
  network.conditions = {};
  SimEsme& other = bind();
  const ClientBindId deaf_id = bind_id(deaf);
  deaf.link().hold_reading(sim::SimLink::dialer, true);
  for (int message = 0; message < 500; ++message) tell_result(deaf_id);
  run_for(Seconds(1));
  BOOST_TEST(status().delivery.pending > 0U);
  for (int message = 0; message < 50; ++message) tell_reply();
  run_for(Seconds(1));
  BOOST_TEST(other.delivers.size() >= 25U);
  run_for(Seconds(60));  // the stream's write_stall
  BOOST_TEST(status().binds[2] == 1U);
  run_for(Seconds(60));
  BOOST_TEST(gateway.kept(account()) == 0U);
}

BOOST_AUTO_TEST_CASE(a_slow_reader_gets_everything_in_the_end) {
  network.conditions.buffer_bytes = 2'048;
  network.conditions.output_bytes_max = 8'192;
  network.conditions.bytes_per_s = 20'000;
  settings.accounts[0].deliver_window = 1'000;
  start();
  SimEsme& slow = bind();
  const ClientBindId id = bind_id(slow);
  for (int message = 0; message < 1'000; ++message) tell_result(id);
  run_for(Seconds(120));
  BOOST_TEST(slow.delivers.size() == 1'000U);
  BOOST_TEST(gateway.kept(account()) == 0U);
}

BOOST_AUTO_TEST_CASE(an_event_too_large_for_what_is_left_of_the_output_follows_without_an_answer) {
  network.conditions.output_bytes_max = 8'192;
  start();
  SimEsme& client = bind();
  client.reply = no_answer;
  tell_reply(std::string(3'500, 'x'));
  tell_reply(std::string(5'000, 'y'));
  run_for(Millis(50));
  BOOST_TEST(client.delivers.size() == 2U);
}

BOOST_AUTO_TEST_CASE(an_event_too_large_for_any_output_is_counted_and_does_not_block_the_next) {
  network.conditions.output_bytes_max = 8'192;
  start();
  SimEsme& client = bind();
  tell_reply(std::string(10'000, 'x'));
  tell_reply("small");
  run_for(Seconds(10));
  BOOST_REQUIRE(client.delivers.size() == 1U);
  BOOST_TEST(client.delivers.front().body == "small");
  BOOST_TEST(status().delivery.unwritable == 1U);
  BOOST_TEST(gateway.kept(account()) == 1U);
}

BOOST_AUTO_TEST_CASE(an_event_without_a_word_in_smpp_is_settled_untold) {
  start();
  SimEsme& client = bind();
  gateway::Event event;
  event.kind = gateway::Event::Kind::in_doubt;
  event.message = std::make_shared<const Message>(message_of(ClientBindId(1)));
  gateway.tell(account(), event);
  run_for(Millis(5));
  BOOST_TEST(client.delivers.empty());
  BOOST_TEST(taken() == 1U);
}

BOOST_AUTO_TEST_CASE(a_long_reply_to_a_peer_below_3_4_is_settled_when_all_its_parts_are_answered) {
  settings.accounts[0].deliver_window = 2;
  start();
  SimEsme& client = bind("acme", BindKind::transceiver, "secret", 0x33);
  client.reply = no_answer;
  tell_reply(std::string(500, 'x'));
  run_for(Millis(5));
  BOOST_REQUIRE(client.delivers.size() == 2U);
  client.reply = nullptr;
  client.answer(client.delivers[0], CommandStatus::ESME_ROK);
  run_for(Millis(5));
  BOOST_TEST(taken() == 0U);
  client.answer(client.delivers[1], CommandStatus::ESME_ROK);
  run_for(Millis(5));
  BOOST_TEST(taken() == 1U);
  BOOST_TEST(client.delivers.size() > 3U);
  BOOST_TEST(status().delivery.delivered == 1U);
}

BOOST_AUTO_TEST_CASE(a_part_that_is_refused_makes_all_of_them_come_again) {
  start();
  SimEsme& client = bind("acme", BindKind::transceiver, "secret", 0x33);
  std::size_t answers = 0;
  client.reply = [&](const SimEsme::Delivered&) {
    return ++answers == 2 ? CommandStatus::ESME_RX_T_APPN : CommandStatus::ESME_ROK;
  };
  tell_reply(std::string(500, 'x'));
  run_for(Millis(50));
  const std::size_t parts = client.delivers.size();
  BOOST_TEST(taken() == 0U);
  run_for(Seconds(2));
  BOOST_TEST(client.delivers.size() == 2 * parts);
  BOOST_TEST(taken() == 1U);
}

BOOST_AUTO_TEST_CASE(a_settlement_that_the_gateway_does_not_take_is_repeated) {
  start();
  SimEsme& client = bind();
  gateway.settle_errors = 2;
  tell_reply();
  run_for(Millis(5));
  BOOST_TEST(client.delivers.size() == 1U);
  BOOST_TEST(taken() == 0U);
  run_for(Seconds(3));
  BOOST_TEST(taken() == 1U);
  BOOST_TEST(client.delivers.size() == 1U);
  BOOST_TEST(status().delivery.not_settled == 2U);
}

BOOST_AUTO_TEST_CASE(when_the_gateway_gives_no_events_it_is_asked_again_without_haste) {
  gateway.refusal = gateway::RequestError{gateway::RequestError::Kind::overloaded, "overloaded", "no", {}};
  start();
  bind();
  gateway.end_take(account());
  run_for(Millis(5));
  bind();
  run_for(Millis(500));
  BOOST_TEST(gateway.takes_made == 1U);
  gateway.refusal.reset();
  run_for(Seconds(2));
  BOOST_TEST(gateway.takes_made == 2U);
}

BOOST_AUTO_TEST_CASE(a_stop_gives_back_what_waits_and_takes_the_last_answers) {
  settings.accounts[0].deliver_window = 2;
  start();
  SimEsme& client = bind();
  client.reply = no_answer;
  for (int reply = 0; reply < 10; ++reply) tell_reply();
  run_for(Millis(50));
  bool stopped = false;
  server->stop(Seconds(10), [&] { stopped = true; });
  run_for(Millis(5));
  for (std::size_t at = 0; at < 2; ++at) client.answer(client.delivers[at], CommandStatus::ESME_ROK);
  run_for(Millis(50));
  BOOST_TEST(stopped);
  BOOST_TEST(taken() == 2U);
  BOOST_TEST(client.delivers.size() == 2U);
  BOOST_TEST(gateway.kept(account()) == 8U);
  BOOST_TEST(gateway.out(account()) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(smpp_door_fairness, TwoAccounts)

BOOST_AUTO_TEST_CASE(one_accounts_flood_of_receipts_does_not_delay_another_beyond_a_quantum) {
  settings.accounts[1].deliver_window = 10'000;
  start();
  SimEsme& quiet = bind("acme");
  SimEsme& busy = bind("busy");
  for (int event = 0; event < 20'000; ++event) tell_reply("flood", 1);
  tell_reply("mine", 0);
  const MonoTime told = scheduler.mono();
  run_for(Millis(100));
  BOOST_REQUIRE(quiet.delivers.size() == 1U);
  BOOST_TEST((quiet.delivers.front().at - told <= Millis(1)));
  std::size_t before = 0;
  for (const auto& page : gateway.given) {
    if (page.account == account(0)) break;
    before += page.events;
  }
  BOOST_TEST(before <= events_quantum);
  for (const auto& page : gateway.given) BOOST_TEST(page.events <= events_quantum);
  run_for(Seconds(10));
  BOOST_TEST(busy.delivers.size() == 20'000U);
}

BOOST_AUTO_TEST_CASE(a_client_that_answers_nothing_does_not_slow_another_account_down) {
  start();
  SimEsme& quiet = bind("acme");
  bind("busy").reply = no_answer;
  for (int event = 0; event < 5'000; ++event) tell_reply("stuck", 1);
  run_for(Seconds(1));
  for (int event = 0; event < 500; ++event) tell_reply("mine", 0);
  run_for(Millis(100));
  BOOST_TEST(quiet.delivers.size() == 500U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::north::smpp::test
