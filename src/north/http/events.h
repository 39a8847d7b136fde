// SPDX-License-Identifier: Apache-2.0
// /v1/events: to pull and acknowledge events, and to see and send again what was given up.
#pragma once

#include <memory>

#include "message/ids.h"
#include "north/http/core_link.h"
#include "north/http/polls.h"

namespace smppedge::north::http {

struct Call;

/// Has the gateway answer it now, should it wait there.
void end_poll(CoreLink& core, AccountNumber account, const std::shared_ptr<Poll>& poll);

void poll_events(const Call& call);
void acknowledge_events(const Call& call);
void list_dead_letters(const Call& call);
void retry_dead_letters(const Call& call);

}  // namespace smppedge::north::http
