// SPDX-License-Identifier: Apache-2.0
// Tells the platform: one sequence of results and replies an account, numbered in commit order, offered only when it is
// durable, kept until it is acknowledged (design.md, "Towards the platform"). Core loop only.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "gateway/api.h"
#include "gateway/core.h"

namespace smppedge::gateway {

class Report {
 public:
  using PageDone = std::function<void(Expected<EventsPage, RequestError>)>;
  explicit Report(Core& core) : core_(core) {}

  /// The number of the account's next event; to be recorded in a fact and given to add().
  [[nodiscard]] EventSequence next_sequence(AccountNumber account);
  /// `fact` made the event; it is offered once that fact's commit is through (see publish()).
  void add(AccountNumber account, EventSequence sequence, store::Location fact, std::shared_ptr<const Event> event);
  /// Called at the end of a turn, before the batch is handed over: what was added is offered after that commit.
  void publish();

  void events(AccountNumber account, unsigned limit, Seconds wait, PageDone done);
  void acknowledge(AccountNumber account, EventSequence through,
                   std::function<void(Expected<void, RequestError>)> done);
  /// Events that wait for an acknowledgement.
  [[nodiscard]] std::uint64_t kept(AccountNumber account) const;
  [[nodiscard]] std::uint64_t kept() const;

  /// The batch of the oldest event that is kept; none() when all are acknowledged.
  [[nodiscard]] store::BatchNumber oldest() const;
  /// For the next checkpoint: events not yet recorded, and where each account stands.
  void fill(store::Checkpoint& checkpoint);

  // Recovery, before anything else.
  void restore(const store::Checkpoint::AccountEvents& events);
  /// `recorded`: a checkpoint holds it; otherwise a replayed fact made it.
  void restore(const store::EventRecord& record, bool recorded);
  void restore_acknowledged(AccountNumber account, EventSequence through);

 private:
  struct Entry {
    store::Location fact;
    std::shared_ptr<const Event> event;  ///< nullptr: to be read back when it is offered
    bool recorded = false;               ///< a checkpoint holds it
  };
  struct Waiter {
    unsigned limit = 0;
    PageDone done;
    Timer timer;
  };
  struct Log {
    std::uint64_t acknowledged = 0;  ///< entries_.front() is the event after this one
    std::uint64_t published = 0;     ///< durable up to here
    std::uint64_t offered = 0;
    std::uint64_t unload_from = 0;  ///< entries before this have no body in memory
    std::deque<Entry> entries;
    std::unique_ptr<Waiter> waiter;
    [[nodiscard]] std::uint64_t last() const { return acknowledged + entries.size(); }
    [[nodiscard]] Entry& at(std::uint64_t sequence) { return entries[sequence - acknowledged - 1]; }
  };

  void offer(AccountNumber account, unsigned limit, PageDone done);
  void read_back(AccountNumber account, std::uint64_t sequence, std::function<void(bool)> done);
  void wake(AccountNumber account);
  void unload(Log& log);

  Core& core_;
  std::unordered_map<AccountNumber, Log> logs_;
  std::vector<AccountNumber> added_;  ///< accounts with something to publish
};

/// The event that a chain's newest fact made; nullptr when it made none.
[[nodiscard]] std::shared_ptr<const Event> event_of(AccountNumber account, EventSequence sequence,
                                                    const store::Chain& chain);

}  // namespace smppedge::gateway
