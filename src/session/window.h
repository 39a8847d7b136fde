// SPDX-License-Identifier: Apache-2.0
// The requests of ours that await a response: a fixed ring indexed by sequence number, nothing allocated a message.
// The oldest one is known at any time, since numbers are given out in order of time: timeouts cost no timer each.
// A request that timed out keeps its slot; a number whose slot is still taken is skipped.
#pragma once

#include <bit>
#include <cassert>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "pdu/command.h"
#include "pdu/sequence_number.h"
#include "session/session_events.h"

namespace smppedge::session {

class Window {
 public:
  struct Slot {
    std::uint32_t sequence = 0;  ///< 0: free
    std::uint16_t request = 0;   ///< command_id; every request of 3.4 fits
    bool timed_out = false;
    Cookie cookie = 0;
    MonoTime sent_at;
    [[nodiscard]] pdu::CommandId command() const { return static_cast<pdu::CommandId>(request); }
  };

  Window(unsigned size, pdu::SequenceNumber first);

  [[nodiscard]] unsigned size() const { return size_; }
  [[nodiscard]] unsigned taken() const { return taken_; }
  [[nodiscard]] unsigned free() const { return size_ - taken_; }
  /// Taken and not timed out.
  [[nodiscard]] unsigned awaited() const { return taken_ - timed_out_; }

  /// The number that the next request will carry: call take() or pass() with it before asking again.
  [[nodiscard]] pdu::SequenceNumber next_number();
  /// The request with next_number() was sent: one slot less.
  void take(pdu::CommandId request, Cookie cookie, MonoTime now);
  /// next_number() went to a request that is not of the window (bind, unbind, enquire_link).
  void pass() { next_ = pdu::next(next_); }

  /// The slot of that request, or nullptr when no such request is outstanding.
  [[nodiscard]] const Slot* find(pdu::SequenceNumber number) const {
    const Slot& slot = slots_[number.value() & mask_];
    return number.value() != 0 && slot.sequence == number.value() ? &slot : nullptr;
  }
  /// Frees the slot that find() gave.
  void release(const Slot& slot);

  /// When the oldest request that has not timed out was sent.
  [[nodiscard]] std::optional<MonoTime> oldest_sent_at() const {
    const Slot* slot = find(oldest_);
    return slot == nullptr ? std::nullopt : std::optional(slot->sent_at);
  }
  /// Marks that request as timed out. There must be one.
  const Slot& time_out_oldest();

  /// Gives every outstanding request to `visit(const Slot&)`, in no order, and forgets it.
  template <class Visit>
  void drain(Visit visit) {
    for (std::uint32_t index = 0; index <= mask_ && taken_ != 0; ++index) {
      if (slots_[index].sequence == 0) continue;
      const Slot slot = slots_[index];
      release(slots_[index]);
      visit(slot);
    }
  }

 private:
  [[nodiscard]] Slot& slot_of(pdu::SequenceNumber number) { return slots_[number.value() & mask_]; }
  void advance_oldest();

  unsigned size_;
  std::uint32_t mask_;
  unsigned taken_ = 0;
  unsigned timed_out_ = 0;
  pdu::SequenceNumber next_;
  pdu::SequenceNumber oldest_;  // of those awaited, or next_
  std::unique_ptr<Slot[]> slots_;
};

}  // namespace smppedge::session
