// SPDX-License-Identifier: Apache-2.0
#include "admin/blocklist.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "policy/number.h"

namespace smppedge::admin {
namespace {

using gateway::BlockJob;
using gateway::BlockJobRequest;

constexpr std::size_t name_octets_max = 256;

std::string_view word_of(BlockJob::State state) {
  switch (state) {
    case BlockJob::State::running:
      return "running";
    case BlockJob::State::done:
      return "done";
    case BlockJob::State::cancelled:
      return "cancelled";
    case BlockJob::State::failed:
      break;
  }
  return "failed";
}

std::int64_t ms_of(WallTime time) {
  return time.time_since_epoch().count();
}

std::string cursor_of(const gateway::RemovalPlace& place) {
  return fmt::format("{}-{}-{}", ms_of(place.asked_at), place.account.value(), place.phone.digits());
}

std::optional<gateway::RemovalPlace> place_of(std::string_view cursor) {
  const std::size_t first = cursor.find('-');
  const std::size_t second = first == std::string_view::npos ? first : cursor.find('-', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  std::int64_t asked_at_ms = 0;
  std::uint32_t account = 0;
  const auto phone = PhoneNumber::from_digits(cursor.substr(second + 1));
  if (!read_number(cursor.substr(0, first), asked_at_ms) || !phone ||
      !read_number(cursor.substr(first + 1, second - first - 1), account)) {
    return std::nullopt;
  }
  return gateway::RemovalPlace{WallTime(Millis(asked_at_ms)), AccountNumber(account), *phone};
}

std::string render_removals(const gateway::RemovalsPage& page) {
  boost::json::array removals;
  for (const gateway::RemovalEntry& entry : page.removals) {
    boost::json::object json{{"account", entry.account},
                             {"phone", policy::written(entry.place.phone).view()},
                             {"asked_at_ms", ms_of(entry.place.asked_at)},
                             {"asked_by", entry.asked_by}};
    if (entry.since != WallTime()) {
      json["since_ms"] = ms_of(entry.since);
      json["source"] = to_string(entry.source);
      json["by"] = entry.by;
    }
    removals.push_back(std::move(json));
  }
  boost::json::object json{{"removals", std::move(removals)}};
  if (page.next) json["next"] = cursor_of(*page.next);
  return boost::json::serialize(json);
}

std::string render_decided(const gateway::RemovalsAnswer& answer) {
  return boost::json::serialize(
      boost::json::object{{"decided", answer.decided},
                          {"not_waiting", boost::json::array(answer.not_waiting.begin(), answer.not_waiting.end())}});
}

boost::json::object job_json(const BlockJob& job) {
  const bool is_import = job.what.kind == BlockJobRequest::Kind::import;
  boost::json::object json{{"job", job.number},
                           {"kind", is_import ? "import" : "export"},
                           {"state", word_of(job.state)},
                           {"account", job.what.account},
                           {"file", job.what.file},
                           {"by", job.what.by},
                           {"started_at_ms", ms_of(job.started_at)},
                           {"octets", job.octets},
                           {"lines", job.lines}};
  if (job.ended_at != WallTime()) json["ended_at_ms"] = ms_of(job.ended_at);
  if (!job.error.empty()) json["error"] = job.error;
  if (!job.cancelled_by.empty()) json["cancelled_by"] = job.cancelled_by;
  if (job.waits_for == BlockJob::Wait::disk_space) json["waiting_for"] = "disk_space";
  if (job.waits_for == BlockJob::Wait::store) json["waiting_for"] = "store";
  if (!is_import) {
    json["lines_all"] = job.lines_all;
    return json;
  }
  json["octets_all"] = job.octets_all;
  json["added"] = job.added;
  json["already"] = job.already;
  json["invalid"] = job.invalid;
  json["invalid_lines"] = boost::json::array(job.invalid_lines.begin(), job.invalid_lines.end());
  return json;
}

std::string render_job(const BlockJob& job) {
  return boost::json::serialize(job_json(job));
}

std::string render_jobs(const std::vector<BlockJob>& jobs) {
  boost::json::array all;
  for (const BlockJob& job : jobs) all.push_back(job_json(job));
  return boost::json::serialize(boost::json::object{{"jobs", std::move(all)}});
}

void add_removal_end(boost::json::object& json, std::string_view name, const store::BlockChange* ended) {
  if (ended == nullptr) return;
  json[name] =
      boost::json::object{{"at_ms", ms_of(ended->at)}, {"source", to_string(ended->source)}, {"by", ended->by}};
}

std::string render_phone(const store::BlockedPhone& known) {
  boost::json::object json{{"blocked", known.record.has_value()}};
  if (known.record) {
    json["since_ms"] = ms_of(known.record->since);
    json["source"] = to_string(known.record->source);
    json["by"] = known.record->by;
    if (known.record->removal_asked) {
      json["removal_asked_at_ms"] = ms_of(known.record->removal_asked_at);
      json["removal_asked_by"] = known.record->removal_asked_by;
    }
  }
  add_removal_end(json, "left_on", known.left_on());
  add_removal_end(json, "taken_off", known.taken_off());
  return boost::json::serialize(json);
}

/// A body of known members, each a text, a list of texts or a number; answers what is none, once.
class Body {
 public:
  Body(const HttpRequest& request, const HttpResponder& responder) : responder_(responder) {
    boost::system::error_code error;
    boost::json::value value = boost::json::parse(request.body, error);
    if (error || !value.is_object()) {
      refuse_once("invalid_json", "Send a JSON object.");
    } else {
      members_ = std::move(value.get_object());
    }
  }

  [[nodiscard]] bool has(std::string_view name) const { return members_.contains(name); }
  /// UTF-8 of 1 to `octets_max` octets.
  [[nodiscard]] std::string text(std::string_view name, std::size_t octets_max) {
    const boost::json::value* value = take(name);
    if (value == nullptr) return {};
    if (!value->is_string() || value->get_string().empty() || value->get_string().size() > octets_max) {
      refuse_once("invalid_type", fmt::format("\"{}\" must be a text of 1 to {} octets.", name, octets_max));
      return {};
    }
    return std::string(value->get_string());
  }
  /// Who asks: printable ASCII, which is stored and shown everywhere.
  [[nodiscard]] std::string who() {
    const std::string name = text("by", gateway::operator_name_octets_max);
    if (!std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c <= '~'; })) {
      refuse_once("invalid_type", "\"by\" must be printable ASCII.");
    }
    return name;
  }
  [[nodiscard]] std::vector<std::string> texts(std::string_view name, std::size_t count_max) {
    const boost::json::value* value = take(name);
    if (value == nullptr) return {};
    const auto is_text = [](const boost::json::value& each) { return each.is_string(); };
    if (!value->is_array() || value->get_array().empty() || value->get_array().size() > count_max ||
        !std::all_of(value->get_array().begin(), value->get_array().end(), is_text)) {
      refuse_once("invalid_type", fmt::format("\"{}\" must be a list of 1 to {} texts.", name, count_max));
      return {};
    }
    std::vector<std::string> all;
    for (const boost::json::value& each : value->get_array()) all.emplace_back(each.get_string());
    return all;
  }
  [[nodiscard]] std::uint64_t number(std::string_view name) {
    const boost::json::value* value = take(name);
    if (value == nullptr) return 0;
    if (!value->is_int64() || value->get_int64() < 0) {
      refuse_once("invalid_type", fmt::format("\"{}\" must be a number without a sign.", name));
      return 0;
    }
    return static_cast<std::uint64_t>(value->get_int64());
  }
  /// Whether it had all that was asked for, and nothing else.
  [[nodiscard]] bool is_sound() {
    for (const auto& member : members_) {
      if (std::find(taken_.begin(), taken_.end(), member.key()) == taken_.end()) {
        refuse_once("unknown_field", fmt::format("\"{}\" is no field of this request.", std::string(member.key())));
      }
    }
    return !refused_;
  }

 private:
  const boost::json::value* take(std::string_view name) {
    taken_.push_back(name);
    const boost::json::value* value = members_.if_contains(name);
    if (value == nullptr) refuse_once("missing_field", fmt::format("\"{}\" is missing.", name));
    return value;
  }
  void refuse_once(std::string_view code, std::string detail) {
    if (!std::exchange(refused_, true)) refuse(responder_, 400, code, std::move(detail));
  }

  const HttpResponder& responder_;
  boost::json::object members_;
  std::vector<std::string_view> taken_;
  bool refused_ = false;
};

}  // namespace

void BlocklistRequests::list_removals(const HttpRequest& request, const HttpResponder& responder) {
  gateway::RemovalsQuery query;
  query.account = request.parameter("account").value_or("");
  if (!read_limit(request, responder, gateway::removals_page_max, query.limit)) return;
  if (const auto after = request.parameter("after"); after && !after->empty()) {
    query.after = place_of(*after);
    if (!query.after) {
      return refuse(responder, 400, "invalid_parameter", "`after` must be the `next` of an earlier page.");
    }
  }
  questions_.ask<gateway::RemovalsPage>(
      responder, 200, [query](gateway::AdminApi& gateway, auto done) { gateway.list_removals(query, std::move(done)); },
      render_removals);
}

void BlocklistRequests::decide(const HttpRequest& request, const HttpResponder& responder, bool approve) {
  Body body(request, responder);
  gateway::RemovalsDecision decision;
  decision.account = body.text("account", name_octets_max);
  decision.phones = body.texts("phones", gateway::decided_removals_max);
  decision.by = body.who();
  decision.approve = approve;
  if (body.has("asked_until_ms")) {
    decision.asked_until = WallTime(Millis(static_cast<std::int64_t>(body.number("asked_until_ms"))));
  }
  if (!body.is_sound()) return;
  questions_.ask<gateway::RemovalsAnswer>(
      responder, 200,
      [decision](gateway::AdminApi& gateway, auto done) { gateway.decide_removals(decision, std::move(done)); },
      render_decided);
}

void BlocklistRequests::start(const HttpRequest& request, const HttpResponder& responder, BlockJobRequest::Kind kind) {
  Body body(request, responder);
  BlockJobRequest job;
  job.kind = kind;
  job.account = body.text("account", name_octets_max);
  job.file = body.text("file", name_octets_max);
  job.by = body.who();
  if (!body.is_sound()) return;
  questions_.ask<BlockJob>(
      responder, 202, [job](gateway::AdminApi& gateway, auto done) { gateway.start_block_job(job, std::move(done)); },
      render_job);
}

void BlocklistRequests::list_jobs(const HttpResponder& responder) {
  questions_.ask<std::vector<BlockJob>>(
      responder, 200, [](gateway::AdminApi& gateway, auto done) { gateway.block_jobs(std::move(done)); }, render_jobs);
}

void BlocklistRequests::cancel(const HttpRequest& request, const HttpResponder& responder) {
  Body body(request, responder);
  gateway::BlockJobCancel cancel;
  cancel.number = body.number("job");
  cancel.by = body.who();
  if (!body.is_sound()) return;
  questions_.ask<BlockJob>(
      responder, 200,
      [cancel](gateway::AdminApi& gateway, auto done) { gateway.cancel_block_job(cancel, std::move(done)); },
      render_job);
}

void BlocklistRequests::show_phone(const HttpRequest& request, const HttpResponder& responder) {
  gateway::BlockedPhoneQuery query{std::string(request.parameter("account").value_or("")),
                                   std::string(request.parameter("phone").value_or(""))};
  // What a `+` stands for in a query. No number begins with a blank.
  if (query.phone.starts_with(' ')) query.phone.front() = '+';
  if (query.account.empty() || query.phone.empty()) {
    return refuse(responder, 400, "invalid_parameter", "Give `account` and `phone`.");
  }
  questions_.ask<store::BlockedPhone>(
      responder, 200,
      [query](gateway::AdminApi& gateway, auto done) { gateway.find_blocked_phone(query, std::move(done)); },
      render_phone);
}

void BlocklistRequests::add_to(Control& control) {
  using Kind = BlockJobRequest::Kind;
  control.add(
      "GET", "/admin/v1/blocklist/removals",
      [this](const HttpRequest& request, const HttpResponder& responder) { list_removals(request, responder); });
  control.add("POST", "/admin/v1/blocklist/removals/approve",
              [this](const HttpRequest& request, const HttpResponder& responder) { decide(request, responder, true); });
  control.add(
      "POST", "/admin/v1/blocklist/removals/deny",
      [this](const HttpRequest& request, const HttpResponder& responder) { decide(request, responder, false); });
  control.add("POST", "/admin/v1/blocklist/import", [this](const HttpRequest& request, const HttpResponder& responder) {
    start(request, responder, Kind::import);
  });
  control.add("POST", "/admin/v1/blocklist/export", [this](const HttpRequest& request, const HttpResponder& responder) {
    start(request, responder, Kind::export_);
  });
  control.add("GET", "/admin/v1/blocklist/jobs",
              [this](const HttpRequest&, const HttpResponder& responder) { list_jobs(responder); });
  control.add("POST", "/admin/v1/blocklist/jobs/cancel",
              [this](const HttpRequest& request, const HttpResponder& responder) { cancel(request, responder); });
  control.add("GET", "/admin/v1/blocklist/phones",
              [this](const HttpRequest& request, const HttpResponder& responder) { show_phone(request, responder); });
}

}  // namespace smppedge::admin
