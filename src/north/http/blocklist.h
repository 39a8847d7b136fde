// SPDX-License-Identifier: Apache-2.0
// /v1/blocklist: who is on the account's blocklist; to put a phone on, and to take it off or ask for that.
#pragma once

namespace smppedge::north::http {

struct Call;

void list_blocked(const Call& call);
void show_blocked(const Call& call);
void block_phone(const Call& call);
void unblock_phone(const Call& call);

}  // namespace smppedge::north::http
