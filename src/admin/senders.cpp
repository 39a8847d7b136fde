// SPDX-License-Identifier: Apache-2.0
#include "admin/senders.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "gateway/limits.h"

namespace smppedge::admin {
namespace {

using boost::json::value;

std::string_view word_of(sender::Region region) {
  switch (region) {
    case sender::Region::mainland:
      return "mainland";
    case sender::Region::abroad:
      return "abroad";
    case sender::Region::by_number:
    case sender::Region::any:
      break;
  }
  return "any";
}

std::string_view word_of(sender::Policy policy) {
  switch (policy) {
    case sender::Policy::fixed:
      return "fixed";
    case sender::Policy::sticky:
      return "sticky";
    case sender::Policy::rotating:
      break;
  }
  return "rotating";
}

std::string cursor_of(const sender::HeldNumber& number) {
  return fmt::format("{}-{}", number.carrier.value(), number.digits.view());
}

std::optional<sender::HeldNumber> number_of(std::string_view cursor) {
  const std::size_t dash = cursor.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::string_view digits = cursor.substr(dash + 1);
  std::uint32_t carrier = 0;
  sender::HeldNumber number;
  if (!read_number(cursor.substr(0, dash), carrier) || !sender::only_digits(digits) || !number.digits.assign(digits)) {
    return std::nullopt;
  }
  number.carrier = CarrierNumber(carrier);
  return number;
}

boost::json::array classes_of(const sender::Range& range) {
  boost::json::array classes;
  for (std::size_t i = 0; i < range.classes.size(); ++i) {
    if (range.classes[i]) classes.push_back(value(to_string(static_cast<TrafficClass>(i))));
  }
  return classes;
}

/// What is not known is null.
void add_figures(boost::json::object& json, const gateway::SenderEntry& entry) {
  const auto& figures = entry.figures;
  const bool looks = figures && entry.looks;
  json["chosen"] = figures ? value(figures->chosen) : value();
  json["conversations"] = looks ? value(figures->conversations) : value();
  json["free_share"] = looks && figures->free_share ? value(*figures->free_share) : value();
  json["avoided"] = figures ? value(figures->avoided) : value();
  json["refused"] = figures ? value(figures->refused) : value();
}

boost::json::object entry_json(const gateway::SenderEntry& entry) {
  const sender::Range& range = entry.range;
  boost::json::object json{{"carrier", entry.carrier}, {"account", entry.account}};
  if (!range.sign.empty()) json["sign"] = range.sign;
  json["number"] = range.number.digits.view();
  json["classes"] = classes_of(range);
  json["region"] = word_of(range.region);
  json["digits_max"] = range.digits_max;
  json["appended_digits"] = range.appended_digits;
  json["policy"] = word_of(entry.policy.kind);
  json["tail_digits"] = entry.policy.tail_digits;
  json["numbers"] = entry.numbers;
  add_figures(json, entry);
  return json;
}

std::string render(const gateway::SendersPage& page) {
  boost::json::array senders;
  for (const gateway::SenderEntry& entry : page.senders) senders.push_back(entry_json(entry));
  boost::json::object json{
      {"since_ms", page.since.time_since_epoch().count()},
      {"hours", std::chrono::duration_cast<std::chrono::hours>(gateway::sender_use_span).count()},
      {"senders", std::move(senders)},
  };
  if (page.next) json["next"] = cursor_of(*page.next);
  return boost::json::serialize(json);
}

}  // namespace

void SenderRequests::list(const HttpRequest& request, const HttpResponder& responder) {
  gateway::SendersQuery query;
  query.carrier = request.parameter("carrier").value_or("");
  query.account = request.parameter("account").value_or("");
  if (!read_limit(request, responder, gateway::senders_page_max, query.limit)) return;
  if (const auto after = request.parameter("after"); after && !after->empty()) {
    query.after = number_of(*after);
    if (!query.after) {
      return refuse(responder, 400, "invalid_parameter", "`after` must be the `next` of an earlier page.");
    }
  }
  questions_.ask<gateway::SendersPage>(
      responder, 200, [query](gateway::AdminApi& gateway, auto done) { gateway.senders(query, std::move(done)); },
      render);
}

void SenderRequests::add_to(Control& control) {
  control.add("GET", "/admin/v1/senders",
              [this](const HttpRequest& request, const HttpResponder& responder) { list(request, responder); });
}

}  // namespace smppedge::admin
