// SPDX-License-Identifier: Apache-2.0
#include "north/http/nearest.h"

#include <algorithm>
#include <array>

namespace smppedge::north::http {

namespace {

/// Longer words are not compared: they come from outside, and the comparison is quadratic.
constexpr std::size_t compared_bytes_max = 32;

/// Levenshtein's distance, one row at a time. Both at most compared_bytes_max long.
std::size_t distance(std::string_view a, std::string_view b) {
  std::array<std::size_t, compared_bytes_max + 1> row{};
  for (std::size_t column = 0; column <= b.size(); ++column) row[column] = column;
  for (std::size_t line = 1; line <= a.size(); ++line) {
    std::size_t diagonal = row[0];
    row[0] = line;
    for (std::size_t column = 1; column <= b.size(); ++column) {
      const std::size_t replaced = diagonal + (a[line - 1] == b[column - 1] ? 0 : 1);
      diagonal = row[column];
      row[column] = std::min({replaced, row[column] + 1, row[column - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> words) {
  if (word.empty() || word.size() > compared_bytes_max) return {};
  std::string_view best;
  std::size_t best_distance = word.size() / 2 + 1;
  for (const std::string_view candidate : words) {
    if (candidate.size() > compared_bytes_max) continue;
    const std::size_t apart = distance(word, candidate);
    const bool continues = word.size() > 1 && candidate.starts_with(word);  // "validity" for "validity_s"
    if (apart < best_distance || (continues && best.empty())) {
      best = candidate;
      best_distance = std::min(apart, best_distance);
    }
  }
  return best;
}

std::string_view shortened(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace smppedge::north::http
