// SPDX-License-Identifier: Apache-2.0
// Events as the platform reads them, the same whether they are pulled, pushed or listed among the dead letters.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "gateway/api.h"
#include "gateway/directory.h"
#include "north/json/json_writer.h"

namespace smppedge::north::json {

/// What one takes at most in the usual case, so that what holds them is allocated once.
inline constexpr std::size_t event_bytes = 512;

void write_event(JsonWriter& json, const gateway::Event& event, const gateway::Directory& directory);
/// The member "events":[…]
void write_events(JsonWriter& json, std::span<const gateway::Event> events, const gateway::Directory& directory);

/// {"events":[…]}
[[nodiscard]] std::string render_events(std::span<const gateway::Event> events, const gateway::Directory& directory);

}  // namespace smppedge::north::json
