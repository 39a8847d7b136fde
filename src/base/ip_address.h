// SPDX-License-Identifier: Apache-2.0
// Where a client comes from, as a value: an IPv4 or IPv6 address, and the ranges ("192.0.2.0/24") that an account's
// allowed_addresses are. IPv4-mapped IPv6 is IPv4.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace smppedge {

class IpAddress {
 public:
  /// All zero: an address that no range holds.
  IpAddress() = default;
  /// An address literal, IPv6 without brackets.
  [[nodiscard]] static std::optional<IpAddress> parse(std::string_view literal);
  /// Of ByteStream::peer(), "192.0.2.1:2775" or "[2001:db8::1]:2775".
  [[nodiscard]] static std::optional<IpAddress> of_peer(std::string_view peer);

  [[nodiscard]] bool is_v4() const;
  /// What one user may be expected to hold: the IPv4 address, or the /64 of an IPv6 one.
  [[nodiscard]] IpAddress neighbourhood() const;
  /// The octets in network order; IPv4 as ::ffff:a.b.c.d.
  [[nodiscard]] const std::array<std::uint8_t, 16>& octets() const { return octets_; }
  /// The same as a view, for tables that are keyed by text; valid as long as the address.
  [[nodiscard]] std::string_view view() const {
    return {reinterpret_cast<const char*>(octets_.data()), octets_.size()};
  }
  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  std::array<std::uint8_t, 16> octets_{};
};

class AddressRange {
 public:
  /// "192.0.2.1", "192.0.2.0/24", "2001:db8::/32". Bits behind the prefix must be zero: they would mean nothing, and
  /// are mostly a mistake.
  [[nodiscard]] static std::optional<AddressRange> parse(std::string_view text);
  [[nodiscard]] bool contains(const IpAddress& address) const;

 private:
  IpAddress first_;
  unsigned bits_ = 128;  // of the sixteen octets
};

}  // namespace smppedge

template <>
struct std::hash<smppedge::IpAddress> {
  std::size_t operator()(const smppedge::IpAddress& address) const noexcept {
    return std::hash<std::string_view>{}(address.view());
  }
};
