// SPDX-License-Identifier: Apache-2.0
#include "north/json/event.h"

#include <fmt/format.h>

#include <array>

#include "north/json/message.h"
#include "policy/number.h"

namespace smppedge::north::json {

namespace {

std::string_view type_of_result(MessageState state) {
  switch (state) {
    case MessageState::delivered:
      return "message.delivered";
    case MessageState::undeliverable:
      return "message.undeliverable";
    case MessageState::expired:
      return "message.expired";
    case MessageState::rejected:
      return "message.rejected";
    case MessageState::cancelled:
      return "message.cancelled";
    default:
      return "message.unknown";
  }
}

std::string_view type_of(const gateway::Event& event) {
  using Kind = gateway::Event::Kind;
  switch (event.kind) {
    case Kind::result:
      return type_of_result(event.message->state);
    case Kind::in_doubt:
      return "message.in_doubt";
    case Kind::progress:
      return "message.progress";
    case Kind::receipt_late:
      return "receipt.late";
    case Kind::reply:
      break;
  }
  return "reply.received";
}

/// An account's number is never used again, nor is a place in one of its sequences: together they name the event for
/// ever. Events of the SMPP door are seen here among the dead letters only.
void write_event_id(JsonWriter& json, const gateway::Event& event) {
  std::array<char, 48> id{};
  const std::string_view door = event.channel.door == Door::smpp ? "smpp-" : "";
  const auto end =
      fmt::format_to_n(id.data(), id.size(), "{}-{}{}", event.channel.account.value(), door, event.id.value()).out;
  json.text("id", {id.data(), static_cast<std::size_t>(end - id.data())});
}

void write_result(JsonWriter& json, const Message& message, const gateway::Directory& directory) {
  write_id(json, "message_id", message.id);
  json.text("to", policy::written(message.to));
  json.text_if("ref", message.ref);
  json.text("sender", message.plan.sender.text());
  json.text("state", to_string(message.state));
  json.text_if("reason", to_string(message.reason));
  write_segments(json, message, directory);
  json.time("accepted_at", message.accepted_at);
  json.time_if("ended_at", message.ended_at);
}

void write_reply(JsonWriter& json, const gateway::Event& event, const gateway::Directory& directory) {
  const gateway::Reply& reply = *event.reply;
  json.text("from", policy::written(reply.from));
  json.octets("to", reply.to);
  json.text("text", reply.text);
  json.text_if("text_error", reply.text_error);
  json.text_if("extend", reply.extend);
  if (reply.late) json.boolean("late", true);
  if (reply.incomplete) json.boolean("incomplete", true);
  if (reply.ambiguous) json.boolean("ambiguous", true);
  if (reply.opt != store::ReplyOpt::none) json.text("opt", reply.opt == store::ReplyOpt::out ? "out" : "in");
  write_carrier(json, reply.carrier, directory);
  if (event.message != nullptr) {
    write_id(json, "message_id", event.message->id);
    json.text_if("ref", event.message->ref);
  }
  json.time_if("received_at", reply.received_at);
}

}  // namespace

void write_event(JsonWriter& json, const gateway::Event& event, const gateway::Directory& directory) {
  json.begin_object();
  write_event_id(json, event);
  json.number("seq", event.sequence.value());
  json.text("type", type_of(event));
  json.time("at", event.at);
  if (event.kind == gateway::Event::Kind::reply) {
    write_reply(json, event, directory);
  } else {
    write_result(json, *event.message, directory);
  }
  json.end_object();
}

void write_events(JsonWriter& json, std::span<const gateway::Event> events, const gateway::Directory& directory) {
  json.name("events");
  json.begin_array();
  for (const gateway::Event& event : events) write_event(json, event, directory);
  json.end_array();
}

std::string render_events(std::span<const gateway::Event> events, const gateway::Directory& directory) {
  JsonWriter json(32 + events.size() * event_bytes);
  json.begin_object();
  write_events(json, events, directory);
  json.end_object();
  return json.take();
}

}  // namespace smppedge::north::json
