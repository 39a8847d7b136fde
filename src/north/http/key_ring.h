// SPDX-License-Identifier: Apache-2.0
// Which account a bearer key belongs to. Keys are kept as SHA-256 digests only, and all of them are compared in
// constant time, so that neither memory nor timing gives one away. HTTP loop; replaced as a whole at reload.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "message/ids.h"

namespace smppedge::north::http {

using KeyDigest = std::array<std::uint8_t, 32>;
[[nodiscard]] KeyDigest digest_of_key(std::string_view key);

class KeyRing {
 public:
  void add(AccountNumber account, const KeyDigest& digest) { keys_.push_back({digest, account}); }

  /// `authorization`: the header's value, "Bearer <key>" (RFC 6750; the scheme in either case).
  [[nodiscard]] std::optional<AccountNumber> account_of(std::string_view authorization) const;

 private:
  struct Key {
    KeyDigest digest;
    AccountNumber account;
  };
  std::vector<Key> keys_;
};

}  // namespace smppedge::north::http
