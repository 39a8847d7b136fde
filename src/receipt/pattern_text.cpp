// SPDX-License-Identifier: Apache-2.0
#include "receipt/pattern_text.h"

#include "receipt/ascii.h"

namespace smppedge::receipt {

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view* place_of(ReceiptField field, ReceiptText& fields) {
  switch (field) {
    case ReceiptField::id:
      return &fields.id;
    case ReceiptField::status:
      return &fields.stat;
    case ReceiptField::err:
      return &fields.err;
    case ReceiptField::submit_date:
      return &fields.submit_date;
    case ReceiptField::done_date:
      return &fields.done_date;
    case ReceiptField::ignored:
      break;
  }
  return nullptr;
}

}  // namespace

std::optional<ReceiptText> read_pattern_text(std::string_view text, const ReceiptPattern& pattern) {
  text = trimmed(text);
  if (!text.starts_with(pattern.opening)) return std::nullopt;
  text.remove_prefix(pattern.opening.size());
  ReceiptText fields;
  for (const ReceiptPattern::Piece& piece : pattern.pieces) {
    const std::size_t end = piece.behind.empty() ? text.size() : text.find(piece.behind);
    if (end == std::string_view::npos) return std::nullopt;
    if (std::string_view* place = place_of(piece.field, fields)) *place = trimmed(text.substr(0, end));
    text.remove_prefix(end + piece.behind.size());
  }
  if (!text.empty()) return std::nullopt;
  return fields;
}

}  // namespace smppedge::receipt
