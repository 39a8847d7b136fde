// SPDX-License-Identifier: Apache-2.0
// Folds the ends of a message's segments into the one result that is told to the platform (design.md, "Folded once"),
// and says what one receipt means for the parts that get none.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "message/states.h"
#include "receipt/receipt_state.h"

namespace smppedge::receipt {

struct Result {
  MessageState state = MessageState::unknown;
  Reason reason = Reason::none;
  std::size_t segment = 0;  ///< from 0: the one that decided
  friend bool operator==(const Result&, const Result&) = default;
};

/// nullopt while a segment is not terminal, or when there is none. Withdrawn segments do not count. Of the rest the
/// first that failed decides, else the first that is unknown, else the message is delivered.
[[nodiscard]] std::optional<Result> fold(std::span<const Standing> segments);

/// A part of a long message; `by_receipt`: a receipt of its own ended it.
struct Part {
  Standing standing;
  bool by_receipt = false;
};

/// How the sent parts that get no receipt of their own end, as the profile's receipts_of has it (D28); nullopt: not
/// yet, or each has its own. Where the part that alone gets one ended without, nothing will be known of the others.
[[nodiscard]] std::optional<Standing> said_for_all(std::span<const Part> parts, PartsOf receipts_of);

}  // namespace smppedge::receipt
