// SPDX-License-Identifier: Apache-2.0
// One account's webhook: takes the account's events from the gateway, posts them in batches and settles them by the
// answer. An endpoint that refuses is tried ever more slowly, without end: the gateway makes dead letters of what has
// grown too old. When to use a connection is slots', how to go on after a refusal endpoint_health's.
// HTTP loop, but for what it posts to the core loop; lives on in what it has posted only weakly.
#pragma once

#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <vector>

#include "base/log_pace.h"
#include "base/rng.h"
#include "base/scheduler.h"
#include "gateway/api.h"
#include "net/http_poster.h"
#include "north/webhook/batch.h"
#include "north/webhook/endpoint_health.h"
#include "north/webhook/set_aside.h"
#include "north/webhook/settings.h"
#include "north/webhook/slots.h"
#include "north/webhook/status.h"

namespace smppedge::north::webhook {

/// What all pushers of a process share; outlives them and what they have posted.
struct Surroundings {
  Executor& core;
  Executor& http;
  Scheduler& loop;  ///< the HTTP loop
  gateway::Api& gateway;
  Rng& rng;
  HttpPoster& poster;
  Slots& slots;
};

class Pusher final : public std::enable_shared_from_this<Pusher>, private Slots::Waiter {
 public:
  Pusher(Surroundings& surroundings, std::shared_ptr<const Settings> settings, const AccountWebhook& webhook);
  Pusher(const Pusher&) = delete;
  Pusher& operator=(const Pusher&) = delete;
  ~Pusher() override;

  /// Takes events whenever there are some and the endpoint is not being waited for.
  void pump();
  /// From the next request on. Of another URL or secret nothing is known: it is tried at once.
  void use(std::shared_ptr<const Settings> settings, const AccountWebhook& webhook);
  /// Ends what is under way and gives the rest back; `retired` is called when nothing is out any more.
  void retire(std::function<void()> retired);

  [[nodiscard]] AccountNumber account() const { return webhook_.account; }
  [[nodiscard]] WebhookStatus status() const;

 private:
  /// A page of the gateway's, sent batch after batch; kept while it is refused, so that it stays the same. While it
  /// rests others may take its place.
  struct Delivery {
    enum class State : std::uint8_t { idle, rests, waits_for_slot, under_way };
    std::deque<Batch> batches;
    State state = State::idle;
    unsigned refusals = 0;  // of the first batch, in a row
    std::optional<MonoTime> refused_since;
    Timer rest;
  };
  using Settled = std::function<void(Pusher&)>;
  struct Unsettled {
    gateway::EventsSettlement settlement;
    Settled settled;
  };

  [[nodiscard]] gateway::EventChannel channel() const { return {webhook_.account, Door::http}; }
  [[nodiscard]] bool is_paused() const { return pause_until_ > surroundings_.loop.mono(); }

  void ask();
  void on_page(Expected<gateway::EventsPage, gateway::RequestError> page);
  void send_some();
  void on_slot(Slots::Kind kind) override;
  void send(Delivery& delivery, Slots::Kind slot);
  [[nodiscard]] HttpPost request_of(const Batch& batch) const;
  void on_outcome(Delivery& delivery, const HttpOutcome& outcome);
  void on_taken(Delivery& delivery);
  void on_refused(Delivery& delivery, const Refusal& refusal, const HttpOutcome& outcome);
  void on_settled(Delivery& delivery);
  void rest(Delivery& delivery, Micros time);
  void step_aside(Delivery& delivery);
  void recall_set_aside();
  void give_back(Delivery& delivery);
  [[nodiscard]] std::size_t count_of(Delivery::State state) const;
  [[nodiscard]] unsigned batches_at_once() const;
  void settle(gateway::EventsSettlement settlement, Settled settled);
  void settle_again();
  void pause(Micros time);
  void end_if_retired();
  void tell_refused(const HttpOutcome& outcome, Micros delay);
  void tell_taken();

  Surroundings& surroundings_;
  std::shared_ptr<const Settings> settings_;
  AccountWebhook webhook_;
  EndpointHealth health_;
  SetAside set_aside_;

  std::list<Delivery> deliveries_;
  bool asking_ = false;  // a take is at the gateway
  MonoTime asked_at_{};
  std::size_t settling_ = 0;          // settlements at the gateway
  std::vector<Unsettled> unsettled_;  // those it could not take
  Timer settle_again_;
  MonoTime pause_until_{};
  Timer resume_;
  std::function<void()> retired_;

  WebhookStatus status_;
  LogPace refusals_told_;
  bool told_ = false;  // the log says that the endpoint refuses
};

}  // namespace smppedge::north::webhook
