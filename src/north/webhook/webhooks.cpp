// SPDX-License-Identifier: Apache-2.0
#include "north/webhook/webhooks.h"

#include <algorithm>

namespace smppedge::north::webhook {

namespace {

HttpPoster::Settings poster_settings(const Settings& settings) {
  HttpPoster::Settings made;
  made.connections_max = settings.connections_max;  // and more by use()
  return made;
}

}  // namespace

Webhooks::Webhooks(EventLoop& http, Executor& core, gateway::Api& gateway, Rng& rng,
                   std::shared_ptr<const Settings> settings)
    : loop_(http),
      settings_(std::move(settings)),
      shared_(settings_->connections_max),
      slots_(shared_),
      poster_(http, poster_settings(*settings_)),
      surroundings_{core, http, http, gateway, rng, poster_, slots_} {}

Webhooks::~Webhooks() = default;

void Webhooks::start() {
  use(settings_);
}

void Webhooks::use(std::shared_ptr<const Settings> settings) {
  settings_ = std::move(settings);
  // Those that retire may have a request under way.
  poster_.allow(shared_ + settings_->accounts.size() + pushers_.size() + retiring_.size());
  auto before = std::exchange(pushers_, {});
  for (const AccountWebhook& webhook : settings_->accounts) {
    auto& pusher = pushers_[webhook.account];
    if (const auto found = before.find(webhook.account); found != before.end()) {
      pusher = std::move(found->second);
      before.erase(found);
      pusher->use(settings_, webhook);
    } else {
      pusher = std::make_shared<Pusher>(surroundings_, settings_, webhook);
      pusher->pump();
    }
  }
  for (auto& [account, pusher] : before) retire(std::move(pusher));
}

void Webhooks::retire(std::shared_ptr<Pusher> pusher) {
  Pusher& retiring = *retiring_.emplace_back(std::move(pusher));
  retiring.retire([this, &retiring] {
    const auto found = std::find_if(retiring_.begin(), retiring_.end(),
                                    [&retiring](const auto& one) { return one.get() == &retiring; });
    loop_.destroy_later(std::move(*found));
    retiring_.erase(found);
  });
}

void Webhooks::stop() {
  pushers_.clear();
  retiring_.clear();
  poster_.drop();
}

std::vector<WebhookStatus> Webhooks::status() const {
  std::vector<WebhookStatus> statuses;
  statuses.reserve(pushers_.size());
  for (const auto& [account, pusher] : pushers_) statuses.push_back(pusher->status());
  return statuses;
}

HttpPoster::Counters Webhooks::counters() const {
  return poster_.counters();
}

std::size_t Webhooks::open_connections() const {
  return poster_.open_connections();
}

}  // namespace smppedge::north::webhook
