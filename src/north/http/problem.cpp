// SPDX-License-Identifier: Apache-2.0
#include "north/http/problem.h"

#include <algorithm>

#include "message/text/utf8.h"
#include "net/http_response.h"
#include "north/http/limits.h"
#include "north/json/json_writer.h"

namespace smppedge::north::http {

namespace {

unsigned status_of(gateway::RequestError::Kind kind) {
  using Kind = gateway::RequestError::Kind;
  switch (kind) {
    case Kind::invalid:
      return 400;
    case Kind::forbidden:
      return 403;
    case Kind::not_found:
      return 404;
    case Kind::conflict:
      return 409;
    case Kind::key_reused:
      return 422;
    case Kind::throttled:
      return 429;
    case Kind::overloaded:
    case Kind::disk_full:
      break;
  }
  return 503;
}

}  // namespace

Problem problem_of(const gateway::RequestError& error) {
  Problem problem{status_of(error.kind), error.code, error.message, error.retry_after};
  if (problem.status == 503 || problem.status == 429) {
    problem.retry_after = std::max(problem.retry_after, overload_retry_after);
  }
  return problem;
}

std::string render(const Problem& problem) {
  json::JsonWriter json(192 + problem.detail.size());
  json.begin_object();
  json.text("type", "about:blank");
  json.text("title", reason_phrase(static_cast<int>(problem.status)));
  json.number("status", problem.status);
  json.text("code", problem.code);
  if (text::is_utf8(problem.detail)) {  // it may quote what a client sent outside of JSON
    json.text("detail", problem.detail);
  } else {
    json.octets("detail", problem.detail);
  }
  json.end_object();
  return json.take();
}

void refuse(const HttpResponder& responder, const Problem& problem, std::vector<HttpHeader> headers) {
  const std::string retry_after = std::to_string(problem.retry_after.count());
  if (problem.retry_after > Seconds{0}) headers.push_back({"Retry-After", retry_after});
  responder.respond(static_cast<int>(problem.status), problem_content_type, render(problem), std::move(headers));
}

}  // namespace smppedge::north::http
