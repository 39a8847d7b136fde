// SPDX-License-Identifier: Apache-2.0
// A client's password as it is kept and compared: its SHA-256, so that neither memory nor timing gives it away.
#pragma once

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <array>
#include <cstdint>
#include <string_view>

namespace smppedge::north::smpp {

class PasswordDigest {
 public:
  /// The digest of no password at all.
  PasswordDigest() = default;
  [[nodiscard]] static PasswordDigest of(std::string_view password) {
    PasswordDigest digest;
    SHA256(reinterpret_cast<const unsigned char*>(password.data()), password.size(), digest.octets_.data());
    return digest;
  }
  /// In constant time.
  [[nodiscard]] bool matches(const PasswordDigest& other) const {
    return CRYPTO_memcmp(octets_.data(), other.octets_.data(), octets_.size()) == 0;
  }

 private:
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> octets_{};
};

}  // namespace smppedge::north::smpp
