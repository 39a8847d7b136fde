// SPDX-License-Identifier: Apache-2.0
// Keys that clients prove themselves by: "Authorization: Bearer <key>" (RFC 6750). Kept as SHA-256 digests only and
// compared in constant time, so that neither memory nor timing gives one away. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace smppedge {

/// The key of "Bearer <key>", the scheme in either case, or "" for anything else.
[[nodiscard]] std::string_view bearer_key(std::string_view authorization);

using KeyDigest = std::array<std::uint8_t, 32>;
[[nodiscard]] KeyDigest digest_of_key(std::string_view key);
[[nodiscard]] bool same_digest(const KeyDigest& a, const KeyDigest& b);

}  // namespace smppedge
