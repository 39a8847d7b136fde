// SPDX-License-Identifier: Apache-2.0
#include "net/bearer_key.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

namespace smppedge {

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

KeyDigest digest_of_key(std::string_view key) {
  KeyDigest digest{};
  SHA256(reinterpret_cast<const unsigned char*>(key.data()), key.size(), digest.data());
  return digest;
}

bool same_digest(const KeyDigest& a, const KeyDigest& b) {
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace smppedge
