// SPDX-License-Identifier: Apache-2.0
#include "gateway/routing.h"

#include <algorithm>
#include <cassert>

namespace smppedge::gateway {
namespace {

int particularity(AccountNumber account, const std::optional<TrafficClass>& traffic_class) {
  return (account != AccountNumber() ? 2 : 0) + (traffic_class ? 1 : 0);
}

}  // namespace

Routing::Routing(const std::vector<Route>& routes, std::shared_ptr<const PortedNumbers> ported)
    : nodes_(1), ported_(std::move(ported)) {
  for (const Route& route : routes) {
    Rules* rules = nullptr;
    if (route.network.empty()) {
      rules = &nodes_[node_of(route.prefix)].rules;
    } else if (ported_ != nullptr) {
      const auto known = std::find(ported_->networks().begin(), ported_->networks().end(), route.network);
      if (known != ported_->networks().end()) rules = &by_network_[*known];
    }
    if (rules == nullptr) continue;  // no number is of that network
    const int own = particularity(route.account, route.traffic_class);
    const auto place = std::find_if(rules->begin(), rules->end(), [own](const Rule& other) {
      return particularity(other.account, other.traffic_class) < own;
    });
    rules->insert(place, {route.account, route.traffic_class, targets_.size()});
    RouteTargets targets = route.carriers;
    std::stable_sort(targets.begin(), targets.end(),
                     [](const RouteTarget& a, const RouteTarget& b) { return a.order < b.order; });
    note_beside(targets);
    targets_.push_back(std::move(targets));
  }
}

std::uint32_t Routing::node_of(std::string_view prefix) {
  std::uint32_t at = 0;
  for (const char digit : prefix) {
    assert(digit >= '0' && digit <= '9');  // config/ has checked it
    const auto index = static_cast<std::size_t>(digit - '0');
    if (nodes_[at].next[index] == 0) {
      nodes_[at].next[index] = static_cast<std::uint32_t>(nodes_.size());
      nodes_.emplace_back();
    }
    at = nodes_[at].next[index];
  }
  return at;
}

void Routing::note_beside(const RouteTargets& targets) {
  for (const RouteTarget& one : targets) {
    std::vector<CarrierNumber>& others = beside_[one.carrier];
    for (const RouteTarget& other : targets) {
      const bool known = std::find(others.begin(), others.end(), other.carrier) != others.end();
      if (other.carrier != one.carrier && !known) others.push_back(other.carrier);
    }
  }
}

const std::vector<CarrierNumber>& Routing::beside(CarrierNumber carrier) const {
  static const std::vector<CarrierNumber> none;
  const auto found = beside_.find(carrier);
  return found == beside_.end() ? none : found->second;
}

const RouteTargets* Routing::fitting(const Rules& rules, const RouteQuery& query) const {
  for (const Rule& rule : rules) {
    if (rule.account != AccountNumber() && rule.account != query.account) continue;
    if (rule.traffic_class && *rule.traffic_class != query.traffic_class) continue;
    return &targets_[rule.targets];
  }
  return nullptr;
}

const RouteTargets* Routing::find(const RouteQuery& query) const {
  if (!by_network_.empty()) {
    const auto rules = by_network_.find(ported_->network_of(query.digits));
    if (rules != by_network_.end()) {
      if (const RouteTargets* found = fitting(rules->second, query)) return found;
    }
  }
  const RouteTargets* longest = fitting(nodes_[0].rules, query);
  std::uint32_t at = 0;
  for (const char digit : query.digits) {
    at = nodes_[at].next[static_cast<std::size_t>(digit - '0')];
    if (at == 0) break;
    if (const RouteTargets* found = fitting(nodes_[at].rules, query)) longest = found;
  }
  return longest;
}

}  // namespace smppedge::gateway
