// SPDX-License-Identifier: Apache-2.0
#include "north/http/media_type.h"

#include <algorithm>

namespace smppedge::north::http {

namespace {

bool equal_in_any_case(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(), [](char given, char wanted) {
    return (given >= 'A' && given <= 'Z' ? static_cast<char>(given + ('a' - 'A')) : given) == wanted;
  });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

bool is_json(std::string_view content_type) {
  const std::size_t type_end = std::min(content_type.find(';'), content_type.size());
  if (!equal_in_any_case(trimmed(content_type.substr(0, type_end)), "application/json")) return false;
  const std::string_view parameter = trimmed(content_type.substr(std::min(type_end + 1, content_type.size())));
  return parameter.empty() || equal_in_any_case(parameter, "charset=utf-8") ||
         equal_in_any_case(parameter, "charset=\"utf-8\"");
}

}  // namespace smppedge::north::http
