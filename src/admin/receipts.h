// SPDX-License-Identifier: Apache-2.0
// The parked receipts over HTTP: listed, and matched again. Questions go to the core loop, answers come back. HTTP loop
// only, but for what it posts to the core loop; it must outlive what it has posted: stop both loops first.
#pragma once

#include "admin/control.h"
#include "admin/question.h"

namespace smppedge::admin {

class ReceiptRequests {
 public:
  ReceiptRequests(Executor& core, Executor& http, gateway::AdminApi& gateway) : questions_(core, http, gateway) {}

  /// GET /admin/v1/receipts and POST /admin/v1/receipts/rematch.
  void add_to(Control& control);

 private:
  void list(const HttpRequest& request, const HttpResponder& responder);
  void rematch(const HttpRequest& request, const HttpResponder& responder);
  Questions questions_;
};

}  // namespace smppedge::admin
