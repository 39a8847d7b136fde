// SPDX-License-Identifier: Apache-2.0
// The gateway's numbers as Prometheus text (exposition format 0.0.4). Names and labels are an interface: dashboards
// and alarms stand on them, docs/operations.md explains those that matter. No metric carries a phone number or a body.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "admin/exposition.h"
#include "gateway/status.h"
#include "net/http_server.h"

namespace smppedge::admin {

/// Writes families that another part of the process has to tell; empty: none.
using Section = std::function<void(Exposition&)>;

/// The HTTP door beside the gateway, as seen on its own loop.
struct HttpStatus {
  HttpCounters counters;
  std::uint64_t connections_open = 0;
  std::uint64_t requests_in_flight = 0;  ///< asked of the gateway, not answered yet
  std::uint64_t refused_overload = 0;    ///< 503 because too many were
  std::uint64_t refused_keys = 0;        ///< 401
  Section more;                          ///< what else lives on that loop
};

inline constexpr std::string_view metrics_content_type = "text/plain; version=0.0.4; charset=utf-8";

[[nodiscard]] std::string render_metrics(const gateway::Status& status, const HttpStatus& http,
                                         const Section& more = {});

}  // namespace smppedge::admin
