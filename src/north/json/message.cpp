// SPDX-License-Identifier: Apache-2.0
#include "north/json/message.h"

#include <fmt/format.h>

#include <array>

#include "pdu/status.h"

namespace smppedge::north::json {

namespace {

bool was_answered(const Attempt& attempt) {
  return attempt.state == AttemptState::accepted || attempt.state == AttemptState::refused;
}

/// The attempt that says most of its segment: the last that a carrier accepted, else the last.
const Attempt* telling_attempt(const Segment& segment) {
  const Attempt* telling = nullptr;
  for (const Attempt& attempt : segment.attempts) {
    if (telling == nullptr || telling->state != AttemptState::accepted || attempt.state == AttemptState::accepted) {
      telling = &attempt;
    }
  }
  return telling;
}

void write_segment(JsonWriter& json, unsigned number, const Segment& segment, const gateway::Directory& directory) {
  json.begin_object();
  json.number("segment", number);
  json.text("state", to_string(segment.state));
  json.text_if("reason", to_string(segment.reason));
  if (const Attempt* attempt = telling_attempt(segment)) {
    write_carrier(json, attempt->carrier, directory);
    json.octets_if("carrier_message_id", attempt->carrier_message_id);
    if (was_answered(*attempt)) write_status(json, attempt->command_status);
    json.number("attempts", segment.attempts.size());
  }
  json.octets_if("receipt_err", segment.receipt_err);
  json.time_if("receipt_at", segment.receipt_at);
  json.end_object();
}

}  // namespace

void write_id(JsonWriter& json, std::string_view member, MessageId id) {
  std::array<char, MessageId::text_length> text{};
  id.write_text(text.data());
  json.text(member, {text.data(), text.size()});
}

void write_status(JsonWriter& json, std::uint32_t command_status) {
  json.text("command_status", pdu::to_string(pdu::CommandStatus{command_status}));
}

void write_carrier(JsonWriter& json, CarrierNumber carrier, const gateway::Directory& directory) {
  if (carrier == CarrierNumber{}) return;
  const std::string_view name = directory.name(carrier);
  if (!name.empty()) return json.text("carrier", name);
  json.text("carrier", fmt::format("#{}", carrier.value()));
}

void write_segments(JsonWriter& json, const Message& message, const gateway::Directory& directory) {
  json.name("segments");
  json.begin_array();
  unsigned number = 0;
  for (const Segment& segment : message.segments) write_segment(json, ++number, segment, directory);
  json.end_array();
}

}  // namespace smppedge::north::json
