// SPDX-License-Identifier: Apache-2.0
// Cuts a text into what single short messages carry: the one function that the accept answer, the biller and the
// encoder share, so that the part list is the truth (domain.md 0.3, A.10, C.6).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"
#include "message/text/decode.h"

namespace smppedge::text {

enum class Encoding : std::uint8_t { gsm7, ucs2, octets, gsm7_packed, ascii, latin1, utf8 };
[[nodiscard]] std::string_view to_string(Encoding encoding);  ///< the enumerator: words of the API

/// The width of the concatenation reference in the user data header: 05 00 03 or 06 08 04.
enum class ReferenceWidth : std::uint8_t { none_single_only, bits_8, bits_16 };

/// How a long message says that it is one.
enum class LongForm : std::uint8_t {
  udh,      ///< a user data header in each part
  sar,      ///< the sar_ TLVs (5.3.2.22 to 24); the SMSC writes the header, so its octets are kept free
  payload,  ///< one submit, the whole text in message_payload (5.3.2.32); the SMSC cuts it
};

/// Which parts the carrier writes its own signature into.
enum class SignatureIn : std::uint8_t { last_part, first_part, every_part };

/// Units that a carrier's signature may take: of the smallest part, one of 66, half must be left for the text.
inline constexpr unsigned signature_units_max = 30;

/// All that a cut depends on beside the text: one message is always cut by the same rules.
struct CutRules {
  /// In which texts are written that have a place in it; the others are UCS-2. ucs2: all of them.
  Alphabet alphabet = Alphabet::gsm7_unpacked;
  LongForm long_form = LongForm::udh;
  ReferenceWidth width = ReferenceWidth::bits_8;  ///< of the header, whoever writes it
  /// Kept free for the carrier's signature, 0..signature_units_max, in units of the text's encoding.
  std::uint8_t signature_units = 0;
  SignatureIn signature_in = SignatureIn::last_part;
  friend bool operator==(const CutRules&, const CutRules&) = default;
};

enum class TextError : std::uint8_t {
  empty,
  not_utf8,           ///< malformed UTF-8, or a lone surrogate
  too_many_segments,  ///< more than segments_max
};

/// How a text is to be written; the same for the same text and rules, always.
struct Cut {
  Encoding encoding = Encoding::gsm7;
  /// Septets (gsm7, gsm7_packed), UTF-16 code units (ucs2) or octets of the whole text.
  std::size_t units = 0;
  /// End of each segment in units, in order; one element: no user data header.
  std::vector<std::uint32_t> ends;
  bool in_payload = false;  ///< one segment, too long for a short_message
  [[nodiscard]] std::size_t segments() const { return ends.size(); }
};

/// In the rules' alphabet when every character has a place in it, else UCS-2 (UTF-16BE). No segment ends within a
/// character: between an escape and its septet, within a surrogate pair or a UTF-8 sequence. At most segments_max
/// (1..255) segments; what goes as a payload must fit as many.
[[nodiscard]] Expected<Cut, TextError> cut(std::string_view utf8, const CutRules& rules, unsigned segments_max);

/// The same for octets that are no text: 140 in a single short message, 134 or 133 behind a user data header. No
/// carrier signs them.
[[nodiscard]] Expected<Cut, TextError> cut_octets(std::string_view octets, const CutRules& rules,
                                                  unsigned segments_max);

/// The octets of segment `index` (from 0) of `cut(body, rules)` or `cut_octets(body, rules)`: the user data header
/// where there are several and LongForm::udh asks for it, then the text in its encoding, or the octets. At most 160
/// octets, but for a payload. `out` is replaced.
void write_segment(std::string_view body, const Cut& cut, const CutRules& rules, std::uint16_t reference,
                   unsigned index, std::vector<std::uint8_t>& out);

}  // namespace smppedge::text
