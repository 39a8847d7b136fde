// SPDX-License-Identifier: Apache-2.0
// The gateway's answers as JSON, written once, front to back. Names come from the directory: an account or carrier
// that the configuration dropped is shown by its number.
#pragma once

#include <string>

#include "gateway/api.h"
#include "gateway/directory.h"

namespace smppedge::north::http {

[[nodiscard]] std::string render(const gateway::AcceptAnswer& answer);
[[nodiscard]] std::string render(const gateway::MessageView& view, const gateway::Directory& directory);
[[nodiscard]] std::string render(const gateway::EventsPage& page, const gateway::Directory& directory);

}  // namespace smppedge::north::http
