// SPDX-License-Identifier: Apache-2.0
// What a message leaves from: an address with its type of number and numbering plan (SMPP 5.2.5, 5.2.6), kept
// inline. At most 20 characters, as SMPP's source_addr holds with its NUL.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace smppedge {

class SenderAddress {
 public:
  static constexpr std::size_t characters_max = 20;
  constexpr SenderAddress() = default;
  [[nodiscard]] static constexpr std::optional<SenderAddress> make(std::string_view text, std::uint8_t ton,
                                                                   std::uint8_t npi) {
    if (text.size() > characters_max) return std::nullopt;
    SenderAddress address;
    for (const char character : text) address.text_[address.length_++] = character;
    address.ton_ = ton;
    address.npi_ = npi;
    return address;
  }
  [[nodiscard]] constexpr std::string_view text() const { return {text_.data(), length_}; }
  [[nodiscard]] constexpr std::uint8_t ton() const { return ton_; }
  [[nodiscard]] constexpr std::uint8_t npi() const { return npi_; }
  friend constexpr bool operator==(const SenderAddress&, const SenderAddress&) = default;

 private:
  std::array<char, characters_max> text_{};
  std::uint8_t length_ = 0;
  std::uint8_t ton_ = 0;
  std::uint8_t npi_ = 0;
};

}  // namespace smppedge
