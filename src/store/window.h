// SPDX-License-Identifier: Apache-2.0
// The reply window: which number of ours a phone may answer to, and with what (domain.md A40, E.2). One record a pair
// (phone, number), whatever the messages: of two records of one pair that of the newest message counts. Pure values;
// the store keeps them (store.h), `reply/` says which of them a reply answers.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/clock.h"
#include "message/ids.h"
#include "message/inline_text.h"
#include "message/message_id.h"
#include "message/phone_number.h"

namespace smppedge::store {

/// A phone's pairs that are handed out at once: the newest ones.
inline constexpr std::size_t window_pairs_max = 2'000;
/// A phone's pairs that are looked at, on disk and among those noted since a checkpoint, each.
inline constexpr std::size_t window_scan_max = 20'000;
/// Phones that are asked for in one find_windows(): a request's numbers.
inline constexpr std::size_t window_phones_max = 1'000;

struct WindowRecord {
  PhoneNumber phone;      ///< not empty
  InlineText<20> number;  ///< what the phone answers to: source_addr of what it was sent, at most 20 octets (5.2.8)
  MessageId message;
  AccountNumber account;
  CarrierNumber carrier;
  WallTime sent_at;     ///< claim of the newest attempt that was accepted or is in doubt; 0: it is planned only
  WallTime keep_until;  ///< not found any more after it, and the disk's after a rewrite that comes later
  std::uint64_t conversation = 0;  ///< hash of the customer's key; 0: none
  std::uint16_t reference = 0;     ///< the last concatenation reference from that number to that phone
  friend bool operator==(const WindowRecord&, const WindowRecord&) = default;
};

/// The order of a pair's records, and of a phone's pairs: by the send, then by the message. The rest only makes records
/// of the same message stand in the same order everywhere.
[[nodiscard]] inline bool newer(const WindowRecord& a, const WindowRecord& b) {
  const auto rank = [](const WindowRecord& record) {
    return std::tuple(record.sent_at, record.message, record.reference, record.conversation, record.account,
                      record.carrier);
  };
  return rank(a) > rank(b);
}

/// Makes `into` the record of its pair that remains of both, in whatever order they come: the newer one, kept as long
/// as either is to be kept.
inline void merge(WindowRecord& into, const WindowRecord& other) {
  const WallTime keep_until = std::max(into.keep_until, other.keep_until);
  if (newer(other, into)) into = other;
  into.keep_until = keep_until;
}

[[nodiscard]] inline bool window_expired(const WindowRecord& record, WallTime now) {
  return record.keep_until < now;
}

/// What a phone may answer to, the newest first.
struct PhoneWindow {
  std::vector<WindowRecord> pairs;  ///< at most window_pairs_max
  bool more = false;                ///< there are more than those
};

/// The window that remains of a phone's records from several places: one a pair, none that has expired, no more than
/// window_pairs_max.
[[nodiscard]] PhoneWindow window_of(std::vector<WindowRecord> records, WallTime now);

/// Cuts records of different pairs to the newest window_pairs_max; whether any was left out.
bool keep_newest(std::vector<WindowRecord>& records);

}  // namespace smppedge::store
