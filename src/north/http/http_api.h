// SPDX-License-Identifier: Apache-2.0
// The platform's HTTP door, /v1: reads a request, authenticates it, asks the gateway on the core loop and renders the
// answer back on the HTTP loop. What a message may be, the gateway decides; sockets are net/http_server's.
// HTTP loop only, but for what it posts to the core loop. It must outlive what it has posted: stop both loops first.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/scheduler.h"
#include "gateway/api.h"
#include "gateway/directory.h"
#include "net/http_request.h"
#include "net/http_responder.h"
#include "north/http/key_ring.h"
#include "north/http/problem.h"

namespace smppedge::north::http {

/// Immutable; a reload hands in another.
struct Settings {
  KeyRing keys;
  std::shared_ptr<const gateway::Directory> directory;
  Seconds validity_max{7 * 86'400};
};

class HttpApi {
 public:
  HttpApi(Executor& core, Executor& http, gateway::Api& api, std::shared_ptr<const Settings> settings)
      : core_(core), http_(http), api_(api), settings_(std::move(settings)) {}
  HttpApi(const HttpApi&) = delete;
  HttpApi& operator=(const HttpApi&) = delete;

  /// Answers every request that is not another's (health, metrics): unknown paths with 404.
  void handle(const HttpRequest& request, const HttpResponder& responder);

  void use(std::shared_ptr<const Settings> settings) { settings_ = std::move(settings); }
  [[nodiscard]] std::size_t in_flight() const { return in_flight_; }
  /// Requests that were answered 503 because requests_in_flight_max were under way.
  [[nodiscard]] std::uint64_t refused_overload() const { return refused_overload_; }

 private:
  using Handler = void (HttpApi::*)(AccountNumber, const HttpRequest&, const HttpResponder&);
  struct Target;
  [[nodiscard]] static const Target* find_target(std::string_view path);

  void send_messages(AccountNumber account, const HttpRequest& request, const HttpResponder& responder);
  void show_message(AccountNumber account, const HttpRequest& request, const HttpResponder& responder);
  void poll_events(AccountNumber account, const HttpRequest& request, const HttpResponder& responder);
  void acknowledge_events(AccountNumber account, const HttpRequest& request, const HttpResponder& responder);
  void abandon_poll(AccountNumber account, std::uint64_t poll);

  template <class T>
  using Done = std::function<void(Expected<T, gateway::RequestError>)>;
  /// Carries `question` to the core loop and its result back: an error is answered as a problem, anything else with
  /// `status` and what `render` makes of the Expected.
  template <class T, class Question, class Render>
  void ask(const HttpResponder& responder, Question question, int status, Render render);

  Executor& core_;
  Executor& http_;
  gateway::Api& api_;
  std::shared_ptr<const Settings> settings_;
  std::size_t in_flight_ = 0;
  std::uint64_t refused_overload_ = 0;
  /// The newest poll of each account that has polled: only that one may still wait at the gateway.
  std::unordered_map<AccountNumber, std::uint64_t> newest_poll_;
  std::uint64_t polls_ = 0;
};

}  // namespace smppedge::north::http
