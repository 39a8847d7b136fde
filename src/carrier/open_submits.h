// SPDX-License-Identifier: Apache-2.0
// What was written and not answered, over all binds of an account: one fixed table as large as the account's window.
// The place of an entry is the cookie that its session gives back, and keeps what was written until then. Pure.
#pragma once

#include <cassert>
#include <cstdint>
#include <span>
#include <vector>

#include "base/clock.h"
#include "message/message_id.h"
#include "session/session_events.h"

namespace smppedge::carrier {

struct OpenSubmit {
  MessageId message;
  std::uint32_t sequence_number = 0;
  std::uint8_t segment = 0;
  bool urgent = false;
  bool timed_out = false;  ///< its doubt was told; the place is kept for a late answer
  WallTime written_at;
  std::vector<std::uint8_t> octets;  ///< the PDU
};

class OpenSubmits {
 public:
  explicit OpenSubmits(unsigned window) : entries_(window) {
    free_.reserve(window);
    for (unsigned place = window; place > 0; --place) free_.push_back(place - 1);
  }

  [[nodiscard]] bool full() const { return free_.empty(); }
  [[nodiscard]] unsigned window() const { return static_cast<unsigned>(entries_.size()); }
  [[nodiscard]] unsigned used() const { return static_cast<unsigned>(entries_.size() - free_.size()); }
  [[nodiscard]] unsigned timed_out() const { return timed_out_; }
  /// Used and still within their time.
  [[nodiscard]] unsigned awaited() const { return used() - timed_out_; }

  [[nodiscard]] session::Cookie take(MessageId message, std::uint8_t segment, bool urgent) {
    assert(!full());
    const std::uint32_t place = free_.back();
    free_.pop_back();
    OpenSubmit& entry = entries_[place];
    entry.message = message;
    entry.segment = segment;
    entry.urgent = urgent;
    entry.timed_out = false;
    return place;
  }
  void written(session::Cookie cookie, pdu::SequenceNumber number, std::span<const std::uint8_t> octets, WallTime at) {
    OpenSubmit& entry = entries_[static_cast<std::size_t>(cookie)];
    entry.sequence_number = number.value();
    entry.written_at = at;
    entry.octets.assign(octets.begin(), octets.end());
  }
  const OpenSubmit& time_out(session::Cookie cookie) {
    OpenSubmit& entry = entries_[static_cast<std::size_t>(cookie)];
    assert(!entry.timed_out);
    entry.timed_out = true;
    ++timed_out_;
    return entry;
  }
  /// What it returns is valid until the next take().
  const OpenSubmit& release(session::Cookie cookie) {
    const OpenSubmit& entry = entries_[static_cast<std::size_t>(cookie)];
    if (entry.timed_out) --timed_out_;
    free_.push_back(static_cast<std::uint32_t>(cookie));
    return entry;
  }

 private:
  std::vector<OpenSubmit> entries_;
  std::vector<std::uint32_t> free_;
  unsigned timed_out_ = 0;
};

}  // namespace smppedge::carrier
