// SPDX-License-Identifier: Apache-2.0
#include "north/http/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "north/http/json_body.h"

namespace smppedge::north::http {

namespace {

Problem unknown(std::string_view name, std::span<const QueryNumber> numbers) {
  std::vector<std::string_view> names;
  for (const QueryNumber& number : numbers) names.push_back(number.name);
  return {400, "unknown_parameter",
          names.empty() ? "This request takes no parameters behind \"?\"."
                        : fmt::format("\"{}\" is no parameter of this request; it may have {}.", shortened(name),
                                      fmt::join(names, ", "))};
}

Expected<void, Problem> read_number(std::string_view text, QueryNumber& number) {
  if (number.given) {
    return failure(
        Problem{400, "duplicate_parameter", fmt::format("\"{}\" is given twice; give it once.", number.name)});
  }
  number.given = true;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number.value);
  if (error != std::errc{} || stop != end || number.value < number.least || number.value > number.most) {
    return failure(Problem{400, "invalid_parameter",
                           fmt::format("\"{}\" is \"{}\"; it must be a whole number from {} to {}.", number.name,
                                       shortened(text), number.least, number.most)});
  }
  return {};
}

}  // namespace

Expected<void, Problem> read_query(std::string_view query, std::span<QueryNumber> numbers) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const std::string_view name = pair.substr(0, pair.find('='));
    const auto known =
        std::find_if(numbers.begin(), numbers.end(), [&](const QueryNumber& n) { return n.name == name; });
    if (known == numbers.end()) return failure(unknown(name, numbers));
    if (auto read = read_number(pair.substr(std::min(pair.size(), name.size() + 1)), *known); !read) return read;
  }
  return {};
}

}  // namespace smppedge::north::http
