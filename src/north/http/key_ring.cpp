// SPDX-License-Identifier: Apache-2.0
#include "north/http/key_ring.h"

#include "north/http/limits.h"

namespace smppedge::north::http {

std::optional<AccountNumber> KeyRing::account_of(std::string_view authorization) const {
  const std::string_view key = bearer_key(authorization);
  if (key.empty() || key.size() > key_bytes_max) return std::nullopt;
  const KeyDigest digest = digest_of_key(key);
  std::optional<AccountNumber> account;
  for (const Key& known : keys_) {
    if (same_digest(known.digest, digest)) account = known.account;
  }
  return account;
}

}  // namespace smppedge::north::http
