// SPDX-License-Identifier: Apache-2.0
// The answers that show an account's blocklist.
#include "north/http/answers.h"
#include "north/json/json_writer.h"
#include "policy/number.h"

namespace smppedge::north::http {

namespace {

void write_members(json::JsonWriter& json, const store::BlockRecord& record) {
  json.text("phone", policy::written(record.phone));
  json.time("since", record.since);
  json.text("source", to_string(record.source));
  json.octets_if("by", record.by);
  if (record.removal_asked) {
    json.time("removal_asked_at", record.removal_asked_at);
    json.octets_if("removal_asked_by", record.removal_asked_by);
  }
}

/// What one record takes at most in the usual case.
constexpr std::size_t record_bytes = 160;

}  // namespace

std::string render(const store::BlockedPage& page) {
  json::JsonWriter json(32 + page.records.size() * record_bytes);
  json.begin_object();
  json.name("phones");
  json.begin_array();
  for (const store::BlockRecord& record : page.records) {
    json.begin_object();
    write_members(json, record);
    json.end_object();
  }
  json.end_array();
  json.text_if("next", page.next.digits());
  json.end_object();
  return json.take();
}

std::string render(const store::BlockedPhone& known) {
  json::JsonWriter json(record_bytes);
  json.begin_object();
  if (known.record) write_members(json, *known.record);
  if (const store::BlockChange* left_on = known.left_on()) {
    json.time("removal_ended_at", left_on->at);
    json.text("removal_ended_source", to_string(left_on->source));
    json.octets_if("removal_ended_by", left_on->by);
  }
  json.end_object();
  return json.take();
}

std::string render_blocked(const PhoneNumber& phone, bool was_added) {
  json::JsonWriter json(record_bytes);
  json.begin_object();
  json.text("phone", policy::written(phone));
  json.boolean("blocked", true);
  json.boolean("added", was_added);
  json.end_object();
  return json.take();
}

std::string render_unblocked(const PhoneNumber& phone, gateway::Unblocked unblocked) {
  json::JsonWriter json(record_bytes);
  json.begin_object();
  json.text("phone", policy::written(phone));
  json.boolean("blocked", unblocked != gateway::Unblocked::removed);
  if (unblocked == gateway::Unblocked::asked) json.boolean("removal_asked", true);
  json.end_object();
  return json.take();
}

}  // namespace smppedge::north::http
