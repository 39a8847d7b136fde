// SPDX-License-Identifier: Apache-2.0
// The platform's HTTP door, /v1: finds who is to answer a request, lets it in and passes it on; the answer comes back
// through CoreLink. What a message may be, the gateway decides; sockets are net/http_server's.
// HTTP loop only. It must outlive what it has posted to the core loop: stop both loops first.
#pragma once

#include <cstdint>
#include <memory>

#include "base/scheduler.h"
#include "gateway/api.h"
#include "net/http_request.h"
#include "net/http_responder.h"
#include "north/http/core_link.h"
#include "north/http/polls.h"
#include "north/http/settings.h"
#include "north/http/wrong_keys.h"

namespace smppedge::north::http {

class HttpApi {
 public:
  /// `clock` is the HTTP loop's too.
  HttpApi(Executor& core, Executor& http, Scheduler& clock, gateway::Api& api, std::shared_ptr<const Settings> settings)
      : core_(core, http, api), wrong_keys_(clock), settings_(std::move(settings)) {}
  HttpApi(const HttpApi&) = delete;
  HttpApi& operator=(const HttpApi&) = delete;

  /// Of a request whose body is yet to come: false when it was answered, or will be, since it may not come in.
  [[nodiscard]] bool admit(const HttpRequest& head, const HttpResponder& responder);
  /// Answers every request that is not another's (health, metrics): unknown paths with 404.
  void handle(const HttpRequest& request, const HttpResponder& responder);

  /// Polls that wait are answered now; what else is under way is answered as it ends.
  void stop();

  void use(std::shared_ptr<const Settings> settings) { settings_ = std::move(settings); }
  [[nodiscard]] std::size_t in_flight() const { return core_.in_flight(); }
  /// Requests that were answered 503 because requests_in_flight_max, or account_requests_in_flight_max of their
  /// account, were under way.
  [[nodiscard]] std::uint64_t refused_overload() const { return refused_overload_; }
  /// Requests that were answered 401.
  [[nodiscard]] std::uint64_t refused_keys() const { return wrong_keys_.refused(); }

 private:
  /// Answers what may not come in; otherwise whose request it is.
  [[nodiscard]] std::optional<AccountNumber> let_in(const HttpRequest& request, const HttpResponder& responder);

  CoreLink core_;
  WrongKeys wrong_keys_;
  Polls polls_;
  std::shared_ptr<const Settings> settings_;
  std::uint64_t refused_overload_ = 0;
};

}  // namespace smppedge::north::http
