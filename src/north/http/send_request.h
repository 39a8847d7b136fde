// SPDX-License-Identifier: Apache-2.0
// The bodies that the platform posts, read into the gateway's requests. Form is checked here (types, bounds, words);
// what a number, a signature or a text may be is the gateway's to say.
#pragma once

#include <string_view>

#include "base/expected.h"
#include "gateway/api.h"
#include "north/http/problem.h"

namespace smppedge::north::http {

/// POST /v1/messages: {"to":[...],"text":...} with sign, class, ref, extend, validity_s (1 s to validity_max).
[[nodiscard]] Expected<gateway::AcceptRequest, Problem> read_send_request(std::string_view body, AccountNumber account,
                                                                          Seconds validity_max);

/// POST /v1/events/ack: {"through": seq}.
[[nodiscard]] Expected<EventSequence, Problem> read_acknowledgement(std::string_view body);

}  // namespace smppedge::north::http
