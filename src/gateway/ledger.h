// SPDX-License-Identifier: Apache-2.0
// Records facts and lets their effects out only after their commit: the one gate between what is decided and what the
// world sees (design.md, rule 1). It gathers the facts of a turn into a batch, hands the batch to the store when the
// store has room, and runs the batch's effects when it is durable. Core loop only.
#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "base/scheduler.h"
#include "carrier/carrier.h"
#include "gateway/fold_fact.h"
#include "gateway/live_table.h"
#include "store/store.h"

namespace smppedge::gateway {

/// What a commit lets out; kept by kind, so that the path of a message allocates nothing for them.
struct Effects {
  struct Submit {
    carrier::Carrier* carrier;
    carrier::ClaimedRun run;
  };
  struct AnswerDeliver {
    carrier::Carrier* carrier;
    carrier::DeliverToken token;
    pdu::CommandStatus status;
  };
  std::vector<Submit> submits;
  std::vector<AnswerDeliver> deliver_answers;
  std::vector<std::function<void()>> calls;  ///< accept answers, offers of events: one a request or account
  [[nodiscard]] bool empty() const { return submits.empty() && deliver_answers.empty() && calls.empty(); }
};

class Ledger final : public TurnEnd {
 public:
  Ledger(Scheduler& scheduler, store::Store& store) : scheduler_(scheduler), store_(store) {}

  /// Numbers batches from the one after `last`.
  void start_after(store::BatchNumber last);
  /// Called at the end of each turn before the batch is handed over, so that claims ride in the commit of their
  /// accepts.
  void before_commit(std::function<void()> work) { before_commit_ = std::move(work); }
  /// Called after each batch was handed over, with its number.
  void after_hand_over(std::function<void()> work) { after_hand_over_ = std::move(work); }

  /// Records a fact about `message` and applies it.
  template <class FactType>
  void record(LiveMessage& message, const FactType& fact) {
    record(message, fact, scheduler_.wall());
  }
  /// The same of something that was at another time.
  template <class FactType>
  void record(LiveMessage& message, const FactType& fact, WallTime at) {
    const store::FactHeader header{message.id, message.last, at};
    message.last = open().add(header, fact);
    [[maybe_unused]] const bool fits = fold_fact(message, header, fact);
    assert(fits);
  }
  /// Records the birth of a message.
  void record_birth(LiveMessage& message, const store::Accepted& fact) {
    message.last = open().add(store::FactHeader{message.id, {}, scheduler_.wall()}, fact);
    message.born_after = before_open_;
  }
  /// Records a fact that changes no message in memory; `previous` chains it behind a message's newest fact.
  template <class FactType>
  store::Location record(MessageId message, store::Location previous, const FactType& fact) {
    return record(message, previous, fact, scheduler_.wall());
  }
  template <class FactType>
  store::Location record(MessageId message, store::Location previous, const FactType& fact, WallTime at) {
    return open().add(store::FactHeader{message, previous, at}, fact);
  }

  /// Effects of everything recorded so far: added to here, they leave after the newest fact's commit.
  [[nodiscard]] Effects& effects();

  [[nodiscard]] std::size_t open_bytes() const { return batch_.bytes().size(); }
  /// The newest batch that has been handed to the store.
  [[nodiscard]] store::BatchNumber handed_over() const { return handed_over_; }
  /// The newest batch that is on disk.
  [[nodiscard]] store::BatchNumber durable() const { return durable_; }
  [[nodiscard]] bool idle() const { return batch_.empty() && effects_.empty() && in_flight_.empty(); }
  void on_turn_end() override;

 private:
  store::FactBatch& open();
  void hand_over();
  void on_committed();
  void run(Effects& effects);

  Scheduler& scheduler_;
  store::Store& store_;
  store::BatchNumber last_;
  store::BatchNumber before_open_;  // the batch before the open one
  store::BatchNumber handed_over_;
  store::BatchNumber durable_;
  store::FactBatch batch_;
  Effects effects_;
  std::deque<std::pair<store::BatchNumber, Effects>> in_flight_;
  std::function<void()> before_commit_;
  std::function<void()> after_hand_over_;
};

}  // namespace smppedge::gateway
