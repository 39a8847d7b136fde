// SPDX-License-Identifier: Apache-2.0
// The endpoint of the soak's webhooks: takes the events of a post in two thirds of the cases, else answers an error or
// nothing at all. Loop thread of the soak.
#pragma once

#include "base/rng.h"
#include "net/http_server.h"
#include "tests/soak/ledger.h"

namespace smppedge::soak {

class WebhookSink {
 public:
  WebhookSink(EventLoop& loop, Rng& rng, Ledger& ledger);
  /// The port.
  [[nodiscard]] Expected<std::uint16_t, std::string> listen() { return server_.listen({"127.0.0.1", 0}); }

 private:
  void on_post(const HttpRequest& request, const HttpResponder& responder);

  Rng& rng_;
  Ledger& ledger_;
  HttpServer server_;
};

/// Writes the events of a page or post into the ledger; the last `seq`, 0 when there was none.
std::uint64_t record_events(const std::string& body, Ledger& ledger);

}  // namespace smppedge::soak
