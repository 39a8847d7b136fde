// SPDX-License-Identifier: Apache-2.0
#include "north/http/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "net/http_request.h"
#include "north/http/nearest.h"

namespace smppedge::north::http {

namespace {

Problem unknown(std::string_view name, std::span<const std::string_view> names) {
  if (names.empty()) return {400, "unknown_parameter", "This request takes no parameters behind \"?\"."};
  const std::string_view meant = nearest(name, names);
  const std::string advice = meant.empty() ? fmt::format("it may have {}.", fmt::join(names, ", "))
                                           : fmt::format("did you mean \"{}\"?", meant);
  return {400, "unknown_parameter", fmt::format("\"{}\" is no parameter of this request; {}", shortened(name), advice)};
}

}  // namespace

Expected<Query, Problem> Query::read(std::string_view text, std::span<const std::string_view> names) {
  Query query;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const std::string_view written = pair.substr(0, pair.find('='));
    const std::string name = url_decode(written);
    const auto known = std::find(names.begin(), names.end(), name);
    if (known == names.end()) return failure(unknown(name, names));
    if (query.find(*known) != nullptr) {
      return failure(Problem{400, "duplicate_parameter", fmt::format("\"{}\" is given twice; give it once.", *known)});
    }
    query.values_.emplace_back(*known, url_decode(pair.substr(std::min(pair.size(), written.size() + 1))));
  }
  return query;
}

const std::string* Query::find(std::string_view name) const {
  const auto found = std::find_if(values_.begin(), values_.end(), [name](const auto& v) { return v.first == name; });
  return found == values_.end() ? nullptr : &found->second;
}

Expected<std::uint64_t, Problem> Query::number(std::string_view name, std::uint64_t least, std::uint64_t most,
                                               std::uint64_t absent) const {
  const std::string* const text = find(name);
  if (text == nullptr) return absent;
  std::uint64_t value = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc{} || stop != end || value < least || value > most) {
    return failure(invalid_parameter(name, *text, fmt::format("a whole number from {} to {}", least, most)));
  }
  return value;
}

Problem invalid_parameter(std::string_view name, std::string_view value, std::string_view allowed) {
  return {400, "invalid_parameter", fmt::format("\"{}\" is \"{}\"; it must be {}.", name, shortened(value), allowed)};
}

}  // namespace smppedge::north::http
