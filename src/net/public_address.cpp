// SPDX-License-Identifier: Apache-2.0
#include "net/public_address.h"

#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace smppedge {
namespace {

struct Range4 {
  std::uint32_t first;
  unsigned bits;
};

constexpr std::uint32_t v4(unsigned a, unsigned b, unsigned c, unsigned d) {
  return a << 24 | b << 16 | c << 8 | d;
}

constexpr std::array not_public_v4{
    Range4{v4(0, 0, 0, 0), 8},       // this network, unspecified
    Range4{v4(10, 0, 0, 0), 8},      // private
    Range4{v4(100, 64, 0, 0), 10},   // shared by carrier-grade NAT
    Range4{v4(127, 0, 0, 0), 8},     // loopback
    Range4{v4(169, 254, 0, 0), 16},  // link-local, cloud metadata
    Range4{v4(172, 16, 0, 0), 12},   // private
    Range4{v4(192, 0, 0, 0), 24},    // protocol assignments
    Range4{v4(192, 0, 2, 0), 24},    // documentation
    Range4{v4(192, 88, 99, 0), 24},  // 6to4 relays, withdrawn
    Range4{v4(192, 168, 0, 0), 16},  // private
    Range4{v4(198, 18, 0, 0), 15},   // benchmarking
    Range4{v4(198, 51, 100, 0), 24}, Range4{v4(203, 0, 113, 0), 24},
    Range4{v4(224, 0, 0, 0), 3},  // multicast, reserved, broadcast
};

bool is_public_v4(std::uint32_t address) {
  return std::none_of(not_public_v4.begin(), not_public_v4.end(),
                      [address](const Range4& range) { return (address ^ range.first) >> (32 - range.bits) == 0; });
}

using Octets6 = std::array<std::uint8_t, 16>;

struct Range6 {
  std::array<std::uint8_t, 8> first;
  unsigned bits;  // at most 64
};

constexpr std::array not_public_v6{
    Range6{{0x20, 0x01, 0x00, 0x00}, 23},  // protocol assignments, Teredo
    Range6{{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    Range6{{0x3f, 0xff, 0x00, 0x00}, 20},  // documentation
};

bool starts_with(const Octets6& address, const std::uint8_t* prefix, unsigned bits) {
  const unsigned whole = bits / 8;
  if (std::memcmp(address.data(), prefix, whole) != 0) return false;
  const unsigned rest = bits % 8;
  return rest == 0 || (address[whole] ^ prefix[whole]) >> (8 - rest) == 0;
}

std::uint32_t v4_at(const Octets6& address, std::size_t at) {
  return v4(address[at], address[at + 1], address[at + 2], address[at + 3]);
}

bool is_public_v6(const Octets6& address) {
  constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  constexpr std::array<std::uint8_t, 12> nat64{0x00, 0x64, 0xff, 0x9b};
  constexpr std::array<std::uint8_t, 2> six_to_four{0x20, 0x02};
  constexpr std::array<std::uint8_t, 1> global{0x20};
  if (starts_with(address, mapped.data(), 96) || starts_with(address, nat64.data(), 96)) {
    return is_public_v4(v4_at(address, 12));
  }
  if (starts_with(address, six_to_four.data(), 16)) return is_public_v4(v4_at(address, 2));
  // Nothing but 2000::/3 is global unicast: this leaves out ::, ::1, fc00::/7, fe80::/10, ff00::/8 and the unassigned.
  if (!starts_with(address, global.data(), 3)) return false;
  return std::none_of(not_public_v6.begin(), not_public_v6.end(),
                      [&address](const Range6& range) { return starts_with(address, range.first.data(), range.bits); });
}

}  // namespace

bool is_public(const SocketAddress& address) {
  if (address.family() == AF_INET) {
    return is_public_v4(ntohl(reinterpret_cast<const sockaddr_in*>(address.raw())->sin_addr.s_addr));
  }
  if (address.family() == AF_INET6) {
    Octets6 octets{};
    std::memcpy(octets.data(), &reinterpret_cast<const sockaddr_in6*>(address.raw())->sin6_addr, octets.size());
    return is_public_v6(octets);
  }
  return false;
}

}  // namespace smppedge
