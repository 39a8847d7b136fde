// SPDX-License-Identifier: Apache-2.0
// A message's life through the whole gateway: accept, submit, response, receipt, event.
#include <boost/test/unit_test.hpp>

#include "tests/sim/world.h"

using namespace smppedge;
using sim::World;

BOOST_AUTO_TEST_SUITE(delivery)

BOOST_AUTO_TEST_CASE(a_short_message_is_delivered_and_told_once) {
  World world;
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  const gateway::Event* result = world.result_of(id);
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  BOOST_TEST(result->message->segments[0].attempts[0].carrier_message_id == "c1");
  BOOST_TEST(world.smsc->submits.size() == 1U);
  BOOST_TEST(world.smsc->submits[0].destination == "8613800138000");
  BOOST_TEST(world.smsc->submits[0].body == "hello");
  world.scheduler.run_for(Seconds(60));
  world.take_events();
  BOOST_TEST(world.events.size() == 1U);
  BOOST_TEST(world.gateway->status().unacknowledged_events == 0U);
  BOOST_TEST(world.gateway->status().open_messages == 0U);
}

BOOST_AUTO_TEST_CASE(the_accept_answer_tells_sender_segments_and_encoding) {
  World world;
  world.start_bound();
  std::string chinese;
  for (int i = 0; i < 150; ++i) chinese += "字";
  world.accept("8613800138000", chinese);
  const gateway::AcceptEntry& entry = world.answers.entries.back();
  BOOST_TEST(entry.sender.text() == "1069000111001");
  BOOST_TEST(entry.segments == 3U);
  BOOST_TEST(text::to_string(entry.encoding) == "ucs2");
}

BOOST_AUTO_TEST_CASE(a_long_message_is_folded_into_one_result) {
  World world;
  world.start_bound();
  std::string chinese;
  for (int i = 0; i < 150; ++i) chinese += "字";
  const MessageId id = world.accept("8613800138000", chinese);
  const gateway::Event* result = world.result_of(id);
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  BOOST_TEST(result->message->segments.size() == 3U);
  BOOST_TEST(world.smsc->submits.size() == 3U);
  for (unsigned part = 0; part < 3; ++part) {
    const std::string& body = world.smsc->submits[part].body;
    BOOST_TEST(body.substr(0, 3) == std::string("\x05\x00\x03", 3));
    BOOST_TEST(static_cast<unsigned>(body[4]) == 3U);
    BOOST_TEST(static_cast<unsigned>(body[5]) == part + 1);
  }
}

BOOST_AUTO_TEST_CASE(when_the_carrier_refuses_a_segment_then_the_message_is_rejected_and_the_rest_withdrawn) {
  World world;
  world.settings.carriers[0].link.window = 1;
  world.settings.carriers[0].link.claim_ahead = 1;
  world.start_bound();
  const MessageId id = world.accept("8613800138009", std::string(400, 'a'));
  const gateway::Event* result = world.result_of(id);
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "rejected");
  BOOST_TEST(to_string(result->message->reason) == "refused");
  BOOST_TEST(result->message->segments[0].attempts[0].command_status == 0x0BU);
}

BOOST_AUTO_TEST_CASE(a_failed_receipt_ends_the_message_undeliverable) {
  World world;
  world.start_bound();
  const gateway::Event* result = world.result_of(world.accept("8613800138008"));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "undeliverable");
}

BOOST_AUTO_TEST_CASE(a_receipt_before_its_response_is_parked_and_matched) {
  World world;
  world.response_delay = Seconds(2);
  world.receipt_delay = Millis(100);
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  world.run_until([&] { return world.gateway->status().parked_receipts == 1; });
  BOOST_TEST(world.gateway->status().parked_receipts == 1U);
  const gateway::Event* result = world.result_of(id);
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  BOOST_TEST(world.gateway->status().parked_receipts == 0U);
}

BOOST_AUTO_TEST_CASE(an_intermediate_receipt_does_not_displace_a_parked_final_one) {
  World world;
  world.receipts = false;
  world.response_delay = Seconds(5);
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  world.send_receipt("c1", "8613800138000", receipt::State::delivered);
  world.scheduler.run_for(Seconds(1));
  world.send_receipt("c1", "8613800138000", receipt::State::enroute);
  world.scheduler.run_for(Seconds(1));
  const gateway::Event* result = world.result_of(id);
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
}

BOOST_AUTO_TEST_CASE(a_parked_receipt_survives_a_crash) {
  World world;
  world.receipts = false;
  world.silent = true;
  world.settings.carriers[0].link.response_timeout = Seconds(3600);
  world.start_bound();
  world.send_receipt("c77", "8613800138000", receipt::State::delivered);
  world.run_until([&] { return world.gateway->status().parked_receipts == 1; });
  world.scheduler.run_for(Seconds(1));
  world.crash();
  world.start_bound();
  BOOST_TEST(world.gateway->status().parked_receipts == 1U);
}

BOOST_AUTO_TEST_CASE(repeated_receipts_are_acknowledged_and_told_once) {
  World world;
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  BOOST_REQUIRE(world.result_of(id) != nullptr);
  for (int i = 0; i < 3; ++i) {
    world.send_receipt("c1", "8613800138000", receipt::State::delivered);
    world.scheduler.run_for(Seconds(1));
    BOOST_TEST(world.acknowledged(world.cookies));
  }
  world.take_events();
  BOOST_TEST(world.events.size() == 1U);
  BOOST_TEST(world.gateway->status().counters.receipts_duplicate == 3U);
}

BOOST_AUTO_TEST_CASE(a_number_repeated_in_a_request_is_sent_once) {
  World world;
  world.start_bound();
  gateway::AcceptItem request;
  request.to = {"+8613800138000", "13900139000", "8613800138000", "not a number"};
  request.body = "hello";
  world.send(std::move(request));
  world.run_until([&] { return world.answers.entries.size() == 4; });
  const auto& entries = world.answers.entries;
  BOOST_REQUIRE_EQUAL(entries.size(), 4U);
  BOOST_TEST(entries[2].duplicate);
  BOOST_TEST((entries[2].id == entries[0].id));
  BOOST_TEST(!entries[0].duplicate);
  BOOST_REQUIRE(entries[3].error.has_value());
  BOOST_TEST(entries[3].error->code == "invalid_number");
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST(world.smsc->submits.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_throttled_segment_is_tried_again_and_delivered) {
  World world;
  unsigned refusals = 3;
  world.start_bound();
  const auto accept = world.smsc->reply;
  world.smsc->reply = [&](const sim::SimSmsc::Submit& submit) -> std::optional<sim::SimSmsc::Reply> {
    if (refusals == 0) return accept(submit);
    --refusals;
    return sim::SimSmsc::Reply{.status = pdu::CommandStatus::ESME_RTHROTTLED};
  };
  const gateway::Event* result = world.result_of(world.accept("8613800138000"), Seconds(300));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  BOOST_TEST(result->message->segments[0].attempts.size() == 4U);
  BOOST_TEST(world.gateway->status().counters.retries == 3U);
}

BOOST_AUTO_TEST_CASE(what_waits_too_long_for_a_carrier_expires) {
  World world;
  world.network.refuse(sim::carrier_port, DialError{DialError::Kind::refused, "refused"});
  world.start();
  gateway::AcceptItem request;
  request.to = {"8613800138000"};
  request.body = "code 1234";
  request.validity = Seconds(20);
  world.send(std::move(request));
  world.run_until([&] { return !world.answers.entries.empty(); });
  const gateway::Event* result = world.result_of(world.answers.entries[0].id, Seconds(30));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "expired");
  BOOST_TEST(to_string(result->message->reason) == "validity_passed");
  const auto lived = result->message->ended_at - result->message->accepted_at;
  BOOST_TEST((lived >= Seconds(20) && lived < Seconds(21)));
}

BOOST_AUTO_TEST_CASE(without_a_receipt_the_state_is_unknown_and_a_late_one_is_told_once) {
  World world;
  world.receipts = false;
  world.settings.delivery.receipt_timeout = Seconds(3600);
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  const gateway::Event* result = world.result_of(id, Seconds(3700));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "unknown");
  BOOST_TEST(to_string(result->message->reason) == "no_receipt");
  for (int i = 0; i < 2; ++i) {
    world.send_receipt("c1", "8613800138000", receipt::State::delivered);
    world.scheduler.run_for(Seconds(10));
  }
  world.take_events();
  BOOST_REQUIRE_EQUAL(world.events.size(), 2U);
  const gateway::Event& late = world.events.rbegin()->second;
  BOOST_TEST((late.kind == gateway::Event::Kind::receipt_late));
  BOOST_TEST(to_string(late.message->state) == "delivered");
}

BOOST_AUTO_TEST_CASE(an_accept_without_an_id_ends_unknown_with_its_reason) {
  World world;
  world.start_bound();
  world.smsc->reply = [](const sim::SimSmsc::Submit&) { return sim::SimSmsc::Reply{.message_id = ""}; };
  const gateway::Event* result = world.result_of(world.accept("8613800138000"));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "unknown");
  BOOST_TEST(to_string(result->message->reason) == "no_id");
}

BOOST_AUTO_TEST_CASE(a_reply_reaches_the_account_with_the_message_it_answers) {
  World world;
  world.start_bound();
  const MessageId id = world.accept("8613800138007");
  BOOST_REQUIRE(world.result_of(id) != nullptr);
  world.scheduler.run_for(Seconds(3600));
  world.reply_from("8613800138007", "yes");
  world.scheduler.run_for(Seconds(1));
  world.take_events();
  BOOST_REQUIRE_EQUAL(world.events.size(), 2U);
  const gateway::Event& reply = world.events.rbegin()->second;
  BOOST_REQUIRE(reply.reply != nullptr);
  BOOST_TEST(reply.reply->text == "yes");
  BOOST_REQUIRE(reply.message != nullptr);
  BOOST_TEST((reply.message->id == id));
  BOOST_TEST(world.acknowledged(world.cookies));
}

BOOST_AUTO_TEST_CASE(a_reply_after_72_hours_comes_without_a_message) {
  World world;
  world.start_bound();
  BOOST_REQUIRE(world.result_of(world.accept("8613800138007")) != nullptr);
  world.scheduler.run_for(Seconds(72 * 3600));
  world.reply_from("8613800138007", "yes");
  world.scheduler.run_for(Seconds(1));
  world.take_events();
  BOOST_REQUIRE_EQUAL(world.events.size(), 2U);
  BOOST_TEST(world.events.rbegin()->second.message == nullptr);
}

BOOST_AUTO_TEST_CASE(the_same_words_sent_again_are_a_new_reply_once_our_response_has_arrived) {
  World world;
  world.start_bound();
  BOOST_REQUIRE(world.result_of(world.accept("8613800138007")) != nullptr);
  world.reply_from("8613800138007", "1");
  world.scheduler.run_for(Seconds(1));
  BOOST_REQUIRE(world.result_of(world.accept("8613800138007", "another question")) != nullptr);
  world.reply_from("8613800138007", "1");
  world.scheduler.run_for(Seconds(1));
  world.take_events();
  BOOST_TEST(world.gateway->status().counters.replies == 2U);
  BOOST_TEST(world.events.size() == 4U);
}

BOOST_AUTO_TEST_CASE(a_reply_delivered_again_after_a_crash_is_absorbed) {
  World world;
  world.start_bound();
  BOOST_REQUIRE(world.result_of(world.accept("8613800138007")) != nullptr);
  world.reply_from("8613800138007", "1");
  world.scheduler.run_for(Seconds(1));
  world.crash();
  world.start_bound();
  world.reply_from("8613800138007", "1");
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(world.acknowledged(world.cookies));
  BOOST_TEST(world.gateway->status().counters.replies_duplicate == 1U);
  world.take_events();
  BOOST_TEST(world.events.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_reply_repeated_before_the_first_is_durable_is_answered_with_it) {
  World world;
  world.start_bound();
  BOOST_REQUIRE(world.result_of(world.accept("8613800138007")) != nullptr);
  world.store.hold(true);
  world.reply_from("8613800138007", "1");
  const session::Cookie first = world.cookies;
  world.reply_from("8613800138007", "1");
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST(!world.acknowledged(first));
  BOOST_TEST(!world.acknowledged(world.cookies));
  world.store.hold(false);
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(world.acknowledged(first));
  BOOST_TEST(world.acknowledged(world.cookies));
  BOOST_TEST(world.gateway->status().counters.replies == 1U);
}

BOOST_AUTO_TEST_CASE(phones_are_recognised_however_the_carrier_writes_them) {
  for (const char* written : {"+8613800138007", "13800138007", "008613800138007"}) {
    World world;
    world.start_bound();
    const MessageId id = world.accept("8613800138007");
    BOOST_REQUIRE(world.result_of(id) != nullptr);
    world.reply_from(written, "yes");
    world.scheduler.run_for(Seconds(1));
    world.take_events();
    BOOST_REQUIRE_EQUAL(world.events.size(), 2U);
    BOOST_TEST(world.events.rbegin()->second.reply->from.digits() == "8613800138007");
    BOOST_TEST((world.events.rbegin()->second.message != nullptr));
  }
}

BOOST_AUTO_TEST_CASE(what_is_throttled_until_its_validity_ends_expires) {
  World world;
  world.start_bound();
  world.smsc->reply = [](const sim::SimSmsc::Submit&) {
    return sim::SimSmsc::Reply{.status = pdu::CommandStatus::ESME_RTHROTTLED};
  };
  gateway::AcceptItem request;
  request.to = {"8613800138000"};
  request.body = "hello";
  request.validity = Seconds(20);
  world.send(std::move(request));
  world.scheduler.run_for(Seconds(3));
  BOOST_TEST(world.gateway->status().queued_messages == 1U);
  const gateway::Event* result = world.result_of(world.answers.entries[0].id);
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "expired");
  BOOST_TEST(to_string(result->message->reason) == "validity_passed");
}

BOOST_AUTO_TEST_CASE(a_throttling_carrier_does_not_burn_the_backlog) {
  World world;
  world.settings.delivery.validity.fill(Seconds(7200));
  world.receipts = false;
  world.start_bound();
  unsigned taken = 0;
  MonoTime second{};
  const auto accept = world.smsc->reply;
  world.smsc->reply = [&](const sim::SimSmsc::Submit& submit) -> std::optional<sim::SimSmsc::Reply> {
    if (world.scheduler.mono() - second >= Seconds(1)) {
      second = world.scheduler.mono();
      taken = 0;
    }
    if (++taken > 20) return sim::SimSmsc::Reply{.status = pdu::CommandStatus::ESME_RTHROTTLED};
    return accept(submit);
  };
  for (int i = 0; i < 1000; ++i) world.send("86138" + std::to_string(10'000'000 + i * 10));
  BOOST_TEST(world.run_until([&] { return world.ids == 1000; }, Seconds(600)));
  const auto counters = world.gateway->status().counters;
  BOOST_TEST(counters.ended[static_cast<std::size_t>(MessageState::rejected)] == 0U);
  BOOST_TEST(counters.retries < 2000U);
}

BOOST_AUTO_TEST_CASE(a_carrier_that_contradicts_itself_for_ever_is_recorded_to_a_bound) {
  World world;
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  BOOST_REQUIRE(world.result_of(id) != nullptr);
  for (int i = 0; i < 60; ++i) {
    world.send_receipt("c1", "8613800138000", i % 2 == 0 ? receipt::State::expired : receipt::State::undeliverable);
    world.scheduler.run_for(Seconds(3));
    BOOST_REQUIRE(world.acknowledged(world.cookies));
  }
  std::size_t steps = 0;
  world.gateway->find_message(world.account, id,
                              [&](const Expected<gateway::MessageView, gateway::RequestError>& view) {
                                if (view) steps = view->timeline.size();
                              });
  world.run_until([&] { return steps != 0; });
  BOOST_TEST(steps <= 5 + gateway::segment_receipts_max);
  world.take_events();
  BOOST_TEST(world.events.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_message_can_be_asked_for_while_it_lives_and_after) {
  World world;
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  std::vector<std::string> steps;
  const auto ask = [&](AccountNumber account) {
    steps.clear();
    world.gateway->find_message(account, id, [&](Expected<gateway::MessageView, gateway::RequestError> view) {
      if (!view) return steps.emplace_back(view.error().code), void();
      for (const auto& step : view->timeline) steps.emplace_back(step.step);
    });
    world.run_until([&] { return !steps.empty(); });
  };
  ask(world.account);
  BOOST_TEST(steps.front() == "accepted");
  BOOST_REQUIRE(world.result_of(id) != nullptr);
  ask(world.account);
  const std::vector<std::string> life{"accepted", "submitted", "sent", "receipt", "ended"};
  BOOST_TEST(steps == life, boost::test_tools::per_element());
  ask(AccountNumber(99));
  BOOST_TEST(steps.front() == "unknown_message");
}

BOOST_AUTO_TEST_SUITE_END()
