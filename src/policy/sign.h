// SPDX-License-Identifier: Apache-2.0
// The signature of a message: who may be one, and how it is put in front of the text as 【sign】 (domain.md A12, A13).
// It counts in the length like any other character. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/expected.h"

namespace smppedge::policy {

inline constexpr std::size_t sign_characters_min = 2;
inline constexpr std::size_t sign_characters_max = 12;

enum class SignError : std::uint8_t {
  not_utf8,
  too_short,
  too_long,
  has_other_character,  ///< neither a Chinese character, nor a Latin letter A to Z, nor a digit
};
[[nodiscard]] std::string_view advice(SignError error);
[[nodiscard]] std::string_view to_string(SignError error);

/// The inner text of `written`, which may stand in 【】 already. A view into `written`.
[[nodiscard]] Expected<std::string_view, SignError> check_sign(std::string_view written);

/// `text` with 【sign】 in front, unless it stands there already. `sign` is what check_sign gave.
[[nodiscard]] std::string signed_text(std::string_view sign, std::string_view text);

/// The signature that stands in front of `text` as 【sign】: its inner text, or empty. A view into `text`.
[[nodiscard]] std::string_view sign_of(std::string_view text);

}  // namespace smppedge::policy
