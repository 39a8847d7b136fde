// SPDX-License-Identifier: Apache-2.0
#include "gateway/phone_lines.h"

#include "gateway/limits.h"
#include "policy/number.h"

namespace smppedge::gateway {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The first column without the blanks and quotes around it.
std::string_view number_of(std::string_view line) {
  line = line.substr(0, line.find_first_of(",;\t"));
  const std::size_t first = line.find_first_not_of(" \r\"");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \r\"") - first + 1);
}

}  // namespace

Expected<PhoneLines, std::string> read_phone_lines(std::string_view text, bool is_first, bool is_last) {
  PhoneLines read;
  std::size_t at = is_first && text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  while (at < text.size()) {
    std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos && !is_last) break;
    end = std::min(end, text.size());
    const std::string_view line = text.substr(at, end - at);
    const std::string_view number = number_of(line);
    at = std::min(end + 1, text.size());
    read.octets = at;
    ++read.lines;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (const auto phone = policy::normalise_recipient(number)) {
      read.phones.push_back(*phone);
      continue;
    }
    ++read.invalid;
    if (read.invalid_lines.size() < invalid_lines_max) read.invalid_lines.push_back(read.lines);
  }
  if (read.octets == 0 && at < text.size()) return failure(std::string("a line is too long to hold a number"));
  if (is_last) read.octets = text.size();
  return read;
}

}  // namespace smppedge::gateway
