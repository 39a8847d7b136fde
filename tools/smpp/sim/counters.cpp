// SPDX-License-Identifier: Apache-2.0
#include "tools/smpp/sim/counters.h"

#include <fmt/core.h>

namespace smppedge::simulator {

std::string Counters::to_json(std::size_t kept) const {
  return fmt::format(
      R"({{"event":"counts","connections":{},"binds":{},"binds_refused":{},"submits":{},"accepted":{},"refused":{},)"
      R"("throttled":{},"responses_dropped":{},"receipts":{},"replies":{},"acknowledged":{},"unanswered":{},"redelivered":{},)"
      R"("given_up":{},"overflowed":{},"kept":{}}})",
      connections, binds, binds_refused, submits, accepted, refused, throttled, responses_dropped, receipts, replies,
      acknowledged, unanswered, redelivered, given_up, overflowed, kept);
}

}  // namespace smppedge::simulator
