// SPDX-License-Identifier: Apache-2.0
#include "session/window.h"

#include <algorithm>

#include "session/limits.h"

namespace smppedge::session {

Window::Window(unsigned size, pdu::SequenceNumber first)
    : size_(std::clamp(size, 1U, window_max)),
      // Twice the window: a few requests that are never answered then make few numbers skip.
      mask_(std::bit_ceil(2 * size_) - 1),
      next_(first),
      oldest_(first),
      slots_(std::make_unique<Slot[]>(mask_ + 1)) {
  assert(first.value() >= 1 && first.value() <= pdu::sequence_number_max);
}

pdu::SequenceNumber Window::next_number() {
  // Ends: fewer slots are taken than the ring has.
  while (slot_of(next_).sequence != 0) next_ = pdu::next(next_);
  return next_;
}

void Window::take(pdu::CommandId request, Cookie cookie, MonoTime now) {
  assert(taken_ < size_);
  Slot& slot = slot_of(next_);
  assert(slot.sequence == 0);
  if (awaited() == 0) oldest_ = next_;
  slot = {next_.value(), static_cast<std::uint16_t>(request), false, cookie, now};
  ++taken_;
  next_ = pdu::next(next_);
}

void Window::release(const Slot& found) {
  Slot& slot = slot_of(pdu::SequenceNumber(found.sequence));
  assert(&slot == &found);
  --taken_;
  if (slot.timed_out) --timed_out_;
  const bool was_oldest = slot.sequence == oldest_.value();
  slot.sequence = 0;
  if (was_oldest) advance_oldest();
}

const Window::Slot& Window::time_out_oldest() {
  Slot& slot = slot_of(oldest_);
  assert(slot.sequence == oldest_.value() && !slot.timed_out);
  slot.timed_out = true;
  ++timed_out_;
  advance_oldest();
  return slot;
}

void Window::advance_oldest() {
  if (awaited() == 0) {
    oldest_ = next_;
    return;
  }
  // Ends at an awaited one: those that timed out are all older.
  do {
    oldest_ = pdu::next(oldest_);
  } while (find(oldest_) == nullptr);
}

}  // namespace smppedge::session
