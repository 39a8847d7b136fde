// SPDX-License-Identifier: Apache-2.0
#include "north/http/answers.h"

#include "north/json/event.h"
#include "north/json/json_writer.h"
#include "north/json/message.h"

namespace smppedge::north::http {

namespace {

using json::write_carrier;
using json::write_id;
using json::write_segments;
using json::write_status;

void write_step(json::JsonWriter& json, const gateway::TimelineStep& step, const gateway::Directory& directory) {
  json.begin_object();
  json.time("at", step.at);
  json.text("step", step.step);
  if (step.segment != 0) json.number("segment", step.segment);
  if (step.attempt != 0) json.number("attempt", step.attempt);
  write_carrier(json, step.carrier, directory);
  if (step.bind != BindId{}) json.number("bind", step.bind.value());
  if (step.sequence_number != 0) json.number("sequence_number", step.sequence_number);
  if (step.command_status) write_status(json, *step.command_status);
  json.octets_if("carrier_message_id", step.carrier_message_id);
  json.text_if("state", step.state);
  json.text_if("reason", step.reason);
  json.octets_if("receipt_stat", step.receipt_stat);
  json.octets_if("receipt_err", step.receipt_err);
  json.end_object();
}

void write_entry(json::JsonWriter& json, const gateway::AcceptEntry& entry) {
  json.begin_object();
  json.text("to", entry.to);
  if (entry.error) {
    json.name("error");
    json.begin_object();
    json.text("code", entry.error->code);
    json.text("message", entry.error->message);
    json.end_object();
  } else {
    write_id(json, "id", entry.id);
    json.text("sender", entry.sender.text());
    json.number("segments", entry.segments);
    json.text("encoding", text::to_string(entry.encoding));
    json.text("state", to_string(MessageState::accepted));
    if (entry.duplicate) json.boolean("duplicate", true);
  }
  json.end_object();
}

// What one element takes at most in the usual case, so that an answer is allocated once.
constexpr std::size_t entry_bytes = 144;
constexpr std::size_t step_bytes = 192;

}  // namespace

std::string render(const gateway::AcceptAnswer& answer) {
  json::JsonWriter json(32 + answer.messages.size() * entry_bytes);
  json.begin_object();
  json.name("messages");
  json.begin_array();
  for (const gateway::AcceptEntry& entry : answer.messages) write_entry(json, entry);
  json.end_array();
  json.end_object();
  return json.take();
}

std::string render(const gateway::MessageView& view, const gateway::Directory& directory) {
  const Message& message = view.message;
  json::JsonWriter json(512 + (message.segments.size() + view.timeline.size()) * step_bytes);
  json.begin_object();
  write_id(json, "id", message.id);
  json.text("to", message.to.digits());
  json.text("state", to_string(message.state));
  json.text_if("reason", to_string(message.reason));
  json.text("class", to_string(message.traffic_class));
  json.text_if("ref", message.ref);
  json.text_if("extend", message.extend);
  json.text("sender", message.plan.sender.text());
  json.text("encoding", text::to_string(message.plan.encoding));
  json.time("accepted_at", message.accepted_at);
  json.time_if("expires_at", message.expires_at);
  json.time_if("ended_at", message.ended_at);
  write_segments(json, message, directory);
  json.name("timeline");
  json.begin_array();
  for (const gateway::TimelineStep& step : view.timeline) write_step(json, step, directory);
  json.end_array();
  json.end_object();
  return json.take();
}

std::string render(const gateway::EventsPage& page, const gateway::Directory& directory) {
  return json::render_events(page.events, directory);
}

}  // namespace smppedge::north::http
