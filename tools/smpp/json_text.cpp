// SPDX-License-Identifier: Apache-2.0
#include "tools/smpp/json_text.h"

#include <fmt/core.h>

#include <iterator>

namespace smppedge {

static std::string escape(std::string_view text, unsigned char plain_below) {
  std::string out;
  out.reserve(text.size());
  for (const char character : text) {
    const auto octet = static_cast<unsigned char>(character);
    if (character == '"' || character == '\\') {
      out.push_back('\\');
      out.push_back(character);
    } else if (octet < 0x20 || octet == 0x7F || octet >= plain_below) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", octet);
    } else {
      out.push_back(character);
    }
  }
  return out;
}

std::string json_text(std::string_view octets) {
  return escape(octets, 0x80);
}
std::string json_utf8(std::string_view utf8) {
  return escape(utf8, 0xFF);
}

}  // namespace smppedge
