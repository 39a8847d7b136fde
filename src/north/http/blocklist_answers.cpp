// SPDX-License-Identifier: Apache-2.0
// The answers that show an account's blocklist.
#include "north/http/answers.h"
#include "north/json/json_writer.h"

namespace smppedge::north::http {

namespace {

void write_record(json::JsonWriter& json, const store::BlockRecord& record) {
  json.begin_object();
  json.text("phone", record.phone.digits());
  json.time("since", record.since);
  json.text("source", to_string(record.source));
  json.octets_if("by", record.by);
  if (record.removal_asked) {
    json.time("removal_asked_at", record.removal_asked_at);
    json.octets_if("removal_asked_by", record.removal_asked_by);
  }
  json.end_object();
}

/// What one record takes at most in the usual case.
constexpr std::size_t record_bytes = 160;

}  // namespace

std::string render(const store::BlockedPage& page) {
  json::JsonWriter json(32 + page.records.size() * record_bytes);
  json.begin_object();
  json.name("phones");
  json.begin_array();
  for (const store::BlockRecord& record : page.records) write_record(json, record);
  json.end_array();
  json.text_if("next", page.next.digits());
  json.end_object();
  return json.take();
}

std::string render(const store::BlockRecord& record) {
  json::JsonWriter json(record_bytes);
  write_record(json, record);
  return json.take();
}

std::string render_blocked(const PhoneNumber& phone, bool was_added) {
  json::JsonWriter json(record_bytes);
  json.begin_object();
  json.text("phone", phone.digits());
  json.boolean("blocked", true);
  json.boolean("added", was_added);
  json.end_object();
  return json.take();
}

std::string render_unblocked(const PhoneNumber& phone, gateway::Unblocked unblocked) {
  json::JsonWriter json(record_bytes);
  json.begin_object();
  json.text("phone", phone.digits());
  json.boolean("blocked", unblocked != gateway::Unblocked::removed);
  if (unblocked == gateway::Unblocked::asked) json.boolean("removal_asked", true);
  json.end_object();
  return json.take();
}

}  // namespace smppedge::north::http
