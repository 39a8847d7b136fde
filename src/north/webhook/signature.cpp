// SPDX-License-Identifier: Apache-2.0
#include "north/webhook/signature.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "north/webhook/limits.h"

namespace smppedge::north::webhook {

namespace {

constexpr std::string_view secret_prefix = "whsec_";

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// Nothing when it is no base64.
std::vector<std::uint8_t> decode_base64(std::string_view text) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  if (text.empty() || text.size() % 4 != 0) return {};
  if (text.substr(0, text.size() - padding).find_first_not_of(alphabet) != std::string_view::npos) return {};
  std::vector<std::uint8_t> decoded(text.size() / 4 * 3);
  const int size = EVP_DecodeBlock(decoded.data(), octets(text), static_cast<int>(text.size()));
  if (size < 0) return {};
  decoded.resize(static_cast<std::size_t>(size) - padding);
  return decoded;
}

}  // namespace

Expected<SigningKey, std::string> SigningKey::parse(std::string_view secret) {
  if (!secret.starts_with(secret_prefix)) return failure(std::string("a signing secret begins with \"whsec_\""));
  secret.remove_prefix(secret_prefix.size());
  constexpr std::size_t text_max = (secret_bytes_max + 2) / 3 * 4;
  SigningKey key;
  if (secret.size() <= text_max) key.octets_ = decode_base64(secret);
  if (key.octets_.size() < secret_bytes_min || key.octets_.size() > secret_bytes_max) {
    return failure(
        fmt::format("behind \"whsec_\" a signing secret is {} to {} octets in base64 (openssl rand -base64 32)",
                    secret_bytes_min, secret_bytes_max));
  }
  return key;
}

std::string SigningKey::sign(std::string_view signed_content) const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  HMAC(EVP_sha256(), octets_.data(), static_cast<int>(octets_.size()), octets(signed_content), signed_content.size(),
       digest.data(), &size);
  std::array<unsigned char, 4 * ((EVP_MAX_MD_SIZE + 2) / 3) + 1> text{};
  const int length = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(size));
  return "v1," + std::string(reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(length));
}

std::string signatures(const std::vector<SigningKey>& keys, std::string_view id, std::int64_t timestamp_s,
                       std::string_view body) {
  const std::string signed_content = fmt::format("{}.{}.{}", id, timestamp_s, body);
  std::string all;
  for (const SigningKey& key : keys) {
    if (!all.empty()) all += ' ';
    all += key.sign(signed_content);
  }
  return all;
}

}  // namespace smppedge::north::webhook
