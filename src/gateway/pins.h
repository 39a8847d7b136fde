// SPDX-License-Identifier: Apache-2.0
// The parts that a client has cut its long message into leave by one carrier, from one sender, under one reference of
// ours: the first part pins them for the others, until parts_pin after the last. Durable by the parts' own facts;
// after a restart those that had left memory are looked up in the store. Core loop only.
#pragma once

#include <bitset>
#include <boost/intrusive/list.hpp>
#include <functional>
#include <unordered_map>
#include <vector>

#include "gateway/api.h"
#include "gateway/core.h"
#include "gateway/lookups.h"

namespace smppedge::gateway {

class Pins {
 public:
  struct Pin {
    CarrierNumber carrier;
    SenderAddress sender;
    std::uint16_t reference = 0;  ///< ours
  };
  explicit Pins(Core& core) : core_(core) {}

  /// Nothing is looked up in the store any more parts_pin after this.
  void start() {
    started_at_ = core_.scheduler.mono();
    first_own_ = MessageId::from_parts(core_.scheduler.wall().time_since_epoch(), NodeNumber(), 0);
  }

  /// Whether the store must be asked for `key` first.
  [[nodiscard]] bool must_prepare(const PartsKey& key);
  /// False when too many wait already. Otherwise `done` is called when the store has told what it knows of `keys`,
  /// in order for each key; an error is that it could not be asked.
  [[nodiscard]] bool prepare(const std::vector<PartsKey>& keys, std::function<void(Expected<void, RequestError>)> done);

  /// nullptr: this is the first part.
  [[nodiscard]] const Pin* find(const PartsKey& key);
  /// Too many are pinned: no new first part can be taken.
  [[nodiscard]] bool full();
  /// A part leaves so, or is to; the first one pins. All parts seen end the pin: clients use their references again.
  void note(const PartsKey& key, std::uint8_t sequence, const Pin& pin) { note(key, sequence, pin, Micros(0)); }
  /// Recovery.
  void restore(const Message& message);

 private:
  struct Entry {
    PartsKey key;
    Pin pin;
    MonoTime used_at;
    std::bitset<256> seen;
    using Hook = boost::intrusive::list_member_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
    Hook by_use;
  };
  using ByUse = boost::intrusive::list<Entry, boost::intrusive::member_hook<Entry, Entry::Hook, &Entry::by_use>,
                                       boost::intrusive::constant_time_size<false>>;
  struct KeyHash {
    std::size_t operator()(const PartsKey& key) const noexcept {
      return static_cast<std::size_t>(key.lookup() ^ std::hash<AccountNumber>{}(key.account));
    }
  };
  /// A caller of prepare() and the keys that it still waits for.
  struct Waiter {
    std::size_t keys_left = 0;
    bool failed = false;
    std::function<void(Expected<void, RequestError>)> done;
  };

  void note(const PartsKey& key, std::uint8_t sequence, const Pin& pin, Micros age);
  [[nodiscard]] Entry* live(const PartsKey& key);
  void expire();
  void look_up(const PartsKey& key);
  void read(const PartsKey& key, MessageId part);
  void looked_up(const PartsKey& key, bool failed);

  Core& core_;
  ByUse by_use_;  // roughly, the longest unused first
  std::unordered_map<PartsKey, Entry, KeyHash> entries_;
  std::unordered_map<PartsKey, std::vector<std::shared_ptr<Waiter>>, KeyHash> looking_up_;
  std::size_t waiting_ = 0;
  MonoTime started_at_;
  MessageId first_own_;  // parts from here on are known without the store
};

}  // namespace smppedge::gateway
