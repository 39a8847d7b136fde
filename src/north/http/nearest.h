// SPDX-License-Identifier: Apache-2.0
// What a client may have meant, and how much of what it sent is quoted back to it.
#pragma once

#include <span>
#include <string_view>

namespace smppedge::north::http {

/// `text` cut to at most `bytes_max` octets at a character's end, for quoting what a client sent.
[[nodiscard]] std::string_view shortened(std::string_view text, std::size_t bytes_max = 40);

/// Of `words`, the one that `word` is most likely a misspelling of; "" when none is near.
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string_view> words);

}  // namespace smppedge::north::http
