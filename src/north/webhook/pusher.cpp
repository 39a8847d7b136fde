// SPDX-License-Identifier: Apache-2.0
#include "north/webhook/pusher.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "north/json/event.h"
#include "north/webhook/limits.h"

namespace smppedge::north::webhook {

namespace {

EndpointHealth::Settings health_settings(const Settings& settings, const AccountWebhook& webhook) {
  return {webhook.batch_max, settings.single_after, settings.delay_min, settings.delay_max};
}

std::size_t events_in(const std::deque<Batch>& batches) {
  std::size_t count = 0;
  for (const Batch& batch : batches) count += batch.events.size();
  return count;
}

/// What the gateway may take a little later.
bool is_passing(const gateway::RequestError& error) {
  using Kind = gateway::RequestError::Kind;
  return error.kind == Kind::throttled || error.kind == Kind::overloaded || error.kind == Kind::disk_full;
}

/// The events of the first batch, each a batch of its own.
void split_front(std::deque<Batch>& batches) {
  std::vector<gateway::Event> events = std::move(batches.front().events);
  batches.pop_front();
  while (!events.empty()) {
    Batch& batch = batches.emplace_front();
    batch.is_alone = true;
    batch.events.push_back(std::move(events.back()));
    events.pop_back();
  }
}

gateway::EventsSettlement returned(const std::vector<gateway::Event>& events) {
  gateway::EventsSettlement settlement;
  settlement.refused = sequences(events);
  return settlement;
}

}  // namespace

Pusher::Pusher(Surroundings& surroundings, std::shared_ptr<const Settings> settings, const AccountWebhook& webhook)
    : surroundings_(surroundings),
      settings_(std::move(settings)),
      webhook_(webhook),
      health_(health_settings(*settings_, webhook_)),
      set_aside_(settings_->delay_min, settings_->delay_max) {}

Pusher::~Pusher() {
  surroundings_.slots.leave(*this);
}

void Pusher::use(std::shared_ptr<const Settings> settings, const AccountWebhook& webhook) {
  const bool is_other = !(webhook == webhook_) || *settings->targets != *settings_->targets ||
                        !(health_settings(*settings, webhook) == health_settings(*settings_, webhook_));
  settings_ = std::move(settings);
  webhook_ = webhook;
  if (!is_other) return;
  health_ = EndpointHealth(health_settings(*settings_, webhook_));
  set_aside_ = SetAside(settings_->delay_min, settings_->delay_max);
  for (Delivery& delivery : deliveries_) {
    delivery.refusals = 0;
    if (delivery.state == Delivery::State::rests) delivery.state = Delivery::State::idle;
    delivery.rest.cancel();
  }
  pause_until_ = {};
  resume_.cancel();
  pump();
}

void Pusher::retire(std::function<void()> retired) {
  retired_ = std::move(retired);
  resume_.cancel();
  if (asking_) {
    // Asking for no events ends the older ask that waits, and takes none.
    surroundings_.core.post([&gateway = surroundings_.gateway, channel = channel()] {
      gateway.take_events(channel, 0, Seconds(0), [](const auto&) {});
    });
  }
  for (auto at = deliveries_.begin(); at != deliveries_.end();) {
    Delivery& delivery = *at++;
    if (delivery.state != Delivery::State::under_way) give_back(delivery);
  }
  end_if_retired();
}

void Pusher::end_if_retired() {
  if (retired_ && !asking_ && deliveries_.empty() && settling_ == 0 && unsettled_.empty())
    std::exchange(retired_, nullptr)();
}

// --- from the gateway

std::size_t Pusher::count_of(Delivery::State state) const {
  return static_cast<std::size_t>(std::count_if(deliveries_.begin(), deliveries_.end(),
                                                [state](const Delivery& one) { return one.state == state; }));
}

unsigned Pusher::batches_at_once() const {
  return health_.is_steady() ? std::clamp(webhook_.batches_in_flight_max, 1U, batches_in_flight_most) : 1U;
}

void Pusher::pump() {
  if (retired_) return end_if_retired();
  if (is_paused()) return;
  send_some();
  const std::size_t resting = count_of(Delivery::State::rests);
  if (!asking_ && deliveries_.size() < std::min(batches_at_once() + resting, batches_held_max)) ask();
}

void Pusher::ask() {
  asking_ = true;
  asked_at_ = surroundings_.loop.mono();
  using Page = Expected<gateway::EventsPage, gateway::RequestError>;
  auto answer = [self = weak_from_this(), &surroundings = surroundings_, channel = channel()](Page page) {
    surroundings.http.post([self, &surroundings, channel, page = std::move(page)]() mutable {
      if (const auto pusher = self.lock()) return pusher->on_page(std::move(page));
      if (!page || page->events.empty()) return;
      surroundings.core.post([&gateway = surroundings.gateway, channel, back = returned(page->events)] {
        gateway.settle_events(channel, back, [](const auto&) {});
      });
    });
  };
  surroundings_.core.post(
      [&gateway = surroundings_.gateway, channel = channel(), limit = health_.limit(), answer = std::move(answer)] {
        gateway.take_events(channel, limit, gateway::events_wait_max, answer);
      });
}

void Pusher::on_page(Expected<gateway::EventsPage, gateway::RequestError> page) {
  asking_ = false;
  if (!page) {
    pause(ask_again_after);
  } else if (page->events.empty()) {
    // It has waited for nothing, or was not let wait: then it must not ask in a circle.
    if (surroundings_.loop.mono() - asked_at_ < ask_again_after) pause(ask_again_after);
  } else if (retired_) {
    settle(returned(page->events), {});
  } else {
    deliveries_.emplace_back().batches = cut(std::move(*page), set_aside_);
  }
  pump();
}

// --- to the endpoint

void Pusher::send_some() {
  using State = Delivery::State;
  std::size_t busy = count_of(State::waits_for_slot) + count_of(State::under_way);
  for (Delivery& delivery : deliveries_) {
    if (busy >= batches_at_once()) return;
    if (delivery.state != State::idle) continue;
    ++busy;
    delivery.state = State::waits_for_slot;
    surroundings_.slots.ask(*this);
  }
}

void Pusher::on_slot(Slots::Kind kind) {
  const auto waits = [](const Delivery& delivery) { return delivery.state == Delivery::State::waits_for_slot; };
  const auto next = std::find_if(deliveries_.begin(), deliveries_.end(), waits);
  if (next == deliveries_.end()) return surroundings_.slots.release(this, kind);
  if (is_paused()) {  // another batch was refused meanwhile
    next->state = Delivery::State::idle;
    surroundings_.slots.release(this, kind);
  } else {
    send(*next, kind);
  }
  if (std::any_of(deliveries_.begin(), deliveries_.end(), waits)) surroundings_.slots.ask(*this);
}

HttpPost Pusher::request_of(const Batch& batch) const {
  HttpPost post;
  post.url = webhook_.url;
  post.body = json::render_events(batch.events, *settings_->directory);
  post.timeout = webhook_.timeout;
  post.targets = settings_->targets;
  const std::string id = webhook_id(batch.events);
  const auto now_s = std::chrono::floor<Seconds>(surroundings_.loop.wall().time_since_epoch()).count();
  post.headers = {"Content-Type: application/json", "webhook-id: " + id, fmt::format("webhook-timestamp: {}", now_s),
                  "webhook-signature: " + signatures(webhook_.keys, id, now_s, post.body)};
  return post;
}

void Pusher::send(Delivery& delivery, Slots::Kind slot) {
  delivery.state = Delivery::State::under_way;
  ++status_.requests;
  surroundings_.poster.post(
      request_of(delivery.batches.front()),
      [self = weak_from_this(), &delivery, slot, &slots = surroundings_.slots](const HttpOutcome& outcome) {
        // Before the slot goes to somebody else, who may be this pusher again.
        const auto pusher = self.lock();
        if (pusher != nullptr) pusher->on_outcome(delivery, outcome);
        slots.release(pusher.get(), slot);
      });
}

void Pusher::on_outcome(Delivery& delivery, const HttpOutcome& outcome) {
  status_.last_status = outcome.status;
  status_.last_failure = outcome.failure;
  if (const auto refusal = refusal_of(outcome)) {
    ++status_.failed_requests;
    on_refused(delivery, *refusal, outcome);
  } else {
    on_taken(delivery);
  }
}

void Pusher::on_taken(Delivery& delivery) {
  const Batch batch = std::move(delivery.batches.front());
  delivery.batches.pop_front();
  delivery.refusals = 0;
  delivery.refused_since.reset();
  status_.pushed_events += batch.events.size();
  const bool was_away = health_.is_away();
  const bool was_set_aside = batch.is_set_aside && set_aside_.taken(batch.events[0].sequence);
  health_.taken();
  tell_taken();
  if (was_away || was_set_aside) recall_set_aside();
  gateway::EventsSettlement settlement;
  settlement.taken = sequences(batch.events);
  settle(std::move(settlement), [&delivery](Pusher& self) { self.on_settled(delivery); });
}

void Pusher::on_refused(Delivery& delivery, const Refusal& refusal, const HttpOutcome& outcome) {
  const Batch& batch = delivery.batches.front();
  if (batch.is_set_aside && refusal.blames_events) return step_aside(delivery);
  ++delivery.refusals;
  EndpointHealth::Verdict verdict;
  // What was under way with the one for which it pauses says the same once more.
  if (!is_paused() || refusal.retry_after > Seconds(0)) {
    const auto events = static_cast<unsigned>(batch.events.size());
    verdict = health_.refused({events, delivery.refusals, batch.is_alone}, refusal, surroundings_.rng);
  }
  if (verdict.pause > Micros(0)) {
    pause(verdict.pause);
    tell_refused(outcome, verdict.pause);
  }
  if (verdict.next == EndpointHealth::Next::aside) return step_aside(delivery);
  if (verdict.next == EndpointHealth::Next::split) {
    split_front(delivery.batches);
    delivery.refusals = 0;
  }
  rest(delivery, verdict.rest);
  const MonoTime now = surroundings_.loop.mono();
  if (!delivery.refused_since) delivery.refused_since = now;
  if (retired_ || now - *delivery.refused_since >= held_max) give_back(delivery);
  pump();
}

void Pusher::rest(Delivery& delivery, Micros time) {
  delivery.state = time > Micros(0) ? Delivery::State::rests : Delivery::State::idle;
  if (time == Micros(0)) return;
  delivery.rest = surroundings_.loop.after(time, [self = weak_from_this(), &delivery] {
    const auto pusher = self.lock();
    if (pusher == nullptr) return;
    delivery.state = Delivery::State::idle;
    pusher->pump();
  });
}

void Pusher::on_settled(Delivery& delivery) {
  delivery.state = Delivery::State::idle;
  if (delivery.batches.empty() || retired_) give_back(delivery);
  pump();
}

/// The event of the delivery's front, and later ones of its message, for a while of their own; others go on.
void Pusher::step_aside(Delivery& delivery) {
  const gateway::Event event = std::move(delivery.batches.front().events[0]);
  delivery.batches.pop_front();
  delivery.refusals = 0;
  gateway::EventsSettlement settlement;
  settlement.refused = {event.sequence};
  settlement.again_after = set_aside_.refused(event.sequence, surroundings_.rng);
  std::erase_if(delivery.batches, [&](const Batch& later) {
    if (!later.is_set_aside || !same_message(event, later.events[0])) return false;
    settlement.refused.push_back(later.events[0].sequence);
    return true;
  });
  settle(std::move(settlement), [&delivery](Pusher& self) { self.on_settled(delivery); });
}

/// The endpoint takes events again: those that were refused while it did not need not wait for their time.
void Pusher::recall_set_aside() {
  if (set_aside_.size() == 0) return;
  gateway::EventsSettlement settlement;
  settlement.recalled = set_aside_.events();
  settle(std::move(settlement), {});
}

/// What is left of a delivery, and its end.
void Pusher::give_back(Delivery& delivery) {
  std::vector<gateway::Event> events;
  for (Batch& batch : delivery.batches) std::move(batch.events.begin(), batch.events.end(), std::back_inserter(events));
  deliveries_.remove_if([&delivery](const Delivery& one) { return &one == &delivery; });
  if (!events.empty()) settle(returned(events), {});
}

/// Until the gateway has it: what is not settled stays out, and its turn would never come again.
void Pusher::settle(gateway::EventsSettlement settlement, Settled settled) {
  ++settling_;
  auto answer = [self = weak_from_this(), &http = surroundings_.http, settlement,
                 settled = std::move(settled)](const Expected<void, gateway::RequestError>& result) {
    const bool try_again = !result && is_passing(result.error());
    http.post([self, settlement, settled, try_again] {
      const auto pusher = self.lock();
      if (pusher == nullptr) return;
      --pusher->settling_;
      if (try_again) {
        pusher->unsettled_.push_back({settlement, settled});
        pusher->settle_again_ = pusher->surroundings_.loop.after(ask_again_after, [self] {
          if (const auto waiting = self.lock()) waiting->settle_again();
        });
      } else {
        if (settled) settled(*pusher);
        pusher->end_if_retired();
      }
    });
  };
  surroundings_.core.post([&gateway = surroundings_.gateway, channel = channel(), settlement = std::move(settlement),
                           answer = std::move(answer)] { gateway.settle_events(channel, settlement, answer); });
}

void Pusher::settle_again() {
  for (Unsettled& one : std::exchange(unsettled_, {})) settle(std::move(one.settlement), std::move(one.settled));
}

void Pusher::pause(Micros time) {
  const MonoTime now = surroundings_.loop.mono();
  pause_until_ = std::max(pause_until_, now + time);
  resume_ = surroundings_.loop.after(pause_until_ - now, [self = weak_from_this()] {
    if (const auto pusher = self.lock()) pusher->pump();
  });
}

// --- for people

void Pusher::tell_refused(const HttpOutcome& outcome, Micros delay) {
  if (status_.waiting_since == WallTime{}) status_.waiting_since = surroundings_.loop.wall();
  if (told_) return;
  const std::uint64_t count = refusals_told_.due(surroundings_.loop.mono());
  if (count == 0) return;
  told_ = true;
  const auto delay_ms = std::chrono::duration_cast<Millis>(delay).count();
  if (outcome.status != 0) {
    log::warn("the webhook refuses events status={} account={} endpoint={} retry_ms={} count={}", outcome.status,
              webhook_.name, webhook_.url.origin(), delay_ms, count);
  } else {
    log::warn("the webhook cannot be reached: {} reason={} account={} endpoint={} retry_ms={} count={}", outcome.detail,
              to_string(outcome.failure), webhook_.name, webhook_.url.origin(), delay_ms, count);
  }
}

void Pusher::tell_taken() {
  status_.waiting_since = {};
  if (!std::exchange(told_, false)) return;
  log::info("the webhook takes events again account={} endpoint={}", webhook_.name, webhook_.url.origin());
}

WebhookStatus Pusher::status() const {
  WebhookStatus status = status_;
  status.account = webhook_.account;
  status.name = webhook_.name;
  status.origin = webhook_.url.origin();
  status.retry_delay = std::max(Micros(0), pause_until_ - surroundings_.loop.mono());
  status.set_aside = set_aside_.size();
  for (const Delivery& delivery : deliveries_) status.out_events += events_in(delivery.batches);
  return status;
}

}  // namespace smppedge::north::webhook
