// SPDX-License-Identifier: Apache-2.0
#include "admin/receipts.h"

#include <fmt/format.h>

#include <boost/json.hpp>

namespace smppedge::admin {
namespace {

std::string_view word_of(store::ParkedFor reason) {
  switch (reason) {
    case store::ParkedFor::no_match:
      return "no_match";
    case store::ParkedFor::ambiguous:
      return "ambiguous";
    case store::ParkedFor::unreadable:
      return "unreadable";
  }
  return "";
}

constexpr std::size_t batch_digits = 16;
constexpr std::size_t cursor_digits = batch_digits + 8;

std::string cursor_of(store::Location place) {
  return fmt::format("{:016x}{:08x}", place.batch.value(), place.offset);
}

std::optional<store::Location> place_of(std::string_view cursor) {
  std::uint64_t batch = 0;
  std::uint32_t offset = 0;
  if (cursor.size() != cursor_digits || !read_number(cursor.substr(0, batch_digits), batch, 16) ||
      !read_number(cursor.substr(batch_digits), offset, 16)) {
    return std::nullopt;
  }
  return store::Location{store::BatchNumber(batch), offset};
}

std::string hex_of(std::string_view octets) {
  std::string hex;
  for (const char octet : octets) fmt::format_to(std::back_inserter(hex), "{:02x}", static_cast<std::uint8_t>(octet));
  return hex;
}

boost::json::object entry_json(const gateway::ParkedEntry& entry) {
  boost::json::object json{
      {"cursor", cursor_of(entry.place)},
      {"carrier", entry.carrier},
      {"bind", entry.bind.value()},
      {"reason", word_of(entry.reason)},
      {"id", entry.id},
      {"stat", entry.stat},
      {"phone", entry.phone},
      {"text", entry.text},
      {"received_at_ms", entry.received_at.time_since_epoch().count()},
      {"age_s", entry.age.count()},
  };
  if (!entry.pdu.empty()) json["pdu"] = hex_of(entry.pdu);
  return json;
}

std::string render_page(const gateway::ParkedPage& page) {
  boost::json::array receipts;
  for (const gateway::ParkedEntry& entry : page.receipts) receipts.push_back(entry_json(entry));
  boost::json::object json{{"receipts", std::move(receipts)}};
  if (!page.next.none()) json["next"] = cursor_of(page.next);
  return boost::json::serialize(json);
}

std::string render_rematch(const gateway::RematchAnswer& answer) {
  return boost::json::serialize(boost::json::object{
      {"looked_at", answer.looked_at}, {"matched", answer.matched}, {"still_parked", answer.still_parked}});
}

}  // namespace

void ReceiptRequests::list(const HttpRequest& request, const HttpResponder& responder) {
  gateway::ParkedQuery query;
  query.carrier = request.parameter("carrier").value_or("");
  if (!read_limit(request, responder, gateway::receipts_page_max, query.limit)) return;
  if (const auto after = request.parameter("after"); after && !after->empty()) {
    const auto place = place_of(*after);
    if (!place) return refuse(responder, 400, "invalid_parameter", "`after` must be the `next` of an earlier page.");
    query.after = *place;
  }
  query.whole = request.parameter("whole").value_or("0") == "1";
  questions_.ask<gateway::ParkedPage>(
      responder, 200,
      [query](gateway::AdminApi& gateway, auto done) { gateway.parked_receipts(query, std::move(done)); }, render_page);
}

void ReceiptRequests::rematch(const HttpRequest& request, const HttpResponder& responder) {
  questions_.ask<gateway::RematchAnswer>(
      responder, 200,
      [carrier = request.parameter("carrier").value_or("")](gateway::AdminApi& gateway, auto done) {
        gateway.rematch_receipts(carrier, std::move(done));
      },
      render_rematch);
}

void ReceiptRequests::add_to(Control& control) {
  control.add("GET", "/admin/v1/receipts",
              [this](const HttpRequest& request, const HttpResponder& responder) { list(request, responder); });
  control.add("POST", "/admin/v1/receipts/rematch",
              [this](const HttpRequest& request, const HttpResponder& responder) { rematch(request, responder); });
}

}  // namespace smppedge::admin
