// SPDX-License-Identifier: Apache-2.0
// From an accepted request to a told result, for each way in which a message can end at the simulated carrier.
#include <boost/test/unit_test.hpp>

#include "tests/system/stage.h"

using namespace smppedge::system_test;
namespace json = boost::json;

namespace {

struct Stage {
  Directory directory;
  Simulator carrier{directory, {"--receipt-delay-ms", "50", "--reply-delay-ms", "50"}};
  Gateway gateway{directory, carrier.port()};
  Inbox inbox;
  Stage() { gateway.start(); }

  /// Sends one message and waits for its result.
  json::object result_of(const std::string& number, const std::string& text) {
    auto api = gateway.client();
    const auto ids = send(api, {number}, text);
    BOOST_REQUIRE(ids.contains(number));
    id = ids.at(number);
    BOOST_REQUIRE(inbox.read_until(api, [&] { return !inbox.messages[id].results.empty(); }));
    return inbox.messages[id].results.front();
  }
  json::object shown() {
    auto api = gateway.client();
    return body_of(api.get("/v1/messages/" + id));
  }
  std::string id;
};

/// 150 UTF-16 units, all outside of GSM 03.38.
std::string chinese_150() {
  std::string text;
  for (int i = 0; i < 150; ++i) text += "你";
  return text;
}

std::vector<std::string> steps_of(const json::object& message) {
  std::vector<std::string> steps;
  for (const json::value& step : message.at("timeline").as_array()) steps.push_back(text_of(step.as_object(), "step"));
  return steps;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(first_message)

BOOST_AUTO_TEST_CASE(a_short_message_is_delivered_and_its_life_can_be_asked_for) {
  Stage stage;
  const auto result = stage.result_of("8613800138001", "Your code is 482915");
  BOOST_TEST(text_of(result, "type") == "message.delivered");
  BOOST_TEST(text_of(result, "to") == "8613800138001");
  BOOST_TEST(text_of(result, "sender") == "10690001110001");

  const auto shown = stage.shown();
  BOOST_TEST(text_of(shown, "state") == "delivered");
  BOOST_TEST(text_of(shown, "encoding") == "gsm7");
  const json::object& segment = shown.at("segments").at(0).as_object();
  BOOST_TEST(text_of(segment, "carrier") == "sim");
  BOOST_TEST(text_of(segment, "command_status") == "ESME_ROK");
  BOOST_TEST(!text_of(segment, "carrier_message_id").empty());
  BOOST_TEST(steps_of(shown) == (std::vector<std::string>{"accepted", "submitted", "sent", "receipt", "ended"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_chinese_message_of_150_characters_is_delivered_in_3_segments) {
  Stage stage;
  const auto result = stage.result_of("8613800138002", chinese_150());
  BOOST_TEST(text_of(result, "type") == "message.delivered");
  BOOST_TEST(result.at("segments").as_array().size() == 3U);
  std::size_t submits = 0;
  for (const json::object& line : stage.carrier.ledger()) submits += text_of(line, "event") == "submit" ? 1 : 0;
  BOOST_TEST(submits == 3U);
}

BOOST_AUTO_TEST_CASE(a_message_that_cannot_be_delivered_is_told_with_the_carriers_reason) {
  Stage stage;
  const auto result = stage.result_of("8613800138008", "hello");
  BOOST_TEST(text_of(result, "type") == "message.undeliverable");
  BOOST_TEST(text_of(result.at("segments").at(0).as_object(), "receipt_err") == "069");
}

BOOST_AUTO_TEST_CASE(a_message_that_the_carrier_refuses_is_told_with_the_wire_status) {
  Stage stage;
  const auto result = stage.result_of("8613800138009", "hello");
  BOOST_TEST(text_of(result, "type") == "message.rejected");
  BOOST_TEST(text_of(result, "reason") == "refused");
  BOOST_TEST(text_of(result.at("segments").at(0).as_object(), "command_status") == "ESME_RINVDSTADR");
}

BOOST_AUTO_TEST_CASE(a_reply_is_told_with_the_message_that_it_answers) {
  Stage stage;
  stage.result_of("8613800138007", "Yes or no?");
  auto api = stage.gateway.client();
  BOOST_REQUIRE(stage.inbox.read_until(api, [&] { return !stage.inbox.messages[stage.id].others.empty(); }));
  const auto& reply = stage.inbox.messages[stage.id].others.front();
  BOOST_TEST(text_of(reply, "type") == "reply.received");
  BOOST_TEST(text_of(reply, "from") == "8613800138007");
  BOOST_TEST(text_of(reply, "to") == "10690001110001");
  BOOST_TEST(text_of(reply, "text") == "Yes, thanks");
}

BOOST_AUTO_TEST_CASE(a_number_repeated_in_a_request_is_sent_once) {
  Stage stage;
  auto api = stage.gateway.client();
  const auto answer =
      api.post("/v1/messages", R"({"to":["8613800138001","8613800138003","8613800138001"],"text":"hello"})");
  const auto messages = body_of(answer).at("messages").as_array();
  BOOST_REQUIRE(messages.size() == 3U);
  BOOST_TEST(messages[2].at("duplicate").as_bool());
  BOOST_TEST((messages[2].at("id") == messages[0].at("id")));
  BOOST_REQUIRE(stage.inbox.read_until(api, [&] { return stage.inbox.events.size() == 2; }));
  std::size_t submits = 0;
  for (const json::object& line : stage.carrier.ledger()) submits += text_of(line, "event") == "submit" ? 1 : 0;
  BOOST_TEST(submits == 2U);
}

BOOST_AUTO_TEST_CASE(events_are_offered_until_they_are_acknowledged_also_over_a_restart) {
  Stage stage;
  auto api = stage.gateway.client();
  send(api, {"8613800138001"}, "hello");
  const auto first = body_of(api.get("/v1/events?wait_s=20")).at("events").as_array();
  BOOST_REQUIRE(first.size() == 1U);
  const auto again = body_of(api.get("/v1/events")).at("events").as_array();
  BOOST_TEST((first == again));

  BOOST_REQUIRE(stage.gateway.stop() == 0);
  stage.gateway.start();
  auto restarted = stage.gateway.client();
  const auto after = body_of(restarted.get("/v1/events")).at("events").as_array();
  BOOST_TEST((first == after));
  BOOST_TEST(restarted.post("/v1/events/ack", R"({"through":1})").status == 200);
  BOOST_TEST(body_of(restarted.get("/v1/events")).at("events").as_array().empty());
  BOOST_TEST(restarted.post("/v1/events/ack", R"({"through":2})").status == 400);
}

BOOST_AUTO_TEST_SUITE_END()
