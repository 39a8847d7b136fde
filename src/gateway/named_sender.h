// SPDX-License-Identifier: Apache-2.0
// Which number a message leaves from when its client may name one: its account's own at that carrier, that with digits
// behind it, or one that the account is configured to use; else it is refused or replaced by the assigned number, as
// the account's source_policy says. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/expected.h"
#include "gateway/api.h"
#include "gateway/settings.h"
#include "sender/sender_directory.h"

namespace smppedge::gateway {

struct ChosenSender {
  SenderAddress address;    ///< of a named one with the client's TON and NPI
  std::string_view extend;  ///< the digits behind the account's number: a view into what was given
};

/// `named` may be absent or empty: then it is assigned. "invalid_sender": the account may not use it; "invalid_extend":
/// digits that make no number of the account's.
[[nodiscard]] Expected<ChosenSender, RequestError> choose_sender(const sender::SenderDirectory& senders,
                                                                 const AccountSettings& account, CarrierNumber carrier,
                                                                 const std::optional<SenderAddress>& named,
                                                                 std::string_view extend);

}  // namespace smppedge::gateway
