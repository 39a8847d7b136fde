// SPDX-License-Identifier: Apache-2.0
// Who may use one of the connections next: in turn, one request at a time, so that accounts share them however many
// requests each of them has waiting. HTTP loop.
#pragma once

#include <cstddef>
#include <deque>

namespace smppedge::north::webhook {

class Slots {
 public:
  class Waiter {
   public:
    virtual ~Waiter() = default;
    /// The slot is the waiter's until it calls release().
    virtual void on_slot() = 0;

   private:
    friend class Slots;
    bool waiting_ = false;
  };

  explicit Slots(std::size_t count) : free_(count) {}

  /// Calls on_slot() when it is the waiter's turn, perhaps at once. Asking twice before that is asking once.
  void ask(Waiter& waiter) {
    if (waiter.waiting_) return;
    if (free_ > 0) {
      --free_;
      return waiter.on_slot();
    }
    waiter.waiting_ = true;
    queue_.push_back(&waiter);
  }
  void release() {
    if (queue_.empty()) {
      ++free_;
      return;
    }
    Waiter& next = *queue_.front();
    queue_.pop_front();
    next.waiting_ = false;
    next.on_slot();
  }
  void leave(Waiter& waiter) {
    if (!waiter.waiting_) return;
    waiter.waiting_ = false;
    std::erase(queue_, &waiter);
  }
  [[nodiscard]] std::size_t waiting() const { return queue_.size(); }

 private:
  std::size_t free_;
  std::deque<Waiter*> queue_;
};

}  // namespace smppedge::north::webhook
