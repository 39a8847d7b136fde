// SPDX-License-Identifier: Apache-2.0
// The door between its two loops: who is let in, what reaches the gateway, and what comes back.
#include "north/http/http_api.h"

#include <boost/test/unit_test.hpp>

#include "tests/unit/north/http/fake_gateway.h"

using namespace smppedge;
using namespace smppedge::north::http;
using gateway::RequestError;

namespace {

const AccountNumber demo{7};
const AccountNumber other{8};

std::shared_ptr<const Settings> settings() {
  auto made = std::make_shared<Settings>();
  made->keys.add(demo, digest_of_key("demo-key"));
  made->keys.add(other, digest_of_key("other-key"));
  made->directory = std::make_shared<gateway::Directory>();
  return made;
}

struct HttpDoor {
  ManualExecutor core;
  ManualExecutor http;
  FakeGateway gateway;
  std::shared_ptr<FakeExchanges> exchanges = std::make_shared<FakeExchanges>();
  HttpApi api{core, http, gateway, settings()};

  /// Sends a request and runs the core loop, not yet the way back; returns the exchange's number.
  std::uint64_t send(HttpRequest request) {
    api.handle(request, exchanges->next());
    core.run();
    return sent_++;
  }
  std::uint64_t send(std::string method, std::string path, std::string body = {}, std::string query = {}) {
    return send(request(std::move(method), std::move(path), std::move(body), std::move(query)));
  }
  static HttpRequest request(std::string method, std::string path, std::string body = {}, std::string query = {}) {
    HttpRequest made;
    made.method = std::move(method);
    made.path = std::move(path);
    made.query = std::move(query);
    made.body = std::move(body);
    made.add_header("authorization", "Bearer demo-key");
    made.add_header("content-type", "application/json");
    return made;
  }
  /// Runs both loops until the answer is there.
  FakeExchanges::Answer answer(std::uint64_t exchange) {
    core.run();
    http.run();
    BOOST_REQUIRE_MESSAGE(exchanges->answers.contains(exchange), "no answer yet");
    return exchanges->answers.at(exchange);
  }
  void check_problem(std::uint64_t exchange, int status, std::string_view code) {
    const auto got = answer(exchange);
    BOOST_TEST(got.status == status);
    BOOST_TEST(got.content_type == "application/problem+json");
    BOOST_TEST(got.body.find("\"code\":\"" + std::string(code) + "\"") != std::string::npos, got.body);
    BOOST_TEST(got.body.find("\"status\":" + std::to_string(status)) != std::string::npos, got.body);
  }

 private:
  std::uint64_t sent_ = 0;
};

HttpRequest with_headers(std::string_view authorization, std::string_view content_type) {
  HttpRequest request;
  request.method = "POST";
  request.path = "/v1/messages";
  request.body = R"({"to":["1"],"text":"hi"})";
  if (!authorization.empty()) request.add_header("Authorization", authorization);
  if (!content_type.empty()) request.add_header("Content-Type", content_type);
  return request;
}

const std::string hello = R"({"to":["8613800138000"],"text":"hi"})";

}  // namespace

BOOST_AUTO_TEST_SUITE(http_api)

BOOST_AUTO_TEST_CASE(an_accepted_request_is_answered_202_once_the_gateway_says_so) {
  HttpDoor door;
  const auto exchange = door.send("POST", "/v1/messages", hello);
  BOOST_REQUIRE(door.gateway.accepts.size() == 1U);
  BOOST_TEST((door.gateway.accepts[0].first.account == demo));
  BOOST_TEST(door.exchanges->answers.empty());
  BOOST_TEST(door.api.in_flight() == 1U);

  gateway::AcceptEntry entry;
  entry.to = "8613800138000";
  entry.id = MessageId(0xABC);
  entry.segments = 1;
  door.gateway.accepts[0].second(gateway::AcceptAnswer{{entry}, {}});
  BOOST_TEST(door.exchanges->answers.empty(), "answered on the core loop");

  const auto got = door.answer(exchange);
  BOOST_TEST(got.status == 202);
  BOOST_TEST(got.content_type == "application/json");
  BOOST_TEST(got.body.find("\"id\":\"0000000000000abc\"") != std::string::npos);
  BOOST_TEST(door.api.in_flight() == 0U);
}

BOOST_AUTO_TEST_CASE(a_gateways_error_becomes_its_status) {
  const auto answered = [](RequestError error) {
    HttpDoor door;
    const auto exchange = door.send("POST", "/v1/messages", hello);
    door.gateway.accepts.at(0).second(failure(std::move(error)));
    return door.answer(exchange);
  };
  using Kind = RequestError::Kind;
  BOOST_TEST(answered({Kind::invalid, "invalid_sign", "x"}).status == 400);
  BOOST_TEST(answered({Kind::forbidden, "x", "x"}).status == 403);
  BOOST_TEST(answered({Kind::not_found, "x", "x"}).status == 404);
  const auto overloaded = answered({Kind::overloaded, "queue_full", "Wait.", Seconds(7)});
  BOOST_TEST(overloaded.status == 503);
  BOOST_TEST(overloaded.headers.at("Retry-After") == "7");
  BOOST_TEST(
      overloaded.body ==
      R"({"type":"about:blank","title":"Service Unavailable","status":503,"code":"queue_full","detail":"Wait."})");
  BOOST_TEST(answered({Kind::disk_full, "disk_full", "x"}).headers.at("Retry-After") == "1");
}

BOOST_AUTO_TEST_CASE(without_a_known_key_nothing_is_asked) {
  for (const std::string_view authorization :
       {"", "Bearer", "Bearer ", "Bearer wrong", "Bearer demo-ke", "Bearer demo-key2", "Basic demo-key", "demo-key"}) {
    HttpDoor door;
    const auto exchange = door.send(with_headers(authorization, "application/json"));
    door.check_problem(exchange, 401, "unauthorized");
    BOOST_TEST(door.answer(exchange).headers.at("WWW-Authenticate").starts_with("Bearer"));
    BOOST_TEST(door.gateway.untouched());
  }
}

BOOST_AUTO_TEST_CASE(an_overlong_key_is_refused) {
  HttpDoor door;
  door.check_problem(door.send(with_headers("Bearer " + std::string(1'000, 'x'), "application/json")), 401,
                     "unauthorized");
}

BOOST_AUTO_TEST_CASE(each_key_opens_its_own_account) {
  HttpDoor door;
  door.send(with_headers("bearer other-key", "application/json"));
  BOOST_TEST((door.gateway.accepts.at(0).first.account == other));
}

BOOST_AUTO_TEST_CASE(a_reload_takes_a_key_away) {
  HttpDoor door;
  door.api.use(std::make_shared<Settings>());
  door.check_problem(door.send("POST", "/v1/messages", hello), 401, "unauthorized");
}

BOOST_AUTO_TEST_CASE(bodies_are_json_in_utf_8) {
  for (const std::string_view type :
       {"application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8",
        "application/json ; charset=\"utf-8\"", "application/json;"}) {
    HttpDoor door;
    door.send(with_headers("Bearer demo-key", type));
    BOOST_TEST(door.gateway.accepts.size() == 1U, type);
  }
  for (const std::string_view type : {"", "text/plain", "application/x-www-form-urlencoded", "application/jsonx",
                                      "application/json; charset=gbk", "application/problem+json"}) {
    HttpDoor door;
    door.check_problem(door.send(with_headers("Bearer demo-key", type)), 415, "unsupported_media_type");
    BOOST_TEST(door.gateway.untouched());
  }
}

BOOST_AUTO_TEST_CASE(a_bad_body_reaches_no_gateway) {
  HttpDoor door;
  door.check_problem(door.send("POST", "/v1/messages", "{"), 400, "invalid_json");
  door.check_problem(door.send("POST", "/v1/events/ack", R"({"through":"x"})"), 400, "invalid_type");
  BOOST_TEST(door.gateway.untouched());
  BOOST_TEST(door.api.in_flight() == 0U);
}

BOOST_AUTO_TEST_CASE(unknown_paths_are_404) {
  for (const std::string path : {"/", "/v1", "/v1/", "/v1/messages/x", "/v1/messages/", "/v1/message", "/v1/events/",
                                 "/v1/events/ack/", "/v1/messages/0000000000000abc/x", "/V1/messages"}) {
    HttpDoor door;
    door.check_problem(door.send("GET", path), 404,
                       path.starts_with("/v1/messages/") ? "unknown_message" : "not_found");
    BOOST_TEST(door.gateway.untouched());
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_method_is_told_the_right_one) {
  const auto allowed = [](const std::string& method, const std::string& path) {
    HttpDoor door;
    const auto exchange = door.send(method, path);
    door.check_problem(exchange, 405, "method_not_allowed");
    return door.answer(exchange).headers.at("Allow");
  };
  BOOST_TEST(allowed("GET", "/v1/messages") == "POST");
  BOOST_TEST(allowed("DELETE", "/v1/messages/0000000000000abc") == "GET");
  BOOST_TEST(allowed("POST", "/v1/events") == "GET");
  BOOST_TEST(allowed("GET", "/v1/events/ack") == "POST");
}

BOOST_AUTO_TEST_CASE(a_message_is_found_by_its_account_and_id) {
  HttpDoor door;
  const auto exchange = door.send("GET", "/v1/messages/0000000000000ABC");
  BOOST_REQUIRE(door.gateway.finds.size() == 1U);
  BOOST_TEST((door.gateway.finds[0].account == demo));
  BOOST_TEST((door.gateway.finds[0].id == MessageId(0xABC)));
  door.gateway.finds[0].done(failure(RequestError{RequestError::Kind::not_found, "unknown_message", "No such."}));
  door.check_problem(exchange, 404, "unknown_message");
}

BOOST_AUTO_TEST_CASE(a_poll_has_defaults_and_bounds) {
  HttpDoor door;
  door.send("GET", "/v1/events");
  door.send("GET", "/v1/events", {}, "wait_s=60&limit=1000");
  BOOST_REQUIRE(door.gateway.polls.size() == 2U);
  BOOST_TEST(door.gateway.polls[0].limit == 100U);
  BOOST_TEST((door.gateway.polls[0].wait == Seconds(0)));
  BOOST_TEST(door.gateway.polls[1].limit == 1000U);
  BOOST_TEST((door.gateway.polls[1].wait == Seconds(60)));
  for (const std::string query : {"limit=0", "limit=1001", "limit=", "limit", "limit=x", "limit=1x", "limit=-1",
                                  "limit=%31", "wait_s=61", "wait_s=99999999999999999999"}) {
    door.check_problem(door.send("GET", "/v1/events", {}, query), 400, "invalid_parameter");
  }
  door.check_problem(door.send("GET", "/v1/events", {}, "limits=1"), 400, "unknown_parameter");
  door.check_problem(door.send("GET", "/v1/events", {}, "limit=1&limit=2"), 400, "duplicate_parameter");
  BOOST_TEST(door.gateway.polls.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_query_that_is_not_utf_8_is_still_answered_in_utf_8) {
  HttpDoor door;
  const auto exchange = door.send("GET", "/v1/events", {}, "limit=\xFF");
  door.check_problem(exchange, 400, "invalid_parameter");
  BOOST_TEST(door.answer(exchange).body.find("\\u00ff") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_acknowledgement_is_answered_when_it_is_kept) {
  HttpDoor door;
  const auto exchange = door.send("POST", "/v1/events/ack", R"({"through":12})");
  BOOST_REQUIRE(door.gateway.acknowledges.size() == 1U);
  BOOST_TEST((door.gateway.acknowledges[0].through == EventSequence(12)));
  door.gateway.acknowledges[0].done({});
  BOOST_TEST(door.answer(exchange).status == 200);
  BOOST_TEST(door.answer(exchange).body == R"({"acknowledged":12})");
}

BOOST_AUTO_TEST_CASE(when_a_polling_client_goes_its_waiter_is_ended) {
  HttpDoor door;
  const auto exchange = door.send("GET", "/v1/events", {}, "wait_s=30");
  door.exchanges->gone.at(exchange)();
  door.core.run();
  BOOST_REQUIRE(door.gateway.polls.size() == 2U);
  BOOST_TEST((door.gateway.polls[1].account == demo));
  BOOST_TEST(door.gateway.polls[1].limit == 0U);
  BOOST_TEST((door.gateway.polls[1].wait == Seconds(0)));
  door.gateway.polls[0].done(gateway::EventsPage{});  // as the gateway does for the older of two
  door.gateway.polls[1].done(gateway::EventsPage{});
  door.http.run();
  BOOST_TEST(door.api.in_flight() == 0U);
}

BOOST_AUTO_TEST_CASE(a_gone_client_does_not_end_a_newer_poll_of_its_account) {
  HttpDoor door;
  const auto older = door.send("GET", "/v1/events", {}, "wait_s=30");
  door.send("GET", "/v1/events", {}, "wait_s=30");
  door.exchanges->gone.at(older)();
  door.core.run();
  BOOST_TEST(door.gateway.polls.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_poll_that_does_not_wait_needs_no_ending) {
  HttpDoor door;
  door.send("GET", "/v1/events");
  BOOST_TEST(door.exchanges->gone.empty());
}

BOOST_AUTO_TEST_CASE(when_too_many_requests_are_under_way_the_door_pushes_back_by_itself) {
  HttpDoor door;
  for (std::size_t sent = 0; sent < gateway::requests_in_flight_max; ++sent) door.send("POST", "/v1/messages", hello);
  const auto refused = door.send("POST", "/v1/messages", hello);
  door.check_problem(refused, 503, "overloaded");
  BOOST_TEST(door.answer(refused).headers.at("Retry-After") == "1");
  BOOST_TEST(door.gateway.accepts.size() == gateway::requests_in_flight_max);
  BOOST_TEST(door.api.refused_overload() == 1U);

  door.gateway.accepts[0].second(gateway::AcceptAnswer{});
  door.http.run();
  door.send("POST", "/v1/messages", hello);
  BOOST_TEST(door.gateway.accepts.size() == gateway::requests_in_flight_max + 1);
}

BOOST_AUTO_TEST_SUITE_END()
