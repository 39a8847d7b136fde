// SPDX-License-Identifier: Apache-2.0
// What the configuration says of one carrier account. Every wait and bound of carrier/ has its name and default here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/byte_stream.h"
#include "base/clock.h"
#include "carrier/breaker.h"
#include "carrier/status_class.h"
#include "profile/profile.h"
#include "session/state.h"

namespace smppedge::carrier {

using session::BindKind;

/// Of claim_ahead, so many claims are kept for urgent runs, but no more than an eighth of it: a backlog that has made
/// all its own claims does not hold up the claim of an urgent message.
inline constexpr unsigned urgent_claims_max = 16;
/// Of a paced account no more is claimed ahead of the wire than leaves within this time, but for a few: what a crash
/// puts in doubt stays small, and what is urgent or tried again finds little before it.
inline constexpr Micros claim_ahead_time = Seconds(1);
inline constexpr unsigned claim_ahead_min = 8;

struct Settings {
  std::string name;
  Endpoint endpoint;
  std::string system_id;
  std::string password;
  std::vector<BindKind> binds{BindKind::transceiver};  ///< one connection each, BindId 1, 2, …
  Profile profile;
  StatusTable statuses;

  unsigned window = 10;                ///< unanswered submits of the whole account (domain.md C.12), 1..10,000
  unsigned claim_ahead = 100;          ///< claims beyond the window, durable and waiting for it
  unsigned pace_per_s = 0;             ///< granted to the whole account, in segments; 0: nothing is agreed
  unsigned unanswered_max = 100;       ///< submits in a row without any response before claims stop but for a probe
  unsigned response_timeouts_max = 5;  ///< in a row on one bind, then it is closed
  BreakerSettings breaker;
  std::uint32_t first_sequence_number = 1;  ///< of each connection, 1 to 0x7FFFFFFF

  Micros connect_timeout{Seconds(10)};
  Micros bind_timeout{Seconds(10)};
  Micros response_timeout{Seconds(30)};
  Micros enquire_link_interval{Seconds(30)};
  Micros enquire_link_timeout{Seconds(10)};
  Micros reconnect_min{Seconds(1)};
  Micros reconnect_max{Seconds(60)};
  Micros reconnect_refused{Seconds(300)};  ///< after refused credentials; never given up (domain.md C.9, 0x0E)
  Micros unbind_timeout{Seconds(5)};
};

/// Whether what differs is settled when a connection is made: then new binds are needed, else the running ones go on.
[[nodiscard]] bool needs_new_binds(const Settings& running, const Settings& wanted);

}  // namespace smppedge::carrier
