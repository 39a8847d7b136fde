// SPDX-License-Identifier: Apache-2.0
// A text as octets of an alphabet, decode.h's counterpart. No transliteration: a character is in the alphabet or it is
// not. What is cut for carriers is segmentation.h's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "message/text/decode.h"

namespace smppedge::text {

/// Appends the octets of `character`; false, and nothing appended, when the alphabet does not have it. Packed septets
/// have no octets of their own: none of gsm7_packed is written here.
[[nodiscard]] bool append_encoded(std::string& octets, char32_t character, Alphabet alphabet);

/// nullopt: a character that the alphabet does not have, or malformed UTF-8.
[[nodiscard]] std::optional<std::string> encode(std::string_view utf8, Alphabet alphabet);

}  // namespace smppedge::text
