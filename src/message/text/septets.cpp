// SPDX-License-Identifier: Apache-2.0
#include "message/text/septets.h"

namespace smppedge::text::septets {

namespace {

constexpr std::uint8_t carriage_return = 0x0D;

}  // namespace

std::uint8_t* pack(std::span<const std::uint8_t> septets, std::size_t header_octets, std::uint8_t* at) {
  unsigned held = 0;
  unsigned bits = fill_bits(header_octets);
  for (const std::uint8_t septet : septets) {
    held |= static_cast<unsigned>(septet) << bits;
    bits += 7;
    while (bits >= 8) {
      *at++ = static_cast<std::uint8_t>(held);
      held >>= 8;
      bits -= 8;
    }
  }
  if (bits == 0) return at;
  if (bits == 1) held |= static_cast<unsigned>(carriage_return) << 1;
  *at++ = static_cast<std::uint8_t>(held);
  return at;
}

std::vector<std::uint8_t> unpack(std::span<const std::uint8_t> octets, std::size_t header_octets) {
  const unsigned fill = fill_bits(header_octets);
  const std::size_t bits_in = octets.size() * 8;
  std::vector<std::uint8_t> septets;
  if (bits_in < fill) return septets;
  septets.reserve((bits_in - fill) / 7);
  for (std::size_t bit = fill; bit + 7 <= bits_in; bit += 7) {
    const std::size_t octet = bit / 8;
    const unsigned next = octet + 1 < octets.size() ? octets[octet + 1] : 0U;
    septets.push_back(static_cast<std::uint8_t>(((octets[octet] | next << 8) >> (bit % 8)) & 0x7F));
  }
  const bool ends_even = (bits_in - fill) % 7 == 0;
  if (ends_even && !septets.empty() && (septets.back() == carriage_return || septets.back() == 0)) septets.pop_back();
  return septets;
}

}  // namespace smppedge::text::septets
