// SPDX-License-Identifier: Apache-2.0
// The messages that wait for a carrier: per carrier, class and account, ids only (a message's body is in the live table
// or on disk). Within a carrier: what is to be tried again first, then the more urgent class, then accounts in turn.
// What the queues hold is durable in the facts; this is their order.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

#include "gateway/throttle.h"
#include "message/ids.h"
#include "message/message_id.h"
#include "message/states.h"

namespace smppedge::gateway {

/// One account's waiting messages of one class at one carrier.
struct AccountQueue {
  AccountNumber account;
  std::deque<MessageId> waiting;
  bool reading = false;  ///< its head is being read from disk; others go on
};

/// One carrier's waiting messages.
class Lane {
 public:
  explicit Lane(CarrierNumber carrier) : carrier_(carrier) {}
  [[nodiscard]] CarrierNumber carrier() const { return carrier_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] Throttle& throttle() { return *throttle_; }

  void push(TrafficClass traffic_class, AccountNumber account, MessageId id);
  /// Ahead of everything that has not been tried yet.
  void push_again(MessageId id);

  /// The next message's place; valid until the lane is changed. An empty `id` (0): nothing can go now.
  struct Head {
    MessageId id;
    AccountQueue* queue = nullptr;  ///< nullptr: from push_again()
    unsigned traffic_class = 0;
  };
  [[nodiscard]] Head head();
  void pop(const Head& head);
  [[nodiscard]] AccountQueue* find(unsigned traffic_class, AccountNumber account);
  /// Takes `id` off when it is at the head.
  void drop_head(AccountQueue& queue, MessageId id);

 private:
  struct ClassQueue {
    std::vector<AccountQueue> accounts;
    std::size_t turn = 0;
  };
  CarrierNumber carrier_;
  std::size_t size_ = 0;
  std::unique_ptr<Throttle> throttle_ = std::make_unique<Throttle>();  // its timer holds a pointer to it
  std::deque<MessageId> again_;
  std::array<ClassQueue, traffic_class_count> classes_;
};

class Queues {
 public:
  /// The lanes are made once, from the configured carriers.
  void add_lane(CarrierNumber carrier) {
    places_.emplace(carrier, lanes_.size());
    lanes_.emplace_back(carrier);
  }
  [[nodiscard]] Lane* find(CarrierNumber carrier);
  [[nodiscard]] std::vector<Lane>& lanes() { return lanes_; }
  [[nodiscard]] std::size_t size() const;

 private:
  std::vector<Lane> lanes_;
  std::unordered_map<CarrierNumber, std::size_t> places_;  // each answer asks
};

}  // namespace smppedge::gateway
