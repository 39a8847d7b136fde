// SPDX-License-Identifier: Apache-2.0
// Which message a reply answers: the newest one that left from a number of ours to a phone. In memory while the message
// is open; when it ends or leaves memory its pair is noted in the store's look-up index, under carrier number 0, which
// no carrier has.
#pragma once

#include <string>
#include <string_view>

#include "gateway/live_table.h"
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
    newest_.insert_or_assign(CarrierKey{index_carrier, key(message.plan.sender.text(), message.to.digits())},
                             AttemptRef{message.id, 0, 0});
  }
  /// `message` ends or is about to leave memory: its pair is to be found on disk.
  void note_in(store::Store& store, const Message& message) const {
    const AttemptRef* newest = find(message.plan.sender.text(), message.to.digits());
    if (newest == nullptr || newest->message != message.id) return;  // a newer one has the pair
    store.note_carrier_id({index_carrier, key(message.plan.sender.text(), message.to.digits()), *newest});
  }
  void forget(const Message& message) {
    const auto found =
        newest_.find(CarrierKeyView{index_carrier, key(message.plan.sender.text(), message.to.digits())});
    if (found != newest_.end() && found->second.message == message.id) newest_.erase(found);
  }
  [[nodiscard]] const AttemptRef* find(std::string_view sender, std::string_view phone) const {
    const auto found = newest_.find(CarrierKeyView{index_carrier, key(sender, phone)});
    return found == newest_.end() ? nullptr : &found->second;
  }

 private:
  CarrierKeyMap<AttemptRef> newest_;
};

}  // namespace smppedge::gateway
