// SPDX-License-Identifier: Apache-2.0
#include "receipt/fold.h"

namespace smppedge::receipt {

namespace {

/// The higher decides.
int weight(SegmentState state) {
  switch (state) {
    case SegmentState::withdrawn:
      return 0;
    case SegmentState::delivered:
      return 1;
    case SegmentState::unknown:
      return 2;
    default:
      return 3;
  }
}

}  // namespace

std::optional<Result> fold(std::span<const Standing> segments) {
  if (segments.empty()) return std::nullopt;
  std::size_t decides = 0;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (!is_terminal(segments[i].state)) return std::nullopt;
    if (weight(segments[i].state) > weight(segments[decides].state)) decides = i;
  }
  const Standing& end = segments[decides];
  return Result{message_state_of(end.state), end.reason, decides};
}

static std::optional<Standing> said_by(const Part& part) {
  if (!is_terminal(part.standing.state)) return std::nullopt;
  return part.by_receipt ? part.standing : Standing{SegmentState::unknown, Reason::no_receipt};
}

std::optional<Standing> said_for_all(std::span<const Part> parts, PartsOf receipts_of) {
  if (parts.size() < 2) return std::nullopt;
  switch (receipts_of) {
    case PartsOf::first:
      return said_by(parts.front());
    case PartsOf::last:
      return said_by(parts.back());
    case PartsOf::any:
      for (const Part& part : parts) {
        if (part.by_receipt && is_terminal(part.standing.state)) return said_by(part);
      }
      break;
    case PartsOf::all:
      break;
  }
  return std::nullopt;
}

}  // namespace smppedge::receipt
