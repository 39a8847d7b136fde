// SPDX-License-Identifier: Apache-2.0
// /v1/events: to pull and acknowledge events, and to see and send again what was given up.
#pragma once

namespace smppedge::north::http {

struct Call;

void poll_events(const Call& call);
void acknowledge_events(const Call& call);
void list_dead_letters(const Call& call);
void retry_dead_letters(const Call& call);

}  // namespace smppedge::north::http
