// SPDX-License-Identifier: Apache-2.0
// The exact bodies that the platform reads.
#include "north/http/answers.h"

#include <boost/test/unit_test.hpp>

#include "tests/unit/north/json/sample_message.h"

using namespace smppedge;
using namespace smppedge::north::http;
using namespace smppedge::test;

namespace {

/// A submit_sm with that text and a user_message_reference behind it.
gateway::WirePdu submit_of(std::string_view text) {
  std::string octets(
      "\0\0\0\0\0\0\0\x04\0\0\0\0\0\0\0\x07"
      "\0\0\0\0\0\0"
      "1\0\0\0\0\0\0\0\0\0\0",
      33);
  octets += static_cast<char>(text.size());
  octets += text;
  octets.append("\x02\x04\0\x02\x12\x34", 6);
  octets[3] = static_cast<char>(octets.size());
  return {at(10), store::Wire::Pdu::submit_sm, 1, 2, octets};
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
      render(view, directory(), {}) ==
      R"({"id":"018bcfe568000001","to":"8613800138000","state":"delivered","class":"notice","ref":"order \"1\"",)"
      R"("sender":"106900001","encoding":"gsm7","accepted_at":"2023-11-14T22:13:20.000Z",)"
      R"("expires_at":"2023-11-14T22:23:20.000Z","ended_at":"2023-11-14T22:13:21.234Z","segments":[{"segment":1,)"
      R"("state":"delivered","carrier":"east","carrier_message_id":"c\u00e9-1","command_status":"ESME_ROK",)"
      R"("attempts":1,"receipt_err":"000","receipt_at":"2023-11-14T22:13:21.200Z"}],)"
      R"("timeline":[{"at":"2023-11-14T22:13:20.000Z","step":"accepted"},)"
      R"({"at":"2023-11-14T22:13:20.020Z","step":"refused","segment":1,"attempt":1,"carrier":"#99","bind":2,)"
      R"("sequence_number":17,"command_status":"ESME_RTHROTTLED","state":"waiting"}]})");
}

BOOST_AUTO_TEST_CASE(a_scheduled_message_is_said_to_be) {
  gateway::AcceptAnswer answer;
  answer.messages.emplace_back().state = MessageState::scheduled;
  BOOST_TEST(render(answer).find(R"("state":"scheduled")") != std::string::npos);
  gateway::MessageView view;
  view.message.send_at = at(0);
  BOOST_TEST(render(view, directory(), {}).find(R"("send_at":"2023-11-14T22:13:20.000Z")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_listing_has_each_message_without_its_life) {
  gateway::MessagesPage page;
  page.messages.push_back(delivered_message());
  page.messages.back().body = "secret";
  page.next = MessageId(0xABC);
  BOOST_TEST(render(page) ==
             R"({"messages":[{"id":"018bcfe568000001","to":"8613800138000","state":"delivered","class":"notice",)"
             R"("ref":"order \"1\"","sender":"106900001","encoding":"gsm7","accepted_at":"2023-11-14T22:13:20.000Z",)"
             R"("expires_at":"2023-11-14T22:23:20.000Z","ended_at":"2023-11-14T22:13:21.234Z"}],)"
             R"("next":"0000000000000abc"})");
}

BOOST_AUTO_TEST_CASE(bodies_are_shown_to_those_alone_who_may_see_them) {
  gateway::MessageView view;
  view.message.body = "sec\"ret";
  view.wire.push_back(submit_of("secret"));
  const std::string hidden = render(view, directory(), {.wire = true, .bodies = false});
  BOOST_TEST(hidden.find("ret") == std::string::npos);
  BOOST_TEST(hidden.find(R"("wire":[{"at":"2023-11-14T22:13:20.010Z","pdu":"submit_sm","segment":1,"attempt":2,)"
                         R"("hex":"0000002e000000040000000000000007)") != std::string::npos,
             hidden);
  BOOST_TEST(hidden.find("0006xxxxxxxxxxxx02040002123") != std::string::npos, hidden);
  const std::string shown = render(view, directory(), {.wire = true, .bodies = true});
  BOOST_TEST(shown.find(R"("text":"sec\"ret")") != std::string::npos, shown);
  BOOST_TEST(shown.find("000673656372657402040002123") != std::string::npos, shown);
  BOOST_TEST(render(view, directory(), {}).find("wire") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_a_client_gave_as_octets_is_shown_as_octets) {
  gateway::MessageView view;
  view.message.body_kind = BodyKind::octets;
  view.message.data_coding = 4;
  view.message.body = "\x01\xFF";
  BOOST_TEST(render(view, directory(), {.bodies = true}).find(R"("data_coding":4,"octets":"01ff")") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_unanswered_attempt_has_no_wire_status) {
  gateway::MessageView view;
  view.message.segments.emplace_back().attempts.push_back(attempt(AttemptState::claimed, 0, ""));
  const std::string body = render(view, directory(), {});
  BOOST_TEST(body.find("command_status") == std::string::npos);
  BOOST_TEST(body.find("carrier_message_id") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(of_several_attempts_the_last_accepted_one_is_shown) {
  gateway::MessageView view;
  auto& attempts = view.message.segments.emplace_back().attempts;
  attempts.push_back(attempt(AttemptState::refused, 0x58, ""));
  attempts.push_back(attempt(AttemptState::accepted, 0, "c-2"));
  attempts.push_back(attempt(AttemptState::in_doubt, 0, ""));
  const std::string body = render(view, directory(), {});
  BOOST_TEST(body.find(R"("carrier_message_id":"c-2","command_status":"ESME_ROK","attempts":3)") != std::string::npos,
             body);
}

BOOST_AUTO_TEST_CASE(an_empty_page_is_an_empty_list) {
  BOOST_TEST(render(gateway::EventsPage{}, directory()) == R"({"events":[]})");
}

BOOST_AUTO_TEST_SUITE_END()
