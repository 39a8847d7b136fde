// SPDX-License-Identifier: Apache-2.0
#include "compose_routes.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace smppedge {
namespace {

std::optional<TrafficClass> class_of(config::RouteClass from) {
  switch (from) {
    case config::RouteClass::any:
      break;
    case config::RouteClass::otp:
      return TrafficClass::otp;
    case config::RouteClass::notice:
      return TrafficClass::notice;
    case config::RouteClass::marketing:
      return TrafficClass::marketing;
  }
  return std::nullopt;
}

gateway::RouteTargets targets_of(const config::Route& route, const CarrierNumbers& carriers) {
  gateway::RouteTargets targets;
  unsigned order = 0;
  for (const std::string& name : route.carriers) targets.push_back({carriers.at(name), ++order, 1});
  for (const config::RouteShare& share : route.shares) {
    targets.push_back({carriers.at(share.carrier), share.order, share.weight});
  }
  return targets;
}

}  // namespace

std::vector<gateway::Route> routes_of(const config::Config& config, const CarrierNumbers& carriers,
                                      const AccountNumbers& accounts) {
  std::vector<gateway::Route> routes;
  routes.reserve(config.routes.size());
  for (const config::Route& route : config.routes) {
    routes.push_back({route.prefix, targets_of(route, carriers), route.network, class_of(route.traffic_class),
                      route.account.empty() ? AccountNumber() : accounts.at(route.account)});
  }
  return routes;
}

Expected<std::shared_ptr<const gateway::PortedNumbers>, std::string> read_ported_numbers(const std::string& file) {
  if (file.empty()) return std::shared_ptr<const gateway::PortedNumbers>();
  std::ifstream lines(file);
  if (!lines) return failure(fmt::format("routing.ported_file: cannot open {}: {}", file, std::strerror(errno)));
  auto read = gateway::PortedNumbers::read(lines);
  if (!read) return failure(fmt::format("routing.ported_file: {}: {}", file, read.error()));
  return std::make_shared<const gateway::PortedNumbers>(std::move(*read));
}

}  // namespace smppedge
