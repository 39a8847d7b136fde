// SPDX-License-Identifier: Apache-2.0
// GET /admin/v1/senders: which numbers messages leave from, how many a phone can get, and how near any phone came to
// having used them up. docs/admin-api.md describes it. HTTP loop only, but for what it posts to the core loop.
#pragma once

#include "admin/control.h"
#include "admin/question.h"

namespace smppedge::admin {

class SenderRequests {
 public:
  /// It must outlive what it has posted to the core loop: stop both loops first.
  SenderRequests(Executor& core, Executor& http, gateway::AdminApi& gateway) : questions_(core, http, gateway) {}

  void add_to(Control& control);

 private:
  void list(const HttpRequest& request, const HttpResponder& responder);

  Questions questions_;
};

}  // namespace smppedge::admin
