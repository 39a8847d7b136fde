// SPDX-License-Identifier: Apache-2.0
// Cuts a text into what single short messages carry: the one function that the accept answer, the biller and the
// encoder share, so that the part list is the truth (domain.md 0.3, A.10, C.6).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"

namespace smppedge::text {

enum class Encoding : std::uint8_t { gsm7, ucs2, octets };
[[nodiscard]] std::string_view to_string(Encoding encoding);  ///< "gsm7", "ucs2", "octets": words of the API

/// The width of the concatenation reference in the user data header: 05 00 03 or 06 08 04.
enum class ReferenceWidth : std::uint8_t { none_single_only, bits_8, bits_16 };

enum class TextError : std::uint8_t {
  empty,
  not_utf8,           ///< malformed UTF-8, or a lone surrogate
  too_many_segments,  ///< more than segments_max
};

/// How a text is to be written; the same for the same text and width, always.
struct Cut {
  Encoding encoding = Encoding::gsm7;
  /// Septets (gsm7), UTF-16 code units (ucs2) or octets of the whole text.
  std::size_t units = 0;
  /// End of each segment in units, in order; one element: no user data header.
  std::vector<std::uint32_t> ends;
  [[nodiscard]] std::size_t segments() const { return ends.size(); }
};

/// GSM 03.38 when every character has a place in it (basic or extension table), else UCS-2 (UTF-16BE). No segment
/// ends between an escape and its character or within a surrogate pair. At most segments_max (1..255) segments.
[[nodiscard]] Expected<Cut, TextError> cut(std::string_view utf8, ReferenceWidth width, unsigned segments_max);

/// The same for octets that are no text: 140 in a single short message, 134 or 133 behind a user data header.
[[nodiscard]] Expected<Cut, TextError> cut_octets(std::string_view octets, ReferenceWidth width, unsigned segments_max);

/// The octets of `short_message` for segment `index` (from 0) of `cut(body, width)` or `cut_octets(body, width)`: the
/// user data header when there are several, then unpacked septets, UTF-16BE or the octets. Never more than 159 octets.
/// `out` is replaced.
void write_segment(std::string_view body, const Cut& cut, ReferenceWidth width, std::uint16_t reference, unsigned index,
                   std::vector<std::uint8_t>& out);

}  // namespace smppedge::text
