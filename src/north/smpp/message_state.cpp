// SPDX-License-Identifier: Apache-2.0
#include "north/smpp/message_state.h"

#include <fmt/format.h>

#include <algorithm>

namespace smppedge::north::smpp {

namespace {

CarrierError error_of(const Segment& segment) {
  CarrierError error;
  if (!segment.receipt_err.empty()) {
    // It is written into a text of ours: what could pass for more than one word of it is left out.
    const bool is_word =
        std::all_of(segment.receipt_err.begin(), segment.receipt_err.end(), [](char c) { return c > ' ' && c <= '~'; });
    if (is_word) error.assign(segment.receipt_err);
  } else if (!segment.attempts.empty() && segment.attempts.back().state == AttemptState::refused) {
    error.assign(fmt::format("{:03}", segment.attempts.back().command_status));
  }
  return error;
}

bool failed(SegmentState state) {
  return is_terminal(state) && state != SegmentState::delivered && state != SegmentState::withdrawn;
}

}  // namespace

receipt::State state_of(MessageState state) {
  switch (state) {
    case MessageState::scheduled:
    case MessageState::accepted:
    case MessageState::queued:
    case MessageState::submitted:
    case MessageState::sent:
    case MessageState::in_doubt:
      return receipt::State::enroute;
    case MessageState::delivered:
      return receipt::State::delivered;
    case MessageState::undeliverable:
      return receipt::State::undeliverable;
    case MessageState::expired:
      return receipt::State::expired;
    case MessageState::rejected:
      return receipt::State::rejected;
    case MessageState::cancelled:
      return receipt::State::deleted;
    case MessageState::unknown:
      break;
  }
  return receipt::State::unknown;
}

CarrierError carrier_error_of(const Message& message) {
  CarrierError first;
  for (const Segment& segment : message.segments) {
    const CarrierError error = error_of(segment);
    if (failed(segment.state)) return error;
    if (first.empty()) first = error;
  }
  return first;
}

}  // namespace smppedge::north::smpp
