// SPDX-License-Identifier: Apache-2.0
// Submits whose answer never came: held or sent once more, and resolved by every evidence there is.
#include <boost/test/unit_test.hpp>

#include "receipt/receipt_text.h"
#include "tests/sim/client.h"
#include "tests/sim/world.h"

using namespace smppedge;
using sim::World;

namespace {

/// By which evidence its timeline says that a receipt settled its doubt.
std::string evidence_of(World& world, MessageId id) {
  std::string evidence;
  bool told = false;
  world.gateway->find_message(world.account, id,
                              [&](const Expected<gateway::MessageView, gateway::RequestError>& view) {
                                told = true;
                                BOOST_REQUIRE(view.has_value());
                                for (const gateway::TimelineStep& step : view->timeline) {
                                  if (step.step == "receipt") evidence += step.evidence;
                                }
                              });
  world.run_until([&] { return told; });
  return evidence;
}

/// Nobody ever says what became of it.
void check_ends_unknown(World& world, MessageId id, Micros limit = Seconds(400)) {
  const gateway::Event* result = world.result_of(id, limit);
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "unknown");
  BOOST_TEST(to_string(result->message->reason) == "in_doubt");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(doubt)

BOOST_AUTO_TEST_CASE(held_when_the_bind_dies_and_unknown_after_the_timeout) {
  World world;
  world.silent = true;
  world.settings.delivery.in_doubt_timeout = Seconds(600);
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  world.run_until([&] { return world.smsc->submits.size() == 1; });
  world.network.last_link().reset();
  world.scheduler.run_for(Seconds(10));
  BOOST_TEST(world.gateway->status().in_doubt_segments == 1U);
  check_ends_unknown(world, id, Seconds(700));
  BOOST_TEST(world.smsc->submits.size() == 1U);
  BOOST_TEST(world.gateway->status().counters.doubts_timed_out == 1U);
}

BOOST_AUTO_TEST_CASE(an_otp_is_sent_once_more_after_resend_after_and_then_held) {
  World world;
  world.silent = true;
  world.settings.delivery.in_doubt_timeout = Seconds(300);
  world.start_bound();
  const MessageId id = world.accept("8613800138000", "code 1234", TrafficClass::otp);
  world.run_until([&] { return world.smsc->submits.size() == 1; });
  world.network.last_link().reset();
  world.run_until([&] { return world.smsc->submits.size() == 2; });
  BOOST_REQUIRE_EQUAL(world.smsc->submits.size(), 2U);
  BOOST_TEST((world.smsc->submits[1].at - world.smsc->submits[0].at >= Seconds(5)));
  world.network.last_link().reset();
  check_ends_unknown(world, id);
  BOOST_TEST(world.smsc->submits.size() == 2U);
  BOOST_TEST(world.gateway->status().counters.resends == 1U);
}

/// An otp whose first submit is in doubt and whose second, the carrier's c1, waits for its receipt.
MessageId otp_with_a_copy(World& world) {
  world.silent = true;
  world.receipts = false;
  world.start_bound();
  const MessageId id = world.accept("8613800138000", "code 1234", TrafficClass::otp);
  world.run_until([&] { return world.smsc->submits.size() == 1; });
  world.network.last_link().reset();
  world.silent = false;
  world.run_until([&] { return world.smsc->submits.size() == 2; });
  return id;
}

/// The same once its receipt has rejected c1.
MessageId otp_with_a_rejected_copy(World& world) {
  world.settings.delivery.in_doubt_timeout = Seconds(300);
  const MessageId id = otp_with_a_copy(world);
  world.scheduler.run_for(Seconds(1));
  world.send_receipt("c1", "8613800138000", receipt::State::rejected);
  world.scheduler.run_for(Seconds(10));
  BOOST_TEST(world.results_of(id) == 0U);
  return id;
}

void check_delivered_by(World& world, MessageId id, const std::string& carrier_message_id) {
  world.send_receipt(carrier_message_id, "8613800138000", receipt::State::delivered);
  const gateway::Event* result = world.result_of(id);
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
}

BOOST_AUTO_TEST_CASE(a_copy_that_is_rejected_does_not_fail_what_the_first_submit_has_delivered) {
  World world;
  check_delivered_by(world, otp_with_a_rejected_copy(world), "z9");
}

BOOST_AUTO_TEST_CASE(over_a_restart_the_receipt_of_a_first_submit_in_doubt_finds_what_its_copy_was_taken_for) {
  World world;
  world.settings.checkpoint_interval = Seconds(1);
  world.settings.spill_after = Seconds(1);
  const MessageId id = otp_with_a_rejected_copy(world);
  world.crash();
  world.start_bound();
  check_delivered_by(world, id, "z9");
}

BOOST_AUTO_TEST_CASE(what_waits_only_for_receipts_leaves_memory_once_its_doubt_has_grown_old) {
  World world;
  world.settings.checkpoint_interval = Seconds(1);
  world.settings.spill_after = Seconds(1);
  world.settings.delivery.in_doubt_timeout = Seconds(60);
  const MessageId id = otp_with_a_copy(world);
  world.scheduler.run_for(Seconds(30));
  BOOST_TEST(world.gateway->status().open_messages == 1U);
  world.scheduler.run_for(Seconds(60));
  BOOST_TEST(world.gateway->status().open_messages == 0U);
  check_delivered_by(world, id, "c1");
}

BOOST_AUTO_TEST_CASE(nobody_knows_of_a_message_whose_copy_is_rejected_and_whose_first_submit_stays_in_doubt) {
  World world;
  const MessageId id = otp_with_a_rejected_copy(world);
  world.crash();
  world.start_bound();
  check_ends_unknown(world, id);
}

/// An otp whose first submit is in doubt and whose second is refused for good.
MessageId otp_with_a_refused_copy(World& world, pdu::CommandStatus status) {
  world.settings.delivery.in_doubt_timeout = Seconds(300);
  unsigned submits = 0;
  world.smsc->reply = [submits, status](const auto&) mutable -> std::optional<sim::SimSmsc::Reply> {
    if (++submits == 1) return std::nullopt;
    return sim::SimSmsc::Reply{.status = status};
  };
  world.start_bound();
  const MessageId id = world.accept("8613800138000", "code 1234", TrafficClass::otp);
  BOOST_REQUIRE(world.run_until([&] { return world.smsc->submits.size() == 1; }));
  world.network.last_link().reset();
  BOOST_REQUIRE(world.run_until([&] { return world.smsc->submits.size() == 2; }));
  world.scheduler.run_for(Seconds(30));
  BOOST_TEST(world.results_of(id) == 0U);  // the first may have been delivered
  BOOST_TEST(world.gateway->status().in_doubt_segments == 1U);
  return id;
}

constexpr auto not_mine = static_cast<pdu::CommandStatus>(0x410);

BOOST_AUTO_TEST_CASE(a_copy_that_is_refused_leaves_the_first_submit_in_doubt_and_is_not_made_again) {
  for (const pdu::CommandStatus status : {pdu::CommandStatus::ESME_RINVDSTADR, not_mine}) {
    for (const bool over_a_restart : {false, true}) {
      BOOST_TEST_CONTEXT(static_cast<unsigned>(status) << (over_a_restart ? " over a restart" : "")) {
        World world;
        world.settings.carriers[0].link.statuses =
            carrier::StatusTable({{not_mine, {carrier::StatusClass::not_mine, {}}}});
        const MessageId id = otp_with_a_refused_copy(world, status);
        if (over_a_restart) {
          world.crash();
          world.start_bound();
        }
        check_ends_unknown(world, id);
        BOOST_TEST(world.smsc->submits.size() == 2U);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(after_a_refused_copy_the_receipt_of_the_first_submit_is_told) {
  World world;
  const MessageId id = otp_with_a_refused_copy(world, pdu::CommandStatus::ESME_RINVDSTADR);
  check_delivered_by(world, id, "z9");
}

/// An otp whose only submit is in doubt and whose carrier has no bind any more until its validity is over.
MessageId otp_too_late_for_its_copy(World& world) {
  world.silent = true;
  world.settings.delivery.in_doubt_timeout = Seconds(300);
  world.start_bound();
  gateway::AcceptItem item;
  item.to = {"8613800138000"};
  item.body = "code 1234";
  item.traffic_class = TrafficClass::otp;
  item.validity = Seconds(30);
  world.send(std::move(item));
  BOOST_REQUIRE(world.run_until([&] { return world.smsc->submits.size() == 1; }));
  const MessageId id = world.answers.entries.at(0).id;
  world.network.refuse(sim::carrier_port, DialError{DialError::Kind::refused, "refused"});
  world.network.last_link().reset();
  world.scheduler.run_for(Seconds(60));
  BOOST_TEST(world.gateway->status().counters.resends == 1U);
  BOOST_TEST(world.results_of(id) == 0U);  // it may have been delivered: nobody says that it expired
  BOOST_TEST(world.gateway->status().in_doubt_segments == 1U);
  world.network.allow(sim::carrier_port);
  world.silent = false;
  return id;
}

BOOST_AUTO_TEST_CASE(a_doubt_whose_copy_could_not_leave_in_time_is_unknown_and_not_expired) {
  World world;
  const MessageId id = otp_too_late_for_its_copy(world);
  check_ends_unknown(world, id);
  BOOST_TEST(world.smsc->submits.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_doubt_whose_copy_could_not_leave_in_time_is_settled_by_its_receipt) {
  World world;
  const MessageId id = otp_too_late_for_its_copy(world);
  BOOST_REQUIRE(world.run_until([&] { return world.bound(); }, Seconds(200)));
  check_delivered_by(world, id, "z9");
  BOOST_TEST(world.smsc->submits.size() == 1U);
}

BOOST_AUTO_TEST_CASE(over_a_restart_a_doubt_whose_copy_could_not_leave_in_time_is_not_sent_again) {
  World world;
  const MessageId id = otp_too_late_for_its_copy(world);
  world.crash();
  world.start_bound();
  check_ends_unknown(world, id);
  BOOST_TEST(world.smsc->submits.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_doubt_whose_copy_cannot_be_written_any_more_is_unknown_and_not_rejected) {
  World world;
  world.silent = true;
  world.settings.delivery.in_doubt_timeout = Seconds(300);
  world.start_bound();
  sim::Client client(world);
  gateway::AcceptItem item = sim::Client::submit_sm("8613800138000", std::string(250, 'x'));
  item.body_kind = BodyKind::verbatim;
  item.traffic_class = TrafficClass::otp;
  item.client->part = {PartForm::sar, 7, 2, 1};
  const MessageId id = client.send(std::move(item)).id;
  BOOST_REQUIRE(world.run_until([&] { return world.smsc->submits.size() == 1; }));
  // Without TLVs the part's number takes octets that this one does not have.
  world.settings.carriers[0].link.profile.interface_version = 0x33;
  world.reload_settings();
  world.network.last_link().reset();
  BOOST_REQUIRE(world.run_until([&] { return world.gateway->status().counters.resends == 1; }, Seconds(60)));
  world.scheduler.run_for(Seconds(30));
  BOOST_TEST(world.gateway->status().in_doubt_segments == 1U);
  BOOST_TEST(client.state_of(id) == "in_doubt");
  world.scheduler.run_for(Seconds(400));
  BOOST_TEST(client.state_of(id) == "unknown");
  BOOST_TEST(world.smsc->submits.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_long_message_of_which_one_part_stays_in_doubt_is_unknown_as_a_whole) {
  World world;
  world.settings.delivery.in_doubt_timeout = Seconds(300);
  std::string refused;
  unsigned accepted = 0;
  world.smsc->reply = [&](const sim::SimSmsc::Submit& submit) -> std::optional<sim::SimSmsc::Reply> {
    if (world.silent) return std::nullopt;
    if (submit.body == refused) return sim::SimSmsc::Reply{.status = pdu::CommandStatus::ESME_RINVDSTADR};
    ++accepted;
    return world.reply_to(submit);
  };
  world.silent = true;
  world.start_bound();
  const MessageId id = world.accept("8613800138000", std::string(400, 'x'), TrafficClass::otp);
  BOOST_REQUIRE(world.run_until([&] { return world.smsc->submits.size() == 3; }));
  refused = world.smsc->submits[1].body;
  world.silent = false;
  world.network.last_link().reset();
  BOOST_REQUIRE(world.run_until([&] { return accepted == 2; }, Seconds(60)));
  world.scheduler.run_for(Seconds(60));
  BOOST_TEST(world.results_of(id) == 0U);
  check_ends_unknown(world, id);
  BOOST_TEST(world.smsc->submits.size() == 6U);
}

BOOST_AUTO_TEST_CASE(a_late_response_settles_the_doubt) {
  World world;
  world.settings.carriers[0].link.response_timeout = Seconds(10);
  world.response_delay = Seconds(15);
  world.receipt_delay = Seconds(20);
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  world.scheduler.run_for(Seconds(12));
  BOOST_TEST(world.gateway->status().in_doubt_segments == 1U);
  const gateway::Event* result = world.result_of(id);
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  BOOST_TEST(world.gateway->status().counters.late_answers == 1U);
  BOOST_TEST(world.smsc->submits.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_orphan_receipt_that_fits_one_doubt_settles_it) {
  World world;
  world.silent = true;
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  world.run_until([&] { return world.smsc->submits.size() == 1; });
  world.network.last_link().reset();
  world.run_until([&] { return world.gateway->status().in_doubt_segments == 1 && world.bound(); });
  world.send_receipt("z9", "8613800138000", receipt::State::delivered);
  const gateway::Event* result = world.result_of(id);
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  BOOST_TEST(result->message->segments[0].attempts[0].carrier_message_id == "z9");
  BOOST_TEST(world.gateway->status().counters.doubts_settled[0] == 1U);
  BOOST_TEST(evidence_of(world, id) == "receipt");
}

BOOST_AUTO_TEST_CASE(an_orphan_receipt_that_fits_two_doubts_settles_neither) {
  World world;
  world.silent = true;
  world.start_bound();
  world.accept("8613800138000");
  world.accept("8613800138000", "second");
  world.run_until([&] { return world.smsc->submits.size() == 2; });
  world.network.last_link().reset();
  world.run_until([&] { return world.gateway->status().in_doubt_segments == 2 && world.bound(); });
  world.send_receipt("z9", "8613800138000", receipt::State::delivered);
  world.scheduler.run_for(Seconds(10));
  BOOST_TEST(world.gateway->status().parked_receipts == 1U);
  BOOST_TEST(world.gateway->status().in_doubt_segments == 2U);
}

BOOST_AUTO_TEST_CASE(an_orphan_receipt_settles_the_one_of_two_doubts_whose_time_it_tells) {
  World world;
  world.silent = true;
  world.settings.delivery.in_doubt_timeout = Seconds(4 * 3600);
  world.start_bound();
  const MessageId older = world.accept("8613800138000");
  world.run_until([&] { return world.smsc->submits.size() == 1; });
  world.network.last_link().reset();
  world.scheduler.run_for(2 * gateway::evidence_distance_max);
  const MessageId younger = world.accept("8613800138000", "second");
  world.run_until([&] { return world.smsc->submits.size() == 2; });
  world.network.last_link().reset();
  world.run_until([&] { return world.gateway->status().in_doubt_segments == 2 && world.bound(); });
  world.send_receipt("z9", "8613800138000", receipt::State::delivered);
  const gateway::Event* result = world.result_of(younger);
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  BOOST_TEST(world.results_of(older) == 0U);
  BOOST_TEST(world.gateway->status().in_doubt_segments == 1U);
}

BOOST_AUTO_TEST_CASE(a_crash_puts_what_was_unanswered_in_doubt_and_the_receipt_finds_it) {
  World world;
  world.response_delay = Seconds(20);
  world.receipt_delay = Seconds(5);
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  world.run_until([&] { return world.smsc->submits.size() == 1; });
  world.crash();
  world.start_bound();
  BOOST_TEST(world.gateway->status().in_doubt_segments == 1U);
  const gateway::Event* result = world.result_of(id);
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  BOOST_TEST(world.smsc->submits.size() == 1U);
}

BOOST_AUTO_TEST_CASE(answers_on_a_new_connection_go_to_the_attempts_that_were_sent_on_it) {
  World world;
  world.silent = true;
  world.receipts = false;
  world.settings.delivery.receipt_timeout = Seconds(60);
  world.settings.carriers[0].link.response_timeout = Seconds(5);
  world.settings.carriers[0].link.response_timeouts_max = 5;
  world.start_bound();
  std::vector<MessageId> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(world.accept("861380013800" + std::to_string(i), "code 1234", TrafficClass::otp));
  }
  // All time out, the bind is closed and made anew; the resends carry the same sequence numbers again.
  world.scheduler.run_for(Seconds(6));
  world.silent = false;
  for (const MessageId id : ids) {
    const gateway::Event* result = world.result_of(id, Seconds(120));
    BOOST_REQUIRE(result != nullptr);
    BOOST_TEST(to_string(result->message->reason) == "no_receipt");
    BOOST_TEST(to_string(result->message->segments[0].attempts[1].state) == "accepted");
  }
  BOOST_TEST(world.smsc->submits.size() == 10U);
}

BOOST_AUTO_TEST_CASE(an_account_s_own_policy_goes_before_its_class_s) {
  World world;
  world.settings.accounts[0].in_doubt[static_cast<std::size_t>(TrafficClass::otp)] = gateway::InDoubtPolicy::hold;
  world.settings.accounts[0].in_doubt[static_cast<std::size_t>(TrafficClass::notice)] = gateway::InDoubtPolicy::resend;
  world.silent = true;
  world.start_bound();
  world.accept("8613800138000", "code 1234", TrafficClass::otp);
  world.accept("8613800138001", "notice", TrafficClass::notice);
  world.run_until([&] { return world.smsc->submits.size() == 2; });
  world.network.last_link().reset();
  world.silent = false;
  world.scheduler.run_for(Seconds(60));
  BOOST_REQUIRE_EQUAL(world.smsc->submits.size(), 3U);
  BOOST_TEST(world.smsc->submits.back().destination == "8613800138001");
}

BOOST_AUTO_TEST_CASE(a_throttled_carrier_goes_on_when_the_probe_s_message_ends_before_its_answer) {
  World world;
  world.receipts = false;
  world.start_bound();
  const auto accept = world.smsc->reply;
  world.smsc->reply = [](const sim::SimSmsc::Submit&) -> std::optional<sim::SimSmsc::Reply> { return std::nullopt; };
  world.settings.carriers[0].link.response_timeout = Seconds(10);
  const MessageId id = world.accept("8613800138000", "code 1234", TrafficClass::otp);
  world.network.last_link().reset();
  world.run_until([&] { return world.gateway->status().in_doubt_segments == 1 && world.bound(); });
  // Another message is throttled; the hold lets one attempt out, which is the resend, and that is never answered.
  world.smsc->reply = [](const sim::SimSmsc::Submit& submit) -> std::optional<sim::SimSmsc::Reply> {
    if (submit.destination == "8613800138001")
      return sim::SimSmsc::Reply{.status = pdu::CommandStatus::ESME_RTHROTTLED};
    return std::nullopt;
  };
  world.accept("8613800138001");
  world.run_until([&] { return world.smsc->submits.size() >= 3; });
  world.send_receipt("z1", "8613800138000", receipt::State::delivered);
  world.smsc->reply = accept;
  world.scheduler.run_for(Seconds(90));
  const std::size_t before = world.smsc->submits.size();
  for (int i = 0; i < 20; ++i) world.accept("861390013900" + std::to_string(i % 8));
  BOOST_TEST(world.run_until([&] { return world.smsc->submits.size() >= before + 20; }, Seconds(60)));
  BOOST_TEST(world.results_of(id) <= 1U);
}

BOOST_AUTO_TEST_CASE(a_late_response_after_unknown_still_leads_to_a_late_receipt) {
  World world;
  world.settings.carriers[0].link.response_timeout = Seconds(10);
  world.settings.carriers[0].link.enquire_link_interval = Seconds(3600);
  world.settings.delivery.in_doubt_timeout = Seconds(30);
  world.response_delay = Seconds(60);
  world.receipt_delay = Seconds(90);
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  check_ends_unknown(world, id, Seconds(50));
  world.scheduler.run_for(Seconds(120));
  world.take_events();
  BOOST_REQUIRE_EQUAL(world.events.size(), 3U);  // in doubt, unknown, and what became of it
  BOOST_TEST((world.events.rbegin()->second.kind == gateway::Event::Kind::receipt_late));
}

BOOST_AUTO_TEST_CASE(an_orphan_receipt_after_unknown_is_told_late_where_its_submit_date_says_which_it_was) {
  for (const bool fits : {true, false}) {
    for (const bool restarted : {true, false}) {
      World world;
      world.silent = true;
      world.settings.delivery.in_doubt_timeout = Seconds(3600);
      world.start_bound();
      const MessageId id = world.accept("8613800138000");
      world.run_until([&] { return world.smsc->submits.size() == 1; });
      const WallTime submitted = world.scheduler.wall();
      world.network.last_link().reset();
      BOOST_REQUIRE(world.result_of(id, Seconds(4000)) != nullptr);
      if (restarted) {
        world.crash();
        world.start_bound();
      }
      std::string text;
      receipt::ReceiptFields fields;
      fields.id = "z9";
      fields.state = receipt::State::delivered;
      fields.submit_date = fits ? submitted : world.scheduler.wall();
      fields.done_date = world.scheduler.wall();
      receipt::write_receipt_text(fields, 0, text);
      pdu::ShortMessage message;
      message.esm_class = 0x04;
      message.source.addr = "8613800138000";
      message.destination.addr = world.sender_number;
      message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
      world.deliver(message, ++world.cookies);
      world.scheduler.run_for(Seconds(5));
      world.take_events();
      const bool late = world.events.rbegin()->second.kind == gateway::Event::Kind::receipt_late;
      BOOST_TEST(late == fits);
      BOOST_TEST(world.gateway->status().parked_receipts == (fits ? 0U : 1U));
      if (fits) BOOST_TEST(evidence_of(world, id) == "receipt");
    }
  }
}

namespace {

/// A code that was sent twice: the first attempt's late answer and receipt have ended it while the second is claimed
/// and, unless others were before it, on the wire. Another receipt of the first has brought it back into memory.
struct EndedWhileResent : World {
  MessageId code;

  explicit EndedWhileResent(bool others_before_it) {
    settings.carriers[0].link.response_timeout = Seconds(10);
    settings.carriers[0].link.enquire_link_interval = Seconds(3600);
    settings.carriers[0].link.window = 3;
    settings.delivery.in_doubt_timeout = Seconds(300);
    smsc->reply = [first = true](const sim::SimSmsc::Submit& submit) mutable -> std::optional<sim::SimSmsc::Reply> {
      if (submit.destination == "8613800138001") return sim::SimSmsc::Reply{.message_id = "c2", .delay = Seconds(9)};
      if (submit.destination != "8613800138000" || !std::exchange(first, false)) return std::nullopt;
      return sim::SimSmsc::Reply{.message_id = "c1", .delay = Seconds(20)};
    };
    start_bound();
    code = accept("8613800138000", "code 1234", TrafficClass::otp);
    scheduler.run_for(Seconds(12));
    for (int i = 1; others_before_it && i <= 3; ++i) {
      accept("861380013800" + std::to_string(i), "code 4321", TrafficClass::otp);
    }
    scheduler.run_for(Millis(8'100));
    send_receipt("c1", "8613800138000", receipt::State::delivered);
    scheduler.run_for(Millis(300));
    send_receipt("c1", "8613800138000", receipt::State::expired);
    scheduler.run_for(Millis(300));
  }
  /// The steps of its second attempt, once it has left memory again.
  std::string second_attempt() {
    scheduler.run_for(Seconds(20));
    std::string steps;
    gateway->find_message(account, code, [&](const Expected<gateway::MessageView, gateway::RequestError>& found) {
      BOOST_REQUIRE(found.has_value());
      BOOST_TEST(to_string(found->message.state) == "delivered");
      for (const gateway::TimelineStep& step : found->timeline) {
        if (step.attempt == 2) steps += std::string(step.step) + " ";
      }
    });
    scheduler.run_ready();
    return steps;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_doubt_of_the_resend_after_the_end_is_found_with_the_message) {
  EndedWhileResent world(false);
  world.network.last_link().reset();
  BOOST_TEST(world.second_attempt() == "submitted in_doubt ");
}

BOOST_AUTO_TEST_CASE(a_resend_that_is_released_after_the_end_is_found_with_the_message) {
  EndedWhileResent world(true);
  world.network.last_link().reset();
  BOOST_TEST(world.second_attempt() == "submitted released ");
}

BOOST_AUTO_TEST_CASE(a_resend_that_is_overtaken_after_the_end_is_found_with_the_message) {
  EndedWhileResent world(true);
  world.scheduler.run_for(Seconds(1));  // a slot comes free
  BOOST_TEST(world.second_attempt() == "submitted released ");
}

namespace {

/// user_message_reference of a submit's TLVs, 0x0204.
std::uint16_t reference_in(const sim::SimSmsc::Submit& submit) {
  const auto value = pdu::Tlvs(submit.tlvs).find(pdu::Tag::user_message_reference);
  return value && value->size() == 2 ? static_cast<std::uint16_t>(((*value)[0] << 8) | (*value)[1]) : 0;
}

void send_echo(World& world, const std::string& id, const std::string& phone, std::uint16_t reference) {
  const std::string text = "id:" + id + " sub:001 dlvrd:001 stat:DELIVRD err:000 text:";
  const std::vector<std::uint8_t> tlvs{
      0x02, 0x04, 0x00, 0x02, static_cast<std::uint8_t>(reference >> 8), static_cast<std::uint8_t>(reference)};
  pdu::ShortMessage message;
  message.esm_class = 0x04;
  message.source.addr = phone;
  message.destination.addr = world.sender_number;
  message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  message.tlvs = pdu::Tlvs(tlvs);
  world.deliver(message, ++world.cookies);
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_echoed_user_message_reference_decides_among_several_doubts_over_a_restart) {
  for (const bool restarted : {false, true}) {
    World world;
    world.silent = true;
    world.settings.carriers[0].link.profile.send_user_message_reference = true;
    world.start_bound();
    world.accept("8613800138000");
    const MessageId second = world.accept("8613800138000", "second");
    world.run_until([&] { return world.smsc->submits.size() == 2; });
    const std::uint16_t reference = reference_in(world.smsc->submits[1]);
    BOOST_TEST(reference != reference_in(world.smsc->submits[0]));
    if (restarted) {
      world.crash();
      world.start();
    } else {
      world.network.last_link().reset();
    }
    world.run_until([&] { return world.gateway->status().in_doubt_segments == 2 && world.bound(); });
    send_echo(world, "z8", "8613800138000", static_cast<std::uint16_t>(reference ^ 0x5555));
    world.scheduler.run_for(Seconds(2));
    BOOST_TEST(world.gateway->status().in_doubt_segments == 2U);
    send_echo(world, "z9", "8613800138000", reference);
    const gateway::Event* result = world.result_of(second, Seconds(10));
    BOOST_REQUIRE(result != nullptr);
    BOOST_TEST(to_string(result->message->state) == "delivered");
    BOOST_TEST(world.gateway->status().in_doubt_segments == 1U);
    BOOST_TEST(world.gateway->status().counters.doubts_settled[1] == 1U);
    BOOST_TEST(evidence_of(world, second) == "reference");
  }
}

BOOST_AUTO_TEST_CASE(an_echoed_user_message_reference_never_decides_against_the_phone) {
  World world;
  world.silent = true;
  world.settings.carriers[0].link.profile.send_user_message_reference = true;
  world.start_bound();
  world.accept("8613800138000");
  world.run_until([&] { return world.smsc->submits.size() == 1; });
  const std::uint16_t reference = reference_in(world.smsc->submits[0]);
  world.network.last_link().reset();
  world.run_until([&] { return world.gateway->status().in_doubt_segments == 1 && world.bound(); });
  send_echo(world, "z9", "8613800138999", reference);
  world.scheduler.run_for(Seconds(2));
  BOOST_TEST(world.gateway->status().in_doubt_segments == 1U);
}

BOOST_AUTO_TEST_CASE(without_the_profiles_word_submits_carry_no_user_message_reference) {
  World world;
  world.start_bound();
  world.accept("8613800138000");
  world.run_until([&] { return world.smsc->submits.size() == 1; });
  BOOST_TEST(world.smsc->submits[0].tlvs.empty());
}

BOOST_AUTO_TEST_SUITE_END()
