// SPDX-License-Identifier: Apache-2.0
// What a message is made of, as members of a JSON object that the caller has opened. Names come from the directory: a
// carrier that the configuration dropped is shown by its number.
#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/directory.h"
#include "message/message.h"
#include "north/json/json_writer.h"

namespace smppedge::north::json {

void write_id(JsonWriter& json, std::string_view member, MessageId id);
/// "command_status": its name of the specification, or its number.
void write_status(JsonWriter& json, std::uint32_t command_status);
/// "carrier"; nothing for carrier 0.
void write_carrier(JsonWriter& json, CarrierNumber carrier, const gateway::Directory& directory);
/// "segments": each with the attempt that says most of it.
void write_segments(JsonWriter& json, const Message& message, const gateway::Directory& directory);

}  // namespace smppedge::north::json
