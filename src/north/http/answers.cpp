// SPDX-License-Identifier: Apache-2.0
#include "north/http/answers.h"

#include <fmt/format.h>

#include <array>

#include "north/http/json_writer.h"
#include "pdu/status.h"

namespace smppedge::north::http {

namespace {

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

void write_segments(JsonWriter& json, const Message& message, const gateway::Directory& directory) {
  json.name("segments");
  json.begin_array();
  unsigned number = 0;
  for (const Segment& segment : message.segments) write_segment(json, ++number, segment, directory);
  json.end_array();
}

void write_step(JsonWriter& json, const gateway::TimelineStep& step, const gateway::Directory& directory) {
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

void write_entry(JsonWriter& json, const gateway::AcceptEntry& entry) {
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

std::string_view type_of(const gateway::Event& event) {
  using Kind = gateway::Event::Kind;
  if (event.kind == Kind::reply) return "reply.received";
  if (event.kind == Kind::receipt_late) return "receipt.late";
  if (event.kind == Kind::in_doubt) return "message.in_doubt";
  switch (event.message->state) {
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

void write_result(JsonWriter& json, const Message& message, const gateway::Directory& directory) {
  write_id(json, "message_id", message.id);
  json.text("to", message.to.digits());
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
  json.text("from", reply.from.digits());
  json.octets("to", reply.to);
  json.text("text", reply.text);
  json.text_if("text_error", reply.text_error);
  write_carrier(json, reply.carrier, directory);
  if (event.message != nullptr) {
    write_id(json, "message_id", event.message->id);
    json.text_if("ref", event.message->ref);
  }
  json.time_if("received_at", reply.received_at);
}

void write_event(JsonWriter& json, const gateway::Event& event, const gateway::Directory& directory) {
  json.begin_object();
  // An account's number is never used again, nor is a sequence within it: together they name the event for ever.
  std::array<char, 48> id{};
  const auto end = fmt::format_to_n(id.data(), id.size(), "{}-{}", event.channel.account.value(), event.id.value()).out;
  json.text("id", {id.data(), static_cast<std::size_t>(end - id.data())});
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

// What one element takes at most in the usual case, so that an answer is allocated once.
constexpr std::size_t entry_bytes = 144;
constexpr std::size_t event_bytes = 512;
constexpr std::size_t step_bytes = 192;

}  // namespace

std::string render(const gateway::AcceptAnswer& answer) {
  JsonWriter json(32 + answer.messages.size() * entry_bytes);
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
  JsonWriter json(512 + (message.segments.size() + view.timeline.size()) * step_bytes);
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
  JsonWriter json(32 + page.events.size() * event_bytes);
  json.begin_object();
  json.name("events");
  json.begin_array();
  for (const gateway::Event& event : page.events) write_event(json, event, directory);
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace smppedge::north::http
