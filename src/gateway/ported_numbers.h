// SPDX-License-Identifier: Apache-2.0
// The table of ported numbers: numbers that are served by another network than their prefix says (domain.md E.1). Eight
// octets a number, sorted: ten million take 80 MB and a look-up two dozen steps. Immutable once read; shared by
// snapshots of the routing.
#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"

namespace smppedge::gateway {

class PortedNumbers {
 public:
  static constexpr std::size_t networks_max = 1U << 14U;
  static constexpr std::size_t numbers_max = 200'000'000;

  /// Lines of `number,network`; blank lines and what begins with # are passed over. Numbers as recipients are written;
  /// of one that comes twice the later line counts. The error is a sentence that begins with the line.
  [[nodiscard]] static Expected<PortedNumbers, std::string> read(std::istream& lines);

  /// The network of a number in international form; "" when it is not in the table.
  [[nodiscard]] std::string_view network_of(std::string_view digits) const;
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] const std::vector<std::string>& networks() const { return networks_; }

 private:
  class Reader;
  std::vector<std::uint64_t> entries_;  ///< the number, and in the low 14 bits its network's place
  std::vector<std::string> networks_;
};

}  // namespace smppedge::gateway
