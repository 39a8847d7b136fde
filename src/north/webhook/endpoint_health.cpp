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
  if (of_endpoint) refusal.retry_after = std::clamp(outcome.retry_after, Seconds(0), retry_after_max);
  return refusal;
}

void EndpointHealth::taken() {
  failures_ = alone_failures_ = 0;
  backoff_.reset();
  if (alone_left_ > 0) {
    --alone_left_;
  } else {
    limit_ = std::min(limit_ * 2, settings_.batch_max);
  }
}

EndpointHealth::Verdict EndpointHealth::refused(unsigned events, const Refusal& refusal, Rng& rng) {
  ++failures_;
  if (!refusal.blames_events) return {Next::again, pause(refusal, rng)};
  if (alone_left_ > 0 && events == 1) return refused_alone(refusal, rng);
  const bool just_took = failures_ == 1;
  const bool was_growing = just_took && limit_ < settings_.batch_max;
  if (!was_growing && failures_ < settings_.single_after) return {Next::again, pause(refusal, rng)};
  limit_ = 1;
  alone_left_ = events;
  if (was_growing || failures_ == settings_.single_after) alone_failures_ = 0;
  if (events == 1) return refused_alone(refusal, rng);
  // While growing the endpoint has just taken something: the fault lies with one of these, which shows at once.
  return {Next::split, was_growing ? Micros(0) : pause(refusal, rng)};
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
