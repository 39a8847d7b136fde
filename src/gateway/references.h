// SPDX-License-Identifier: Apache-2.0
// Concatenation references: they count per (sender, phone), so that a handset never holds two messages under one
// reference unless 256 (or 65,536) long ones follow each other (domain.md C.6). They go on where the pair's window says
// that its last one ended; else they start by chance.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "base/rng.h"
#include "gateway/limits.h"
#include "message/message.h"

namespace smppedge::gateway {

/// A number of ours and a phone.
struct ConversationPair {
  SenderAddress sender;
  PhoneNumber phone;
  friend bool operator==(const ConversationPair&, const ConversationPair&) = default;
};

struct ConversationPairHash {
  std::size_t operator()(const ConversationPair& pair) const noexcept {
    return std::hash<std::string_view>{}(pair.sender.text()) * 31 + std::hash<PhoneNumber>{}(pair.phone);
  }
};

class References {
 public:
  explicit References(Rng& rng) : rng_(rng) {}

  /// `last` of what left by that sender to the phone, where it is known.
  [[nodiscard]] std::uint16_t next(const SenderAddress& sender, const PhoneNumber& phone, text::ReferenceWidth width,
                                   std::optional<std::uint16_t> last) {
    if (counters_.size() >= references_max) counters_.clear();  // they start anew
    const auto [entry, is_new] = counters_.try_emplace(ConversationPair{sender, phone});
    if (is_new) entry->second = last.value_or(static_cast<std::uint16_t>(rng_.next()));
    const std::uint16_t reference = ++entry->second;
    return width == text::ReferenceWidth::bits_16 ? reference : static_cast<std::uint16_t>(reference & 0xFF);
  }
  /// Recovery: what a plan already used is not used next.
  void used(const SenderAddress& sender, const PhoneNumber& phone, std::uint16_t reference) {
    if (counters_.size() < references_max) counters_[ConversationPair{sender, phone}] = reference;
  }

 private:
  Rng& rng_;
  boost::unordered_flat_map<ConversationPair, std::uint16_t, ConversationPairHash> counters_;
};

}  // namespace smppedge::gateway
