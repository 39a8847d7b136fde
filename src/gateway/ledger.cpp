// SPDX-License-Identifier: Apache-2.0
#include "gateway/ledger.h"

#include <cassert>

namespace smppedge::gateway {

void Ledger::start_after(store::BatchNumber last) {
  last_ = last;
  handed_over_ = last;
  durable_ = last;
}

store::FactBatch& Ledger::open() {
  if (batch_.number().none()) {
    before_open_ = last_;
    last_ = last_.next(scheduler_.wall());
    batch_ = store::FactBatch(last_, scheduler_.wall());
  }
  scheduler_.defer(*this);
  return batch_;
}

Effects& Ledger::effects() {
  scheduler_.defer(*this);
  // Nothing recorded since the last hand-over: what the effect stands on is at the latest in the newest batch under
  // way.
  if (batch_.empty() && !in_flight_.empty()) return in_flight_.back().second;
  return effects_;
}

void Ledger::on_turn_end() {
  if (before_commit_) before_commit_();
  if (!batch_.empty()) {
    if (store_.commits_in_flight() < store::commits_in_flight_max) hand_over();
    return;
  }
  // Effects that stand on nothing uncommitted leave at once. in_flight_ is empty here or they would be in it.
  if (!effects_.empty() && in_flight_.empty()) {
    Effects ready = std::exchange(effects_, {});
    run(ready);
  }
}

void Ledger::hand_over() {
  handed_over_ = batch_.number();
  in_flight_.emplace_back(handed_over_, std::exchange(effects_, {}));
  store_.commit(std::exchange(batch_, {}), [this] { on_committed(); });
  if (after_hand_over_) after_hand_over_();
}

void Ledger::on_committed() {
  assert(!in_flight_.empty());
  durable_ = in_flight_.front().first;
  Effects ready = std::move(in_flight_.front().second);
  in_flight_.pop_front();
  run(ready);
  scheduler_.defer(*this);
}

void Ledger::run(Effects& effects) {
  for (const Effects::AnswerDeliver& answer : effects.deliver_answers) {
    (void)answer.carrier->answer_deliver(answer.token, answer.status);  // gone: the carrier sends it again
  }
  for (const Effects::Submit& submit : effects.submits) submit.carrier->submit(submit.run);
  for (const std::function<void()>& call : effects.calls) call();
}

}  // namespace smppedge::gateway
