// SPDX-License-Identifier: Apache-2.0
// Which message does a reply answer? Judged over what the phone's window holds: the numbers from which messages to it
// were sent within 72 hours (domain.md A37, A40, E.2). Ambiguity is told, never guessed. Keeping and reading the
// window, and knowing who owns a number, are the caller's. Pure.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "message/ids.h"
#include "message/message_id.h"

namespace smppedge::reply {

/// The newest message from one number to the phone; views into the caller's.
struct WindowPair {
  std::string_view number;
  MessageId message;
  AccountNumber account;
  CarrierNumber carrier;
  WallTime sent_at{};  ///< 0: planned, not sent: the number is the account's, but nothing is there to answer
};

/// Whose a number is by its longest prefix that is anybody's.
struct NumberOwner {
  std::vector<AccountNumber> accounts;  ///< ascending, at least one; several leave from the same number
  std::string_view number;              ///< theirs, extension included, that the asked one begins with
  std::string_view sign;                ///< the signature whose number it is; "": the account's own

  [[nodiscard]] bool is_same(const NumberOwner& other) const {
    return accounts == other.accounts && sign == other.sign;
  }
};
/// Called during match_window(), for the destination and for numbers of the window.
using OwnerOf = std::function<std::optional<NumberOwner>(std::string_view destination)>;

enum class Found : std::uint8_t {
  none,
  exact,     ///< sent to the very number
  appended,  ///< to a number that begins with it: the carrier appended digits
  owner,     ///< by whose number it begins with: digits behind that were left out or changed
  newest,    ///< by carrier and time alone
};
[[nodiscard]] std::string_view to_string(Found found);

struct WindowMatch {
  MessageId message;      ///< that it answers; 0: none
  AccountNumber account;  ///< whose the reply is; 0: nobody's that can be told
  bool late = false;      ///< it answers a message that was sent more than answer_window before: `message` is 0
  bool ambiguous = false;
  std::vector<AccountNumber> accounts;  ///< whom an opt-out covers: all that it may be for, ascending
  Found found = Found::none;
};

struct ReplyToMatch {
  std::string_view destination;  ///< as it came
  CarrierNumber carrier;         ///< that brought it
  WallTime received_at{};
};

/// `window`: the phone's pairs, in any order. In turn, and the first that knows anything decides:
/// - the exact number;
/// - the longest of those that the destination begins with;
/// - the account and signature of the destination's longest prefix: where they wrote from one number of theirs, that
///   one's newest message; where from several, which is not told; where several accounts have that prefix, neither is;
/// - where nobody owns it, the newest message to the phone over that carrier; where several accounts sent any, none.
/// Where accounts share a number, or where the destination begins with a longer number of another account or signature
/// too, `accounts` are those, and no other is told. 72:00:00.000 after a send is within, as is a send that the clock
/// puts later.
[[nodiscard]] WindowMatch match_window(std::span<const WindowPair> window, const ReplyToMatch& reply,
                                       const OwnerOf& owner_of);

}  // namespace smppedge::reply
