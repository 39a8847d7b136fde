// SPDX-License-Identifier: Apache-2.0
// The answers that show messages: a listing, and one message with all of its life.
#include "north/http/answers.h"
#include "north/http/hex.h"
#include "north/json/json_writer.h"
#include "north/json/message.h"
#include "pdu/bodies.h"
#include "pdu/pdu.h"
#include "policy/number.h"

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
  json.text_if("evidence", step.evidence);
  json.end_object();
}

/// What a listing shows of a message, and a look at it alone begins with.
void write_summary(json::JsonWriter& json, const Message& message) {
  write_id(json, "id", message.id);
  json.text("to", policy::written(message.to));
  json.text("state", to_string(message.state));
  json.text_if("reason", to_string(message.reason));
  json.text("class", to_string(message.traffic_class));
  json.text_if("ref", message.ref);
  json.text_if("extend", message.extend);
  json.text("sender", message.plan.sender.text());
  json.text("encoding", text::to_string(message.plan.encoding));
  json.time("accepted_at", message.accepted_at);
  json.time_if("send_at", message.send_at);
  json.time_if("expires_at", message.expires_at);
  json.time_if("ended_at", message.ended_at);
}

/// What an SMPP client gave as octets is shown as such: what they say is its data_coding's.
void write_body(json::JsonWriter& json, const Message& message) {
  if (message.body_kind == BodyKind::text) return json.text("text", message.body);
  json.number("data_coding", message.data_coding);
  json.text("octets", hex(octets_of(message.body)));
}

void write_wire(json::JsonWriter& json, const gateway::WirePdu& wire, bool bodies) {
  const auto frame = octets_of(wire.octets);
  json.begin_object();
  json.time("at", wire.at);
  json.text("pdu", pdu::to_string(pdu::decode_header(frame).command_id));
  json.number("segment", wire.segment);
  json.number("attempt", wire.attempt);
  json.text("hex", bodies ? hex(frame) : hex_without(frame, pdu::bodies_of(frame)));
  json.end_object();
}

// What one element takes at most in the usual case, so that an answer is allocated once.
constexpr std::size_t step_bytes = 192;
constexpr std::size_t summary_bytes = 384;

}  // namespace

std::string render(const gateway::MessageView& view, const gateway::Directory& directory, Shown shown) {
  const Message& message = view.message;
  json::JsonWriter json(512 + (message.segments.size() + view.timeline.size()) * step_bytes);
  json.begin_object();
  write_summary(json, message);
  if (shown.bodies) write_body(json, message);
  write_segments(json, message, directory);
  json.name("timeline");
  json.begin_array();
  for (const gateway::TimelineStep& step : view.timeline) write_step(json, step, directory);
  json.end_array();
  if (shown.wire) {
    json.name("wire");
    json.begin_array();
    for (const gateway::WirePdu& wire : view.wire) write_wire(json, wire, shown.bodies);
    json.end_array();
  }
  json.end_object();
  return json.take();
}

std::string render(const gateway::MessagesPage& page) {
  json::JsonWriter json(64 + page.messages.size() * summary_bytes);
  json.begin_object();
  json.name("messages");
  json.begin_array();
  for (const Message& message : page.messages) {
    json.begin_object();
    write_summary(json, message);
    json.end_object();
  }
  json.end_array();
  if (page.next != MessageId()) write_id(json, "next", page.next);
  json.end_object();
  return json.take();
}

}  // namespace smppedge::north::http
