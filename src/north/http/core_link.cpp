// SPDX-License-Identifier: Apache-2.0
#include "north/http/core_link.h"

namespace smppedge::north::http {

void send(const HttpResponder& responder, const Answer& answer) {
  std::vector<HttpHeader> headers;
  if (answer.is_replayed) headers.push_back({"Idempotent-Replayed", "true"});
  responder.respond(answer.status, "application/json", answer.body, std::move(headers));
}

}  // namespace smppedge::north::http
