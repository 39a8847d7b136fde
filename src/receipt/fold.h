// SPDX-License-Identifier: Apache-2.0
// Folds the ends of a message's segments into the one result that is told to the platform (design.md, "Folded once").
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

}  // namespace smppedge::receipt
