// SPDX-License-Identifier: Apache-2.0
#include "gateway/queues.h"

#include <algorithm>
#include <numeric>

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

bool Lane::has_room(TrafficClass traffic_class) const {
  return waiting_before(traffic_class) < reroute_lane_max;
}

std::size_t Lane::moves_free(TrafficClass traffic_class) const {
  const std::size_t before = waiting_before(traffic_class);
  return before < reroute_lane_max ? reroute_lane_max - before
                                   : classes_[static_cast<unsigned>(traffic_class)].moves_owed;
}

/// Less urgent classes do not count: what is moved goes ahead of them but for their shares.
std::size_t Lane::waiting_before(TrafficClass traffic_class) const {
  std::size_t before = 0;
  for (unsigned each = 0; each <= static_cast<unsigned>(traffic_class); ++each) before += classes_[each].size;
  return before;
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
  keep_beside(head, aside_);
  return true;
}

bool Lane::hold_for(CarrierNumber target, const Head& head) {
  const std::size_t all = std::accumulate(held_.begin(), held_.end(), std::size_t{0},
                                          [](std::size_t sum, const Held& each) { return sum + each.messages.size(); });
  if (all >= lane_held_max) return false;
  auto held = std::find_if(held_.begin(), held_.end(), [&](const Held& each) {
    return each.target == target && each.traffic_class == head.traffic_class;
  });
  if (held == held_.end()) held = held_.insert(held, {target, head.traffic_class, {}});
  keep_beside(head, held->messages);
  return true;
}

/// It counts in size_ all the while.
void Lane::keep_beside(const Head& head, std::deque<Aside>& place) {
  place.push_back({head.id, head.account, head.traffic_class});
  pop(head);
  ++size_;
}

void Lane::bring_back() {
  for (Held& held : held_) put_back(held.messages, held.messages.size());
  held_.clear();
  put_back(aside_, aside_.size());
}

void Lane::bring_one_back() {
  if (!aside_.empty()) return put_back(aside_, 1);
  for (Held& held : held_) {
    if (!held.messages.empty()) return put_back(held.messages, 1);
  }
}

void Lane::bring_back_held(const std::function<std::size_t(CarrierNumber target, TrafficClass traffic_class)>& free) {
  for (Held& held : held_) {
    if (held.messages.empty()) continue;
    const std::size_t room = free(held.target, static_cast<TrafficClass>(held.traffic_class));
    put_back(held.messages, std::min(room, held.messages.size()));
  }
}

void Lane::put_back(std::deque<Aside>& from, std::size_t count) {
  const auto end = from.begin() + static_cast<std::ptrdiff_t>(count);
  for (auto at = end; at != from.begin();) put_back(*--at);
  from.erase(from.begin(), end);
}

void Lane::put_back(const Aside& aside) {
  ClassQueue& queue = classes_[aside.traffic_class];
  queue.accounts.push_front(aside.account, aside.id);
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
