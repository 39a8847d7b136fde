// SPDX-License-Identifier: Apache-2.0
#include "gateway/queues.h"

namespace smppedge::gateway {

void Lane::push(TrafficClass traffic_class, AccountNumber account, MessageId id) {
  const auto index = static_cast<unsigned>(traffic_class);
  AccountQueue* queue = find(index, account);
  if (queue == nullptr) queue = &classes_[index].accounts.emplace_back(AccountQueue{account, {}, false});
  queue->waiting.push_back(id);
  ++size_;
}

void Lane::push_again(MessageId id) {
  again_.push_back(id);
  ++size_;
}

Lane::Head Lane::head() {
  if (!again_.empty()) return {again_.front(), nullptr, 0};
  for (unsigned traffic_class = 0; traffic_class < traffic_class_count; ++traffic_class) {
    ClassQueue& queue = classes_[traffic_class];
    for (std::size_t step = 0; step < queue.accounts.size(); ++step) {
      AccountQueue& account = queue.accounts[(queue.turn + step) % queue.accounts.size()];
      if (!account.waiting.empty() && !account.reading) return {account.waiting.front(), &account, traffic_class};
    }
  }
  return {};
}

void Lane::pop(const Head& head) {
  --size_;
  if (head.queue == nullptr) {
    again_.pop_front();
    return;
  }
  head.queue->waiting.pop_front();
  ClassQueue& queue = classes_[head.traffic_class];
  queue.turn = (static_cast<std::size_t>(head.queue - queue.accounts.data()) + 1) % queue.accounts.size();
}

AccountQueue* Lane::find(unsigned traffic_class, AccountNumber account) {
  for (AccountQueue& queue : classes_[traffic_class].accounts) {
    if (queue.account == account) return &queue;
  }
  return nullptr;
}

void Lane::drop_head(AccountQueue& queue, MessageId id) {
  if (queue.waiting.empty() || queue.waiting.front() != id) return;
  queue.waiting.pop_front();
  --size_;
}

Lane* Queues::find(CarrierNumber carrier) {
  const auto found = places_.find(carrier);
  return found == places_.end() ? nullptr : &lanes_[found->second];
}

std::size_t Queues::size() const {
  std::size_t total = 0;
  for (const Lane& lane : lanes_) total += lane.size();
  return total;
}

}  // namespace smppedge::gateway
