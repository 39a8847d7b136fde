// SPDX-License-Identifier: Apache-2.0
// The platform's events, pushed: one pusher for each account that has a webhook, and the connections that they share.
// HTTP loop only. It must outlive what it has posted: stop both loops before it is destroyed.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "base/rng.h"
#include "gateway/api.h"
#include "net/event_loop.h"
#include "net/http_poster.h"
#include "north/webhook/pusher.h"
#include "north/webhook/settings.h"
#include "north/webhook/slots.h"
#include "north/webhook/status.h"

namespace smppedge::north::webhook {

class Webhooks {
 public:
  Webhooks(EventLoop& http, Executor& core, gateway::Api& gateway, Rng& rng, std::shared_ptr<const Settings> settings);
  Webhooks(const Webhooks&) = delete;
  Webhooks& operator=(const Webhooks&) = delete;
  ~Webhooks();

  /// Begins to take events; on the loop, or before it runs.
  void start();
  /// A reload: accounts come, change and go; of those that go, what is under way is finished and the rest given back.
  void use(std::shared_ptr<const Settings> settings);
  /// Drops what is under way: it was not settled, so it is told again after the next start, under the same webhook-id.
  void stop();

  [[nodiscard]] std::vector<WebhookStatus> status() const;
  [[nodiscard]] HttpPoster::Counters counters() const;
  [[nodiscard]] std::size_t open_connections() const;

 private:
  void retire(std::shared_ptr<Pusher> pusher);

  EventLoop& loop_;
  std::shared_ptr<const Settings> settings_;
  const std::size_t shared_;  // slots of no account's own
  Slots slots_;
  HttpPoster poster_;
  Surroundings surroundings_;
  std::map<AccountNumber, std::shared_ptr<Pusher>> pushers_;
  std::vector<std::shared_ptr<Pusher>> retiring_;
};

}  // namespace smppedge::north::webhook
