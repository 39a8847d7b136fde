// SPDX-License-Identifier: Apache-2.0
// Septets packed as 3GPP TS 23.038 6.1.2.1 has them: eight in seven octets, low bits first, beginning on a septet
// boundary behind a user data header. What septets mean is gsm0338.h's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace smppedge::text::septets {

/// Septets that `octets` octets hold.
[[nodiscard]] constexpr std::size_t in_octets(std::size_t octets) {
  return octets * 8 / 7;
}
/// Bits between a user data header and the first septet.
[[nodiscard]] constexpr unsigned fill_bits(std::size_t header_octets) {
  return static_cast<unsigned>((7 - header_octets * 8 % 7) % 7);
}
/// Octets that `count` septets take behind such a header.
[[nodiscard]] constexpr std::size_t packed_octets(std::size_t count, std::size_t header_octets) {
  return (fill_bits(header_octets) + count * 7 + 7) / 8;
}

/// Writes packed_octets() octets and gives the place behind them. Where seven bits are left over they become a CR, as
/// 23.038 asks, since zeros would read as one more `@`.
std::uint8_t* pack(std::span<const std::uint8_t> septets, std::size_t header_octets, std::uint8_t* at);

/// The septets in `octets`. sm_length counts octets, so nothing tells seven left-over bits from a character: a CR, and
/// zeros too, which is what most senders leave there, are taken off.
[[nodiscard]] std::vector<std::uint8_t> unpack(std::span<const std::uint8_t> octets, std::size_t header_octets);

}  // namespace smppedge::text::septets
