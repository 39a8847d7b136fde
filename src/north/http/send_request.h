// SPDX-License-Identifier: Apache-2.0
// The body of POST /v1/messages, read into the gateway's request. Form is checked here (types, bounds, words); what a
// number, a signature or a text may be is the gateway's to say.
#pragma once

#include <string_view>

#include "base/expected.h"
#include "gateway/api.h"
#include "north/http/problem.h"

namespace smppedge::north::http {

/// {"to":[...],"text":...} with sign, class, ref, extend, validity_s (1 s to validity_max) and send_at; or a list of
/// such objects, {"messages":[...]}. What is wrong with the value of one in a list goes with it, to be told in its
/// entries; anything else refuses the whole.
[[nodiscard]] Expected<gateway::AcceptRequest, Problem> read_send_request(std::string_view body, AccountNumber account,
                                                                          Seconds validity_max);

}  // namespace smppedge::north::http
