// SPDX-License-Identifier: Apache-2.0
// The gateway's answers as JSON, written once, front to back. Names come from the directory: a carrier that the
// configuration dropped is shown by its number.
#pragma once

#include <string>

#include "gateway/api.h"
#include "gateway/directory.h"

namespace smppedge::north::http {

/// How much of a message is shown beside its life.
struct Shown {
  bool wire = false;    ///< its PDUs in hex
  bool bodies = false;  ///< what was written, and in the PDUs too: otherwise each such octet is "xx"
};

[[nodiscard]] std::string render(const gateway::AcceptAnswer& answer);
[[nodiscard]] std::string render(const gateway::MessageView& view, const gateway::Directory& directory, Shown shown);
[[nodiscard]] std::string render(const gateway::MessagesPage& page);
[[nodiscard]] std::string render_cancelled(MessageId id);
[[nodiscard]] std::string render(const store::BlockedPage& page);
/// Of one that is on the list.
[[nodiscard]] std::string render(const store::BlockedPhone& known);
[[nodiscard]] std::string render_blocked(const PhoneNumber& phone, bool was_added);
[[nodiscard]] std::string render_unblocked(const PhoneNumber& phone, gateway::Unblocked unblocked);
[[nodiscard]] std::string render(const gateway::EventsPage& page, const gateway::Directory& directory);
[[nodiscard]] std::string render(const gateway::DeadLetters& letters, const gateway::Directory& directory);

}  // namespace smppedge::north::http
