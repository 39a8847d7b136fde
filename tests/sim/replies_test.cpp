// SPDX-License-Identifier: Apache-2.0
// What phones write: which message a reply answers within 72 hours, and long ones that come in parts.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "pdu/tlv_writer.h"
#include "tests/sim/world.h"

using namespace smppedge;
using namespace smppedge::sim;

namespace {

constexpr const char* phone = "8613800138007";
constexpr Seconds hours_72{72 * 3600};

struct Phone : World {
  Phone() {
    settings.checkpoint_interval = Seconds(1);
    settings.spill_after = Seconds(1);
  }

  /// Sends a message to the phone and runs until it was delivered.
  MessageId told(const std::string& to = phone) {
    const MessageId id = accept(to);
    BOOST_REQUIRE(result_of(id) != nullptr);
    return id;
  }
  void restart() {
    crash();
    start_bound();
  }
  void stop() {
    bool stopped = false;
    gateway->stop(Seconds(10), [&] { stopped = true; });
    BOOST_REQUIRE(run_until([&] { return stopped; }));
  }
  /// From there on what takes as long as something before ends as long after it.
  void to_whole_ms() { scheduler.run_for(Millis(1) - scheduler.mono().time_since_epoch() % Millis(1)); }
  /// On the carrier's only connection, and answered.
  void write(const pdu::ShortMessage& message) {
    BOOST_REQUIRE(run_until([this] { return bound(); }, Seconds(600)));
    BOOST_REQUIRE(deliver(message, ++cookies));
    BOOST_TEST(run_until([this] { return acknowledged(cookies); }));
  }
  void write(const std::string& text, const std::string& to, const std::string& from = phone) {
    pdu::ShortMessage message;
    message.source.addr = from;
    message.destination.addr = to;
    message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    write(message);
  }
  /// As data_sm writes it.
  void write_data(const std::string& octets, std::uint8_t esm_class = 0) {
    std::array<std::uint8_t, 300> buffer{};
    pdu::TlvWriter tlvs(buffer);
    pdu::ShortMessage message;
    message.esm_class = esm_class;
    message.source.addr = phone;
    message.destination.addr = sender_number;
    message.tlvs = tlvs.text(pdu::Tag::message_payload, octets).tlvs();
    BOOST_REQUIRE(tlvs.ok());
    write(message);
  }
  /// Part `sequence` of `total` under an 8-bit reference.
  void write_part(unsigned reference, unsigned total, unsigned sequence, const std::string& text,
                  std::uint8_t data_coding = 0) {
    std::string octets{5, 0, 3};
    for (const unsigned each : {reference, total, sequence}) octets += static_cast<char>(each);
    octets += text;
    pdu::ShortMessage message;
    message.esm_class = 0x40;
    message.data_coding = data_coding;
    message.source.addr = phone;
    message.destination.addr = sender_number;
    message.short_message = {reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()};
    write(message);
  }
  [[nodiscard]] std::vector<gateway::Event> replies() {
    scheduler.run_for(Seconds(1));
    take_events();
    std::vector<gateway::Event> replies;
    for (const auto& [sequence, event] : events) {
      if (event.kind == gateway::Event::Kind::reply) replies.push_back(event);
    }
    return replies;
  }
  /// The one reply that was told.
  gateway::Event reply() {
    const auto all = replies();
    BOOST_REQUIRE(all.size() == 1U);
    return all.front();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(replies, Phone)

BOOST_AUTO_TEST_CASE(an_answer_up_to_72_hours_after_the_send_belongs_to_the_message_and_a_second_later_is_late) {
  struct Case {
    Seconds after;
    bool late;
  };
  enum class Over : std::uint8_t { nothing, crash, crash_before_a_checkpoint, clean_stop };
  for (const Over over : {Over::nothing, Over::crash, Over::crash_before_a_checkpoint, Over::clean_stop}) {
    for (const Case& each :
         {Case{hours_72 - Seconds(1), false}, Case{hours_72, false}, Case{hours_72 + Seconds(1), true}}) {
      BOOST_TEST_CONTEXT(each.after.count() << " s over " << static_cast<unsigned>(over)) {
        Phone world;
        if (over == Over::crash_before_a_checkpoint) world.settings.checkpoint_interval = Seconds(3600);
        world.start_bound();
        const MessageId id = world.told();
        const WallTime sent = world.result_of(id)->message->segments.at(0).attempts.at(0).claimed_at;
        if (over == Over::crash) world.scheduler.run_for(Seconds(3600));
        if (over == Over::clean_stop) world.stop();
        if (over != Over::nothing) world.restart();
        world.to_whole_ms();
        const WallTime written = world.scheduler.wall();
        world.write("who are you?", world.sender_number, "8613800138099");
        const Micros way = world.reply().reply->received_at - written;
        world.events.clear();
        world.to_whole_ms();
        world.scheduler.run_for(sent + each.after - way - world.scheduler.wall());
        world.write("yes", world.sender_number);
        const gateway::Event reply = world.reply();
        BOOST_TEST((reply.reply->received_at == sent + each.after));
        BOOST_TEST(reply.reply->late == each.late);
        BOOST_TEST((reply.message != nullptr) == !each.late);
        if (reply.message != nullptr) BOOST_TEST((reply.message->id == id));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_a_handset_writes_like_a_receipt_is_a_reply_and_ends_no_message) {
  receipts = false;
  start_bound();
  const MessageId id = accept(phone);
  scheduler.run_for(Seconds(2));
  const std::string text =
      "id:c1 sub:001 dlvrd:001 submit date:2611221200 done date:2611221200 stat:DELIVRD err:000 text:";
  write(text, sender_number);
  const gateway::Event told = reply();
  BOOST_TEST(told.reply->text == text);
  BOOST_REQUIRE(told.message != nullptr);
  BOOST_TEST((told.message->id == id));
  BOOST_TEST(results_of(id) == 0U);
  BOOST_TEST(gateway->status().counters.receipts == 0U);
}

BOOST_AUTO_TEST_CASE(a_handset_that_is_faster_than_its_carriers_response_answers_the_message_that_is_on_its_way) {
  start_bound();
  const MessageId first = told();
  smsc->reply = [](const auto&) { return sim::SimSmsc::Reply{.message_id = "slow", .delay = Seconds(20)}; };
  const MessageId second = accept(phone);
  BOOST_REQUIRE(run_until([this] { return smsc->submits.size() == 2; }));
  write("yes", sender_number);
  const gateway::Event event = reply();
  BOOST_REQUIRE(event.message != nullptr);
  BOOST_TEST((event.message->id == second));
  BOOST_TEST((event.message->id != first));
  BOOST_TEST(results_of(second) == 0U);
}

BOOST_AUTO_TEST_CASE(a_reply_that_comes_as_data_sm_answers_its_message) {
  start_bound();
  const MessageId id = told();
  smsc->delivers_data_sm = true;
  write_data("yes");
  const gateway::Event event = reply();
  BOOST_TEST(event.reply->text == "yes");
  BOOST_REQUIRE(event.message != nullptr);
  BOOST_TEST((event.message->id == id));
}

BOOST_AUTO_TEST_CASE(parts_that_come_as_data_sm_are_joined_over_a_crash) {
  start_bound();
  told();
  smsc->delivers_data_sm = true;
  write_data({'\x05', '\x00', '\x03', '\x07', '\x02', '\x02', 'd'}, 0x40);
  restart();
  BOOST_REQUIRE(run_until([this] { return bound(); }, Seconds(600)));
  smsc->delivers_data_sm = true;
  write_data({'\x05', '\x00', '\x03', '\x07', '\x02', '\x01', 't'}, 0x40);
  const gateway::Event event = reply();
  BOOST_TEST(event.reply->text == "td");
  BOOST_TEST((event.reply->opt == store::ReplyOpt::out));
}

BOOST_AUTO_TEST_CASE(a_late_reply_is_only_counted_where_the_account_does_not_want_it) {
  settings.accounts[0].late_replies = false;
  start_bound();
  told();
  scheduler.run_for(hours_72 + Seconds(5));
  write("yes", sender_number);
  BOOST_TEST(replies().empty());
  BOOST_TEST(gateway->status().counters.replies_late_dropped == 1U);
  write("what is this?", sender_number, "8613800138099");  // answers nothing, so it is not late
  BOOST_TEST(replies().size() == 1U);
}

BOOST_AUTO_TEST_CASE(digits_that_the_carrier_appended_do_not_hide_the_message) {
  start_bound();
  const MessageId id = told();
  restart();
  write("yes", sender_number + "42");
  const gateway::Event told_as = reply();
  BOOST_REQUIRE(told_as.message != nullptr);
  BOOST_TEST((told_as.message->id == id));
  BOOST_TEST(told_as.reply->to == sender_number + "42");
}

BOOST_AUTO_TEST_CASE(the_newest_message_from_that_number_is_the_one_that_is_answered) {
  start_bound();
  told();
  scheduler.run_for(Seconds(60));
  const MessageId newer = told();
  scheduler.run_for(Seconds(60));
  write("yes", sender_number);
  BOOST_TEST((reply().message->id == newer));
}

BOOST_AUTO_TEST_CASE(a_reply_that_came_with_its_answers_number_left_out_is_told_of_which_account_it_is) {
  // The account has written from two of its numbers: which of them is meant is not guessed.
  start_bound();
  gateway::AcceptItem item;
  item.to = {phone};
  item.body = "hello";
  item.extend = "7";
  send(item);
  item.extend = "8";
  send(item);
  scheduler.run_for(Seconds(5));
  write("yes", sender_number);
  const gateway::Event told_as = reply();
  BOOST_TEST(told_as.message == nullptr);
  BOOST_TEST(told_as.reply->ambiguous);
  write("and this", sender_number + "8");
  BOOST_REQUIRE(replies().size() == 2U);
  BOOST_REQUIRE(replies().back().message != nullptr);
  BOOST_TEST(replies().back().reply->extend == "8");
}

BOOST_AUTO_TEST_CASE(a_reply_to_the_number_of_the_account_does_not_answer_what_a_signature_wrote) {
  settings.accounts[0].signatures = {{"Bank", "017"}};
  start_bound();
  accept(phone, "【Bank】hello");
  scheduler.run_for(Seconds(5));
  BOOST_TEST(smsc->submits.back().source == "10690001110017");
  write("what is this?", sender_number);
  BOOST_TEST(reply().message == nullptr);
  write("yes", "10690001110017");
  BOOST_TEST(replies().back().message != nullptr);
}

BOOST_AUTO_TEST_CASE(a_reply_to_a_number_that_its_carrier_has_taken_back_is_the_accounts_all_the_same) {
  start_bound();
  settings.carriers[0].access_numbers = {{"10690009990"}};
  reload_settings();
  write("yes", sender_number + "5");
  BOOST_TEST(reply().reply->to == sender_number + "5");
}

BOOST_AUTO_TEST_CASE(a_reply_to_a_source_of_the_accounts_that_answers_nothing_is_told) {
  settings.accounts[0].sources = {"95588", "Qsms"};
  settings.accounts[0].senders_abroad = {{"44", "447700900999"}};
  start_bound();
  write("hello?", "95588");
  const gateway::Event told_as = reply();
  BOOST_TEST(told_as.message == nullptr);
  BOOST_TEST(!told_as.reply->ambiguous);
  BOOST_TEST(told_as.reply->extend.empty());
  write("hello?", "447700900999", "447700900123");
  BOOST_TEST(replies().size() == 2U);
  BOOST_TEST(gateway->status().counters.replies_unmatched == 0U);
}

BOOST_AUTO_TEST_CASE(a_reply_to_a_source_of_several_accounts_is_told_to_all_of_them_as_ambiguous) {
  settings.accounts[0].sources = {"95588"};
  gateway::AccountSettings second = settings.accounts[0];
  second.number = *store.account_number("second");
  second.name = "second";
  second.extension = "02";
  settings.accounts.push_back(second);
  start_bound();
  write("TD", "95588");
  BOOST_TEST(reply().reply->ambiguous);
  BOOST_TEST(gateway->status().counters.replies == 2U);
  for (const auto& entry : gateway->status().accounts) BOOST_TEST(entry.blocked == 1U);
}

BOOST_AUTO_TEST_CASE(the_extend_of_a_reply_that_answers_nothing_is_without_our_tail) {
  settings.accounts[0].number_policy = {sender::Policy::rotating, 2};
  start_bound();
  write("yes", sender_number + "7742");
  BOOST_TEST(reply().reply->extend == "77");
  write("and this", sender_number + "42");
  BOOST_TEST(replies().back().reply->extend.empty());
}

BOOST_AUTO_TEST_CASE(octets_that_are_no_digits_behind_our_number_are_no_extend) {
  start_bound();
  write("yes", sender_number + "\xA0");
  BOOST_TEST(reply().reply->to == sender_number + "\xA0");
  BOOST_TEST(reply().reply->extend.empty());
}

BOOST_AUTO_TEST_CASE(a_reply_that_comes_by_another_carrier_than_granted_its_number_is_the_accounts_all_the_same) {
  settings.carriers.push_back(another_carrier("second", 2777, "10690002220"));
  settings.routes = {{"", {carrier}}};
  SimSmsc other(scheduler, network, 2777);
  start_bound();
  BOOST_REQUIRE(run_until([&] { return other.connections() > 0 && other.state(0) == session::State::bound_trx; }));
  pdu::ShortMessage message;
  message.source.addr = phone;
  message.destination.addr = sender_number;
  const std::string word = "TD";
  message.short_message = {reinterpret_cast<const std::uint8_t*>(word.data()), word.size()};
  BOOST_REQUIRE(other.deliver(0, message, ++cookies));
  BOOST_TEST((reply().reply->opt == store::ReplyOpt::out));
  BOOST_TEST(gateway->status().accounts[0].blocked == 1U);
}

BOOST_AUTO_TEST_CASE(a_word_of_opt_out_is_known_in_gb_18030_also_where_it_was_cut) {
  start_bound();
  told();
  write_part(4, 2, 1, "\xA3\xD4\xA3", 0x0F);
  write_part(4, 2, 2, "\xC4", 0x0F);
  BOOST_TEST(reply().reply->text == "ＴＤ");
  BOOST_TEST((reply().reply->opt == store::ReplyOpt::out));
}

BOOST_AUTO_TEST_CASE(the_parts_of_a_long_reply_are_joined_in_any_order_over_a_crash) {
  std::vector<unsigned> order{1, 2, 3};
  do {
    for (std::size_t crash_after = 0; crash_after <= order.size(); ++crash_after) {
      Phone world;
      world.start_bound();
      const MessageId id = world.told();
      for (std::size_t i = 0; i < order.size(); ++i) {
        if (i == crash_after) world.restart();
        world.write_part(9, 3, order[i], "part" + std::to_string(order[i]) + " ");
        if (i == 0) world.scheduler.run_for(Seconds(3));  // a checkpoint
      }
      if (crash_after == order.size()) world.restart();
      const gateway::Event told = world.reply();
      BOOST_TEST(told.reply->text == "part1 part2 part3 ");
      BOOST_TEST(!told.reply->incomplete);
      BOOST_REQUIRE(told.message != nullptr);
      BOOST_TEST((told.message->id == id));
      world.restart();
      world.scheduler.run_for(Seconds(1200));
      BOOST_TEST(world.replies().size() == 1U);
      BOOST_TEST(world.gateway->status().reply_parts == 0U);
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

BOOST_AUTO_TEST_CASE(what_came_of_a_long_reply_is_told_as_incomplete_when_a_part_is_missing_for_long) {
  settings.delivery.reassembly_timeout = Seconds(300);
  start_bound();
  told();
  write_part(9, 3, 1, "begin");
  scheduler.run_for(Seconds(10));
  restart();
  write_part(9, 3, 3, "end");
  scheduler.run_for(Seconds(280));
  BOOST_TEST(replies().empty());
  scheduler.run_for(Seconds(20));
  const gateway::Event told_as = reply();
  BOOST_TEST(told_as.reply->incomplete);
  BOOST_TEST(told_as.reply->text.starts_with("begin"));
  BOOST_TEST(told_as.reply->text.ends_with("end"));
  BOOST_TEST(gateway->status().counters.replies_incomplete == 1U);
  BOOST_TEST(gateway->status().reply_parts == 0U);
}

BOOST_AUTO_TEST_CASE(a_surrogate_pair_that_the_sender_cut_is_joined_before_it_is_decoded) {
  start_bound();
  told();
  write_part(3, 2, 2, std::string("\xDE\x00", 2), 8);
  write_part(3, 2, 1, "\xD8\x3D", 8);
  BOOST_TEST(reply().reply->text == "\xF0\x9F\x98\x80");
}

BOOST_AUTO_TEST_CASE(a_part_that_is_delivered_again_is_answered_and_told_once) {
  start_bound();
  told();
  write_part(9, 2, 1, "a");
  restart();
  write_part(9, 2, 1, "a");
  write_part(9, 2, 2, "b");
  write_part(9, 2, 2, "b");
  BOOST_TEST(reply().reply->text == "ab");
  scheduler.run_for(Seconds(1200));
  BOOST_TEST(replies().size() == 1U);
}

BOOST_AUTO_TEST_CASE(
    a_late_reply_and_a_long_one_of_a_mainland_mobile_that_its_carrier_calls_international_are_its_own) {
  start_bound();
  const MessageId id = told();
  pdu::ShortMessage message;
  message.source = {1, 1, "13800138007"};
  message.destination.addr = sender_number;
  for (const unsigned sequence : {1U, 2U}) {
    const std::string octets{5, 0, 3, 7, 2, static_cast<char>(sequence), 'a'};
    message.esm_class = 0x40;
    message.short_message = {reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()};
    write(message);
  }
  const gateway::Event whole = reply();
  BOOST_TEST(whole.reply->text == "aa");
  BOOST_TEST(whole.reply->from.digits() == phone);
  BOOST_REQUIRE(whole.message != nullptr);
  BOOST_TEST((whole.message->id == id));
  scheduler.run_for(Seconds(73 * 3600));
  const std::string text = "late";
  message.esm_class = 0;
  message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  write(message);
  const gateway::Event late = replies().back();
  BOOST_TEST(late.reply->late);
  BOOST_TEST(late.reply->from.digits() == phone);
}

BOOST_AUTO_TEST_CASE(
    where_the_carrier_puts_in_its_own_number_all_accounts_that_wrote_are_told_and_the_phone_leaves_all_lists) {
  settings.carriers[0].access_numbers.clear();
  gateway::AccountSettings second = settings.accounts[0];
  second.number = *store.account_number("second");
  second.name = "second";
  settings.accounts.push_back(second);
  start_bound();
  told();
  write("one", "95001");
  BOOST_TEST(!reply().reply->ambiguous);
  gateway::AcceptRequest request;
  request.account = second.number;
  gateway::AcceptItem item;
  item.to = {phone};
  item.body = "hello";
  request.items = {item};
  send(std::move(request));
  scheduler.run_for(Seconds(5));
  restart();
  write("two", "95001");
  BOOST_TEST(replies().back().reply->ambiguous);
  BOOST_TEST(gateway->status().counters.replies == 2U);  // one for each account, since the restart
  scheduler.run_for(hours_72);
  write("TD", "95002");
  BOOST_TEST(replies().back().reply->late);
  BOOST_TEST((replies().back().reply->opt == store::ReplyOpt::out));
  send(phone);
  scheduler.run_for(Seconds(1));
  BOOST_REQUIRE(answers.entries.back().error.has_value());
  BOOST_TEST(answers.entries.back().error->code == "blocked");
}

BOOST_AUTO_TEST_CASE(accounts_that_share_a_sender_abroad_are_both_told_and_the_phone_leaves_both_lists) {
  constexpr const char* abroad = "447700900123";
  settings.carriers[0].senders_abroad = {{"44", "60777"}};
  gateway::AccountSettings second = settings.accounts[0];
  second.extension = "02";
  second.number = *store.account_number("second");
  second.name = "second";
  settings.accounts.push_back(second);
  start_bound();
  const auto write_as = [&](AccountNumber from) {
    gateway::AcceptRequest request;
    request.account = from;
    gateway::AcceptItem item;
    item.to = {std::string("+") + abroad};
    item.body = "hello";
    request.items = {item};
    send(std::move(request));
    scheduler.run_for(Seconds(5));
    return answers.entries.back();
  };
  for (const bool over_a_restart : {false, true}) {
    BOOST_TEST(!write_as(account).error.has_value());
    BOOST_TEST(!write_as(second.number).error.has_value());
    if (over_a_restart) restart();
    write(over_a_restart ? "Unsubscribe" : "why?", "60777", abroad);
    BOOST_TEST(gateway->status().counters.replies == 2U);
    BOOST_TEST(replies().back().reply->ambiguous);
  }
  for (const AccountNumber each : {account, second.number}) {
    const gateway::AcceptEntry refused = write_as(each);
    BOOST_REQUIRE(refused.error.has_value());
    BOOST_TEST(refused.error->code == "blocked");
  }
}

BOOST_AUTO_TEST_CASE(a_reply_is_told_again_with_the_time_at_which_it_came) {
  settings.delivery.reassembly_timeout = Seconds(300);
  start_bound();
  told();
  write_part(9, 2, 1, "half");
  const WallTime came_at = scheduler.wall();
  scheduler.run_for(Seconds(400));
  crash();
  start_bound();
  const gateway::Event again = reply();
  BOOST_TEST((came_at - again.reply->received_at < Seconds(2)));
}

BOOST_AUTO_TEST_CASE(what_is_acknowledged_while_the_store_is_busy_is_told_later) {
  start_bound();
  told();
  restart();
  write_part(9, 2, 1, "a");
  store.answer_reads_with(store::ReadError::overloaded);
  write_part(9, 2, 2, "b");
  scheduler.run_for(Seconds(5));
  BOOST_TEST(replies().empty());
  store.answer_reads_with(std::nullopt);
  scheduler.run_for(Seconds(5));
  BOOST_TEST(reply().reply->text == "ab");
}

BOOST_AUTO_TEST_CASE(where_a_phones_window_is_damaged_its_reply_goes_by_the_number_and_others_answer_their_message) {
  start_bound();
  const MessageId sent = told("8613800138008");
  told(phone);
  scheduler.run_for(Seconds(5));
  restart();
  store.damage_window(*PhoneNumber::from_digits(phone));
  store.hold_reads(true);
  BOOST_REQUIRE(run_until([this] { return bound(); }, Seconds(600)));
  for (const std::string from : {phone, "8613800138008"}) {
    pdu::ShortMessage message;
    message.source.addr = from;
    message.destination.addr = sender_number;
    BOOST_REQUIRE(deliver(message, ++cookies));
  }
  scheduler.run_for(Seconds(1));
  store.hold_reads(false);
  const auto all = replies();
  BOOST_REQUIRE(all.size() == 2U);
  for (const gateway::Event& event : all) {
    const bool is_damaged = event.reply->from == *PhoneNumber::from_digits(phone);
    BOOST_TEST((event.message == nullptr) == is_damaged);
    if (!is_damaged) BOOST_TEST((event.message->id == sent));
  }
}

BOOST_AUTO_TEST_CASE(a_flood_of_first_parts_is_told_as_it_comes_and_keeps_a_bound) {
  start_bound();
  told();
  for (unsigned i = 0; i < 100; ++i) write_part(i, 2, 1, "flood " + std::to_string(i));
  BOOST_TEST(gateway->status().reply_parts <= reply::groups_per_phone_max);
  BOOST_TEST(replies().size() == 100U - gateway->status().reply_parts);
}

BOOST_AUTO_TEST_SUITE_END()
