// SPDX-License-Identifier: Apache-2.0
// Where to listen or to connect, as it is written on a command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/byte_stream.h"

namespace smppedge {

inline constexpr std::uint16_t smpp_port = 2775;  // IANA

/// "127.0.0.1:2776", "[::1]:2776", "smsc.example:2775"; without a port: `port`. An empty host is none.
[[nodiscard]] std::optional<Endpoint> parse_endpoint(std::string_view text, std::optional<std::uint16_t> port = {});

struct Target {
  Endpoint endpoint;
  std::string system_id;
};
/// "smpp://user@host:port", user and port optional.
[[nodiscard]] std::optional<Target> parse_target(std::string_view url);

}  // namespace smppedge
