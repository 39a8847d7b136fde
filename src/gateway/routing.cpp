// SPDX-License-Identifier: Apache-2.0
#include "gateway/routing.h"

#include <cassert>

namespace smppedge::gateway {

Routing::Routing(const std::vector<Route>& routes) : nodes_(1) {
  for (const Route& route : routes) {
    std::uint32_t at = 0;
    for (const char digit : route.prefix) {
      assert(digit >= '0' && digit <= '9');  // config/ has checked it
      const auto index = static_cast<std::size_t>(digit - '0');
      if (nodes_[at].next[index] == 0) {
        nodes_[at].next[index] = static_cast<std::uint32_t>(nodes_.size());
        nodes_.emplace_back();
      }
      at = nodes_[at].next[index];
    }
    nodes_[at].route = static_cast<std::int32_t>(carriers_.size());
    carriers_.push_back(route.carriers);
  }
}

const std::vector<CarrierNumber>* Routing::find(std::string_view digits) const {
  std::int32_t longest = nodes_[0].route;
  std::uint32_t at = 0;
  for (const char digit : digits) {
    at = nodes_[at].next[static_cast<std::size_t>(digit - '0')];
    if (at == 0) break;
    if (nodes_[at].route >= 0) longest = nodes_[at].route;
  }
  return longest < 0 ? nullptr : &carriers_[static_cast<std::size_t>(longest)];
}

}  // namespace smppedge::gateway
