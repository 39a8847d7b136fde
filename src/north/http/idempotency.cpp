// SPDX-License-Identifier: Apache-2.0
#include "north/http/idempotency.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>

#include "north/http/answers.h"
#include "north/http/limits.h"

namespace smppedge::north::http {

namespace {

store::KeyDigest digest_of(std::string_view octets) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> whole{};
  SHA256(reinterpret_cast<const unsigned char*>(octets.data()), octets.size(), whole.data());
  store::KeyDigest digest{};
  std::copy_n(whole.begin(), digest.size(), digest.begin());
  return digest;
}

}  // namespace

Expected<gateway::Idempotency, Problem> read_idempotency(std::string_view key, std::string_view body) {
  const auto is_printable = [](char character) { return character >= ' ' && character <= '~'; };
  if (key.empty() || key.size() > idempotency_key_bytes_max || !std::all_of(key.begin(), key.end(), is_printable)) {
    return failure(Problem{400, "invalid_idempotency_key",
                           fmt::format("\"Idempotency-Key\" must be 1 to {} printable characters of ASCII, of your "
                                       "choice, the same for each repeat.",
                                       idempotency_key_bytes_max)});
  }
  return gateway::Idempotency{digest_of(key), digest_of(body),
                              [](const gateway::AcceptAnswer& answer) { return render(answer); }};
}

}  // namespace smppedge::north::http
