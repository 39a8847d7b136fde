// SPDX-License-Identifier: Apache-2.0
// A received body as text: octets and the alphabet that they are in, to UTF-8. What cannot be decoded is an error
// value, so that callers hand on the octets as hex instead of guessing (domain.md D29 to D33).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/expected.h"

namespace smppedge::text {

enum class Alphabet : std::uint8_t {
  gsm7_unpacked,  ///< GSM 03.38, one septet an octet
  ascii,
  latin1,
  utf8,         ///< not of SMPP, but what some SMSCs mean by their default alphabet (D29)
  ucs2,         ///< UTF-16BE
  gsm7_packed,  ///< GSM 03.38, eight septets in seven octets: a few SMSCs carry it so (D30)
  // Those below are read and never written.
  gb18030,
  shift_jis,
  iso_2022_jp,
  euc_jp,
  euc_kr,
  cyrillic,  ///< ISO 8859-5
  hebrew,    ///< ISO 8859-8
};

enum class DecodeError : std::uint8_t {
  foreign_octet,   ///< an octet that the alphabet does not have
  odd_length,      ///< ucs2
  lone_surrogate,  ///< ucs2: half a character, as when a sender cuts within one
  not_installed,   ///< this machine's C library does not have the alphabet
};
[[nodiscard]] std::string_view to_string(DecodeError error);

/// `header_octets`: of the user data header that stood in front. Packed septets begin on the next septet boundary
/// behind it.
[[nodiscard]] Expected<std::string, DecodeError> decode(std::span<const std::uint8_t> octets, Alphabet alphabet,
                                                        std::size_t header_octets = 0);

}  // namespace smppedge::text
