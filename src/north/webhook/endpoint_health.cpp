// SPDX-License-Identifier: Apache-2.0
#include "north/webhook/endpoint_health.h"

#include <algorithm>

#include "north/webhook/limits.h"

namespace smppedge::north::webhook {

std::optional<Refusal> refusal_of(const HttpOutcome& outcome) {
  constexpr unsigned gone = 410;
  constexpr unsigned too_many_requests = 429;
  constexpr unsigned unavailable = 503;
  Refusal refusal;
  if (outcome.status == 0) {
    refusal.blames_events = outcome.failure == HttpFailure::timeout || outcome.failure == HttpFailure::broken;
    return refusal;
  }
  if (outcome.status >= 200 && outcome.status < 300) return std::nullopt;
  const bool of_endpoint =
      outcome.status == gone || outcome.status == too_many_requests || outcome.status == unavailable;
  refusal.blames_events = !of_endpoint;
  refusal.is_gone = outcome.status == gone;
  refusal.wants_less = outcome.status == too_many_requests;
  if (of_endpoint) refusal.retry_after = std::clamp(outcome.retry_after, Seconds(0), retry_after_max);
  return refusal;
}

void EndpointHealth::taken() {
  has_taken_ = true;
  failures_ = alone_failures_ = 0;
  backoff_.reset();
  if (alone_left_ > 0) {
    --alone_left_;
  } else {
    limit_ = std::min(limit_ * 2, settings_.batch_max);
  }
}

EndpointHealth::Verdict EndpointHealth::refused(const Request& request, const Refusal& refusal, Rng& rng) {
  ++failures_;
  const bool asks_for_pause = refusal.is_gone || refusal.wants_less || refusal.retry_after > Seconds(0);
  const bool others_go_on = !is_away() && !asks_for_pause;
  if (!refusal.blames_events) return again(request, refusal, others_go_on, rng);
  if (alone_left_ > 0 && request.events == 1) return refused_alone(refusal, rng);
  if (others_go_on && request.is_alone) return {Next::aside};
  // Of an endpoint that is away no single event has to be refused so often: it is not the one at fault.
  const unsigned refusals = request.events == 1 && !others_go_on ? failures_ : request.refusals;
  // While others are taken the refusals may be chance: a batch is taken apart for little, at a request an event.
  const unsigned enough =
      others_go_on && request.events > 1 ? chance_factor * settings_.single_after : settings_.single_after;
  if (refusals < enough) return again(request, refusal, others_go_on, rng);
  if (others_go_on) return {request.events == 1 ? Next::aside : Next::split};
  limit_ = 1;
  alone_left_ = request.events;
  if (request.events == 1) return refused_alone(refusal, rng);
  return {Next::split, pause(refusal, rng)};
}

EndpointHealth::Verdict EndpointHealth::again(const Request& request, const Refusal& refusal, bool others_go_on,
                                              Rng& rng) {
  if (!others_go_on) return {Next::again, pause(refusal, rng)};
  const unsigned doublings = std::min(request.refusals - 1, 31U);
  const Micros rest = std::min(retry_soon * (std::int64_t{1} << doublings), settings_.delay_max);
  return {Next::again, Micros(0), carrier::jittered(rest, rng)};
}

EndpointHealth::Verdict EndpointHealth::refused_alone(const Refusal& refusal, Rng& rng) {
  --alone_left_;
  // One is its own fault; several in a row may be the endpoint's, which is then not to be stormed.
  return {Next::aside, ++alone_failures_ > 1 ? pause(refusal, rng) : Micros(0)};
}

Micros EndpointHealth::pause(const Refusal& refusal, Rng& rng) {
  if (refusal.is_gone) backoff_.skip_to_max();
  return std::max<Micros>(backoff_.next(rng), refusal.retry_after);
}

}  // namespace smppedge::north::webhook
