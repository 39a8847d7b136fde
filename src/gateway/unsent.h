// SPDX-License-Identifier: Apache-2.0
// Finds an account's messages to a phone that may be unsent (standing.h): in memory by the live table, on disk by the
// store's look-up of what left memory unsent. Gives ids only: by the time one is in memory, it may have been sent.
// Core loop only.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "gateway/api.h"
#include "gateway/core.h"

namespace smppedge::gateway {

struct UnsentMessages {
  std::vector<MessageId> ids;  ///< newest first, unsent_matches_max at most
  bool more = false;           ///< there are, or may be, others
};

class UnsentSearch : public std::enable_shared_from_this<UnsentSearch> {
 public:
  /// "store_busy": the store could not tell of all.
  using Done = std::function<void(Expected<UnsentMessages, RequestError>)>;

  static void run(Core& core, AccountNumber account, const PhoneNumber& to, Done done);

  UnsentSearch(Core& core, AccountNumber account, const PhoneNumber& to, Done done)
      : core_(core), account_(account), to_(to), done_(std::move(done)) {}

 private:
  void add_live();
  void next_round();
  void look_at(MessageId id);
  void looked_at();
  void finish();

  Core& core_;
  AccountNumber account_;
  PhoneNumber to_;
  Done done_;
  std::set<MessageId, std::greater<>> ids_;  // what came back from disk meanwhile is found in both places
  bool more_ = false;
  MessageId before_;
  std::size_t seen_ = 0;
  std::size_t under_way_ = 0;
  bool last_round_ = false;
  bool failed_ = false;
};

}  // namespace smppedge::gateway
