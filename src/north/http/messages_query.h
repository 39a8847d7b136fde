// SPDX-License-Identifier: Apache-2.0
// The parameters of GET /v1/messages, read into the gateway's query.
#pragma once

#include "base/expected.h"
#include "gateway/api.h"
#include "north/http/problem.h"
#include "north/http/query.h"

namespace smppedge::north::http {

[[nodiscard]] Expected<gateway::MessagesQuery, Problem> read_messages_query(const Query& query, AccountNumber account);

}  // namespace smppedge::north::http
