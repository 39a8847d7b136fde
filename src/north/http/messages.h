// SPDX-License-Identifier: Apache-2.0
// /v1/messages: to send, to list, to look at, to cancel.
#pragma once

namespace smppedge::north::http {

struct Call;

void send_messages(const Call& call);
void list_messages(const Call& call);
void show_message(const Call& call);
void cancel_message(const Call& call);

}  // namespace smppedge::north::http
