// SPDX-License-Identifier: Apache-2.0
// A number of ours and a phone: what a concatenation reference counts for, and what a reply is matched by.
#pragma once

#include <functional>
#include <string_view>

#include "message/message.h"

namespace smppedge::gateway {

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

}  // namespace smppedge::gateway
