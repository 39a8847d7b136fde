// SPDX-License-Identifier: Apache-2.0
// What an account writes as a recipient, to international digits: +86…, 0086…, 86… and the bare eleven digits of a
// mainland mobile, and +, 00 or nothing before any other country's number (domain.md A28, A29, E.1, F16). Nothing
// unknown is mended in silence. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/expected.h"
#include "message/inline_text.h"
#include "message/phone_number.h"

namespace smppedge::policy {

/// E.164 ends at 15 digits with the country code; shorter than 5 is no subscriber's number.
inline constexpr std::size_t recipient_digits_min = 5;
inline constexpr std::size_t recipient_digits_max = 15;

enum class NumberError : std::uint8_t {
  empty,
  has_space,
  has_other_character,  ///< letters, hyphens, full-width digits, a + that is not in front
  leading_zero,         ///< a national number with its trunk zero, without country code
  too_short,
  too_long,
  not_mainland_mobile,  ///< starts with 86 but is not 1[3-9] and nine digits
};
/// A sentence that says what to change.
[[nodiscard]] std::string_view advice(NumberError error);
/// The error's stable word.
[[nodiscard]] std::string_view to_string(NumberError error);

/// Eleven bare digits 1[3-9]… are a mainland mobile; a number of the North American plan that looks the same needs its
/// +. A trunk zero behind the country code is dropped where that country's numbers have one (trunk_zero_codes).
[[nodiscard]] Expected<PhoneNumber, NumberError> normalise_recipient(std::string_view written);

using WrittenNumber = InlineText<PhoneNumber::digits_max + 1>;
/// As it is shown to accounts and operators, who give it back: with a + where its digits alone would be read as another
/// phone's (normalise_recipient).
[[nodiscard]] WrittenNumber written(const PhoneNumber& phone);

}  // namespace smppedge::policy
