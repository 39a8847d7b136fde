// SPDX-License-Identifier: Apache-2.0
// Opt-out end to end: what a phone's word and its account do to the account's blocklist, and what becomes of messages
// to it, over every crash.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/sim/blocklist_desk.h"

using namespace smppedge;
using sim::blocked;
using sim::code_of;
using sim::Desk;
using sim::handset;
using sim::phone;
using sim::reply_and_wait;
using sim::World;

namespace {

std::vector<const gateway::Reply*> replies(World& world) {
  world.take_events();
  std::vector<const gateway::Reply*> found;
  for (const auto& [sequence, event] : world.events) {
    if (event.kind == gateway::Event::Kind::reply) found.push_back(event.reply.get());
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(opt_out)

BOOST_AUTO_TEST_CASE(every_word_blocks_its_phone_before_the_carrier_hears_that_it_was_taken) {
  for (const std::string text : {"T", "t", "N", " n ", "TD", "tD", "Unsubscribe", "UNSUBSCRIBE", "  unsubscribe\r\n",
                                 "QX", "qx", "0000", " 0000"}) {
    BOOST_TEST_CONTEXT(text) {
      World world;
      world.start_bound();
      Desk desk(world);
      BOOST_REQUIRE(world.accept(handset) != MessageId());
      world.scheduler.run_for(Seconds(2));
      BOOST_REQUIRE(reply_and_wait(world, text));
      world.crash();  // right after the answer: nothing that was not on disk by then is left
      world.start_bound();
      BOOST_TEST(blocked(world) == 1U);
      BOOST_TEST(desk.refusal() == "blocked");
      BOOST_TEST(desk.refusal("8613800138006") == "");
      const auto told = replies(world);
      BOOST_REQUIRE(told.size() == 1U);
      BOOST_TEST((told[0]->opt == store::ReplyOpt::out));
      BOOST_TEST(told[0]->text == text);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_word_in_full_width_characters_blocks_as_it_comes_over_the_wire) {
  World world;
  world.start_bound();
  Desk desk(world);
  const std::string td{'\xFF', '\x34', '\xFF', '\x24', '\x30', '\x00'};  // UCS-2, with an ideographic space behind
  pdu::ShortMessage message;
  message.source.addr = handset;
  message.destination.addr = world.sender_number;
  message.data_coding = 8;
  message.short_message = {reinterpret_cast<const std::uint8_t*>(td.data()), td.size()};
  BOOST_REQUIRE(world.deliver(message, ++world.cookies));
  BOOST_REQUIRE(world.run_until([&] { return world.acknowledged(world.cookies); }, Seconds(5)));
  BOOST_TEST(desk.refusal() == "blocked");
}

BOOST_AUTO_TEST_CASE(near_misses_block_nothing) {
  World world;
  world.start_bound();
  Desk desk(world);
  for (const std::string text : {"TT", "no", "T ok", "unsubscribe me", "00000", "000", "Q X", "", "yes"}) {
    BOOST_REQUIRE(reply_and_wait(world, text));
  }
  BOOST_TEST(replies(world).size() == 9U);
  BOOST_TEST(blocked(world) == 0U);
  BOOST_TEST(desk.refusal() == "");
  for (const gateway::Reply* reply : replies(world)) BOOST_TEST((reply->opt == store::ReplyOpt::none));
}

BOOST_AUTO_TEST_CASE(a_text_that_did_not_decode_is_no_word_though_its_hex_is) {
  World world;
  world.start_bound();
  pdu::ShortMessage message;
  message.source.addr = handset;
  message.destination.addr = world.sender_number;
  message.data_coding = 8;  // a lone octet is no UCS-2
  const std::uint8_t zeros[] = {0xDC, 0x00};
  message.short_message = zeros;
  world.settings.accounts[0].opt_out_words = reply::OptWords::make(std::vector<std::string>{"dc00"}).value();
  world.crash();
  world.start_bound();
  world.deliver(message, ++world.cookies);
  BOOST_REQUIRE(world.run_until([&] { return world.acknowledged(world.cookies); }, Seconds(5)));
  const auto told = replies(world);
  BOOST_REQUIRE(told.size() == 1U);
  BOOST_TEST(told[0]->text == "dc00");
  BOOST_TEST(!told[0]->text_error.empty());
  BOOST_TEST(blocked(world) == 0U);
}

BOOST_AUTO_TEST_CASE(numbers_are_refused_each_for_itself) {
  World world;
  world.start_bound();
  Desk desk(world);
  desk.block(handset);
  gateway::AcceptItem item;
  item.to = {"13800138007", "8613800138006", "+8613800138007"};
  item.body = "hello";
  const auto answer = desk.accept(desk.request(item)).value();
  BOOST_REQUIRE(answer.messages.size() == 3U);
  BOOST_TEST(answer.messages[0].error->code == "blocked");
  BOOST_TEST(!answer.messages[1].error.has_value());
  BOOST_TEST(answer.messages[2].error->code == "blocked");
  BOOST_TEST(world.gateway->status().accounts[0].counters.refused_blocked >= 1U);
}

BOOST_AUTO_TEST_CASE(what_is_queued_for_it_ends_at_its_claim_and_the_parts_that_wait_with_it) {
  World world;
  world.settings.carriers[0].link.window = 1;
  world.settings.carriers[0].link.claim_ahead = 0;
  world.silent = true;  // the first part of the long message has the only place
  world.start_bound();
  Desk desk(world);
  const MessageId under_way = world.accept(handset, std::string(300, 'x'));
  const MessageId queued = world.accept(handset);
  const MessageId other = world.accept("8613800138006");
  world.scheduler.run_for(Seconds(1));
  const std::size_t on_wire = world.smsc->submits.size();
  BOOST_TEST(on_wire == 1U);
  desk.block(handset);
  world.scheduler.run_for(Seconds(1));
  world.silent = false;
  world.network.last_link().reset();  // the bind ends, and what waits goes on
  const gateway::Event* ended = world.result_of(queued, Seconds(300));
  BOOST_REQUIRE(ended != nullptr);
  BOOST_TEST(to_string(ended->message->state) == "rejected");
  BOOST_TEST(to_string(ended->message->reason) == "blocked");
  const gateway::Event* told = world.result_of(other, Seconds(300));
  BOOST_REQUIRE(told != nullptr);
  BOOST_TEST(to_string(told->message->state) == "delivered");
  const gateway::Event* followed = world.result_of(under_way, Seconds(2 * 3600));
  BOOST_REQUIRE(followed != nullptr);
  BOOST_REQUIRE(followed->message->segments.size() == 2U);
  BOOST_TEST(to_string(followed->message->segments[1].state) == "rejected");
  BOOST_TEST(to_string(followed->message->segments[1].reason) == "blocked");
  BOOST_TEST(to_string(followed->message->segments[0].state) != "rejected");
  for (const auto& submit : world.smsc->submits) {
    if (submit.destination == handset) BOOST_TEST(&submit == &world.smsc->submits.front());
  }
}

BOOST_AUTO_TEST_CASE(what_is_claimed_for_it_and_waits_for_the_wire_does_not_leave_any_more) {
  World world;
  world.settings.carriers[0].link.window = 1;
  world.settings.carriers[0].link.claim_ahead = 10;
  world.response_delay = Seconds(5);
  world.start_bound();
  Desk desk(world);
  const MessageId first = world.accept("8613800138006");
  const MessageId claimed = world.accept(handset, std::string(300, 'x'));
  const MessageId other = world.accept("8613800138006");
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(desk.Client::find(claimed)->message.segments.front().attempts.size() == 1U);
  BOOST_TEST(world.smsc->submits.size() == 1U);
  BOOST_REQUIRE(reply_and_wait(world, "T"));
  const gateway::Event* ended = world.result_of(claimed, Seconds(300));
  BOOST_REQUIRE(ended != nullptr);
  BOOST_TEST(to_string(ended->message->state) == "rejected");
  BOOST_TEST(to_string(ended->message->reason) == "blocked");
  BOOST_TEST(world.gateway->status().accounts[0].counters.ended_blocked == 1U);
  for (const MessageId id : {first, other}) {
    const gateway::Event* told = world.result_of(id, Seconds(300));
    BOOST_REQUIRE(told != nullptr);
    BOOST_TEST(to_string(told->message->state) == "delivered");
  }
  BOOST_TEST(world.smsc->submits.size() == 2U);
  BOOST_TEST(world.gateway->status().carriers[0].status.claims_open == 0U);
}

BOOST_AUTO_TEST_CASE(a_doubt_is_not_sent_once_more_to_a_phone_that_was_blocked_meanwhile) {
  World world;
  world.silent = true;
  world.start_bound();
  Desk desk(world);
  const MessageId id = world.accept(handset, "1234", TrafficClass::otp);
  world.scheduler.run_for(Millis(500));
  BOOST_TEST(world.smsc->submits.size() == 1U);
  desk.block(handset);
  world.silent = false;
  world.network.last_link().reset();
  const gateway::Event* told = world.result_of(id, Seconds(2 * 3600));
  BOOST_REQUIRE(told != nullptr);
  BOOST_TEST(to_string(told->message->state) == "unknown");
  BOOST_TEST(world.smsc->submits.size() == 1U);
}

/// An otp whose first submit is in doubt and whose second waits for the only place at its carrier when its phone is
/// blocked; then there is place.
MessageId blocked_between_doubt_and_resend(World& world, Desk& desk) {
  world.settings.carriers[0].link.window = 1;
  world.settings.carriers[0].link.claim_ahead = 0;
  world.settings.delivery.in_doubt_timeout = Seconds(600);
  world.settings.delivery.in_doubt[static_cast<std::size_t>(TrafficClass::notice)] = gateway::InDoubtPolicy::hold;
  world.silent = true;
  world.start_bound();
  const MessageId id = world.accept(handset, "1234", TrafficClass::otp);
  world.run_until([&] { return world.smsc->submits.size() == 1; });
  world.network.last_link().reset();
  world.run_until([&] { return world.bound(); });
  (void)world.accept("8613800138006");
  world.run_until([&] { return world.smsc->submits.size() == 2; });
  BOOST_REQUIRE(world.run_until([&] { return world.gateway->status().counters.resends == 1; }));
  BOOST_TEST(desk.state_of(id) == "queued");
  desk.block(handset);
  world.silent = false;
  world.network.last_link().reset();
  BOOST_REQUIRE(world.run_until([&] { return desk.state_of(id) != "queued"; }));
  return id;
}

std::size_t submits_to_handset(const World& world) {
  return static_cast<std::size_t>(std::count_if(world.smsc->submits.begin(), world.smsc->submits.end(),
                                                [](const auto& submit) { return submit.destination == handset; }));
}

BOOST_AUTO_TEST_CASE(a_doubt_that_waits_to_be_sent_once_more_stays_a_doubt_when_its_phone_is_blocked) {
  World world;
  Desk desk(world);
  const MessageId id = blocked_between_doubt_and_resend(world, desk);
  BOOST_TEST(desk.state_of(id) == "in_doubt");
  const gateway::Event* told = world.result_of(id, Seconds(700));
  BOOST_REQUIRE(told != nullptr);
  BOOST_TEST(to_string(told->message->state) == "unknown");
  BOOST_TEST(to_string(told->message->reason) == "in_doubt");
  BOOST_TEST(submits_to_handset(world) == 1U);
  BOOST_TEST(world.gateway->status().accounts.at(0).counters.ended_blocked == 0U);
}

BOOST_AUTO_TEST_CASE(a_doubt_whose_phone_was_blocked_is_settled_by_a_receipt) {
  World world;
  Desk desk(world);
  const MessageId id = blocked_between_doubt_and_resend(world, desk);
  world.send_receipt("z9", handset, receipt::State::delivered);
  const gateway::Event* told = world.result_of(id);
  BOOST_REQUIRE(told != nullptr);
  BOOST_TEST(to_string(told->message->state) == "delivered");
}

BOOST_AUTO_TEST_CASE(a_doubt_whose_phone_was_blocked_is_not_sent_once_more_though_the_phone_comes_back) {
  World world;
  world.settings.accounts[0].removes_directly = true;
  Desk desk(world);
  const MessageId id = blocked_between_doubt_and_resend(world, desk);
  (void)desk.unblock(handset);
  world.crash();
  world.start_bound();
  BOOST_TEST(blocked(world) == 0U);
  const gateway::Event* told = world.result_of(id, Seconds(700));
  BOOST_REQUIRE(told != nullptr);
  BOOST_TEST(to_string(told->message->state) == "unknown");
  BOOST_TEST(to_string(told->message->reason) == "in_doubt");
  BOOST_TEST(submits_to_handset(world) == 1U);
}

BOOST_AUTO_TEST_CASE(a_doubt_whose_phone_was_blocked_when_its_time_to_be_sent_again_came_is_not_sent_after_a_restart) {
  World world;
  world.settings.accounts[0].removes_directly = true;
  world.settings.delivery.in_doubt_timeout = Seconds(600);
  world.silent = true;
  world.start_bound();
  Desk desk(world);
  const MessageId id = world.accept(handset, "1234", TrafficClass::otp);
  BOOST_REQUIRE(world.run_until([&] { return world.smsc->submits.size() == 1; }));
  world.network.last_link().reset();
  world.scheduler.run_for(Seconds(1));
  desk.block(handset);
  world.scheduler.run_for(Seconds(10));
  BOOST_TEST(desk.state_of(id) == "in_doubt");
  (void)desk.unblock(handset);
  world.crash();
  world.start_bound();
  const gateway::Event* told = world.result_of(id, Seconds(700));
  BOOST_REQUIRE(told != nullptr);
  BOOST_TEST(to_string(told->message->state) == "unknown");
  BOOST_TEST(submits_to_handset(world) == 1U);
}

BOOST_AUTO_TEST_CASE(a_doubt_whose_phone_was_blocked_ends_when_its_carrier_says_that_it_refused_it) {
  World world;
  world.settings.carriers[0].link.response_timeout = Seconds(10);
  unsigned submits = 0;
  world.smsc->reply = [&submits](const auto&) -> std::optional<sim::SimSmsc::Reply> {
    if (++submits == 1) return sim::SimSmsc::Reply{.status = pdu::CommandStatus::ESME_RINVDSTADR, .delay = Seconds(60)};
    return sim::SimSmsc::Reply{.status = pdu::CommandStatus::ESME_RSYSERR};
  };
  world.start_bound();
  Desk desk(world);
  const MessageId id = world.accept(handset, "1234", TrafficClass::otp);
  BOOST_REQUIRE(world.run_until([&] { return submits == 2; }));
  desk.block(handset);
  BOOST_REQUIRE(world.run_until([&] { return desk.state_of(id) == "in_doubt"; }));
  const gateway::Event* told = world.result_of(id, Seconds(70));
  BOOST_REQUIRE(told != nullptr);
  BOOST_TEST(to_string(told->message->state) == "rejected");
  BOOST_TEST(to_string(told->message->reason) == "blocked");
  BOOST_TEST(submits == 2U);
}

BOOST_AUTO_TEST_CASE(a_scheduled_message_ends_when_its_time_comes) {
  World world;
  world.start_bound();
  Desk desk(world);
  gateway::AcceptItem item;
  item.to = {handset};
  item.body = "later";
  item.send_at = world.scheduler.wall() + Seconds(60);
  const MessageId id = desk.send(std::move(item)).id;
  desk.block(handset);
  const gateway::Event* told = world.result_of(id, Seconds(120));
  BOOST_REQUIRE(told != nullptr);
  BOOST_TEST(to_string(told->message->reason) == "blocked");
  BOOST_TEST(world.smsc->submits.empty());
}

BOOST_AUTO_TEST_CASE(a_phone_comes_back_by_a_word_of_its_own) {
  World world;
  world.settings.accounts[0].opt_in_words = reply::OptWords::make(std::vector<std::string>{"START"}).value();
  world.start_bound();
  Desk desk(world);
  BOOST_REQUIRE(reply_and_wait(world, "T"));
  BOOST_TEST(desk.refusal() == "blocked");
  BOOST_REQUIRE(reply_and_wait(world, "start"));
  world.crash();
  world.start_bound();
  BOOST_TEST(desk.refusal() == "");
  const auto told = replies(world);
  BOOST_REQUIRE(told.size() == 2U);
  BOOST_TEST((told[1]->opt == store::ReplyOpt::in));
}

BOOST_AUTO_TEST_CASE(a_phone_that_no_message_tells_is_blocked_however_its_bare_digits_are_to_be_read) {
  for (const std::uint8_t ton : {std::uint8_t{0}, std::uint8_t{1}}) {
    World world;
    world.start_bound();
    Desk desk(world);
    BOOST_REQUIRE(reply_and_wait(world, "T", {ton, 1, "13800138007"}));
    BOOST_TEST(desk.refusal(handset) == "blocked");
    BOOST_TEST(desk.refusal("+13800138007") == "blocked");
    BOOST_TEST(blocked(world) == 2U);
    BOOST_REQUIRE(replies(world).size() == 1U);
  }
}

BOOST_AUTO_TEST_CASE(a_phone_to_which_a_message_left_is_blocked_and_no_other) {
  struct Case {
    const char* number;  ///< of ours
    const char* to;
    pdu::Address from;
  };
  for (const Case& each : {Case{"10690001110", "8613800138007", {1, 1, "13800138007"}},
                           Case{"10690001110", "8613800138007", {0, 1, "13800138007"}},
                           Case{"12025550100", "+13105551234", {0, 1, "13105551234"}},
                           Case{"12025550100", "+13105551234", {1, 1, "13105551234"}}}) {
    BOOST_TEST_CONTEXT(each.to << " TON " << int{each.from.ton}) {
      for (const std::size_t parts : {1U, 2U}) {
        World world;
        world.settings.carriers[0].access_numbers = {{each.number}};  // a 1069 number is not for abroad
        world.sender_number = std::string(each.number) + "01";
        world.settings.checkpoint_interval = Seconds(1);
        world.start_bound();
        Desk desk(world);
        BOOST_REQUIRE(world.result_of(world.accept(each.to)) != nullptr);
        if (parts == 1) {
          BOOST_REQUIRE(reply_and_wait(world, "TD", each.from));
        } else {
          BOOST_REQUIRE(reply_and_wait(world, {5, 0, 3, 9, 2, 1, 'T'}, each.from, 0x40));
          world.scheduler.run_for(Seconds(3));
          world.crash();  // its first part comes back as it was written
          world.start_bound();
          BOOST_REQUIRE(reply_and_wait(world, {5, 0, 3, 9, 2, 2, 'D'}, each.from, 0x40));
        }
        BOOST_TEST(desk.refusal(each.to) == "blocked");
        BOOST_TEST(blocked(world) == 1U);
        const auto told = replies(world);
        BOOST_REQUIRE(told.size() == 1U);
        BOOST_TEST("+" + std::string(told[0]->from.digits()) == (each.to[0] == '+' ? "" : "+") + std::string(each.to));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_trunk_zero_in_front_of_a_mobile_is_no_part_of_its_number) {
  World world;
  world.start_bound();
  Desk desk(world);
  BOOST_REQUIRE(reply_and_wait(world, "T", {0, 1, "013800138007"}));
  BOOST_TEST(desk.refusal(handset) == "blocked");
  BOOST_TEST(blocked(world) == 1U);
}

BOOST_AUTO_TEST_CASE(an_opt_in_that_no_message_tells_counts_for_the_phone_as_its_address_says) {
  World world;
  world.settings.accounts[0].opt_in_words = reply::OptWords::make(std::vector<std::string>{"START"}).value();
  world.start_bound();
  Desk desk(world);
  BOOST_REQUIRE(reply_and_wait(world, "T", {0, 1, "13800138007"}));
  BOOST_REQUIRE(reply_and_wait(world, "START", {0, 1, "13800138007"}));
  BOOST_TEST(desk.refusal(handset) == "");
  BOOST_TEST(desk.refusal("+13800138007") == "blocked");
}

BOOST_AUTO_TEST_CASE(what_is_known_of_a_phone_is_kept_over_crash_and_checkpoint) {
  World world;
  world.settings.checkpoint_interval = Seconds(5);
  world.start_bound();
  Desk desk(world);
  BOOST_TEST(code_of(desk.look()) == "not_blocked");
  BOOST_REQUIRE(reply_and_wait(world, "T"));
  const WallTime since = world.scheduler.wall();
  for (int life = 0; life < 3; ++life) {
    const auto record = desk.look();
    BOOST_REQUIRE(record.has_value());
    BOOST_TEST((record->source == store::BlockSource::reply));
    BOOST_TEST(record->by == world.sender_number);
    BOOST_TEST((record->since <= since && record->since > since - Seconds(1)));
    world.scheduler.run_for(Seconds(10));
    world.crash();
    world.start_bound();
    BOOST_TEST(blocked(world) == 1U);
  }
}

BOOST_AUTO_TEST_CASE(whatever_the_disk_had_written_when_the_process_died_what_was_answered_is_there) {
  std::set<bool> answers;
  std::set<bool> acknowledgements;
  for (std::size_t made_it = 0; made_it < 3; ++made_it) {
    for (int at_ms = 0; at_ms < 40; at_ms += 2) {
      World world(static_cast<std::uint64_t>(at_ms) + 1);
      world.start_bound();
      world.slow_disk(Millis(8));
      bool answered = false;
      world.gateway->block(world.account, phone, [&](const auto&) { answered = true; });
      world.reply_from("8613800138006", "T");
      const auto cookie = world.cookies;
      world.scheduler.run_for(Millis(at_ms));
      const bool acknowledged = world.acknowledged(cookie);
      world.crash(made_it);
      world.store.hold(false);
      world.start_bound();
      Desk desk(world);
      if (answered) BOOST_TEST(desk.refusal() == "blocked");
      if (acknowledged) BOOST_TEST(desk.refusal("8613800138006") == "blocked");
      answers.insert(answered);
      acknowledgements.insert(acknowledged);
    }
  }
  BOOST_TEST(answers.size() == 2U);  // it died before and behind both
  BOOST_TEST(acknowledgements.size() == 2U);
}

BOOST_AUTO_TEST_CASE(that_a_phone_is_not_on_the_list_is_told_when_what_took_it_off_is_on_disk) {
  World world;
  world.settings.accounts[0].removes_directly = true;
  world.start_bound();
  Desk desk(world);
  desk.block(handset);
  world.store.hold(true);
  std::string code;
  world.gateway->find_blocked(world.account, phone, [&](const auto& record) { code = code_of(record); });
  bool removed = false;
  world.gateway->unblock(world.account, phone, [&](const auto&) { removed = true; });
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(!removed);
  BOOST_TEST(code == "");
  world.store.hold(false);
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(removed);
  BOOST_TEST(code == "not_blocked");
}

BOOST_AUTO_TEST_SUITE_END()
