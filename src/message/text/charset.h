// SPDX-License-Identifier: Apache-2.0
// Text in a charset that the C library knows by name, to UTF-8: those that carriers bring and that we never write
// (docs/decisions/0011-alphabets-of-replies-by-iconv.md). A handle is opened for each call and closed with it; the
// first of a charset loads the library's module for it from disk. Any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/expected.h"
#include "message/text/decode.h"

namespace smppedge::text::charset {

/// `octets`: at most what one message holds, since they are converted in one go. foreign_octet: one that the charset
/// does not have, or half a character at the end; not_installed.
[[nodiscard]] Expected<std::string, DecodeError> decode(std::span<const std::uint8_t> octets, const char* charset);

}  // namespace smppedge::text::charset
