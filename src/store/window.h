// SPDX-License-Identifier: Apache-2.0
// The reply window: which number of ours a phone may answer to, and with what (domain.md A40, E.2), and which numbers
// are promised to messages that wait. One record for all that an account sent to a phone from one number, in one
// conversation where it tells them apart: the newest message counts. One more for each message that is planned: only
// that message ends it. Pure values; the store keeps them (store.h), `reply/` says which of them a reply answers.
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

/// A phone's pairs of one account that are handed out at once: the newest ones of those that were sent, and of those
/// that are planned.
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
  /// Of what was sent: the last concatenation reference. Of what is planned: the message's revision.
  std::uint16_t reference = 0;
  bool ended = false;  ///< of what is planned: since that revision the message was sent, ended or got another number
  [[nodiscard]] bool is_planned() const { return sent_at == WallTime{}; }
  friend bool operator==(const WindowRecord&, const WindowRecord&) = default;
};

/// Records for which it is the same are one.
[[nodiscard]] inline auto window_identity(const WindowRecord& record) {
  return std::tuple(record.phone, record.number.view(), record.account, record.conversation,
                    record.is_planned() ? record.message : MessageId());
}
/// From the same number, by the same account in the same conversation.
[[nodiscard]] inline bool same_number(const WindowRecord& a, const WindowRecord& b) {
  return a.number == b.number && a.phone == b.phone && a.account == b.account && a.conversation == b.conversation;
}
[[nodiscard]] inline bool same_pair(const WindowRecord& a, const WindowRecord& b) {
  return same_number(a, b) && a.is_planned() == b.is_planned() && (!a.is_planned() || a.message == b.message);
}

/// The order of a pair's records, and of a phone's pairs: by the send, then by the message. The rest only makes records
/// of the same message stand in the same order everywhere.
[[nodiscard]] inline bool newer(const WindowRecord& a, const WindowRecord& b) {
  const auto rank = [](const WindowRecord& record) {
    return std::tuple(record.sent_at, record.message, record.reference, record.conversation, record.account,
                      record.carrier);
  };
  return rank(a) > rank(b);
}

/// Makes `into` what remains of both, in whatever order they come: the newer one, kept as long as either is to be kept;
/// of one revision the end counts. They are one (same_pair()).
inline void merge(WindowRecord& into, const WindowRecord& other) {
  const WallTime keep_until = std::max(into.keep_until, other.keep_until);
  const bool ends = other.ended && other.reference == into.reference;
  if (newer(other, into)) into = other;
  into.keep_until = keep_until;
  into.ended = into.ended || ends;
}

[[nodiscard]] inline bool window_expired(const WindowRecord& record, WallTime now) {
  return record.keep_until < now;
}

/// What a phone may answer to, the newest first.
struct PhoneWindow {
  std::vector<WindowRecord> pairs;     ///< of each account at most window_pairs_max sent ones, and as many planned
  std::vector<AccountNumber> more_of;  ///< has more than those
  bool more = false;                   ///< any account may, for not all were looked at
  bool damaged = false;                ///< the disk's part could not be read to its end: some may be missing
};

/// The window that remains of a phone's records from several places: one a pair, none that has expired or ended.
[[nodiscard]] PhoneWindow window_of(std::vector<WindowRecord> records, WallTime now);

/// Cuts records of different pairs, where there are many, to each account's newest window_pairs_max of each kind: sent,
/// planned, ended; of what has not expired. The accounts of which any was left out that is not ended.
std::vector<AccountNumber> keep_newest(std::vector<WindowRecord>& records, WallTime now);

}  // namespace smppedge::store
