// SPDX-License-Identifier: Apache-2.0
// The long polls under way: of one account only the newest may wait at the gateway, and none for a client that has
// gone. HTTP loop, but for Poll::is_over.
#pragma once

#include <memory>
#include <unordered_map>

#include "message/ids.h"

namespace smppedge::north::http {

struct Poll {
  /// Core loop only: a newer one has come, or its client has gone. It must not begin to wait any more.
  bool is_over = false;
};

class Polls {
 public:
  struct Begun {
    std::shared_ptr<Poll> poll;
    std::shared_ptr<Poll> before;  ///< the one that it takes the place of; may be null
  };
  [[nodiscard]] Begun begin(AccountNumber account) {
    Begun begun{std::make_shared<Poll>(), nullptr};
    begun.before = std::exchange(newest_[account], begun.poll);
    return begun;
  }
  [[nodiscard]] bool is_newest(AccountNumber account, const std::shared_ptr<Poll>& poll) const {
    const auto found = newest_.find(account);
    return found != newest_.end() && found->second == poll;
  }
  /// work(account, poll) for the newest of each account, over or not.
  template <class Work>
  void for_each(Work work) const {
    for (const auto& [account, poll] : newest_) work(account, poll);
  }

 private:
  std::unordered_map<AccountNumber, std::shared_ptr<Poll>> newest_;  // at most one of each configured account
};

}  // namespace smppedge::north::http
