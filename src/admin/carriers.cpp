// SPDX-License-Identifier: Apache-2.0
#include "admin/carriers.h"

#include <boost/json.hpp>

namespace smppedge::admin {

namespace {

boost::json::array binds_of(const carrier::CarrierStatus& carrier) {
  boost::json::array binds;
  for (const carrier::BindStatus& bind : carrier.binds) {
    binds.push_back({{"bind", bind.id.value()},
                     {"type", session::to_string(bind.kind)},
                     {"state", to_string(bind.state)},
                     {"since_ms", std::chrono::duration_cast<Millis>(bind.since.time_since_epoch()).count()},
                     {"window_used", bind.window_used},
                     {"last_bind_status", bind.last_bind_status},
                     {"credentials_refused", bind.credentials_refused}});
  }
  return binds;
}

/// Segments a second; null: no limit.
boost::json::value pace_of(carrier::MilliPerS pace) {
  if (pace == carrier::unpaced) return nullptr;
  return static_cast<double>(pace) / 1'000;
}

boost::json::value known(std::uint64_t value) {
  return value == 0 ? boost::json::value(nullptr) : boost::json::value(value);
}

boost::json::object row_of(const gateway::Status::CarrierEntry& carrier) {
  const carrier::CarrierStatus& status = carrier.status;
  boost::json::object json{{"name", carrier.name},
                           {"retired", carrier.retired},
                           {"binds", binds_of(status)},
                           {"window", status.window},
                           {"window_used", status.window_used},
                           {"claims_open", status.claims_open},
                           {"pace_granted_per_s", pace_of(status.granted_pace)},
                           {"pace_current_per_s", pace_of(status.current_pace)},
                           {"pace_of_window_per_s", known(status.window_pace_per_s())},
                           {"round_trip_us_p50", known(status.round_trip_us_p50)},
                           {"breaker", to_string(status.breaker)},
                           {"silent", status.silent},
                           {"learns_id", carrier.learns_id}};
  if (carrier.learns_id) {
    json["id_votes"] = carrier.id.votes;
    json["id_convention"] = nullptr;
    if (carrier.id.settled) json["id_convention"] = to_string(*carrier.id.settled);
  }
  return json;
}

}  // namespace

std::string render_carriers(const gateway::Status& status) {
  boost::json::array carriers;
  for (const gateway::Status::CarrierEntry& carrier : status.carriers) carriers.push_back(row_of(carrier));
  return boost::json::serialize(boost::json::object{{"carriers", std::move(carriers)}});
}

}  // namespace smppedge::admin
