// SPDX-License-Identifier: Apache-2.0
// The whole gateway at carriers that differ: what was planned is what leaves, and one receipt may speak for all parts.
#include <boost/test/unit_test.hpp>

#include "tests/sim/world.h"

using namespace smppedge;
using sim::World;

namespace {

Profile& profile(World& world) {
  return world.settings.carriers[0].link.profile;
}

/// Answers with ids, sends no receipts.
void without_receipts(World& world) {
  world.receipts = false;
}

std::string state_of(World& world, MessageId id) {
  std::string state;
  world.gateway->find_message(world.account, id, [&](Expected<gateway::MessageView, gateway::RequestError> found) {
    state = found ? std::string(to_string(found->message.state)) : "?";
  });
  world.run_until([&] { return !state.empty(); });
  return state;
}

const std::string phone = "8613800138000";
const std::string three_parts(400, 'a');

struct Parts : World {
  explicit Parts(PartsOf receipts_of) {
    profile(*this).receipts_of = receipts_of;
    without_receipts(*this);
  }
  /// Accepted by the carrier as c1, c2, c3.
  MessageId sent() {
    start_bound();
    const MessageId id = accept(phone, three_parts);
    run_until([this] { return smsc->submits.size() == 3; });
    scheduler.run_for(Seconds(1));
    return id;
  }
  std::string after(const std::string& carrier_id, receipt::State state) {
    const MessageId id = sent();
    send_receipt(carrier_id, phone, state);
    const gateway::Event* result = result_of(id, Seconds(30));
    return result == nullptr ? "open" : std::string(to_string(result->message->state));
  }
};

/// Sends `text` by one profile, of its segments the first `taken`; goes on by another one, after a crash.
struct ProfileChanged : World {
  Profile before = profile(*this);
  Profile after = before;

  MessageId send_by_both(const std::string& text, unsigned taken) {
    profile(*this) = before;
    settings.carriers[0].link.statuses =
        carrier::StatusTable({{pdu::CommandStatus::ESME_RTHROTTLED,
                               {carrier::StatusClass::retry, {9, Seconds(60), Seconds(60), Seconds(600)}}}});
    const auto take = smsc->reply;
    smsc->reply = [this, take, taken](const sim::SimSmsc::Submit& submit) -> std::optional<sim::SimSmsc::Reply> {
      if (smsc->submits.size() <= taken) return take(submit);
      return sim::SimSmsc::Reply{.status = pdu::CommandStatus::ESME_RTHROTTLED};
    };
    start_bound();
    const MessageId id = accept(phone, text);
    scheduler.run_for(Seconds(5));
    crash();
    smsc->submits.clear();
    smsc->reply = take;
    profile(*this) = after;
    start_bound();
    return id;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(profile_at_work)

BOOST_AUTO_TEST_CASE(a_message_that_was_sent_in_part_goes_on_as_planned_though_its_carrier_is_another_after_a_crash) {
  ProfileChanged world;
  world.before.cut_rules = {.alphabet = text::Alphabet::latin1, .signature_units = 10};
  world.before.data_coding_gsm7 = 0x03;
  world.after.cut_rules = {.alphabet = text::Alphabet::gsm7_unpacked, .long_form = text::LongForm::sar};
  BOOST_REQUIRE(world.result_of(world.send_by_both(std::string(260, 'a'), 1)) != nullptr);
  BOOST_TEST_REQUIRE(world.smsc->submits.size() == 2U);
  const std::size_t expected[] = {6 + 124, 6 + 2};
  for (std::size_t i = 0; i < 2; ++i) {
    BOOST_TEST(world.smsc->submits[i].body.size() == expected[i]);
    BOOST_TEST(world.smsc->submits[i].data_coding == 0x03);
    BOOST_TEST(world.smsc->submits[i].tlvs.empty());
  }
}

BOOST_AUTO_TEST_CASE(parts_by_tlvs_are_finished_so_though_their_carrier_has_become_one_of_3_3) {
  ProfileChanged world;
  world.before.cut_rules.long_form = text::LongForm::sar;
  world.after.interface_version = 0x33;
  BOOST_REQUIRE(world.result_of(world.send_by_both(three_parts, 2)) != nullptr);
  BOOST_TEST_REQUIRE(world.smsc->submits.size() == 1U);
  BOOST_TEST((pdu::Tlvs(world.smsc->submits[0].tlvs).find_integer(pdu::Tag::sar_segment_seqnum, 1) == 3U));
}

BOOST_AUTO_TEST_CASE(a_message_of_which_nothing_was_taken_is_cut_for_what_its_carrier_has_become) {
  ProfileChanged world;
  world.before.cut_rules = {.alphabet = text::Alphabet::latin1, .signature_units = 10};
  world.before.data_coding_gsm7 = 0x03;
  world.after.cut_rules = {.alphabet = text::Alphabet::gsm7_unpacked, .long_form = text::LongForm::sar};
  BOOST_REQUIRE(world.result_of(world.send_by_both(std::string(260, 'a') + "@", 0)) != nullptr);
  BOOST_TEST_REQUIRE(world.smsc->submits.size() == 2U);
  for (const sim::SimSmsc::Submit& submit : world.smsc->submits) {
    BOOST_TEST(submit.data_coding == 0x00);
    BOOST_TEST((pdu::Tlvs(submit.tlvs).find_integer(pdu::Tag::sar_total_segments, 1) == 2U));
  }
  BOOST_TEST(world.smsc->submits[1].body.back() == '\0');
}

BOOST_AUTO_TEST_CASE(what_was_planned_for_tlvs_leaves_by_headers_when_its_carrier_has_become_one_of_3_3) {
  for (const auto form : {text::LongForm::sar, text::LongForm::payload}) {
    ProfileChanged world;
    world.before.cut_rules.long_form = form;
    world.after.interface_version = 0x33;
    BOOST_REQUIRE(world.result_of(world.send_by_both(three_parts, 0)) != nullptr);
    BOOST_TEST_REQUIRE(world.smsc->submits.size() == 3U);
    for (const sim::SimSmsc::Submit& submit : world.smsc->submits) {
      BOOST_TEST(submit.esm_class == 0x40);
      BOOST_TEST(submit.tlvs.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(parts_by_sar_share_a_reference_and_come_to_one_result) {
  World world;
  profile(world).cut_rules.long_form = text::LongForm::sar;
  world.start_bound();
  const MessageId id = world.accept(phone, three_parts);
  const gateway::Event* result = world.result_of(id);
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  BOOST_TEST_REQUIRE(world.smsc->submits.size() == 3U);
  const auto reference = pdu::Tlvs(world.smsc->submits[0].tlvs).find_integer(pdu::Tag::sar_msg_ref_num, 2);
  BOOST_REQUIRE(reference.has_value());
  for (std::size_t i = 0; i < 3; ++i) {
    const pdu::Tlvs tlvs(world.smsc->submits[i].tlvs);
    BOOST_TEST((tlvs.find_integer(pdu::Tag::sar_msg_ref_num, 2) == reference));
    BOOST_TEST((tlvs.find_integer(pdu::Tag::sar_total_segments, 1) == 3U));
    BOOST_TEST((tlvs.find_integer(pdu::Tag::sar_segment_seqnum, 1) == i + 1));
    BOOST_TEST(world.smsc->submits[i].esm_class == 0U);
  }
}

BOOST_AUTO_TEST_CASE(a_payload_is_one_segment_of_ours) {
  World world;
  profile(world).cut_rules.long_form = text::LongForm::payload;
  world.start_bound();
  const MessageId id = world.accept(phone, three_parts);
  BOOST_TEST(world.answers.entries.back().segments == 1U);
  BOOST_REQUIRE(world.result_of(id) != nullptr);
  BOOST_TEST_REQUIRE(world.smsc->submits.size() == 1U);
  BOOST_TEST(pdu::Tlvs(world.smsc->submits[0].tlvs).find(pdu::Tag::message_payload)->size() == 400U);
}

BOOST_AUTO_TEST_CASE(the_first_receipt_speaks_for_all_parts_where_only_one_comes) {
  BOOST_TEST(Parts(PartsOf::any).after("c2", receipt::State::delivered) == "delivered");
  BOOST_TEST(Parts(PartsOf::any).after("c3", receipt::State::undeliverable) == "undeliverable");
  BOOST_TEST(Parts(PartsOf::all).after("c2", receipt::State::delivered) == "open");
}

BOOST_AUTO_TEST_CASE(the_receipt_of_the_first_or_last_part_speaks_for_all) {
  BOOST_TEST(Parts(PartsOf::first).after("c1", receipt::State::delivered) == "delivered");
  BOOST_TEST(Parts(PartsOf::first).after("c3", receipt::State::delivered) == "open");
  BOOST_TEST(Parts(PartsOf::last).after("c3", receipt::State::delivered) == "delivered");
  BOOST_TEST(Parts(PartsOf::last).after("c1", receipt::State::delivered) == "open");
  BOOST_TEST(Parts(PartsOf::last).after("c3", receipt::State::enroute) == "open");
}

BOOST_AUTO_TEST_CASE(a_part_that_is_accepted_after_the_receipt_came_has_ended_with_it) {
  Parts world(PartsOf::first);
  world.smsc->reply = [&](const sim::SimSmsc::Submit&) {
    std::string id = "c" + std::to_string(++world.ids);
    return sim::SimSmsc::Reply{.message_id = id, .delay = id == "c3" ? Seconds(5) : Micros(Millis(5))};
  };
  world.start_bound();
  const MessageId id = world.accept(phone, three_parts);
  world.scheduler.run_for(Seconds(1));
  world.send_receipt("c1", phone, receipt::State::delivered);
  world.scheduler.run_for(Seconds(2));
  BOOST_TEST(state_of(world, id) == "submitted");
  const gateway::Event* result = world.result_of(id, Seconds(10));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
}

BOOST_AUTO_TEST_CASE(a_late_receipt_of_the_deciding_part_corrects_them_all) {
  Parts world(PartsOf::last);
  world.settings.delivery.receipt_timeout = Seconds(60);
  const MessageId id = world.sent();
  const gateway::Event* result = world.result_of(id, Seconds(120));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "unknown");
  world.send_receipt("c3", phone, receipt::State::delivered);
  world.scheduler.run_for(Seconds(10));
  BOOST_TEST(state_of(world, id) == "delivered");
  world.crash();
  world.start_bound();
  BOOST_TEST(state_of(world, id) == "delivered");
}

BOOST_AUTO_TEST_CASE(when_the_deciding_part_is_refused_nobody_waits_for_the_others) {
  Parts world(PartsOf::last);
  world.smsc->reply = [&](const sim::SimSmsc::Submit&) {
    const bool last = ++world.ids == 3;
    return sim::SimSmsc::Reply{.status = last ? pdu::CommandStatus::ESME_RINVDSTADR : pdu::CommandStatus::ESME_ROK,
                               .message_id = last ? "" : "c" + std::to_string(world.ids)};
  };
  world.start_bound();
  const MessageId id = world.accept(phone, three_parts);
  const gateway::Event* result = world.result_of(id, Seconds(30));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "rejected");
}

BOOST_AUTO_TEST_CASE(only_the_part_that_gets_a_receipt_is_asked_for_one) {
  World world;
  profile(world).receipt_asked_of = PartsOf::last;
  profile(world).receipts_of = PartsOf::last;
  without_receipts(world);
  world.start_bound();
  world.accept(phone, three_parts);
  world.run_until([&] { return world.smsc->submits.size() == 3; });
  std::vector<unsigned> asked;
  for (const auto& submit : world.smsc->submits) {
    const auto decoded = pdu::decode(submit.pdu);
    BOOST_REQUIRE(decoded.has_value());
    asked.push_back(std::get<pdu::ShortMessage>(decoded->body).registered_delivery);
  }
  BOOST_TEST((asked == std::vector<unsigned>{0, 0, 1}));
}

BOOST_AUTO_TEST_CASE(a_parked_receipt_keeps_its_meaning_over_a_crash) {
  World world;
  profile(world).stat_words = {{"00", 2}};
  without_receipts(world);
  world.response_delay = Seconds(20);
  world.settings.carriers[0].link.response_timeout = Seconds(60);
  world.start_bound();
  pdu::ShortMessage message;
  const std::string text = "id:c1 stat:00 err:000";
  message.esm_class = 0x04;
  message.source.addr = phone;
  message.destination.addr = world.sender_number;
  message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  BOOST_REQUIRE(world.deliver(message, 1));
  world.scheduler.run_for(Seconds(2));
  world.crash();
  profile(world).stat_words.clear();
  world.response_delay = Millis(5);
  world.start_bound();
  const MessageId id = world.accept(phone);
  const gateway::Event* result = world.result_of(id, Seconds(30));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
}

BOOST_AUTO_TEST_SUITE_END()
