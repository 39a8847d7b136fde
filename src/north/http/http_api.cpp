// SPDX-License-Identifier: Apache-2.0
#include "north/http/http_api.h"

#include <fmt/format.h>

#include "north/http/endpoint.h"
#include "north/http/events.h"
#include "north/http/limits.h"
#include "north/http/media_type.h"
#include "north/http/nearest.h"

namespace smppedge::north::http {

namespace {

struct Target {
  const Endpoint* endpoint = nullptr;
  std::string_view id;
};

Target find_target(const HttpRequest& request) {
  for (const Endpoint& endpoint : endpoints()) {
    if (endpoint.method != request.method) continue;
    if (const auto id = match(endpoint.path, request.path)) return {&endpoint, *id};
  }
  return {};
}

void refuse_path(const HttpRequest& request, const HttpResponder& responder) {
  std::vector<std::string_view> paths;
  for (const Endpoint& endpoint : endpoints()) paths.push_back(endpoint.path);
  const std::string_view meant = nearest(request.path, paths);
  refuse(responder,
         {404, "not_found",
          meant.empty() ? "There is nothing at this path; the API is /v1/messages, /v1/events and /v1/blocklist."
                        : fmt::format("There is nothing at this path; did you mean {}?", meant)});
}

/// Of a path that is known, or not; OPTIONS asks just that, and needs no key.
void answer_other_method(const HttpRequest& request, const HttpResponder& responder) {
  const std::string methods = methods_of(request.path);
  if (methods.empty()) return refuse_path(request, responder);
  const HttpHeader allow{"Allow", methods};
  if (request.method == "OPTIONS") return responder.respond(204, {}, {}, {allow});
  refuse(responder, {405, "method_not_allowed", fmt::format("This path takes {} only.", methods)}, {allow});
}

}  // namespace

std::optional<AccountNumber> HttpApi::let_in(const HttpRequest& request, const HttpResponder& responder) {
  const std::string_view authorization = request.header("Authorization");
  const auto account = settings_->keys.account_of(authorization);
  if (!account) {
    wrong_keys_.refuse(request.peer, authorization, responder);
    return std::nullopt;
  }
  if (request.method == "POST" && !is_json(request.header("Content-Type"))) {
    refuse(responder,
           {415, "unsupported_media_type", "Send the body as \"Content-Type: application/json\", in UTF-8."});
    return std::nullopt;
  }
  if (in_flight() >= gateway::requests_in_flight_max ||
      core_.in_flight_of(*account) >= account_requests_in_flight_max) {
    ++refused_overload_;
    refuse(responder, {503, "overloaded", "Too many requests are under way; send this one again a little later.",
                       overload_retry_after});
    return std::nullopt;
  }
  return account;
}

void HttpApi::stop() {
  polls_.for_each([this](AccountNumber account, const std::shared_ptr<Poll>& poll) { end_poll(core_, account, poll); });
}

bool HttpApi::admit(const HttpRequest& head, const HttpResponder& responder) {
  if (find_target(head).endpoint != nullptr) return let_in(head, responder).has_value();
  answer_other_method(head, responder);
  return false;
}

void HttpApi::handle(const HttpRequest& request, const HttpResponder& responder) {
  const Target target = find_target(request);
  if (target.endpoint == nullptr) return answer_other_method(request, responder);
  const auto account = let_in(request, responder);
  if (!account) return;
  auto query = Query::read(request.query, target.endpoint->parameters);
  if (!query) return refuse(responder, query.error());
  target.endpoint->handle({core_, polls_, *settings_, *account, request, responder, target.id, std::move(*query)});
}

}  // namespace smppedge::north::http
