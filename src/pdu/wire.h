// SPDX-License-Identifier: Apache-2.0
// Puts octets into room whose size the caller has already computed; each returns where the next one goes.
// Internal to pdu/.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace smppedge::pdu::wire {

static_assert(std::endian::native == std::endian::little);

inline std::uint8_t* put_u16(std::uint8_t* at, std::uint16_t value) {
  const std::uint16_t swapped = __builtin_bswap16(value);
  std::memcpy(at, &swapped, sizeof swapped);
  return at + sizeof swapped;
}
inline std::uint8_t* put_u32(std::uint8_t* at, std::uint32_t value) {
  const std::uint32_t swapped = __builtin_bswap32(value);
  std::memcpy(at, &swapped, sizeof swapped);
  return at + sizeof swapped;
}
inline std::uint8_t* put_octets(std::uint8_t* at, std::span<const std::uint8_t> octets) {
  if (!octets.empty()) std::memcpy(at, octets.data(), octets.size());
  return at + octets.size();
}
inline std::uint8_t* put_c_string(std::uint8_t* at, std::string_view text) {
  if (!text.empty()) std::memcpy(at, text.data(), text.size());
  at[text.size()] = 0;
  return at + text.size() + 1;
}

}  // namespace smppedge::pdu::wire
