// SPDX-License-Identifier: Apache-2.0
// GET /healthz and GET /metrics, without a key: they tell no secret, and listen where the API does. However many ask,
// at most one question is at the core loop; who asks meanwhile shares its answer. HTTP loop only.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "admin/metrics.h"
#include "gateway/status.h"
#include "net/http_request.h"
#include "net/http_responder.h"

namespace smppedge::admin {

class Http {
 public:
  /// The gateway's status, and what else is told of the core loop.
  using Done = std::function<void(gateway::Status, Section more)>;
  /// Obtains both and calls `done` once, later or at once, on the HTTP loop.
  using Ask = std::function<void(Done done)>;
  using AskHttp = std::function<HttpStatus()>;

  Http(Ask ask, AskHttp ask_http);
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;

  /// The gateway's status for another page.
  void ask(Done done) const { ask_(std::move(done)); }

  /// Whether the path is one of ours: then the request is taken and answered.
  [[nodiscard]] bool handle(const HttpRequest& request, const HttpResponder& responder);

 private:
  enum class Page : std::uint8_t { health, metrics };

  void answer(const gateway::Status& status, const Section& more);

  Ask ask_;
  AskHttp ask_http_;
  std::vector<std::pair<Page, HttpResponder>> waiting_;  ///< bounded by the server's connections
  /// An answer that comes after this object has gone finds it expired.
  std::shared_ptr<Http*> self_;
};

}  // namespace smppedge::admin
