// SPDX-License-Identifier: Apache-2.0
// How one account's webhook does, for metrics and status.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "message/ids.h"
#include "net/http_poster.h"

namespace smppedge::north::webhook {

struct WebhookStatus {
  AccountNumber account;
  std::string name;
  std::string origin;  ///< of the endpoint: "https://host:443"
  std::uint64_t pushed_events = 0;
  std::uint64_t requests = 0;
  std::uint64_t failed_requests = 0;
  unsigned last_status = 0;  ///< 0: the last request had no answer, or there was none yet
  HttpFailure last_failure = HttpFailure::none;
  Micros retry_delay{0};       ///< how long it waits now before the next request; 0: it does not
  WallTime waiting_since{};    ///< when the endpoint began to refuse; 0: it does not
  std::size_t set_aside = 0;   ///< events that are refused on their own while others are taken
  std::size_t out_events = 0;  ///< taken from the gateway and not settled yet
};

}  // namespace smppedge::north::webhook
