// SPDX-License-Identifier: Apache-2.0
// As much of libconfig's grammar as it takes to tell a number from a name, a string and a comment.
#include "config/wide_numbers.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace smppedge::config {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_of_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
}

/// Behind the string, comment or word that begins at `at`; else `at` itself.
std::size_t skip_opaque(std::string_view text, std::size_t at) {
  const auto behind = [&](std::size_t found, std::size_t size) {
    return found == std::string_view::npos ? text.size() : found + size;
  };
  if (text[at] == '"') {
    for (++at; at < text.size() && text[at] != '"'; ++at) at += text[at] == '\\' ? 1 : 0;
    return std::min(at + 1, text.size());
  }
  const std::string_view rest = text.substr(at);
  if (text[at] == '#' || rest.starts_with("//")) return behind(text.find('\n', at), 0);
  if (rest.starts_with("/*")) return behind(text.find("*/", at + 2), 2);
  if (!is_of_word(text[at]) || is_digit(text[at])) return at;
  return std::min(text.size(),
                  static_cast<std::size_t>(std::find_if_not(rest.begin(), rest.end(), is_of_word) - rest.begin()) + at);
}

/// The value of a word that begins with a digit; 0 for a fraction, and for what has its suffix.
std::int64_t value_of(std::string_view word, bool negative) {
  const bool hex = word.starts_with("0x") || word.starts_with("0X");
  if (hex) word.remove_prefix(2);
  std::uint64_t magnitude = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), magnitude, hex ? 16 : 10);
  if (end != word.data() + word.size()) return 0;
  constexpr auto max = std::numeric_limits<std::int64_t>::max();
  const bool too_large = error != std::errc() || magnitude > static_cast<std::uint64_t>(max);
  const std::int64_t value = too_large ? max : static_cast<std::int64_t>(magnitude);
  return negative ? -value : value;
}

}  // namespace

std::vector<WideNumber> find_wide_numbers(std::string_view text) {
  std::vector<WideNumber> numbers;
  unsigned line = 1;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t opaque = skip_opaque(text, at);
    if (opaque != at) {
      line += static_cast<unsigned>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                                               text.begin() + static_cast<std::ptrdiff_t>(opaque), '\n'));
      at = opaque;
      continue;
    }
    if (!is_digit(text[at])) {
      if (text[at++] == '\n') ++line;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_of_word(text[end])) ++end;
    const std::int64_t value = value_of(text.substr(at, end - at), at > 0 && text[at - 1] == '-');
    if (value != static_cast<std::int32_t>(value)) numbers.push_back({line, value});
    at = end;
  }
  return numbers;
}

}  // namespace smppedge::config
