// SPDX-License-Identifier: Apache-2.0
// The query string of a request whose parameters are all whole numbers ("limit=100&wait_s=30"): known ones, each once,
// within their bounds.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/expected.h"
#include "north/http/problem.h"

namespace smppedge::north::http {

struct QueryNumber {
  std::string_view name;
  std::uint64_t least = 0;
  std::uint64_t most = 0;
  std::uint64_t value = 0;  ///< keeps its default where the parameter is absent
  bool given = false;
};

[[nodiscard]] Expected<void, Problem> read_query(std::string_view query, std::span<QueryNumber> numbers);

}  // namespace smppedge::north::http
