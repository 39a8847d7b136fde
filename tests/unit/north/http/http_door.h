// SPDX-License-Identifier: Apache-2.0
// The HTTP door between two loops that run when told, with a gateway that a test answers for.
#pragma once

#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "north/http/http_api.h"
#include "tests/support/sim_scheduler.h"
#include "tests/unit/north/http/fake_gateway.h"

namespace smppedge::north::http {

inline const AccountNumber demo{7};
inline const AccountNumber other{8};
inline const std::string hello = R"({"to":["8613800138000"],"text":"hi"})";

inline std::shared_ptr<const Settings> settings() {
  auto made = std::make_shared<Settings>();
  made->keys.add(demo, digest_of_key("demo-key"));
  made->keys.add(other, digest_of_key("other-key"));
  made->see_bodies.insert(other);
  made->directory = std::make_shared<gateway::Directory>();
  return made;
}

struct HttpDoor {
  ManualExecutor core;
  ManualExecutor http;
  FakeGateway gateway;
  std::shared_ptr<FakeExchanges> exchanges = std::make_shared<FakeExchanges>();
  sim::SimScheduler clock;
  HttpApi api{core, http, clock, gateway, settings()};

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

}  // namespace smppedge::north::http
