// SPDX-License-Identifier: Apache-2.0
#include "base/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>

namespace smppedge {

namespace {

constexpr std::array<std::uint8_t, 12> v4_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr unsigned v4_prefix_bits = 96;

/// `octets` with all but the first `bits` zero.
std::array<std::uint8_t, 16> masked(std::array<std::uint8_t, 16> octets, unsigned bits) {
  for (unsigned at = 0; at < octets.size(); ++at) {
    const unsigned kept = std::min(8U, bits - std::min(bits, at * 8));
    octets[at] = static_cast<std::uint8_t>(octets[at] & (0xFF00U >> kept));
  }
  return octets;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view literal) {
  const std::string text(literal);
  if (text.size() != std::strlen(text.c_str())) return std::nullopt;
  IpAddress address;
  if (inet_pton(AF_INET6, text.c_str(), address.octets_.data()) == 1) return address;
  std::copy(v4_prefix.begin(), v4_prefix.end(), address.octets_.begin());
  if (inet_pton(AF_INET, text.c_str(), address.octets_.data() + v4_prefix.size()) == 1) return address;
  return std::nullopt;
}

std::optional<IpAddress> IpAddress::of_peer(std::string_view peer) {
  const std::size_t colon = peer.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = peer.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return parse(host.substr(0, host.find('%')));  // a link-local address may name its interface
}

bool IpAddress::is_v4() const {
  return std::equal(v4_prefix.begin(), v4_prefix.end(), octets_.begin());
}

IpAddress IpAddress::neighbourhood() const {
  if (is_v4()) return *this;
  IpAddress network;
  network.octets_ = masked(octets_, 64);
  return network;
}

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto first = IpAddress::parse(text.substr(0, slash));
  if (!first) return std::nullopt;
  AddressRange range;
  range.first_ = *first;
  if (slash == std::string_view::npos) return range;
  const std::string_view digits = text.substr(slash + 1);
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  const bool v4 = text.find(':') == std::string_view::npos;
  if (error != std::errc{} || end != digits.data() + digits.size() || bits > (v4 ? 32U : 128U)) return std::nullopt;
  range.bits_ = v4 ? bits + v4_prefix_bits : bits;
  if (masked(first->octets(), range.bits_) != first->octets()) return std::nullopt;
  return range;
}

bool AddressRange::contains(const IpAddress& address) const {
  if (address == IpAddress()) return false;
  return masked(address.octets(), bits_) == first_.octets();
}

}  // namespace smppedge
