// SPDX-License-Identifier: Apache-2.0
#include "gateway/account_turns.h"

#include <algorithm>

#include "message/message.h"

namespace smppedge::gateway {

static_assert(segments_limit < account_turns_ahead_max, "a debt is paid within the turns that are kept");

AccountQueue& AccountTurns::queue_of(AccountNumber account) {
  const auto [found, is_new] = queues_.try_emplace(account);
  AccountQueue& queue = found->second;
  if (!is_new) return queue;
  queue.account = account;
  queue.weight = weights_.of(account);
  queue.credit = queue.weight;
  queue.turn = turn_;
  at(turn_).push_back(queue);
  ++in_turns_;
  return queue;
}

AccountQueue* AccountTurns::find(AccountNumber account) {
  const auto found = queues_.find(account);
  return found == queues_.end() ? nullptr : &found->second;
}

AccountQueue* AccountTurns::next() {
  while (in_turns_ != 0) {
    List& now = at(turn_);
    if (now.empty()) {
      ++turn_;
      continue;
    }
    AccountQueue& queue = now.front();
    if (queue.credit > 0 && !queue.waiting.empty()) return &queue;
    end_turn(queue);
  }
  return nullptr;
}

void AccountTurns::end_turn(AccountQueue& queue) {
  queue.hook.unlink();
  if (queue.credit > 0) {  // it has nothing to send and owes nothing
    --in_turns_;
    queues_.erase(queue.account);
    return;
  }
  const std::int64_t turns = -queue.credit / queue.weight + 1;
  queue.credit += turns * queue.weight;
  queue.turn = turn_ + static_cast<std::uint64_t>(turns);
  at(queue.turn).push_back(queue);
}

void AccountTurns::charge(AccountNumber account, unsigned segments) {
  if (segments == 0) return;
  AccountQueue& queue = queue_of(account);
  const std::int64_t segment = weights_.lightest();
  // Only what is tried again can overdraw further: it does not ask for a turn.
  const std::int64_t debt_max = segment * segments_limit - 1;
  queue.credit = std::max(queue.credit - segment * segments, -debt_max);
}

void AccountTurns::begin_reading(AccountQueue& queue) {
  queue.reading = true;
  queue.turn = turn_;
  queue.hook.unlink();
  --in_turns_;
}

void AccountTurns::end_reading(AccountQueue& queue) {
  if (!queue.reading) return;
  queue.reading = false;
  const auto missed = static_cast<std::int64_t>(std::min<std::uint64_t>(turn_ - queue.turn, account_turns_ahead_max));
  const std::int64_t most = std::max(queue.weight, std::int64_t{weights_.lightest()} * account_credit_max);
  queue.credit = std::min(queue.credit + missed * queue.weight, most);
  queue.turn = turn_;
  at(turn_).push_front(queue);
  ++in_turns_;
}

}  // namespace smppedge::gateway
