// SPDX-License-Identifier: Apache-2.0
// Which carriers serve a number: the longest configured prefix wins. Immutable once built; a look-up walks the number's
// digits once.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "gateway/settings.h"

namespace smppedge::gateway {

class Routing {
 public:
  explicit Routing(const std::vector<Route>& routes);
  /// In order of preference; nullptr when no prefix fits.
  [[nodiscard]] const std::vector<CarrierNumber>* find(std::string_view digits) const;

 private:
  struct Node {
    std::array<std::uint32_t, 10> next{};  // 0: none; the root is never a child
    std::int32_t route = -1;
  };
  std::vector<Node> nodes_;
  std::vector<std::vector<CarrierNumber>> carriers_;
};

}  // namespace smppedge::gateway
