// SPDX-License-Identifier: Apache-2.0
// The header Idempotency-Key: what the gateway is to know a request again by. Keys and bodies are kept as digests only.
#pragma once

#include <string_view>

#include "base/expected.h"
#include "gateway/api.h"
#include "north/http/problem.h"

namespace smppedge::north::http {

/// `key`: 1 to idempotency_key_bytes_max printable characters of ASCII. The body counts octet by octet.
[[nodiscard]] Expected<gateway::Idempotency, Problem> read_idempotency(std::string_view key, std::string_view body);

}  // namespace smppedge::north::http
