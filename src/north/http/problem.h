// SPDX-License-Identifier: Apache-2.0
// A request that is answered with an error, as RFC 9457 problem details: the HTTP status says what kind, `code` is a
// stable word for programs (docs/http-api.md lists them all), `detail` a sentence that says what to change.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "gateway/api.h"
#include "net/http_responder.h"

namespace smppedge::north::http {

struct Problem {
  unsigned status = 400;
  std::string_view code;  ///< of static duration
  std::string detail;     ///< UTF-8
  Seconds retry_after{0};
};

[[nodiscard]] Problem problem_of(const gateway::RequestError& error);
[[nodiscard]] std::string render(const Problem& problem);
/// Answers with the problem; where it names a time to wait, with Retry-After.
void refuse(const HttpResponder& responder, const Problem& problem, std::vector<HttpHeader> headers = {});

}  // namespace smppedge::north::http
