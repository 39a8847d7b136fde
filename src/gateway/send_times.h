// SPDX-License-Identifier: Apache-2.0
// From when and until when a message may leave, of what its client asked for. Pure.
#pragma once

#include <optional>

#include "base/expected.h"
#include "gateway/api.h"
#include "gateway/settings.h"

namespace smppedge::gateway {

struct SendTimes {
  WallTime send_at;  ///< 0: at once
  WallTime expires_at;
};

/// What the client asked for; each may be left out.
struct WantedTimes {
  std::optional<Seconds> validity;     ///< from the send time
  std::optional<WallTime> expires_at;  ///< instead of it
  std::optional<WallTime> send_at;     ///< one that has passed already means at once
};

/// "invalid_schedule": beyond schedule_max. "invalid_validity": none is left, or more than validity_max after the send
/// time.
[[nodiscard]] Expected<SendTimes, RequestError> send_times(const WantedTimes& wanted, Seconds default_validity,
                                                           const DeliveryPolicy& delivery, WallTime now);

/// The same for a message that is to be replaced: what is left out stays as it was, but an end that was set stays
/// within validity_max of the new send time.
[[nodiscard]] Expected<SendTimes, RequestError> new_send_times(const WantedTimes& wanted, const Message& message,
                                                               const DeliveryPolicy& delivery, WallTime now);

}  // namespace smppedge::gateway
