// SPDX-License-Identifier: Apache-2.0
// How a receipt's pattern is written: fields in braces, as in "{status},{done_date},{id}", and the text between them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"

namespace smppedge::config {

/// A field and what stands behind it; of the first piece, which names no field, what stands in front of all.
struct PatternPiece {
  std::string_view field;
  std::string_view behind;
};

/// Views into `written`; else a sentence that says what to change.
[[nodiscard]] Expected<std::vector<PatternPiece>, std::string> read_receipt_pattern(std::string_view written);

}  // namespace smppedge::config
