// SPDX-License-Identifier: Apache-2.0
// The bodies of POST /v1/events/ack and /v1/events/dead/retry.
#pragma once

#include <string_view>
#include <vector>

#include "base/expected.h"
#include "message/ids.h"
#include "north/http/problem.h"

namespace smppedge::north::http {

/// {"through": seq}
[[nodiscard]] Expected<EventSequence, Problem> read_acknowledgement(std::string_view body);

/// Which dead letters are to be told again.
struct RetryRequest {
  std::vector<EventSequence> events;
  bool all = false;  ///< then `events` is empty
};
/// {"events":[seq…]} or {"all":true}
[[nodiscard]] Expected<RetryRequest, Problem> read_retry(std::string_view body);

}  // namespace smppedge::north::http
