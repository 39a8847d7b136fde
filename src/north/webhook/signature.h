// SPDX-License-Identifier: Apache-2.0
// Signatures as Standard Webhooks 1.0 has them: HMAC-SHA256 over "id.timestamp.body". Secrets are never printed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"

namespace smppedge::north::webhook {

class SigningKey {
 public:
  /// "whsec_" and 24 to 64 octets in base64; the error is a sentence that does not repeat it.
  [[nodiscard]] static Expected<SigningKey, std::string> parse(std::string_view secret);

  /// "v1,<base64>"
  [[nodiscard]] std::string sign(std::string_view signed_content) const;

  friend bool operator==(const SigningKey&, const SigningKey&) = default;

 private:
  std::vector<std::uint8_t> octets_;
};

/// The value of webhook-signature: one signature a key, in their order, so that a receiver may change its secret in
/// its own time.
[[nodiscard]] std::string signatures(const std::vector<SigningKey>& keys, std::string_view id, std::int64_t timestamp_s,
                                     std::string_view body);

}  // namespace smppedge::north::webhook
