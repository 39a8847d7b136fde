// SPDX-License-Identifier: Apache-2.0
// What is told to one account through one door: its channel, its dead letters, and the call that waits for the next
// events. All outboxes, and which of them have something to publish. Core loop only.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/scheduler.h"
#include "gateway/channel.h"
#include "gateway/core.h"
#include "gateway/dead_letter_list.h"

namespace smppedge::gateway {

using PageDone = std::function<void(Expected<EventsPage, RequestError>)>;

struct Outbox {
  Outbox(EventChannel channel, const ClassShares::Percents& reserved_percent)
      : name(channel), events(reserved_percent) {}

  /// A call that wants events: one at a time.
  struct Waiter {
    unsigned limit = 0;
    bool pulled = false;
    bool over = false;  ///< its time has passed: it is answered with what there is
    PageDone done;
    Timer timer;
  };

  EventChannel name;
  Channel events;
  DeadLetterList dead;
  std::unique_ptr<Waiter> waiter;
  bool reading = false;  ///< bodies are being read back for it
  bool serving = false;  ///< a call is being answered: what asks again then is answered in the next turn
  Timer next_turn;
  Timer again;  ///< for the next ones that are aside
  MonoTime again_at = MonoTime::max();
  std::vector<std::uint64_t> taken;            ///< in this turn: not recorded yet
  std::vector<std::function<void()>> settled;  ///< told after the commit of `taken`
  bool touched = false;
};

class Outboxes {
 public:
  explicit Outboxes(Core& core) : core_(core) {}

  [[nodiscard]] Outbox& of(EventChannel channel);
  [[nodiscard]] const Outbox* find(EventChannel channel) const;
  /// In the order in which they came to be; they stay.
  [[nodiscard]] const std::vector<Outbox*>& all() const { return all_; }

  /// It is to be published at the end of this turn, and served after that commit.
  void touch(Outbox& outbox);
  [[nodiscard]] std::vector<Outbox*> take_touched() { return std::exchange(touched_, {}); }

  /// Events that are kept for the account, whatever their door; dead letters are not.
  [[nodiscard]] std::uint64_t kept(AccountNumber account) const;
  /// Beside what is kept and what open messages have reserved there is a place for one more.
  [[nodiscard]] bool has_room(AccountNumber account) const;

 private:
  Core& core_;
  std::unordered_map<AccountNumber, std::array<std::unique_ptr<Outbox>, 2>> outboxes_;  // by Door
  std::vector<Outbox*> all_;
  std::vector<Outbox*> touched_;
};

}  // namespace smppedge::gateway
