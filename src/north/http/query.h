// SPDX-License-Identifier: Apache-2.0
// The query string of a request ("limit=100&wait_s=30"): known parameters, each once, decoded; and what their values
// may be.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/expected.h"
#include "north/http/problem.h"

namespace smppedge::north::http {

class Query {
 public:
  /// `names`: those that the endpoint knows, of static duration.
  [[nodiscard]] static Expected<Query, Problem> read(std::string_view text, std::span<const std::string_view> names);

  /// Its value, UTF-8 or not; nothing where the parameter is absent.
  [[nodiscard]] const std::string* find(std::string_view name) const;
  [[nodiscard]] Expected<std::uint64_t, Problem> number(std::string_view name, std::uint64_t least, std::uint64_t most,
                                                        std::uint64_t absent) const;

 private:
  boost::container::small_vector<std::pair<std::string_view, std::string>, 4> values_;
};

/// 400: "name" is "value"; it must be `allowed`.
[[nodiscard]] Problem invalid_parameter(std::string_view name, std::string_view value, std::string_view allowed);

}  // namespace smppedge::north::http
