// SPDX-License-Identifier: Apache-2.0
// One consistent look at the platform's SMPP door, for metrics and status pages. Taken on the core loop, then a plain
// value.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "message/ids.h"
#include "north/smpp/admission.h"
#include "pdu/status.h"
#include "session/session.h"

namespace smppedge::north::smpp {

/// Of one account; monotonic since the start.
struct RequestCounters {
  std::uint64_t requests = 0;  ///< that were sound and allowed
  std::uint64_t orphaned = 0;  ///< the client was gone before the answer
  /// Answered so; throttled and queue full (ESME_RTHROTTLED, ESME_RMSGQFUL) among them.
  std::map<pdu::CommandStatus, std::uint64_t> refused;
  [[nodiscard]] std::uint64_t refused_with(pdu::CommandStatus status) const {
    const auto found = refused.find(status);
    return found == refused.end() ? 0 : found->second;
  }
};

struct DeliveryCounters {
  std::uint64_t delivered = 0;    ///< answered ESME_ROK
  std::uint64_t refused = 0;      ///< answered otherwise
  std::uint64_t timed_out = 0;    ///< not answered in time
  std::uint64_t lost = 0;         ///< their connection ended before the answer
  std::uint64_t put_aside = 0;    ///< their bind had no room
  std::uint64_t unwritable = 0;   ///< no deliver_sm can hold them
  std::uint64_t not_settled = 0;  ///< times that the gateway would not take what became of them
  std::uint64_t pending = 0;      ///< now waiting for room in a window
  std::uint64_t in_flight = 0;    ///< now unanswered
};

struct AccountStatus {
  AccountNumber number;
  std::string system_id;
  std::array<unsigned, 3> binds{};  ///< by session::BindKind
  RequestCounters requests;
  DeliveryCounters delivery;
};

/// Of all connections, bound or not; monotonic since the start.
struct SessionCounters {
  std::uint64_t violations = 0;         ///< undecodable, unknown or misplaced PDUs
  std::uint64_t deferred_requests = 0;  ///< refused unseen: too many of that client unanswered, or it was unbinding
  std::uint64_t response_timeouts = 0;
  std::uint64_t stray_responses = 0;  ///< to no request of ours, or too late

  void add(const session::Counters& of) {
    violations += of.violations;
    deferred_requests += of.deferred_requests;
    response_timeouts += of.response_timeouts;
    stray_responses += of.unknown_responses + of.late_responses;
  }
};

struct Status {
  std::vector<AccountStatus> accounts;
  std::size_t connections = 0;
  std::size_t requests_under_way = 0;
  SessionCounters sessions;
  /// Connections that have ended, by why: the causes of the session and of the stream, and our own stop.
  std::map<std::string_view, std::uint64_t> ended;
  std::array<std::uint64_t, refusal_count> refused{};  ///< connections and binds, by Refusal
  std::uint64_t failures_pushed_out = 0;               ///< of the back-off tables, for want of room
};

}  // namespace smppedge::north::smpp
