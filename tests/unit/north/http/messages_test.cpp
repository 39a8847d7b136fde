// SPDX-License-Identifier: Apache-2.0
// /v1/messages: what reaches the gateway, and what its answers look like; sending once under a key.
#include "north/http/messages.h"

#include "tests/unit/north/http/http_door.h"

using namespace smppedge;
using namespace smppedge::north::http;
using gateway::RequestError;

namespace {

const std::string one_message = "/v1/messages/0000000000000abc";

HttpRequest with_key(std::string_view key, std::string body = hello) {
  HttpRequest request = HttpDoor::request("POST", "/v1/messages", std::move(body));
  request.add_header("idempotency-key", key);
  return request;
}

/// What the gateway is to know the request by.
gateway::Idempotency idempotency_of(std::string_view key, std::string body = hello) {
  HttpDoor door;
  door.send(with_key(key, std::move(body)));
  BOOST_REQUIRE(door.gateway.accepts.size() == 1U);
  BOOST_REQUIRE(door.gateway.accepts[0].first.idempotency.has_value());
  return *door.gateway.accepts[0].first.idempotency;
}

gateway::MessagesQuery listed(const std::string& query) {
  HttpDoor door;
  const auto exchange = door.send("GET", "/v1/messages", {}, query);
  if (door.gateway.lists.empty()) BOOST_FAIL(door.answer(exchange).body);
  return door.gateway.lists[0].first;
}

void check_not_listed(const std::string& query, std::string_view advice) {
  HttpDoor door;
  const auto exchange = door.send("GET", "/v1/messages", {}, query);
  door.check_problem(exchange, 400, "invalid_parameter");
  BOOST_TEST(door.answer(exchange).body.find(advice) != std::string::npos, door.answer(exchange).body);
  BOOST_TEST(door.gateway.untouched());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(messages)

BOOST_AUTO_TEST_CASE(a_message_is_found_by_its_account_and_id) {
  HttpDoor door;
  const auto exchange = door.send("GET", "/v1/messages/0000000000000ABC");
  BOOST_REQUIRE(door.gateway.finds.size() == 1U);
  BOOST_TEST((door.gateway.finds[0].account == demo));
  BOOST_TEST((door.gateway.finds[0].id == MessageId(0xABC)));
  door.gateway.finds[0].done(failure(RequestError{RequestError::Kind::not_found, "unknown_message", "No such."}));
  door.check_problem(exchange, 404, "unknown_message");
}

BOOST_AUTO_TEST_CASE(what_is_no_id_is_an_unknown_message) {
  for (const std::string id : {"x", "abc", "0000000000000abcd", "000000000000zabc", "0000000000000ab%63", "{id}"}) {
    for (const std::string method : {"GET", "DELETE"}) {
      HttpDoor door;
      door.check_problem(door.send(method, "/v1/messages/" + id), 404, "unknown_message");
      BOOST_TEST(door.gateway.untouched());
    }
  }
  HttpDoor door;
  door.check_problem(door.send("GET", "/v1/messages/" + std::string(10'000, 'a')), 404, "unknown_message");
}

BOOST_AUTO_TEST_CASE(pdus_are_shown_when_asked_for) {
  const auto shown = [](const std::string& query) {
    HttpDoor door;
    const auto exchange = door.send("GET", one_message, {}, query);
    gateway::MessageView view;
    view.message.body = "secret";
    view.wire.push_back({WallTime(Millis(5)), store::Wire::Pdu::submit_sm, 1, 1, "no PDU at all"});
    door.gateway.finds.at(0).done(view);
    return door.answer(exchange).body;
  };
  BOOST_TEST(shown("").find("wire") == std::string::npos);
  BOOST_TEST(shown("wire=0").find("wire") == std::string::npos);
  BOOST_TEST(shown("wire=1").find("\"wire\":[{") != std::string::npos);
  BOOST_TEST(shown("wire=1").find("secret") == std::string::npos);
  HttpDoor door;
  door.check_problem(door.send("GET", one_message, {}, "wire=yes"), 400, "invalid_parameter");
}

BOOST_AUTO_TEST_CASE(only_an_account_that_may_see_bodies_is_shown_the_text) {
  HttpDoor door;
  HttpRequest request;
  request.method = "GET";
  request.path = one_message;
  request.add_header("Authorization", "Bearer other-key");
  const auto exchange = door.send(request);
  gateway::MessageView view;
  view.message.body = "secret";
  door.gateway.finds.at(0).done(view);
  BOOST_TEST(door.answer(exchange).body.find("\"text\":\"secret\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_message_is_cancelled_by_its_account_and_id) {
  HttpDoor door;
  const auto exchange = door.send("DELETE", one_message);
  BOOST_REQUIRE(door.gateway.cancels.size() == 1U);
  const gateway::CancelRequest& cancel = door.gateway.cancels[0].first;
  BOOST_TEST((cancel.account == demo));
  BOOST_TEST((cancel.id == MessageId(0xABC)));
  BOOST_TEST(!cancel.source.has_value());
  BOOST_TEST(!cancel.to.has_value());
  door.gateway.cancels[0].second(gateway::CancelAnswer{1});
  BOOST_TEST(door.answer(exchange).status == 200);
  BOOST_TEST(door.answer(exchange).body == R"({"id":"0000000000000abc","state":"cancelled"})");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_cancelled_any_more_is_a_conflict) {
  for (const std::string_view code : {"already_sent", "already_ended"}) {
    HttpDoor door;
    const auto exchange = door.send("DELETE", one_message);
    door.gateway.cancels.at(0).second(failure(RequestError{RequestError::Kind::conflict, code, "Too late."}));
    door.check_problem(exchange, 409, code);
  }
}

BOOST_AUTO_TEST_CASE(a_listing_has_defaults) {
  const auto query = listed("");
  BOOST_TEST((query.account == demo));
  BOOST_TEST(!query.to.has_value());
  BOOST_TEST(query.ref.empty());
  BOOST_TEST(!query.since.has_value());
  BOOST_TEST(!query.state.has_value());
  BOOST_TEST((query.before == MessageId()));
  BOOST_TEST(query.limit == 100U);
}

BOOST_AUTO_TEST_CASE(a_listing_is_narrowed_by_its_parameters) {
  const auto query = listed(
      "to=13800138000&ref=order%201%26&since=2026-03-01T08%3a15:30%2B08:00&state=in_doubt&limit=500&"
      "cursor=00000000000000FF");
  BOOST_TEST(query.to->digits() == "8613800138000");
  BOOST_TEST(query.ref == "order 1&");
  BOOST_TEST((query.since == WallTime(Seconds(1'772'324'130))));
  BOOST_TEST((query.state == MessageState::in_doubt));
  BOOST_TEST((query.before == MessageId(0xFF)));
  BOOST_TEST(query.limit == 500U);
}

BOOST_AUTO_TEST_CASE(a_plus_that_was_not_encoded_is_a_plus_where_no_blank_can_be) {
  BOOST_TEST(listed("to=+8613800138000").to->digits() == "8613800138000");
  BOOST_TEST((listed("since=2026-03-01T08:15:30+08:00").since == WallTime(Seconds(1'772'324'130))));
  BOOST_TEST(listed("ref=order+1").ref == "order 1");
}

BOOST_AUTO_TEST_CASE(a_wrong_value_of_a_listing_is_told_what_is_allowed) {
  check_not_listed("to=138-0013", "international form");
  check_not_listed("to=", "international form");
  check_not_listed("ref=", "1 to 256 octets");
  check_not_listed("ref=" + std::string(257, 'x'), "1 to 256 octets");
  check_not_listed("ref=%ff", "UTF-8");
  check_not_listed("since=yesterday", "2026-03-01T08:15:30Z");
  check_not_listed("state=deliverd", "did you mean \\\"delivered\\\"?");
  check_not_listed("state=zzzzzzzzzzzz", "one of scheduled, accepted, queued");
  check_not_listed("limit=501", "from 1 to 500");
  check_not_listed("cursor=abc", "\\\"next\\\" of the page before");
  check_not_listed("cursor=0000000000000000", "\\\"next\\\"");
}

BOOST_AUTO_TEST_CASE(a_page_names_the_next_one_until_the_end) {
  HttpDoor door;
  const auto first = door.send("GET", "/v1/messages");
  gateway::MessagesPage page;
  page.next = MessageId(0xABC);
  door.gateway.lists.at(0).second(page);
  BOOST_TEST(door.answer(first).body == R"({"messages":[],"next":"0000000000000abc"})");
  const auto last = door.send("GET", "/v1/messages", {}, "cursor=0000000000000abc");
  BOOST_TEST((door.gateway.lists.at(1).first.before == MessageId(0xABC)));
  door.gateway.lists[1].second(gateway::MessagesPage{});
  BOOST_TEST(door.answer(last).body == R"({"messages":[]})");
}

BOOST_AUTO_TEST_CASE(without_a_key_a_request_is_a_new_one_each_time) {
  HttpDoor door;
  door.send("POST", "/v1/messages", hello);
  BOOST_TEST(!door.gateway.accepts.at(0).first.idempotency.has_value());
}

BOOST_AUTO_TEST_CASE(a_key_and_a_body_are_known_again_by_their_digests) {
  const auto first = idempotency_of("k-1");
  // The first half of SHA-256 of "k-1".
  const store::KeyDigest expected{0x7c, 0x35, 0xc5, 0xa1, 0x78, 0x5d, 0x20, 0x70,
                                  0x4e, 0x44, 0xd5, 0xde, 0x4b, 0xeb, 0x81, 0xc1};
  BOOST_TEST(first.key == expected, boost::test_tools::per_element());
  const auto again = idempotency_of("k-1");
  BOOST_TEST((first.key == again.key && first.body == again.body));
  BOOST_TEST((idempotency_of("k-2").key != first.key));
  const auto other_body = idempotency_of("k-1", hello + " ");
  BOOST_TEST((other_body.key == first.key && other_body.body != first.body));
}

BOOST_AUTO_TEST_CASE(the_answer_to_be_remembered_is_the_one_that_is_given) {
  const auto idempotency = idempotency_of("k-1");
  gateway::AcceptAnswer answer;
  answer.messages.emplace_back().to = "1";
  HttpDoor door;
  const auto exchange = door.send(with_key("k-1"));
  door.gateway.accepts.at(0).second(answer);
  BOOST_TEST(door.answer(exchange).body == idempotency.render(answer));
  BOOST_TEST(!door.answer(exchange).headers.contains("Idempotent-Replayed"));
}

BOOST_AUTO_TEST_CASE(a_repeat_is_given_the_first_answer_and_told_so) {
  HttpDoor door;
  const auto exchange = door.send(with_key("k-1"));
  door.gateway.accepts.at(0).second(gateway::AcceptAnswer{{}, R"({"messages":[1]})"});
  const auto got = door.answer(exchange);
  BOOST_TEST(got.status == 202);
  BOOST_TEST(got.body == R"({"messages":[1]})");
  BOOST_TEST(got.content_type == "application/json");
  BOOST_TEST(got.headers.at("Idempotent-Replayed") == "true");
}

BOOST_AUTO_TEST_CASE(a_key_is_1_to_255_printable_characters) {
  for (const std::string& key : {std::string("8e03978e-40d5-43dd-bc93-6894a57f9324"), std::string(255, '~'),
                                 std::string("\"quoted, as the draft writes it\"")}) {
    idempotency_of(key);
  }
  for (const std::string& key :
       {std::string(), std::string(256, 'x'), std::string("a\tb"), std::string("a\x7F"), std::string("\xC3\xA9")}) {
    HttpDoor door;
    door.check_problem(door.send(with_key(key)), 400, "invalid_idempotency_key");
    BOOST_TEST(door.gateway.untouched());
  }
}

BOOST_AUTO_TEST_SUITE_END()
