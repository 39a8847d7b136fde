// SPDX-License-Identifier: Apache-2.0
// The ranges of sender numbers with their use, by pages: what GET /admin/v1/senders shows. Core loop only.
#pragma once

#include "gateway/admin_api.h"
#include "gateway/core.h"

namespace smppedge::gateway {

/// unknown_carrier, unknown_account.
[[nodiscard]] Expected<SendersPage, RequestError> list_senders(const Core& core, const SendersQuery& query);

}  // namespace smppedge::gateway
