// SPDX-License-Identifier: Apache-2.0
#include "receipt/receipt_text.h"

#include <algorithm>

#include "receipt/ascii.h"
#include "receipt/receipt_date.h"

namespace smppedge::receipt {

namespace {

constexpr std::size_t quoted_text_max = 20;

enum class Key { none, id, submit_date, done_date, stat, err, text };

/// Takes the word at the end of `before` off it.
std::string_view take_last_word(std::string_view& before) {
  std::size_t start = before.size();
  while (start > 0 && is_word(before[start - 1])) --start;
  const auto word = before.substr(start);
  before = before.substr(0, start);
  return word;
}

/// The key that ends where `before` ends, at the colon.
Key key_at_end(std::string_view before) {
  const std::string_view word = take_last_word(before);
  // A key opens the text or follows white space: "xid:" and "1id:" are none.
  if (!before.empty() && !is_space(before.back())) return Key::none;
  switch (word.size()) {
    case 2:
      return equal_ignoring_case(word, "id") ? Key::id : Key::none;
    case 3:
      return equal_ignoring_case(word, "err") ? Key::err : Key::none;
    case 4:
      break;
    case 9:
      return equal_ignoring_case(word, "done_date") ? Key::done_date : Key::none;
    case 11:
      return equal_ignoring_case(word, "submit_date") ? Key::submit_date : Key::none;
    default:
      return Key::none;
  }
  if (equal_ignoring_case(word, "stat")) return Key::stat;
  if (equal_ignoring_case(word, "text")) return Key::text;
  if (!equal_ignoring_case(word, "date") || before.empty()) return Key::none;
  before.remove_suffix(1);
  const std::string_view which = take_last_word(before);
  if (equal_ignoring_case(which, "submit")) return Key::submit_date;
  return equal_ignoring_case(which, "done") ? Key::done_date : Key::none;
}

std::string_view* place_of(Key key, ReceiptText& fields) {
  switch (key) {
    case Key::id:
      return &fields.id;
    case Key::submit_date:
      return &fields.submit_date;
    case Key::done_date:
      return &fields.done_date;
    case Key::stat:
      return &fields.stat;
    case Key::err:
      return &fields.err;
    case Key::none:
    case Key::text:
      break;
  }
  return nullptr;
}

}  // namespace

ReceiptText read_receipt_text(std::string_view text) {
  ReceiptText fields;
  std::size_t start = 0;  // behind the last value: a key is not looked for inside one
  for (std::size_t colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':', start)) {
    const Key key = key_at_end(text.substr(start, colon - start));
    if (key == Key::text) break;
    std::size_t end = colon + 1;
    while (end < text.size() && !is_space(text[end])) ++end;
    if (std::string_view* place = place_of(key, fields); place != nullptr && place->empty()) {
      *place = text.substr(colon + 1, end - colon - 1);
    }
    start = end;
  }
  return fields;
}

void write_receipt_text(const ReceiptFields& fields, int zone_minutes, std::string& out) {
  const auto three_digits = [&out](unsigned value) {
    value = std::min(value, 999U);
    for (const unsigned unit : {100U, 10U, 1U}) out.push_back(static_cast<char>('0' + value / unit % 10));
  };
  out.append("id:").append(fields.id).append(" sub:");
  three_digits(fields.submitted);
  out.append(" dlvrd:");
  three_digits(fields.delivered);
  out.append(" submit date:");
  write_date(fields.submit_date, zone_minutes, out);
  out.append(" done date:");
  write_date(fields.done_date, zone_minutes, out);
  out.append(" stat:").append(to_word(fields.state));
  out.append(" err:").append(fields.err);
  out.append(" text:").append(fields.text.substr(0, quoted_text_max));
}

}  // namespace smppedge::receipt
