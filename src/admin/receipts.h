// SPDX-License-Identifier: Apache-2.0
// The parked receipts over HTTP: listed, and matched again. Questions go to the core loop, answers come back. HTTP loop
// only, but for what it posts to the core loop; it must outlive what it has posted: stop both loops first.
#pragma once

#include "admin/control.h"
#include "base/scheduler.h"
#include "gateway/admin_api.h"

namespace smppedge::admin {

class ReceiptRequests {
 public:
  ReceiptRequests(Executor& core, Executor& http, gateway::AdminApi& gateway)
      : core_(core), http_(http), gateway_(gateway) {}

  /// GET /admin/v1/receipts and POST /admin/v1/receipts/rematch.
  void add_to(Control& control);

 private:
  void list(const HttpRequest& request, const HttpResponder& responder);
  void rematch(const HttpRequest& request, const HttpResponder& responder);
  template <class T, class Question>
  void ask(const HttpResponder& responder, Question question, std::string (*render)(const T&));

  Executor& core_;
  Executor& http_;
  gateway::AdminApi& gateway_;
};

}  // namespace smppedge::admin
