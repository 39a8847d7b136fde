// SPDX-License-Identifier: Apache-2.0
#include "north/http/answers.h"

#include "north/json/event.h"
#include "north/json/json_writer.h"
#include "north/json/message.h"

namespace smppedge::north::http {

namespace {

using json::write_id;

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
    json.text("state", to_string(entry.state));
    if (entry.duplicate) json.boolean("duplicate", true);
  }
  json.end_object();
}

// What one element takes at most in the usual case, so that an answer is allocated once.
constexpr std::size_t entry_bytes = 144;

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

std::string render_cancelled(MessageId id) {
  json::JsonWriter json(64);
  json.begin_object();
  write_id(json, "id", id);
  json.text("state", to_string(MessageState::cancelled));
  json.end_object();
  return json.take();
}

std::string render(const gateway::EventsPage& page, const gateway::Directory& directory) {
  return json::render_events(page.events, directory);
}

std::string render(const gateway::DeadLetters& letters, const gateway::Directory& directory) {
  json::JsonWriter json(64 + letters.events.size() * json::event_bytes);
  json.begin_object();
  json::write_events(json, letters.events, directory);
  if (letters.next != EventSequence()) json.number("next", letters.next.value());
  json.end_object();
  return json.take();
}

}  // namespace smppedge::north::http
