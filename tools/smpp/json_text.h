// SPDX-License-Identifier: Apache-2.0
// Text that a peer wrote, inside a JSON string.
#pragma once

#include <string>
#include <string_view>

namespace smppedge {

/// Escapes quotes, backslashes and control characters; octets that are not ASCII become \u00XX, since a peer's octets
/// need not be UTF-8. Text of our own that is UTF-8 goes through json_utf8.
[[nodiscard]] std::string json_text(std::string_view octets);
[[nodiscard]] std::string json_utf8(std::string_view utf8);

}  // namespace smppedge
