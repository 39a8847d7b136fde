// SPDX-License-Identifier: Apache-2.0
// /admin/v1/blocklist: removals that accounts ask for, listed and decided on; what is known of one phone; files of
// phones imported and exported, and how far they are. docs/admin-api.md describes them. HTTP loop only, but for what it
// posts to the core loop.
#pragma once

#include "admin/control.h"
#include "admin/question.h"

namespace smppedge::admin {

class BlocklistRequests {
 public:
  /// It must outlive what it has posted to the core loop: stop both loops first.
  BlocklistRequests(Executor& core, Executor& http, gateway::AdminApi& gateway) : questions_(core, http, gateway) {}

  void add_to(Control& control);

 private:
  void list_removals(const HttpRequest& request, const HttpResponder& responder);
  void decide(const HttpRequest& request, const HttpResponder& responder, bool approve);
  void start(const HttpRequest& request, const HttpResponder& responder, gateway::BlockJobRequest::Kind kind);
  void list_jobs(const HttpResponder& responder);
  void cancel(const HttpRequest& request, const HttpResponder& responder);
  void show_phone(const HttpRequest& request, const HttpResponder& responder);

  Questions questions_;
};

}  // namespace smppedge::admin
