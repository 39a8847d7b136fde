// SPDX-License-Identifier: Apache-2.0
// The messages that wait for a carrier: per carrier, class and account, ids only (a message's body is in the live table
// or on disk). Within a carrier: the class that is due (class_shares.h), in it what is to be tried again, then accounts
// by their turns (account_turns.h); both count segments. So one account's backlog, however long, holds up another's
// urgent message by what has been claimed before it and nothing else. Finding the next message and taking it costs the
// same whatever waits.
// What the queues hold is durable in the facts; this is their order. A message that ended meanwhile is passed over when
// it comes to the head.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <unordered_map>

#include "gateway/account_turns.h"
#include "gateway/class_shares.h"
#include "message/ids.h"
#include "message/message_id.h"
#include "message/states.h"

namespace smppedge::gateway {

/// One carrier's waiting messages.
class Lane {
 public:
  /// `weights` must outlive the lane.
  Lane(CarrierNumber carrier, const ClassShares::Percents& reserved_percent, const Weights& weights)
      : carrier_(carrier),
        shares_(reserved_percent),
        classes_{ClassQueue(weights), ClassQueue(weights), ClassQueue(weights)} {}
  [[nodiscard]] CarrierNumber carrier() const { return carrier_; }
  [[nodiscard]] std::size_t size() const { return size_; }  ///< what was set aside included

  void push(TrafficClass traffic_class, AccountNumber account, MessageId id);
  /// Ahead of everything of its class that has not been tried yet. Its segments count like any others.
  void push_again(TrafficClass traffic_class, AccountNumber account, MessageId id);
  /// One that another carrier cannot take.
  void push_moved(TrafficClass traffic_class, AccountNumber account, MessageId id);
  /// Whether one that is moved here leaves soon: fewer than reroute_lane_max wait before it.
  [[nodiscard]] bool has_room(TrafficClass traffic_class) const;
  /// Where there is no room, one may be moved for each that has come by itself (up to moves_owed_max of them), so that
  /// older messages do not wait for ever while newer ones leave.
  [[nodiscard]] bool owes_move(TrafficClass traffic_class) const;
  /// How many may be moved here now, by either.
  [[nodiscard]] std::size_t moves_free(TrafficClass traffic_class) const;

  /// The next message's place; valid until the lane is changed. An empty `id` (0): nothing can go now.
  struct Head {
    MessageId id;
    AccountNumber account;
    unsigned traffic_class = 0;
    AccountQueue* queue = nullptr;  ///< nullptr: from push_again()
  };
  [[nodiscard]] Head head();
  /// The next of the most urgent class, as long as that is due: what may use the claims kept back for it. Without
  /// that condition its backlog would take them all the time, and with them the other classes' shares of the wire.
  [[nodiscard]] Head urgent_head();

  /// Segments of the head were claimed. It stays where it is.
  void charge(const Head& head, unsigned segments);
  /// Takes it off.
  void pop(const Head& head);

  /// Takes it off and keeps it beside the queue: it cannot leave while its carrier takes none, and others may. False
  /// when lane_aside_max are kept so; then it stays.
  [[nodiscard]] bool set_aside(const Head& head);
  /// The same for one that leaves for `target` as soon as that has room for it; up to lane_held_max.
  [[nodiscard]] bool hold_for(CarrierNumber target, const Head& head);
  /// Puts back what was set aside or held, ahead of what waits.
  void bring_back();
  /// The same of the one that was set aside first, or else held, if any was.
  void bring_one_back();
  /// The same of up to so many that are held: `free` says how many may go to that carrier now.
  void bring_back_held(const std::function<std::size_t(CarrierNumber target, TrafficClass traffic_class)>& free);

  /// Its account steps aside until its message has been read.
  void begin_reading(const Head& head) { classes_[head.traffic_class].accounts.begin_reading(*head.queue); }
  void end_reading(unsigned traffic_class, AccountNumber account);
  /// Takes `id` off when it is at the head of its account's queue.
  void drop_head(unsigned traffic_class, AccountNumber account, MessageId id);

 private:
  struct Again {
    MessageId id;
    AccountNumber account;
  };
  struct Aside {
    MessageId id;
    AccountNumber account;
    unsigned traffic_class = 0;
  };
  struct ClassQueue {
    explicit ClassQueue(const Weights& weights) : accounts(weights) {}
    std::deque<Again> again;
    AccountTurns accounts;
    std::size_t size = 0;
    std::size_t moves_owed = 0;  ///< messages that came while there was no room for moved ones, less those moved
  };
  /// In their order; of a carrier and a class, since a class may have room where another has none.
  struct Held {
    CarrierNumber target;
    unsigned traffic_class = 0;
    std::deque<Aside> messages;
  };
  void put(TrafficClass traffic_class, AccountNumber account, MessageId id);
  void keep_beside(const Head& head, std::deque<Aside>& place);
  void put_back(const Aside& aside);
  /// The first `count` of them, in their order.
  void put_back(std::deque<Aside>& from, std::size_t count);
  [[nodiscard]] std::size_t waiting_before(TrafficClass traffic_class) const;
  [[nodiscard]] Head head_of(unsigned traffic_class);
  void removed(ClassQueue& queue);

  CarrierNumber carrier_;
  std::size_t size_ = 0;
  ClassShares shares_;
  std::array<ClassQueue, traffic_class_count> classes_;
  std::deque<Aside> aside_;
  std::vector<Held> held_;  ///< some have none any more
};

class Queues {
 public:
  Queues(const std::vector<AccountSettings>& accounts, const ClassShares::Percents& reserved_percent)
      : weights_(accounts), reserved_percent_(reserved_percent) {}
  Queues(const Queues&) = delete;
  Queues& operator=(const Queues&) = delete;

  /// Of each configured carrier, and of those that messages still wait for.
  [[nodiscard]] Lane& lane_of(CarrierNumber carrier);
  [[nodiscard]] Lane* find(CarrierNumber carrier);
  [[nodiscard]] std::deque<Lane>& lanes() { return lanes_; }
  [[nodiscard]] std::size_t size() const;

 private:
  const Weights weights_;
  const ClassShares::Percents reserved_percent_;
  std::deque<Lane> lanes_;                                 // they stay where they are
  std::unordered_map<CarrierNumber, std::size_t> places_;  // each answer asks
};

}  // namespace smppedge::gateway
