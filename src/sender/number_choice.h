// SPDX-License-Identifier: Apache-2.0
// Which of its numbers a message leaves from, by the account's policy and by what is in use for the recipient already.
// A pair of number and phone tells a reply's conversation for 72 hours after the last message, so it is never given to
// another account or signature, and under `rotating` to no other conversation. Pure: who calls it keeps the pairs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/clock.h"
#include "base/expected.h"
#include "base/rng.h"
#include "message/ids.h"
#include "message/sender_address.h"
#include "sender/candidates.h"
#include "sender/sender.h"

namespace smppedge::sender {

enum class Policy : std::uint8_t {
  fixed,     ///< always the first number
  sticky,    ///< the same number for the same phone, as long as the pair is in use
  rotating,  ///< a number for each conversation
};

struct NumberPolicy {
  Policy kind = Policy::sticky;
  std::size_t tail_digits = 0;  ///< 0..tail_digits_max behind the customer's; fixed: 0, rotating: at least 1
};

/// A number that the phone knows, of whatever account and carrier.
struct UsedNumber {
  std::string_view number;
  AccountNumber account;
  std::uint64_t conversation = 0;
  WallTime in_use_until;  ///< the last instant: 72 h after the last message
};

struct Chosen {
  SenderAddress address;        ///< TON and NPI 0: they are the carrier's to want; empty: the carrier puts in its own
  bool kept = false;            ///< the pair was in use by this conversation
  std::uint32_t avoided = 0;    ///< numbers passed over because another conversation with the phone uses them
  std::size_t base_digits = 0;  ///< of `address`, those of access number and extension; 0: it was not made of these
  std::uint64_t of = 0;         ///< numbers that differ from it in the tail alone; 0: it was not chosen among any
  std::uint64_t in_use = 0;     ///< of these, those that this conversation could not get
};

/// Numbers looked at before it is said that none is free: all of them, up to four digits of tail and ten numbers.
inline constexpr std::uint64_t numbers_tried_max = 100'000;

/// Whether the choice depends on the phone's pairs; where not, they need not be looked up. `numbers`: the most that
/// there may be to choose from.
[[nodiscard]] bool needs_history(const NumberPolicy& policy, std::size_t numbers);
/// The same of one message.
[[nodiscard]] bool needs_history(const Candidates& candidates, const NumberPolicy& policy);

/// `extend`: the customer's digits. `conversation` 0: under `rotating` one of its own. `used`: the phone's pairs; those
/// whose time is over do not matter. not_digits, too_long, too_short, no_number, of_other_account, all_in_use.
[[nodiscard]] Expected<Chosen, SenderError> choose_number(const Candidates& candidates, std::string_view extend,
                                                          const NumberPolicy& policy, std::uint64_t conversation,
                                                          std::span<const UsedNumber> used, WallTime now, Rng& rng);

/// Whether the candidates allow that number, made up elsewhere: one of theirs with digits behind it, legal and theirs
/// by longest prefix.
[[nodiscard]] bool allows(const Candidates& candidates, std::string_view number);

}  // namespace smppedge::sender
