// SPDX-License-Identifier: Apache-2.0
// Events as the platform reads them, the same whether they are pulled, pushed or listed among the dead letters.
#pragma once

#include <span>
#include <string>

#include "gateway/api.h"
#include "gateway/directory.h"
#include "north/json/json_writer.h"

namespace smppedge::north::json {

void write_event(JsonWriter& json, const gateway::Event& event, const gateway::Directory& directory);

/// {"events":[…]}
[[nodiscard]] std::string render_events(std::span<const gateway::Event> events, const gateway::Directory& directory);

}  // namespace smppedge::north::json
