// SPDX-License-Identifier: Apache-2.0
// What was on the wire is kept with the message: each PDU of its attempts, octet by octet, whenever it came.
#include <boost/test/unit_test.hpp>

#include "pdu/tlv_writer.h"
#include "receipt/receipt_text.h"
#include "tests/sim/world.h"

using namespace smppedge;
using sim::World;
using Kind = store::Wire::Pdu;

namespace {

std::string text_of(const std::vector<std::uint8_t>& octets) {
  return {octets.begin(), octets.end()};
}

std::optional<gateway::MessageView> look_at(World& world, MessageId id) {
  std::optional<gateway::MessageView> view;
  bool answered = false;
  world.gateway->find_message(world.account, id, [&](Expected<gateway::MessageView, gateway::RequestError> found) {
    answered = true;
    if (found) view = std::move(*found);
  });
  world.run_until([&] { return answered; });
  return view;
}

std::vector<Kind> kinds(const gateway::MessageView& view) {
  std::vector<Kind> kinds;
  for (const gateway::WirePdu& pdu : view.wire) kinds.push_back(pdu.pdu);
  return kinds;
}

pdu::CommandId command(const gateway::WirePdu& pdu) {
  const auto decoded = pdu::decode({reinterpret_cast<const std::uint8_t*>(pdu.octets.data()), pdu.octets.size()});
  BOOST_REQUIRE(decoded.has_value());
  return decoded->header.command_id;
}

const std::vector<Kind> whole_life{Kind::submit_sm, Kind::submit_sm_resp, Kind::receipt};

}  // namespace

BOOST_AUTO_TEST_SUITE(wire)

BOOST_AUTO_TEST_CASE(the_pdus_of_a_message_are_kept_as_they_were) {
  World world;
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  BOOST_REQUIRE(world.result_of(id) != nullptr);
  const auto view = look_at(world, id);
  BOOST_REQUIRE(view.has_value());
  BOOST_TEST((kinds(*view) == whole_life));
  BOOST_TEST(view->wire[0].octets == text_of(world.smsc->submits[0].pdu));
  BOOST_TEST((command(view->wire[1]) == pdu::CommandId::submit_sm_resp));
  BOOST_TEST((command(view->wire[2]) == pdu::CommandId::deliver_sm));
  for (const gateway::WirePdu& pdu : view->wire) {
    BOOST_TEST(pdu.segment == 1U);
    BOOST_TEST(pdu.attempt == 1U);
  }
  BOOST_TEST((view->wire[0].at < view->wire[1].at));
  for (const gateway::TimelineStep& step : view->timeline) BOOST_TEST(step.step != "wire");
}

BOOST_AUTO_TEST_CASE(they_survive_a_crash) {
  World world;
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  BOOST_REQUIRE(world.result_of(id) != nullptr);
  world.crash();
  world.start_bound();
  const auto view = look_at(world, id);
  BOOST_REQUIRE(view.has_value());
  BOOST_TEST((kinds(*view) == whole_life));
}

BOOST_AUTO_TEST_CASE(nothing_is_kept_of_a_carrier_that_says_so) {
  World world;
  world.settings.carriers[0].keep_wire = false;
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  BOOST_REQUIRE(world.result_of(id) != nullptr);
  const auto view = look_at(world, id);
  BOOST_REQUIRE(view.has_value());
  BOOST_TEST(view->wire.empty());
}

BOOST_AUTO_TEST_CASE(each_segment_and_each_attempt_has_its_own) {
  World world;
  world.receipts = false;
  unsigned submits = 0;
  world.smsc->reply = [&](const sim::SimSmsc::Submit&) {
    const bool throttled = ++submits == 1;
    return sim::SimSmsc::Reply{.status = throttled ? pdu::CommandStatus::ESME_RTHROTTLED : pdu::CommandStatus::ESME_ROK,
                               .message_id = throttled ? "" : "c" + std::to_string(submits)};
  };
  world.start_bound();
  const MessageId id = world.accept("8613800138000", std::string(200, 'a'));
  world.run_until([&] { return submits == 3; });
  world.scheduler.run_for(Seconds(1));
  const auto view = look_at(world, id);
  BOOST_REQUIRE(view.has_value());
  std::vector<std::pair<unsigned, unsigned>> answered;
  std::size_t written = 0;
  for (const gateway::WirePdu& pdu : view->wire) {
    if (pdu.pdu == Kind::submit_sm) BOOST_TEST(pdu.octets == text_of(world.smsc->submits[written++].pdu));
    if (pdu.pdu == Kind::submit_sm_resp) answered.emplace_back(pdu.segment, pdu.attempt);
  }
  BOOST_TEST(written == 3U);
  BOOST_TEST((answered == std::vector<std::pair<unsigned, unsigned>>{{1, 1}, {2, 1}, {1, 2}}));
}

BOOST_AUTO_TEST_CASE(a_receipt_that_came_before_its_response_is_kept_too) {
  World world;
  world.response_delay = Seconds(2);
  world.receipt_delay = Millis(100);
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  BOOST_REQUIRE(world.result_of(id) != nullptr);
  const auto view = look_at(world, id);
  BOOST_REQUIRE(view.has_value());
  BOOST_TEST((kinds(*view) == whole_life));
  BOOST_TEST((view->wire[2].at < view->wire[1].at));  // when it came, not when it was matched
}

BOOST_AUTO_TEST_CASE(a_submit_whose_answer_is_late_is_kept_once) {
  World world;
  world.settings.carriers[0].link.response_timeout = Seconds(10);
  world.response_delay = Seconds(15);
  world.receipt_delay = Seconds(20);
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  BOOST_REQUIRE(world.result_of(id) != nullptr);
  BOOST_TEST((kinds(*look_at(world, id)) == whole_life));
}

BOOST_AUTO_TEST_CASE(what_comes_after_the_end_is_found_with_the_message) {
  World world;
  world.receipts = false;
  world.silent = true;
  world.settings.carriers[0].link.response_timeout = Seconds(10);
  world.settings.carriers[0].link.response_timeouts_max = 1'000;
  world.settings.delivery.in_doubt_timeout = Seconds(30);
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  const gateway::Event* result = world.result_of(id, Seconds(120));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "unknown");
  BOOST_TEST((kinds(*look_at(world, id)) == std::vector<Kind>{Kind::submit_sm}));
  world.smsc->answer(world.smsc->submits[0], {.message_id = "c1"});
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST((kinds(*look_at(world, id)) == std::vector<Kind>{Kind::submit_sm, Kind::submit_sm_resp}));
  world.send_receipt("c1", "8613800138000", receipt::State::delivered);
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST((kinds(*look_at(world, id)) == whole_life));
  world.crash();
  world.start_bound();
  BOOST_TEST((kinds(*look_at(world, id)) == whole_life));
}

BOOST_AUTO_TEST_CASE(keeping_them_costs_no_commit_of_its_own) {
  World world;
  world.receipts = false;
  world.response_delay = Seconds(5);
  world.start_bound();
  world.accept("8613800138000");
  world.run_until([&] { return !world.smsc->submits.empty(); });
  const std::uint64_t commits = world.gateway->status().store.commits;
  world.scheduler.run_for(Seconds(4));
  BOOST_TEST(world.gateway->status().store.commits == commits);
  world.scheduler.run_for(Seconds(4));
  BOOST_TEST(world.gateway->status().store.commits == commits + 1);
}

BOOST_AUTO_TEST_CASE(a_pdu_of_absurd_length_is_counted_and_left_out) {
  World world;
  world.receipts = false;
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  world.scheduler.run_for(Seconds(1));
  std::string text;
  receipt::ReceiptFields fields;
  fields.id = "c1";
  fields.state = receipt::State::delivered;
  receipt::write_receipt_text(fields, 0, text);
  std::vector<std::uint8_t> room(gateway::wire_pdu_bytes_max + 4);
  const std::vector<std::uint8_t> ballast(gateway::wire_pdu_bytes_max);
  pdu::ShortMessage message;
  message.esm_class = 0x04;
  message.source.addr = "8613800138000";
  message.destination.addr = world.sender_number;
  message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  message.tlvs = pdu::TlvWriter(room).octets(pdu::Tag{0x1400}, ballast).tlvs();
  world.deliver(message);
  BOOST_REQUIRE(world.result_of(id) != nullptr);
  BOOST_TEST((kinds(*look_at(world, id)) == std::vector<Kind>{Kind::submit_sm, Kind::submit_sm_resp}));
  BOOST_TEST(world.gateway->status().counters.wire_left_out == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
