// SPDX-License-Identifier: Apache-2.0
#include "north/http/key_ring.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "north/http/limits.h"

namespace smppedge::north::http {

namespace {

/// The key of "Bearer <key>", or "" for anything else.
std::string_view bearer_key(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (authorization.size() < scheme.size()) return {};
  for (std::size_t at = 0; at < scheme.size(); ++at) {
    const char given = authorization[at];
    const char lower = given >= 'A' && given <= 'Z' ? static_cast<char>(given + ('a' - 'A')) : given;
    if (lower != scheme[at]) return {};
  }
  authorization.remove_prefix(scheme.size());
  while (!authorization.empty() && authorization.front() == ' ') authorization.remove_prefix(1);
  while (!authorization.empty() && authorization.back() == ' ') authorization.remove_suffix(1);
  return authorization;
}

}  // namespace

KeyDigest digest_of_key(std::string_view key) {
  KeyDigest digest{};
  SHA256(reinterpret_cast<const unsigned char*>(key.data()), key.size(), digest.data());
  return digest;
}

std::optional<AccountNumber> KeyRing::account_of(std::string_view authorization) const {
  const std::string_view key = bearer_key(authorization);
  if (key.empty() || key.size() > key_bytes_max) return std::nullopt;
  const KeyDigest digest = digest_of_key(key);
  std::optional<AccountNumber> account;
  for (const Key& known : keys_) {
    if (CRYPTO_memcmp(known.digest.data(), digest.data(), digest.size()) == 0) account = known.account;
  }
  return account;
}

}  // namespace smppedge::north::http
