// SPDX-License-Identifier: Apache-2.0
// Which account a bearer key belongs to. Keys are kept as SHA-256 digests only, and all of them are compared in
// constant time, so that neither memory nor timing gives one away. HTTP loop; replaced as a whole at reload.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "message/ids.h"
#include "net/bearer_key.h"

namespace smppedge::north::http {

using smppedge::digest_of_key;
using smppedge::KeyDigest;

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
