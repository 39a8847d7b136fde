// SPDX-License-Identifier: Apache-2.0
// Questions of the control API to the gateway: asked on the core loop, answered on the HTTP loop. HTTP loop only, but
// for what is posted to the core loop; it must outlive what it has posted: stop both loops first.
#pragma once

#include <fmt/format.h>

#include <charconv>
#include <string>
#include <string_view>
#include <utility>

#include "admin/control.h"
#include "base/scheduler.h"
#include "gateway/admin_api.h"

namespace smppedge::admin {

/// The HTTP status of what the gateway refuses.
[[nodiscard]] constexpr int status_of(gateway::RequestError::Kind kind) {
  using Kind = gateway::RequestError::Kind;
  switch (kind) {
    case Kind::invalid:
      return 400;
    case Kind::not_found:
      return 404;
    case Kind::conflict:
      return 409;
    default:
      return 503;
  }
}

/// Reads the whole of `text` as a number; false: it is none, or too large.
template <class Number>
[[nodiscard]] bool read_number(std::string_view text, Number& number, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size();
}

/// Reads `limit` where the request has one; false: it was answered that it is none.
[[nodiscard]] inline bool read_limit(const HttpRequest& request, const HttpResponder& responder, unsigned limit_max,
                                     unsigned& limit) {
  const auto asked = request.parameter("limit");
  if (!asked || (read_number(*asked, limit) && limit >= 1 && limit <= limit_max)) return true;
  refuse(responder, 400, "invalid_parameter", fmt::format("`limit` must be a number, 1 to {}.", limit_max));
  return false;
}

/// With a Retry-After where the gateway says when to come again.
inline void refuse(const HttpResponder& responder, const gateway::RequestError& error) {
  std::vector<HttpHeader> headers;
  const std::string retry_after_s = std::to_string(error.retry_after.count());
  if (error.retry_after > Seconds(0)) headers.push_back({"Retry-After", retry_after_s});
  refuse(responder, status_of(error.kind), error.code, error.message, std::move(headers));
}

class Questions {
 public:
  Questions(Executor& core, Executor& http, gateway::AdminApi& gateway) : core_(core), http_(http), gateway_(gateway) {}

  /// Has the core loop call question(gateway, done), and answers `status` with what `render` makes of the result.
  template <class T, class Question>
  void ask(const HttpResponder& responder, int status, Question question, std::string (*render)(const T&)) {
    core_.post([this, responder, status, question = std::move(question), render] {
      question(gateway_, [this, responder, status, render](Expected<T, gateway::RequestError> result) {
        http_.post([responder, status, render, result = std::move(result)] {
          if (result) return responder.respond(status, "application/json", render(*result));
          refuse(responder, result.error());
        });
      });
    });
  }

 private:
  Executor& core_;
  Executor& http_;
  gateway::AdminApi& gateway_;
};

}  // namespace smppedge::admin
