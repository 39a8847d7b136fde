// SPDX-License-Identifier: Apache-2.0
// Brings into memory what the phone of a waiting message was sent before, where the message cannot be planned anew
// without it, and those of the messages behind it, which are next: one look-up at a time, while they keep their places.
// Core loop only.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "gateway/core.h"
#include "gateway/planner.h"

namespace smppedge::gateway {

class PhoneLookUp {
 public:
  PhoneLookUp(Core& core, const Planner& planner) : core_(core), planner_(planner) {}

  /// Whether the message, at the head of its queue, must wait for it, or for that of another; the ledger's turn comes
  /// when it need not any more.
  [[nodiscard]] bool holds_up(const Message& message, const Lane::Head& head) {
    if (!planner_.must_look_up(message)) return false;
    if (std::exchange(under_way_, true)) return true;
    core_.windows.fetch(phones_of(message, head), [this](bool known) {
      if (known) return go_on();
      timer_ = core_.scheduler.after(look_up_again_after, [this] { go_on(); });
    });
    return true;
  }

 private:
  /// Messages whose phones are looked up together.
  static constexpr std::size_t messages_max = 200;
  static_assert(messages_max <= store::window_phones_max);

  [[nodiscard]] std::vector<PhoneNumber> phones_of(const Message& message, const Lane::Head& head) const {
    std::vector<PhoneNumber> phones{message.to};
    const std::size_t behind = head.queue == nullptr ? 0 : std::min(head.queue->waiting.size(), messages_max);
    for (std::size_t i = 1; i < behind; ++i) {
      const LiveMessage* next = core_.table.find(head.queue->waiting[i]);
      if (next != nullptr && planner_.must_look_up(*next)) phones.push_back(next->to);
    }
    return phones;
  }
  void go_on() {
    timer_.cancel();
    under_way_ = false;
    core_.scheduler.defer(core_.ledger);
  }

  Core& core_;
  const Planner& planner_;
  bool under_way_ = false;
  Timer timer_;
};

}  // namespace smppedge::gateway
