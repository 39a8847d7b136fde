// SPDX-License-Identifier: Apache-2.0
#include "admin/control.h"

#include "base/log.h"
#include "net/http_response.h"

namespace smppedge::admin {

void refuse(const HttpResponder& responder, int status, std::string_view code, std::string detail,
            std::vector<HttpHeader> headers) {
  responder.respond(status, problem_content_type, problem_json({status, std::string(code), std::move(detail)}),
                    std::move(headers));
}

Control::Control(std::string_view key, const Clock& clock) : clock_(clock) {
  if (!key.empty()) key_ = digest_of_key(key);
}

void Control::add(std::string_view method, std::string_view path, Handler handler) {
  endpoints_.push_back({method, path, std::move(handler)});
}

const Control::Endpoint* Control::let_in(const HttpRequest& request, const HttpResponder& responder) {
  if (!key_) {
    refuse(responder, 404, "not_found", "There is no admin API here; it needs `admin.key` in the configuration.");
    return nullptr;
  }
  const std::string_view key = bearer_key(request.header("Authorization"));
  if (key.empty() || !same_digest(digest_of_key(key), *key_)) {
    if (const auto count = wrong_key_log_.due(clock_.mono())) {
      log::warn("requests to /admin/v1 without its key were refused count={} peer={}", count, request.peer);
    }
    refuse(responder, 401, "invalid_key", "Send the key of `admin.key` as \"Authorization: Bearer <key>\".",
           {{"WWW-Authenticate", "Bearer"}});
    return nullptr;
  }
  std::string methods;
  for (const Endpoint& endpoint : endpoints_) {
    if (endpoint.path != request.path) continue;
    if (endpoint.method == request.method) return &endpoint;
    if (!methods.empty()) methods += ", ";
    methods += endpoint.method;
  }
  if (methods.empty()) {
    refuse(responder, 404, "not_found", "There is nothing at this path; docs/admin-api.md lists what there is.");
  } else {
    refuse(responder, 405, "method_not_allowed", "This path takes " + methods + " only.", {{"Allow", methods}});
  }
  return nullptr;
}

bool Control::admit(const HttpRequest& head, const HttpResponder& responder) {
  return let_in(head, responder) != nullptr;
}

void Control::handle(const HttpRequest& request, const HttpResponder& responder) {
  if (const Endpoint* endpoint = let_in(request, responder)) endpoint->handler(request, responder);
}

}  // namespace smppedge::admin
