// SPDX-License-Identifier: Apache-2.0
// Which carriers serve a number of an account's message of a class. A number in the table of ported numbers goes by the
// routes of its network; where none fits, and all others, by the longest prefix that has a fitting route. Of routes in
// one place the most particular counts: of this account and class, of this account, of this class, of any. Immutable
// once built; a look-up walks the number's digits once.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/ported_numbers.h"
#include "gateway/settings.h"

namespace smppedge::gateway {

struct RouteQuery {
  std::string_view digits;  ///< in international form
  TrafficClass traffic_class = TrafficClass::notice;
  AccountNumber account;
};

class Routing {
 public:
  /// `ported` may be nullptr.
  explicit Routing(const std::vector<Route>& routes, std::shared_ptr<const PortedNumbers> ported = nullptr);

  /// By ascending order; nullptr when no route fits.
  [[nodiscard]] const RouteTargets* find(const RouteQuery& query) const;
  /// The carriers that stand beside that one in some route.
  [[nodiscard]] const std::vector<CarrierNumber>& beside(CarrierNumber carrier) const;

 private:
  struct Rule {
    AccountNumber account;                      ///< 0: any
    std::optional<TrafficClass> traffic_class;  ///< none: any
    std::size_t targets = 0;
  };
  using Rules = std::vector<Rule>;  ///< the most particular first
  struct Node {
    std::array<std::uint32_t, 10> next{};  // 0: none; the root is never a child
    Rules rules;
  };

  [[nodiscard]] std::uint32_t node_of(std::string_view prefix);
  void note_beside(const RouteTargets& targets);
  [[nodiscard]] const RouteTargets* fitting(const Rules& rules, const RouteQuery& query) const;

  std::vector<Node> nodes_;
  std::unordered_map<std::string_view, Rules> by_network_;  // the keys are in `ported_`
  std::vector<RouteTargets> targets_;
  std::unordered_map<CarrierNumber, std::vector<CarrierNumber>> beside_;
  std::shared_ptr<const PortedNumbers> ported_;
};

}  // namespace smppedge::gateway
