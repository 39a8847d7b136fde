// SPDX-License-Identifier: Apache-2.0
// The exact events that the platform reads.
#include "north/json/event.h"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/unit/north/json/sample_message.h"

using namespace smppedge;
using namespace smppedge::north::json;
using namespace smppedge::test;

namespace {

std::string told(const gateway::Event& event) {
  return render_events({&event, 1}, directory());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(events)

BOOST_AUTO_TEST_CASE(a_result_is_told_with_its_segments) {
  gateway::Event event;
  event.sequence = event.id = EventSequence(41);
  event.channel.account = AccountNumber(7);
  event.at = at(1'234);
  event.message = std::make_shared<Message>(delivered_message());
  BOOST_TEST(told(event) ==
             R"({"events":[{"id":"7-41","seq":41,"type":"message.delivered","at":"2023-11-14T22:13:21.234Z",)"
             R"("message_id":"018bcfe568000001","to":"8613800138000","ref":"order \"1\"","sender":"106900001",)"
             R"("state":"delivered","segments":[{"segment":1,"state":"delivered","carrier":"east",)"
             R"("carrier_message_id":"c\u00e9-1","command_status":"ESME_ROK","attempts":1,"receipt_err":"000",)"
             R"("receipt_at":"2023-11-14T22:13:21.200Z"}],"accepted_at":"2023-11-14T22:13:20.000Z",)"
             R"("ended_at":"2023-11-14T22:13:21.234Z"}]})");
}

BOOST_AUTO_TEST_CASE(each_final_state_has_its_type) {
  const auto type = [](MessageState state, gateway::Event::Kind kind) {
    auto message = std::make_shared<Message>(delivered_message());
    message->state = state;
    gateway::Event event;
    event.kind = kind;
    event.message = message;
    const auto body = boost::json::parse(told(event));
    return std::string(body.at("events").at(0).at("type").as_string());
  };
  using Kind = gateway::Event::Kind;
  BOOST_TEST(type(MessageState::delivered, Kind::result) == "message.delivered");
  BOOST_TEST(type(MessageState::undeliverable, Kind::result) == "message.undeliverable");
  BOOST_TEST(type(MessageState::expired, Kind::result) == "message.expired");
  BOOST_TEST(type(MessageState::rejected, Kind::result) == "message.rejected");
  BOOST_TEST(type(MessageState::cancelled, Kind::result) == "message.cancelled");
  BOOST_TEST(type(MessageState::unknown, Kind::result) == "message.unknown");
  BOOST_TEST(type(MessageState::in_doubt, Kind::in_doubt) == "message.in_doubt");
  BOOST_TEST(type(MessageState::sent, Kind::progress) == "message.progress");
  BOOST_TEST(type(MessageState::delivered, Kind::receipt_late) == "receipt.late");
}

BOOST_AUTO_TEST_CASE(a_reply_is_told_with_the_message_it_answers) {
  auto reply = std::make_shared<gateway::Reply>();
  reply->carrier = east;
  reply->from = *PhoneNumber::from_digits("8613800138000");
  reply->to = "106900001";
  reply->text = "好的\n";
  reply->received_at = at(5);
  gateway::Event event;
  event.kind = gateway::Event::Kind::reply;
  event.sequence = event.id = EventSequence(42);
  event.channel.account = AccountNumber(7);
  event.at = at(6);
  event.reply = reply;
  const std::string alone =
      R"({"events":[{"id":"7-42","seq":42,"type":"reply.received","at":"2023-11-14T22:13:20.006Z",)"
      R"("from":"8613800138000","to":"106900001","text":"好的\n","carrier":"east",)";
  const std::string end = R"("received_at":"2023-11-14T22:13:20.005Z"}]})";
  BOOST_TEST(told(event) == alone + end);

  event.message = std::make_shared<Message>(delivered_message());
  BOOST_TEST(told(event) == alone + R"("message_id":"018bcfe568000001","ref":"order \"1\"",)" + end);
}

BOOST_AUTO_TEST_CASE(an_event_that_is_told_again_at_another_place_keeps_its_id) {
  gateway::Event event;
  event.message = std::make_shared<Message>(delivered_message());
  event.channel.account = AccountNumber(7);
  event.id = EventSequence(41);
  event.sequence = EventSequence(90);
  BOOST_TEST(told(event).find(R"("id":"7-41","seq":90,)") != std::string::npos, told(event));
}

BOOST_AUTO_TEST_CASE(the_two_doors_of_an_account_never_share_an_id) {
  gateway::Event event;
  event.message = std::make_shared<Message>(delivered_message());
  event.channel = {AccountNumber(7), Door::smpp};
  event.id = event.sequence = EventSequence(41);
  BOOST_TEST(told(event).find(R"("id":"7-smpp-41","seq":41,)") != std::string::npos, told(event));
}

BOOST_AUTO_TEST_SUITE_END()
