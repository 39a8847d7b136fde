// SPDX-License-Identifier: Apache-2.0
#include "gateway/queries.h"

#include <algorithm>

#include "gateway/fold_fact.h"

namespace smppedge::gateway {
namespace {

/// When that attempt is to be asked about.
WallTime due_of(const Core& core, const Segment& segment, const Attempt& attempt) {
  if (segment.state != SegmentState::sent || attempt.state != AttemptState::accepted) return WallTime::max();
  if (!may_deliver(attempt)) return WallTime::max();
  if (attempt.carrier_message_id.empty() || attempt.queries >= queries_per_attempt_max) return WallTime::max();
  const Seconds query_after = core.profile_of(attempt.carrier).query_after;
  if (query_after == Seconds(0)) return WallTime::max();
  return std::max(attempt.answered_at, attempt.queried_at) + query_after;
}

}  // namespace

WallTime query_due(const Core& core, const Message& message) {
  WallTime earliest = WallTime::max();
  for (const Segment& segment : message.segments) {
    for (const Attempt& attempt : segment.attempts) earliest = std::min(earliest, due_of(core, segment, attempt));
  }
  return earliest;
}

void Queries::look_at(const LiveMessage& message, WallTime now) {
  for (std::size_t s = 0; s < message.segments.size(); ++s) {
    const Segment& segment = message.segments[s];
    for (std::size_t a = 0; a < segment.attempts.size(); ++a) {
      const Attempt& attempt = segment.attempts[a];
      if (due_of(core_, segment, attempt) > now) continue;
      const AttemptRef ref{message.id, static_cast<std::uint8_t>(s), static_cast<std::uint8_t>(a)};
      if (std::find(open_.begin(), open_.end(), ref) != open_.end()) continue;
      carrier::Carrier* carrier = core_.carrier(attempt.carrier);
      const SenderAddress& sender = message.plan.sender;
      if (carrier == nullptr ||
          !carrier->query({attempt.carrier_message_id, {sender.ton(), sender.npi(), sender.text()}}, ref)) {
        continue;
      }
      open_.push_back(ref);
      ++core_.counters.queries;
    }
  }
}

void Queries::on_queried(CarrierNumber, const carrier::QueryAnswer& answer) {
  std::erase(open_, answer.attempt);
  if (!answer.answered) {
    ++core_.counters.queries_unanswered;
  } else if (answer.command_status != pdu::CommandStatus::ESME_ROK) {
    ++core_.counters.queries_refused;
  }
  // Too busy to read it back: it is asked about again.
  (void)loader_.load(answer.attempt.message, [this, answer](const Expected<LiveMessage*, store::ReadError>& message) {
    if (message) settle_.on_queried(**message, answer);
    core_.scheduler.defer(core_.ledger);
  });
}

}  // namespace smppedge::gateway
