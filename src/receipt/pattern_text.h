// SPDX-License-Identifier: Apache-2.0
// Reads the text of a receipt by its carrier's own pattern.
#pragma once

#include <optional>
#include <string_view>

#include "profile/receipt_pattern.h"
#include "receipt/receipt_text.h"

namespace smppedge::receipt {

/// Views into `text`; nullopt when it does not have the pattern's form. White space and NULs at its end do not count,
/// nor does what stands around a value.
[[nodiscard]] std::optional<ReceiptText> read_pattern_text(std::string_view text, const ReceiptPattern& pattern);

}  // namespace smppedge::receipt
