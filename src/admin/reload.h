// SPDX-License-Identifier: Apache-2.0
// The answers to POST /admin/v1/reload.
#pragma once

#include <string>
#include <vector>

#include "net/http_responder.h"

namespace smppedge::admin {

/// `errors`: why nothing was changed; empty: it was applied.
void answer_reload(const HttpResponder& responder, const std::vector<std::string>& errors);
void answer_reload_under_way(const HttpResponder& responder);

}  // namespace smppedge::admin
