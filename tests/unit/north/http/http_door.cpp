// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/north/http/http_door.h"

#include <boost/test/unit_test.hpp>
#include <utility>

namespace smppedge::north::http {

std::shared_ptr<const Settings> settings() {
  auto made = std::make_shared<Settings>();
  made->keys.add(demo, digest_of_key("demo-key"));
  made->keys.add(other, digest_of_key("other-key"));
  made->see_bodies.insert(other);
  made->directory = std::make_shared<gateway::Directory>();
  return made;
}

HttpDoor::HttpDoor() = default;
HttpDoor::~HttpDoor() = default;

std::uint64_t HttpDoor::send(HttpRequest request) {
  api.handle(request, exchanges->next());
  core.run();
  return sent_++;
}

std::uint64_t HttpDoor::send(std::string method, std::string path, std::string body, std::string query) {
  return send(request(std::move(method), std::move(path), std::move(body), std::move(query)));
}

HttpRequest HttpDoor::request(std::string method, std::string path, std::string body, std::string query) {
  HttpRequest made;
  made.method = std::move(method);
  made.path = std::move(path);
  made.query = std::move(query);
  made.body = std::move(body);
  made.add_header("authorization", "Bearer demo-key");
  made.add_header("content-type", "application/json");
  return made;
}

FakeExchanges::Answer HttpDoor::answer(std::uint64_t exchange) {
  core.run();
  http.run();
  BOOST_REQUIRE_MESSAGE(exchanges->answers.contains(exchange), "no answer yet");
  return exchanges->answers.at(exchange);
}

void HttpDoor::check_problem(std::uint64_t exchange, int status, std::string_view code) {
  const auto got = answer(exchange);
  BOOST_TEST(got.status == status);
  BOOST_TEST(got.content_type == "application/problem+json");
  BOOST_TEST(got.body.find("\"code\":\"" + std::string(code) + "\"") != std::string::npos, got.body);
  BOOST_TEST(got.body.find("\"status\":" + std::to_string(status)) != std::string::npos, got.body);
}

}  // namespace smppedge::north::http
