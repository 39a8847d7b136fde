// SPDX-License-Identifier: Apache-2.0
// The waiting messages of one class at one carrier, account by account, and whose turn it is: deficit round robin in
// segments. A turn gives an account credit by its weight, the lightest account's being one segment; it goes on while
// it has credit, and its last message may overdraw it. Turns that the debt costs are not gone through: the account is
// put straight where its next one is, so that a claim costs the same among ten accounts and ten thousand. Pure.
//
// What holds, for two accounts that both always have something to send: over any stretch, what they got by their
// weights differs by no more than two turns and a longest message of each. One that comes anew has its first turn
// before anyone has a second; it cannot save turns up, and it cannot lose a debt by falling empty. One whose head is
// being read from disk holds up nobody, and has up to account_credit_max segments of missed turns made up for.
#pragma once

#include <array>
#include <boost/intrusive/list.hpp>
#include <cstdint>
#include <deque>
#include <unordered_map>

#include "gateway/limits.h"
#include "gateway/weights.h"
#include "message/ids.h"
#include "message/message_id.h"

namespace smppedge::gateway {

/// One account's waiting messages of one class at one carrier.
struct AccountQueue {
  AccountNumber account;
  std::deque<MessageId> waiting;
  bool reading = false;  ///< its head is being read from disk; others go on

  // Of AccountTurns.
  std::int64_t weight = 0;
  std::int64_t credit = 0;  ///< a segment costs the lightest account's weight
  std::uint64_t turn = 0;   ///< when it is next; while reading: when it began to
  using Hook = boost::intrusive::list_member_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  Hook hook;
};

class AccountTurns {
 public:
  /// `weights` must outlive it.
  explicit AccountTurns(const Weights& weights) : weights_(weights) {}
  AccountTurns(const AccountTurns&) = delete;
  AccountTurns& operator=(const AccountTurns&) = delete;

  void push(AccountNumber account, MessageId id) { queue_of(account).waiting.push_back(id); }
  /// Ahead of all that waits there.
  void push_front(AccountNumber account, MessageId id) { queue_of(account).waiting.push_front(id); }
  /// Whose message is next; nullptr: nobody has one that can go. Valid until the next call.
  [[nodiscard]] AccountQueue* next();
  [[nodiscard]] AccountQueue* find(AccountNumber account);
  /// Segments of that account leave, of a message in its queue or not.
  void charge(AccountNumber account, unsigned segments);

  /// Steps aside while its head is being read. Only what next() gave.
  void begin_reading(AccountQueue& queue);
  void end_reading(AccountQueue& queue);

  /// Accounts that wait, and those that still pay for what they sent.
  [[nodiscard]] std::size_t accounts() const { return queues_.size(); }

 private:
  using List =
      boost::intrusive::list<AccountQueue,
                             boost::intrusive::member_hook<AccountQueue, AccountQueue::Hook, &AccountQueue::hook>,
                             boost::intrusive::constant_time_size<false>>;

  [[nodiscard]] AccountQueue& queue_of(AccountNumber account);
  [[nodiscard]] List& at(std::uint64_t turn) { return turns_[turn % account_turns_ahead_max]; }
  void end_turn(AccountQueue& queue);

  const Weights& weights_;
  std::unordered_map<AccountNumber, AccountQueue> queues_;
  std::array<List, account_turns_ahead_max> turns_;
  std::uint64_t turn_ = 0;
  std::size_t in_turns_ = 0;  // of queues_: not reading
};

}  // namespace smppedge::gateway
