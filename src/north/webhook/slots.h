// SPDX-License-Identifier: Apache-2.0
// Who may use a connection next. Each account has one slot of its own, so that no other's endpoint, however stuck,
// keeps it from its next request; what it has under way beyond that takes one of the shared slots, in turn, one request
// at a time, so that accounts share those however many requests each of them has waiting. HTTP loop.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <deque>

namespace smppedge::north::webhook {

class Slots {
 public:
  enum class Kind : std::uint8_t { own, shared };

  class Waiter {
   public:
    virtual ~Waiter() = default;
    /// The slot is the waiter's until it is released.
    virtual void on_slot(Kind kind) = 0;

   private:
    friend class Slots;
    bool waiting_ = false;
    bool uses_own_ = false;
  };

  explicit Slots(std::size_t shared) : free_(shared) {}

  /// Calls on_slot() when it is the waiter's turn, perhaps at once. Asking twice before that is asking once.
  void ask(Waiter& waiter) {
    if (waiter.waiting_) return;
    if (!waiter.uses_own_) {
      waiter.uses_own_ = true;
      return waiter.on_slot(Kind::own);
    }
    if (free_ > 0) {
      --free_;
      return waiter.on_slot(Kind::shared);
    }
    waiter.waiting_ = true;
    queue_.push_back(&waiter);
  }
  /// `waiter` had it; nullptr: it is gone, and its own slot with it.
  void release(Waiter* waiter, Kind kind) {
    if (kind == Kind::shared) return release_shared();
    if (waiter == nullptr) return;
    assert(waiter->uses_own_);
    waiter->uses_own_ = false;
    if (!waiter->waiting_) return;
    leave(*waiter);
    ask(*waiter);
  }
  void leave(Waiter& waiter) {
    if (!waiter.waiting_) return;
    waiter.waiting_ = false;
    std::erase(queue_, &waiter);
  }
  [[nodiscard]] std::size_t waiting() const { return queue_.size(); }

 private:
  void release_shared() {
    if (queue_.empty()) {
      ++free_;
      return;
    }
    Waiter& next = *queue_.front();
    queue_.pop_front();
    next.waiting_ = false;
    next.on_slot(Kind::shared);
  }

  std::size_t free_;
  std::deque<Waiter*> queue_;
};

}  // namespace smppedge::north::webhook
