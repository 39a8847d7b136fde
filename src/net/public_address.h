// SPDX-License-Identifier: Apache-2.0
// Whether an address lies in the public Internet: what a URL of somebody else's may lead us to, as opposed to our own
// machine, our neighbours and the cloud's metadata service. IANA special-purpose registries for IPv4 and IPv6. Pure.
#pragma once

#include "net/socket_address.h"

namespace smppedge {

/// False for private, loopback, link-local, shared (CGNAT), unique local, multicast, documentation, benchmarking,
/// reserved and unspecified addresses, for IPv4 ones of these in IPv6 (mapped, NAT64, 6to4), and for what is no IP.
[[nodiscard]] bool is_public(const SocketAddress& address);

}  // namespace smppedge
