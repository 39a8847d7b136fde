// SPDX-License-Identifier: Apache-2.0
// Which message a reply answers: the newest one that left from a number of ours to a phone. In memory while the message
// is open; when it ends or leaves memory its pair is noted in the store's look-up index, under carrier number 0, which
// no carrier has.
#pragma once

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <string>
#include <string_view>

#include "gateway/conversation_pair.h"
#include "store/store.h"

namespace smppedge::gateway {

class Conversations {
 public:
  /// The carrier number under which pairs stand in the store's index.
  static constexpr CarrierNumber index_carrier{0};

  [[nodiscard]] static std::string key(std::string_view sender, std::string_view phone) {
    std::string text;
    text.reserve(phone.size() + 1 + sender.size());
    return text.append(phone).append("<").append(sender);
  }

  /// An attempt of `message` was accepted or is in doubt.
  void note(const Message& message) {
    if (message.plan.sender.text().empty()) return;
    MessageId& newest = newest_[pair_of(message)];
    newest = std::max(newest, message.id);  // a late answer of an older one changes nothing
  }
  /// `message` may leave memory: its pair is to be found on disk too.
  void note_in(store::Store& store, const Message& message) const {
    const auto found = newest_.find(pair_of(message));
    if (found == newest_.end() || found->second != message.id) return;  // a newer one has the pair
    store.note_carrier_id({index_carrier, key(message.plan.sender.text(), message.to.digits()), {message.id, 0, 0}});
  }
  void forget(const Message& message) {
    const auto found = newest_.find(pair_of(message));
    if (found != newest_.end() && found->second == message.id) newest_.erase(found);
  }
  /// The newest open message that left from the number `sender` to `phone`; 0 when there is none.
  [[nodiscard]] MessageId find(std::string_view sender, const PhoneNumber& phone) const {
    const auto address = SenderAddress::make(sender, 0, 0);
    if (!address) return {};
    const auto found = newest_.find(ConversationPair{*address, phone});
    return found == newest_.end() ? MessageId() : found->second;
  }

 private:
  /// The number alone tells: carriers bring replies under another TON and NPI than we sent.
  [[nodiscard]] static ConversationPair pair_of(const Message& message) {
    return {SenderAddress::make(message.plan.sender.text(), 0, 0).value_or(SenderAddress{}), message.to};
  }
  boost::unordered_flat_map<ConversationPair, MessageId, ConversationPairHash> newest_;
};

}  // namespace smppedge::gateway
