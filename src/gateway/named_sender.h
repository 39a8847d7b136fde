// SPDX-License-Identifier: Apache-2.0
// Which number a message leaves from. A client may name one: its account's own at that carrier, that with digits behind
// it, or one that the account is configured to use; else it is refused or replaced by the assigned number, as the
// account's source_policy says. What is assigned follows the grants of the carrier, the signature and the account's
// policy (sender/number_choice.h). Pure.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/clock.h"
#include "base/expected.h"
#include "base/rng.h"
#include "gateway/api.h"
#include "gateway/settings.h"
#include "sender/number_choice.h"
#include "sender/sender_directory.h"

namespace smppedge::gateway {

/// What the number of one message depends on. What is pointed to must outlive the outcome.
struct SenderWish {
  CarrierNumber carrier;
  PhoneNumber recipient;
  TrafficClass traffic_class = TrafficClass::notice;
  std::string_view sign;                 ///< the inner text of the message's signature, or empty
  const SenderAddress* named = nullptr;  ///< nullptr or empty: it is assigned
  std::string_view extend;               ///< the customer's digits; none where a sender is named
  std::uint64_t conversation = 0;        ///< 0: none
};

/// A named one has the client's TON and NPI.
struct ChosenSender : sender::Chosen {
  std::string_view extend;  ///< the customer's digits: a view into what the wish points to
};

/// Why there is none.
struct SenderRefusal : RequestError {
  /// "senders_in_use": the ranges (access number and extension) that the message might have left from.
  boost::container::small_vector<sender::Digits, 4> ranges{};
};

/// Whether the account may use the sender that the wish names; false where it names none.
[[nodiscard]] bool may_name(const sender::SenderDirectory& senders, const AccountSettings& account,
                            const SenderWish& wish);

/// `used`: the recipient's pairs, of all accounts and carriers; they matter where Core::needs_history says so.
/// "invalid_sender": the account may not use the named one; "invalid_extend": digits that make no number of the
/// account's; "invalid_sign": the signature has no number; "no_sender": none is granted for this class;
/// "senders_in_use".
[[nodiscard]] Expected<ChosenSender, SenderRefusal> choose_sender(const sender::SenderDirectory& senders,
                                                                  const AccountSettings& account,
                                                                  const SenderWish& wish,
                                                                  std::span<const sender::UsedNumber> used,
                                                                  WallTime now, Rng& rng);

}  // namespace smppedge::gateway
