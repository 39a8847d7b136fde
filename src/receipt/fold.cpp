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

}  // namespace smppedge::receipt
