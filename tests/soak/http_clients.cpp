// SPDX-License-Identifier: Apache-2.0
#include "tests/soak/http_clients.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "tests/soak/webhook_sink.h"

namespace smppedge::soak {

namespace json = boost::json;

std::string HttpSender::next_body() {
  const unsigned numbers = 1 + static_cast<unsigned>(rng_.next() % 10);
  json::array to;
  for (unsigned i = 0; i < numbers; ++i) to.emplace_back(fmt::format("86139{:08}", rng_.next() % 100'000'000));
  static constexpr const char* classes[] = {"otp", "notice", "marketing"};
  const json::object message{{"to", std::move(to)},
                             {"text", fmt::format("soak {:016x}", rng_.next())},
                             {"class", classes[rng_.next() % 3]},
                             {"ref", fmt::format("{:08x}", rng_.next() & 0xFFFFFFFF)}};
  if (rng_.next() % 2 == 0) return json::serialize(message);
  return json::serialize(json::object{{"messages", json::array{message}}});
}

HttpAnswer HttpSender::post(const std::string& body, const std::string& key) {
  return api_.request("POST", "/v1/messages", body, {"Content-Type: application/json", "Idempotency-Key: " + key});
}

void HttpSender::send(const std::string& body, const std::string& key, const StopSignal& stopping) {
  HttpAnswer answer = post(body, key);
  while (answer.status == 429 || answer.status == 503 || answer.status == 0) {
    ledger_.count(fmt::format("http_later.{}", answer.status));
    if (stopping.stopped()) return;
    stopping.wait(std::chrono::milliseconds(200));
    answer = post(body, key);
  }
  if (answer.status != 202) return ledger_.violation(fmt::format("POST answered {} {}", answer.status, answer.body));
  const json::value accepted = json::parse(answer.body);
  for (const json::value& entry : accepted.at("messages").as_array()) {
    if (const json::value* id = entry.as_object().if_contains("id")) ledger_.accepted(std::string(id->as_string()));
  }
  if (rng_.next() % 20 != 0) return;
  const HttpAnswer again = post(body, key);
  if (again.status == 202 && again.body != answer.body) ledger_.violation("a repeat was answered otherwise");
  ledger_.count("http_repeated");
}

void HttpSender::run(const StopSignal& stopping) {
  while (!stopping.stopped()) {
    send(next_body(), fmt::format("{:016x}{:016x}", rng_.next(), rng_.next()), stopping);
    stopping.wait(std::chrono::milliseconds(slow_ ? 500 : 25));
  }
}

void HttpPoller::run(const StopSignal& stopping) {
  while (!stopping.stopped()) {
    const HttpAnswer page = api_.get("/v1/events?limit=500&wait_s=1");
    if (page.status != 200) {
      ledger_.count(fmt::format("http_poll.{}", page.status));
      stopping.wait(std::chrono::milliseconds(200));
      continue;
    }
    const std::uint64_t last = record_events(page.body, ledger_);
    if (rng_.next() % 5 == 0) {
      ledger_.count("http_not_acknowledged");
      stopping.wait(std::chrono::milliseconds(300));
    } else if (last != 0) {
      (void)api_.post("/v1/events/ack", fmt::format(R"({{"through":{}}})", last));
    }
  }
}

}  // namespace smppedge::soak
