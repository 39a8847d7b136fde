// SPDX-License-Identifier: Apache-2.0
#include "config/receipt_pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace smppedge::config {
namespace {

constexpr std::size_t fields_max = 20;
constexpr std::array<std::string_view, 8> names = {"id",        "status", "err",    "submit_date",
                                                   "done_date", "phone",  "sender", "ignored"};

std::string listed() {
  std::string list;
  for (const std::string_view name : names) list += fmt::format("{}{{{}}}", list.empty() ? "" : ", ", name);
  return list;
}

/// What is wrong with the fields together, or nothing.
std::string fault_of(const std::vector<PatternPiece>& pieces) {
  const auto count = [&](std::string_view name) {
    return std::count_if(pieces.begin(), pieces.end(), [&](const PatternPiece& piece) { return piece.field == name; });
  };
  for (const std::string_view once : {"id", "status", "err", "submit_date", "done_date"}) {
    if (count(once) > 1) return fmt::format("names {{{}}} twice; a value has one place.", once);
  }
  if (count("status") == 0) return "has no {status}; a receipt without one says nothing.";
  if (pieces.size() - 1 > fields_max) return fmt::format("has more than {} fields.", fields_max);
  for (std::size_t i = 1; i + 1 < pieces.size(); ++i) {
    if (!pieces[i].behind.empty()) continue;
    return fmt::format("has nothing between {{{}}} and {{{}}}; nobody could tell where one ends.", pieces[i].field,
                       pieces[i + 1].field);
  }
  return {};
}

}  // namespace

Expected<std::vector<PatternPiece>, std::string> read_receipt_pattern(std::string_view written) {
  std::vector<PatternPiece> pieces{{{}, written.substr(0, written.find('{'))}};
  for (std::string_view rest = written.substr(pieces[0].behind.size()); !rest.empty();) {
    const std::size_t close = rest.find('}');
    if (close == std::string_view::npos) return failure(std::string("has a { without its }."));
    const std::string_view name = rest.substr(1, close - 1);
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      return failure(fmt::format("has the field {{{}}}; the fields are {}.", name, listed()));
    }
    rest.remove_prefix(close + 1);
    const std::string_view behind = rest.substr(0, rest.find('{'));
    pieces.push_back({name, behind});
    rest.remove_prefix(behind.size());
  }
  if (std::string fault = fault_of(pieces); !fault.empty()) return failure(std::move(fault));
  return pieces;
}

}  // namespace smppedge::config
