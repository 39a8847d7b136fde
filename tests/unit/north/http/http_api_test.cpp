// SPDX-License-Identifier: Apache-2.0
// The door between its two loops: who is let in, what reaches the gateway, and what comes back.
#include "north/http/http_api.h"

#include <boost/test/unit_test.hpp>

#include "north/http/endpoint.h"
#include "north/http/limits.h"
#include "tests/unit/north/http/http_door.h"

using namespace smppedge;
using namespace smppedge::north::http;
using gateway::RequestError;

namespace {

HttpRequest with_headers(std::string_view authorization, std::string_view content_type) {
  HttpRequest request;
  request.method = "POST";
  request.path = "/v1/messages";
  request.body = R"({"to":["1"],"text":"hi"})";
  if (!authorization.empty()) request.add_header("Authorization", authorization);
  if (!content_type.empty()) request.add_header("Content-Type", content_type);
  return request;
}

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
  BOOST_TEST(answered({Kind::conflict, "x", "x"}).status == 409);
  BOOST_TEST(answered({Kind::key_reused, "x", "x"}).status == 422);
  BOOST_TEST(answered({Kind::throttled, "x", "x", Seconds(2)}).status == 429);
  BOOST_TEST(answered({Kind::throttled, "x", "x", Seconds(2)}).headers.at("Retry-After") == "2");
  BOOST_TEST(answered({Kind::throttled, "x", "x"}).headers.at("Retry-After") == "1");
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

BOOST_AUTO_TEST_CASE(no_endpoint_answers_without_a_key) {
  for (const Endpoint& endpoint : endpoints()) {
    HttpDoor door;
    HttpRequest request;
    request.method = endpoint.method;
    request.path = endpoint.path;
    request.body = hello;
    request.add_header("Content-Type", "application/json");
    door.check_problem(door.send(request), 401, "unauthorized");
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
    door.check_problem(door.send("GET", path), 404, path == "/v1/messages/x" ? "unknown_message" : "not_found");
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
  BOOST_TEST(allowed("PUT", "/v1/messages") == "POST, GET");
  BOOST_TEST(allowed("POST", "/v1/messages/0000000000000abc") == "GET, DELETE");
  BOOST_TEST(allowed("POST", "/v1/events") == "GET");
  BOOST_TEST(allowed("GET", "/v1/events/ack") == "POST");
  BOOST_TEST(allowed("DELETE", "/v1/events/dead") == "GET");
  BOOST_TEST(allowed("GET", "/v1/events/dead/retry") == "POST");
  BOOST_TEST(allowed("HEAD", "/v1/events") == "GET");
}

BOOST_AUTO_TEST_CASE(options_tells_the_methods_and_needs_no_key) {
  HttpDoor door;
  HttpRequest request;
  request.method = "OPTIONS";
  request.path = "/v1/messages/0000000000000abc";
  const auto got = door.answer(door.send(request));
  BOOST_TEST(got.status == 204);
  BOOST_TEST(got.headers.at("Allow") == "GET, DELETE");
  request.path = "/v1/nothing";
  door.check_problem(door.send(request), 404, "not_found");
}

BOOST_AUTO_TEST_CASE(a_path_that_is_nearly_right_is_told_the_right_one) {
  HttpDoor door;
  const auto exchange = door.send("GET", "/v1/event");
  door.check_problem(exchange, 404, "not_found");
  BOOST_TEST(door.answer(exchange).body.find("did you mean /v1/events?") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_request_takes_no_parameter_but_its_own) {
  HttpDoor door;
  for (const auto& [method, path] : std::vector<std::pair<std::string, std::string>>{
           {"POST", "/v1/messages"}, {"DELETE", "/v1/messages/0000000000000abc"}, {"POST", "/v1/events/ack"}}) {
    door.check_problem(door.send(method, path, hello, "dry_run=1"), 400, "unknown_parameter");
  }
  const auto near = door.send("GET", "/v1/messages", {}, "sinse=2026-03-01");
  door.check_problem(near, 400, "unknown_parameter");
  BOOST_TEST(door.answer(near).body.find("did you mean \\\"since\\\"?") != std::string::npos, door.answer(near).body);
  BOOST_TEST(door.gateway.untouched());
}

BOOST_AUTO_TEST_CASE(when_too_many_requests_of_an_account_are_under_way_it_is_pushed_back_and_others_are_not) {
  HttpDoor door;
  for (std::size_t sent = 0; sent < account_requests_in_flight_max; ++sent) door.send("POST", "/v1/messages", hello);
  const auto refused = door.send("POST", "/v1/messages", hello);
  door.check_problem(refused, 503, "overloaded");
  BOOST_TEST(door.answer(refused).headers.at("Retry-After") == "1");
  BOOST_TEST(door.gateway.accepts.size() == account_requests_in_flight_max);
  BOOST_TEST(door.api.refused_overload() == 1U);

  door.send(with_headers("Bearer other-key", "application/json"));
  BOOST_TEST(door.gateway.accepts.size() == account_requests_in_flight_max + 1);

  door.gateway.accepts[0].second(gateway::AcceptAnswer{});
  door.http.run();
  door.send("POST", "/v1/messages", hello);
  BOOST_TEST(door.gateway.accepts.size() == account_requests_in_flight_max + 2);
}

BOOST_AUTO_TEST_CASE(when_all_accounts_together_have_too_many_requests_under_way_all_are_pushed_back) {
  HttpDoor door;
  auto many = std::make_shared<Settings>();
  const std::size_t accounts = gateway::requests_in_flight_max / account_requests_in_flight_max + 1;
  for (std::size_t i = 0; i < accounts; ++i) {
    many->keys.add(AccountNumber(static_cast<std::uint32_t>(i + 1)), digest_of_key(std::to_string(i)));
  }
  door.api.use(many);
  for (std::size_t sent = 0; sent < gateway::requests_in_flight_max; ++sent) {
    door.send(with_headers("Bearer " + std::to_string(sent % accounts), "application/json"));
  }
  door.check_problem(door.send(with_headers("Bearer 0", "application/json")), 503, "overloaded");
}

BOOST_AUTO_TEST_CASE(an_address_that_goes_on_guessing_is_answered_late_and_right_keys_from_there_at_once) {
  HttpDoor door;
  const auto guess = [&door](std::string_view authorization) {
    HttpRequest request = with_headers(authorization, "application/json");
    request.peer = "192.0.2.7:50000";
    return door.send(request);
  };
  for (unsigned wrong = 0; wrong < wrong_keys_free; ++wrong)
    door.check_problem(guess("Bearer wrong"), 401, "unauthorized");
  const auto first = guess("Bearer wrong");
  door.clock.run_for(wrong_key_delay / 2);
  const auto second = guess("Bearer wrong");
  BOOST_TEST(!door.exchanges->answers.contains(first));
  guess("Bearer demo-key");
  BOOST_TEST(door.gateway.accepts.size() == 1U);
  door.check_problem(guess(""), 401, "unauthorized");
  door.clock.run_for(wrong_key_delay / 2);
  door.check_problem(first, 401, "unauthorized");
  BOOST_TEST(!door.exchanges->answers.contains(second));
  door.clock.run_for(wrong_key_delay / 2);
  door.check_problem(second, 401, "unauthorized");
  BOOST_TEST(door.api.refused_keys() == wrong_keys_free + 3U);

  HttpRequest elsewhere = with_headers("Bearer wrong", "application/json");
  elsewhere.peer = "192.0.2.8:50000";
  door.check_problem(door.send(elsewhere), 401, "unauthorized");
}

BOOST_AUTO_TEST_CASE(a_head_is_judged_before_its_body_comes) {
  HttpDoor door;
  const auto admit = [&door](HttpRequest request) {
    request.body.clear();
    return door.api.admit(request, door.exchanges->next());
  };
  BOOST_TEST(admit(with_headers("Bearer demo-key", "application/json")));
  BOOST_TEST(!admit(with_headers("Bearer wrong", "application/json")));
  BOOST_TEST(!admit(with_headers("Bearer demo-key", "text/plain")));
  HttpRequest lost = with_headers("Bearer demo-key", "application/json");
  lost.path = "/v1/nothing";
  BOOST_TEST(!admit(lost));
  std::vector<int> statuses;
  for (const auto& [exchange, answer] : door.exchanges->answers) statuses.push_back(answer.status);
  BOOST_TEST(statuses == (std::vector<int>{401, 415, 404}), boost::test_tools::per_element());
  BOOST_TEST(door.gateway.untouched());
}

BOOST_AUTO_TEST_SUITE_END()
