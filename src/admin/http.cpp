// SPDX-License-Identifier: Apache-2.0
// Collects who asks while a question is under way; answers all of them at once.
#include "admin/http.h"

#include "admin/health.h"
#include "net/http_response.h"

namespace smppedge::admin {

namespace {

constexpr std::string_view health_path = "/healthz";
constexpr std::string_view metrics_path = "/metrics";

}  // namespace

Http::Http(Ask ask, AskHttp ask_http)
    : ask_(std::move(ask)), ask_http_(std::move(ask_http)), self_(std::make_shared<Http*>(this)) {}

bool Http::handle(const HttpRequest& request, const HttpResponder& responder) {
  if (request.path != health_path && request.path != metrics_path) return false;
  if (request.method != "GET" && request.method != "HEAD") {  // load balancers ask with HEAD
    responder.respond(405, problem_content_type,
                      problem_json({405, "method_not_allowed", "Only GET and HEAD are served here."}),
                      {{"Allow", "GET, HEAD"}});
    return true;
  }
  waiting_.emplace_back(request.path == health_path ? Page::health : Page::metrics, responder);
  if (waiting_.size() == 1) {
    ask_([self = std::weak_ptr<Http*>(self_)](const gateway::Status& status, const Section& more) {
      if (const auto http = self.lock()) (*http)->answer(status, more);
    });
  }
  return true;
}

void Http::answer(const gateway::Status& status, const Section& more) {
  const auto waiting = std::exchange(waiting_, {});
  for (const auto& [page, responder] : waiting) {
    if (page == Page::metrics) {
      responder.respond(200, metrics_content_type, render_metrics(status, ask_http_(), more));
    } else {
      const Health health = judge_health(status);
      responder.respond(health.accepting ? 200 : 503, "application/json", render_health(health));
    }
  }
}

}  // namespace smppedge::admin
