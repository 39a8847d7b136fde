// SPDX-License-Identifier: Apache-2.0
// A reply has no id of its own: its fingerprint recognises one that a carrier delivers again (design.md). 128 bits of
// SipHash-2-4 under a fixed key, so that it is the same in every build and after every restart: it is kept durably.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "message/ids.h"
#include "pdu/short_message.h"

namespace smppedge::reply {

struct Fingerprint {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend auto operator<=>(const Fingerprint&, const Fingerprint&) = default;
};

/// Over the account, both addresses, esm_class, data_coding, the sar_ TLVs that number a part, and the payload with
/// its user data header.
[[nodiscard]] Fingerprint fingerprint(AccountNumber account, const pdu::ShortMessage& message);

/// SipHash-2-4 with 128 bits of output over `octets`; exposed for its test vectors.
[[nodiscard]] Fingerprint siphash_128(std::uint64_t key_low, std::uint64_t key_high,
                                      std::span<const std::uint8_t> octets);

}  // namespace smppedge::reply

template <>
struct std::hash<smppedge::reply::Fingerprint> {
  std::size_t operator()(const smppedge::reply::Fingerprint& fingerprint) const noexcept { return fingerprint.low; }
};
