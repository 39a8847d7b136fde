// SPDX-License-Identifier: Apache-2.0
// The exact bodies that the platform reads.
#include "north/http/answers.h"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

using namespace smppedge;
using namespace smppedge::north::http;

namespace {

const CarrierNumber east{3};
WallTime at(std::int64_t ms) {
  return WallTime(Millis(1'700'000'000'000 + ms));
}

gateway::Directory directory() {
  gateway::Directory made;
  made.carriers[east] = "east";
  return made;
}

Attempt attempt(AttemptState state, std::uint32_t command_status, std::string_view carrier_message_id) {
  Attempt made;
  made.state = state;
  made.carrier = east;
  made.bind = BindId(1);
  made.command_status = command_status;
  made.carrier_message_id = carrier_message_id;
  return made;
}

Message delivered_message() {
  Message message;
  message.id = MessageId(0x18BCFE568000001);
  message.account = AccountNumber(7);
  message.to = *PhoneNumber::from_digits("8613800138000");
  message.ref = "order \"1\"";
  message.accepted_at = at(0);
  message.expires_at = at(600'000);
  message.ended_at = at(1'234);
  message.plan.sender = *SenderAddress::make("106900001", 0, 1);
  message.state = MessageState::delivered;
  Segment& segment = message.segments.emplace_back();
  segment.state = SegmentState::delivered;
  segment.receipt_at = at(1'200);
  segment.receipt_err = "000";
  segment.attempts.push_back(attempt(AttemptState::accepted, 0, "c\xE9-1"));
  return message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(answers)

BOOST_AUTO_TEST_CASE(an_accept_answer_has_one_entry_a_number_in_order) {
  gateway::AcceptAnswer answer;
  gateway::AcceptEntry& taken = answer.messages.emplace_back();
  taken.to = "8613800138000";
  taken.id = MessageId(0x18BCFE568000001);
  taken.sender = *SenderAddress::make("106900001", 0, 1);
  taken.segments = 3;
  taken.encoding = text::Encoding::ucs2;
  gateway::AcceptEntry& refused = answer.messages.emplace_back();
  refused.to = "138 \"x\"";
  refused.error = gateway::RequestError{gateway::RequestError::Kind::invalid, "invalid_number", "Digits only."};
  answer.messages.push_back(answer.messages[0]);
  answer.messages[2].duplicate = true;

  const std::string first =
      R"({"to":"8613800138000","id":"018bcfe568000001","sender":"106900001","segments":3,"encoding":"ucs2","state":"accepted")";
  BOOST_TEST(render(answer) ==
             R"({"messages":[)" + first +
                 R"(},{"to":"138 \"x\"","error":{"code":"invalid_number","message":"Digits only."}},)" + first +
                 R"(,"duplicate":true}]})");
}

BOOST_AUTO_TEST_CASE(a_message_is_shown_with_its_segments_and_timeline) {
  gateway::MessageView view;
  view.message = delivered_message();
  gateway::TimelineStep& accepted = view.timeline.emplace_back();
  accepted.at = at(0);
  accepted.step = "accepted";
  gateway::TimelineStep& refused = view.timeline.emplace_back();
  refused.at = at(20);
  refused.step = "refused";
  refused.segment = 1;
  refused.attempt = 1;
  refused.carrier = CarrierNumber(99);
  refused.bind = BindId(2);
  refused.sequence_number = 17;
  refused.command_status = 0x58;
  refused.state = "waiting";

  BOOST_TEST(
      render(view, directory()) ==
      R"({"id":"018bcfe568000001","to":"8613800138000","state":"delivered","class":"notice","ref":"order \"1\"",)"
      R"("sender":"106900001","encoding":"gsm7","accepted_at":"2023-11-14T22:13:20.000Z",)"
      R"("expires_at":"2023-11-14T22:23:20.000Z","ended_at":"2023-11-14T22:13:21.234Z","segments":[{"segment":1,)"
      R"("state":"delivered","carrier":"east","carrier_message_id":"c\u00e9-1","command_status":"ESME_ROK",)"
      R"("attempts":1,"receipt_err":"000","receipt_at":"2023-11-14T22:13:21.200Z"}],)"
      R"("timeline":[{"at":"2023-11-14T22:13:20.000Z","step":"accepted"},)"
      R"({"at":"2023-11-14T22:13:20.020Z","step":"refused","segment":1,"attempt":1,"carrier":"#99","bind":2,)"
      R"("sequence_number":17,"command_status":"ESME_RTHROTTLED","state":"waiting"}]})");
}

BOOST_AUTO_TEST_CASE(an_unanswered_attempt_has_no_wire_status) {
  gateway::MessageView view;
  view.message.segments.emplace_back().attempts.push_back(attempt(AttemptState::claimed, 0, ""));
  const std::string body = render(view, directory());
  BOOST_TEST(body.find("command_status") == std::string::npos);
  BOOST_TEST(body.find("carrier_message_id") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(of_several_attempts_the_last_accepted_one_is_shown) {
  gateway::MessageView view;
  auto& attempts = view.message.segments.emplace_back().attempts;
  attempts.push_back(attempt(AttemptState::refused, 0x58, ""));
  attempts.push_back(attempt(AttemptState::accepted, 0, "c-2"));
  attempts.push_back(attempt(AttemptState::in_doubt, 0, ""));
  const std::string body = render(view, directory());
  BOOST_TEST(body.find(R"("carrier_message_id":"c-2","command_status":"ESME_ROK","attempts":3)") != std::string::npos,
             body);
}

BOOST_AUTO_TEST_CASE(a_result_is_told_with_its_segments) {
  gateway::Event event;
  event.sequence = EventSequence(41);
  event.id = event.sequence;
  event.channel = {AccountNumber(7), Door::http};
  event.at = at(1'234);
  event.message = std::make_shared<Message>(delivered_message());
  BOOST_TEST(render(gateway::EventsPage{{event}}, directory()) ==
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
    const auto body = boost::json::parse(render(gateway::EventsPage{{event}}, directory()));
    return std::string(body.at("events").at(0).at("type").as_string());
  };
  using Kind = gateway::Event::Kind;
  BOOST_TEST(type(MessageState::delivered, Kind::result) == "message.delivered");
  BOOST_TEST(type(MessageState::undeliverable, Kind::result) == "message.undeliverable");
  BOOST_TEST(type(MessageState::expired, Kind::result) == "message.expired");
  BOOST_TEST(type(MessageState::rejected, Kind::result) == "message.rejected");
  BOOST_TEST(type(MessageState::cancelled, Kind::result) == "message.cancelled");
  BOOST_TEST(type(MessageState::unknown, Kind::result) == "message.unknown");
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
  event.sequence = EventSequence(42);
  event.id = event.sequence;
  event.channel = {AccountNumber(7), Door::http};
  event.at = at(6);
  event.reply = reply;
  const std::string alone =
      R"({"events":[{"id":"7-42","seq":42,"type":"reply.received","at":"2023-11-14T22:13:20.006Z",)"
      R"("from":"8613800138000","to":"106900001","text":"好的\n","carrier":"east",)";
  const std::string end = R"("received_at":"2023-11-14T22:13:20.005Z"}]})";
  BOOST_TEST(render(gateway::EventsPage{{event}}, directory()) == alone + end);

  event.message = std::make_shared<Message>(delivered_message());
  BOOST_TEST(render(gateway::EventsPage{{event}}, directory()) ==
             alone + R"("message_id":"018bcfe568000001","ref":"order \"1\"",)" + end);
}

BOOST_AUTO_TEST_CASE(an_empty_page_is_an_empty_list) {
  BOOST_TEST(render(gateway::EventsPage{}, directory()) == R"({"events":[]})");
}

BOOST_AUTO_TEST_SUITE_END()
