// SPDX-License-Identifier: Apache-2.0
// The number that a message leaves from: the carrier's access number, the account's extension and the digits that the
// customer adds, put together and checked against the 1069 plan (domain.md A37, E.2). Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/expected.h"
#include "message/sender_address.h"

namespace smppedge::sender {

/// A 1069 number has 13 to 20 digits (A37); SMPP and the operators end at 20 as well.
inline constexpr std::string_view industry_prefix = "1069";
inline constexpr std::size_t industry_digits_min = 13;
inline constexpr std::size_t digits_max = 20;

enum class SenderError : std::uint8_t {
  not_digits,        ///< one of the three holds something else
  too_long,          ///< more than 20 digits together
  too_short,         ///< a 1069 number of fewer than 13 digits
  no_number,         ///< digits to add, but the carrier has no access number to add them to
  of_other_account,  ///< the added digits make a number whose replies are another account's
  no_such_account,   ///< the account has no number at this carrier
};
/// A sentence that says what to change.
[[nodiscard]] std::string_view advice(SenderError error);

struct SenderParts {
  std::string_view access_number;  ///< the carrier's; empty: the carrier puts in a sender of its own
  std::string_view extension;      ///< the account's at that carrier
  std::string_view extend;         ///< the customer's, of one message
};

/// The address of access number, extension and extend; the empty address, ton and npi 0, without an access number.
[[nodiscard]] Expected<SenderAddress, SenderError> make_sender(const SenderParts& parts, std::uint8_t ton,
                                                               std::uint8_t npi);

}  // namespace smppedge::sender
