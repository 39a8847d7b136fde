// SPDX-License-Identifier: Apache-2.0
// The HTTP door between two loops that run when told, with a gateway that a test answers for.
#pragma once

#include <cstdint>
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

std::shared_ptr<const Settings> settings();

struct HttpDoor {
  HttpDoor();
  HttpDoor(const HttpDoor&) = delete;
  HttpDoor& operator=(const HttpDoor&) = delete;
  ~HttpDoor();

  ManualExecutor core;
  ManualExecutor http;
  FakeGateway gateway;
  std::shared_ptr<FakeExchanges> exchanges = std::make_shared<FakeExchanges>();
  sim::SimScheduler clock;
  HttpApi api{core, http, clock, gateway, settings()};

  /// Sends a request and runs the core loop, not yet the way back; returns the exchange's number.
  std::uint64_t send(HttpRequest request);
  std::uint64_t send(std::string method, std::string path, std::string body = {}, std::string query = {});
  static HttpRequest request(std::string method, std::string path, std::string body = {}, std::string query = {});
  /// Runs both loops until the answer is there.
  FakeExchanges::Answer answer(std::uint64_t exchange);
  void check_problem(std::uint64_t exchange, int status, std::string_view code);

 private:
  std::uint64_t sent_ = 0;
};

}  // namespace smppedge::north::http
