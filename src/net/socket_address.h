// SPDX-License-Identifier: Apache-2.0
// An address and port, IPv4 or IPv6, as the kernel takes it and as people read it.
#pragma once

#include <sys/socket.h>

#include <optional>
#include <string>
#include <vector>

#include "base/byte_stream.h"
#include "base/expected.h"

namespace smppedge {

class SocketAddress {
 public:
  SocketAddress() = default;
  SocketAddress(const sockaddr* address, socklen_t size);

  /// Of an address literal; nothing when `host` is a name.
  [[nodiscard]] static std::optional<SocketAddress> parse(const std::string& host, std::uint16_t port);
  /// Of this end of a socket.
  [[nodiscard]] static SocketAddress of(int socket);

  [[nodiscard]] int family() const { return storage_.ss_family; }
  [[nodiscard]] const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&storage_); }
  [[nodiscard]] socklen_t size() const { return size_; }
  [[nodiscard]] std::uint16_t port() const;
  /// "192.0.2.1:2775", "[2001:db8::1]:2775"
  [[nodiscard]] std::string to_string() const;

 private:
  sockaddr_storage storage_{};
  socklen_t size_ = 0;
};

/// All stream addresses of an endpoint, in the resolver's order, never empty; or a sentence. A name blocks.
[[nodiscard]] Expected<std::vector<SocketAddress>, std::string> resolve_blocking(const Endpoint& endpoint);

}  // namespace smppedge
