// SPDX-License-Identifier: Apache-2.0
// Octets as hexadecimal text, whole or with parts of them hidden.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace smppedge::north::http {

[[nodiscard]] inline std::span<const std::uint8_t> octets_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Two lower-case digits an octet.
[[nodiscard]] inline std::string hex(std::span<const std::uint8_t> octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(2 * octets.size(), '0');
  for (std::size_t index = 0; index < octets.size(); ++index) {
    text[2 * index] = digits[octets[index] >> 4];
    text[2 * index + 1] = digits[octets[index] & 0x0F];
  }
  return text;
}

/// The same, with "xx" for each octet of `hidden`: views into `octets`.
[[nodiscard]] inline std::string hex_without(std::span<const std::uint8_t> octets,
                                             std::span<const std::span<const std::uint8_t>> hidden) {
  std::string text = hex(octets);
  for (const auto& part : hidden) {
    const auto begin = static_cast<std::size_t>(part.data() - octets.data());
    text.replace(2 * begin, 2 * part.size(), 2 * part.size(), 'x');
  }
  return text;
}

}  // namespace smppedge::north::http
