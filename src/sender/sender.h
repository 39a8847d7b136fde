// SPDX-License-Identifier: Apache-2.0
// What a sender number must look like, by the 1069 plan (domain.md A37, E.2), and why one cannot be had. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace smppedge::sender {

/// A 1069 number has 13 to 20 digits (A37); SMPP and the operators end at 20 as well.
inline constexpr std::string_view industry_prefix = "1069";
inline constexpr std::size_t industry_digits_min = 13;
inline constexpr std::size_t digits_max = 20;
/// Digits of a tail behind the customer's: a hundred million conversations with one phone.
inline constexpr std::size_t tail_digits_max = 8;

enum class SenderError : std::uint8_t {
  not_digits,        ///< the customer's digits hold something else
  too_long,          ///< more digits than the carrier's number may have
  too_short,         ///< a 1069 number of fewer than 13 digits
  no_number,         ///< digits to add, but the message leaves without a number to add them to
  of_other_account,  ///< the added digits make a number whose replies are another account's or signature's
  no_such_account,   ///< the account or the carrier has no place in the directory
  not_granted,       ///< the carrier granted no number for this class or for recipients there
  needs_sign,        ///< the account has numbers by signature only, and the message names none
  unknown_sign,      ///< the account lists signatures, and not this one
  all_in_use,        ///< every number is in use by another conversation with that phone
};
/// A sentence that says what to change.
[[nodiscard]] std::string_view advice(SenderError error);

[[nodiscard]] bool only_digits(std::string_view text);

}  // namespace smppedge::sender
