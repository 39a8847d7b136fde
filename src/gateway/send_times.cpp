// SPDX-License-Identifier: Apache-2.0
#include "gateway/send_times.h"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/request_error.h"

namespace smppedge::gateway {
namespace {

RequestError invalid_validity(const DeliveryPolicy& delivery) {
  return invalid("invalid_validity",
                 fmt::format("The message must expire between 1 and {} seconds after it may be sent, and not in the "
                             "past.",
                             delivery.validity_max.count()));
}

}  // namespace

Expected<SendTimes, RequestError> send_times(const WantedTimes& wanted, Seconds default_validity,
                                             const DeliveryPolicy& delivery, WallTime now) {
  SendTimes times;
  if (wanted.send_at && *wanted.send_at > now) {
    if (*wanted.send_at - now > delivery.schedule_max) {
      return failure(invalid("invalid_schedule", fmt::format("A message can be scheduled at most {} seconds ahead.",
                                                             delivery.schedule_max.count())));
    }
    times.send_at = *wanted.send_at;
  }
  const WallTime from = times.send_at == WallTime{} ? now : times.send_at;
  if (wanted.expires_at) {
    if (*wanted.expires_at <= from || *wanted.expires_at - from > delivery.validity_max) {
      return failure(invalid_validity(delivery));
    }
    times.expires_at = *wanted.expires_at;
    return times;
  }
  const Seconds validity = wanted.validity.value_or(default_validity);
  if (validity.count() < 1 || validity > delivery.validity_max) return failure(invalid_validity(delivery));
  times.expires_at = from + validity;
  return times;
}

Expected<SendTimes, RequestError> new_send_times(const WantedTimes& wanted, const Message& message,
                                                 const DeliveryPolicy& delivery, WallTime now) {
  WantedTimes all = wanted;
  if (!all.send_at && message.send_at != WallTime{}) all.send_at = message.send_at;
  if (!all.validity && !all.expires_at) {
    const WallTime from = std::max(all.send_at.value_or(now), now);
    all.expires_at = std::min(message.expires_at, WallTime(from + delivery.validity_max));
  }
  return send_times(all, delivery.validity_max, delivery, now);
}

}  // namespace smppedge::gateway
