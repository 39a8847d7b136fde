// SPDX-License-Identifier: Apache-2.0
#include "gateway/queues.h"

#include <algorithm>

#include "gateway/limits.h"

namespace smppedge::gateway {

void Lane::push(TrafficClass traffic_class, AccountNumber account, MessageId id) {
  std::size_t& owed = classes_[static_cast<unsigned>(traffic_class)].moves_owed;
  if (!has_room(traffic_class)) owed = std::min(owed + 1, moves_owed_max);
  put(traffic_class, account, id);
}

void Lane::push_moved(TrafficClass traffic_class, AccountNumber account, MessageId id) {
  std::size_t& owed = classes_[static_cast<unsigned>(traffic_class)].moves_owed;
  if (!has_room(traffic_class) && owed != 0) --owed;
  put(traffic_class, account, id);
}

bool Lane::owes_move(TrafficClass traffic_class) const {
  return classes_[static_cast<unsigned>(traffic_class)].moves_owed != 0;
}

/// Less urgent classes do not count: what is moved goes ahead of them but for their shares.
bool Lane::has_room(TrafficClass traffic_class) const {
  std::size_t before = 0;
  for (unsigned each = 0; each <= static_cast<unsigned>(traffic_class); ++each) before += classes_[each].size;
  return before < reroute_lane_max;
}

void Lane::put(TrafficClass traffic_class, AccountNumber account, MessageId id) {
  ClassQueue& queue = classes_[static_cast<unsigned>(traffic_class)];
  queue.accounts.push(account, id);
  ++queue.size;
  ++size_;
}

void Lane::push_again(TrafficClass traffic_class, AccountNumber account, MessageId id) {
  ClassQueue& queue = classes_[static_cast<unsigned>(traffic_class)];
  queue.again.push_back({id, account});
  ++queue.size;
  ++size_;
}

Lane::Head Lane::head_of(unsigned traffic_class) {
  ClassQueue& queue = classes_[traffic_class];
  if (!queue.again.empty()) return {queue.again.front().id, queue.again.front().account, traffic_class, nullptr};
  AccountQueue* next = queue.accounts.next();
  if (next == nullptr) return {};
  return {next->waiting.front(), next->account, traffic_class, next};
}

Lane::Head Lane::head() {
  Head most_urgent;
  for (unsigned traffic_class = 0; traffic_class < traffic_class_count; ++traffic_class) {
    const Head head = head_of(traffic_class);
    if (head.id == MessageId()) continue;
    if (shares_.due(traffic_class)) return head;
    if (most_urgent.id == MessageId()) most_urgent = head;
  }
  return most_urgent;
}

Lane::Head Lane::urgent_head() {
  constexpr auto urgent = static_cast<unsigned>(TrafficClass::otp);
  return shares_.due(urgent) ? head_of(urgent) : Head{};
}

void Lane::charge(const Head& head, unsigned segments) {
  ClassShares::Flags backlog{};
  for (unsigned each = 0; each < traffic_class_count; ++each) backlog[each] = classes_[each].size != 0;
  shares_.charge(head.traffic_class, segments, backlog);
  classes_[head.traffic_class].accounts.charge(head.account, segments);
}

void Lane::removed(ClassQueue& queue) {
  --queue.size;
  --size_;
}

void Lane::pop(const Head& head) {
  ClassQueue& queue = classes_[head.traffic_class];
  if (head.queue == nullptr) {
    queue.again.pop_front();
  } else {
    head.queue->waiting.pop_front();
  }
  removed(queue);
}

bool Lane::set_aside(const Head& head) {
  if (aside_.size() >= lane_aside_max) return false;
  aside_.push_back({head.id, head.account, head.traffic_class});
  pop(head);
  ++size_;
  return true;
}

void Lane::bring_back() {
  for (; !aside_.empty(); aside_.pop_back()) {
    const Aside& last = aside_.back();
    ClassQueue& queue = classes_[last.traffic_class];
    queue.accounts.push_front(last.account, last.id);
    ++queue.size;
  }
}

void Lane::bring_one_back() {
  if (aside_.empty()) return;
  const Aside first = aside_.front();
  aside_.pop_front();
  ClassQueue& queue = classes_[first.traffic_class];
  queue.accounts.push_front(first.account, first.id);
  ++queue.size;
}

void Lane::end_reading(unsigned traffic_class, AccountNumber account) {
  AccountTurns& accounts = classes_[traffic_class].accounts;
  if (AccountQueue* queue = accounts.find(account)) accounts.end_reading(*queue);
}

void Lane::drop_head(unsigned traffic_class, AccountNumber account, MessageId id) {
  AccountQueue* queue = classes_[traffic_class].accounts.find(account);
  if (queue == nullptr || queue->waiting.empty() || queue->waiting.front() != id) return;
  queue->waiting.pop_front();
  removed(classes_[traffic_class]);
}

Lane& Queues::lane_of(CarrierNumber carrier) {
  const auto [place, is_new] = places_.try_emplace(carrier, lanes_.size());
  if (is_new) lanes_.emplace_back(carrier, reserved_percent_, weights_);
  return lanes_[place->second];
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
