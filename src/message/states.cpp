// SPDX-License-Identifier: Apache-2.0
#include "message/states.h"

namespace smppedge {

std::string_view to_string(MessageState state) {
  switch (state) {
    case MessageState::scheduled:
      return "scheduled";
    case MessageState::accepted:
      return "accepted";
    case MessageState::queued:
      return "queued";
    case MessageState::submitted:
      return "submitted";
    case MessageState::sent:
      return "sent";
    case MessageState::in_doubt:
      return "in_doubt";
    case MessageState::delivered:
      return "delivered";
    case MessageState::undeliverable:
      return "undeliverable";
    case MessageState::expired:
      return "expired";
    case MessageState::rejected:
      return "rejected";
    case MessageState::cancelled:
      return "cancelled";
    case MessageState::unknown:
      return "unknown";
  }
  return "";
}

std::string_view to_string(SegmentState state) {
  switch (state) {
    case SegmentState::waiting:
      return "waiting";
    case SegmentState::claimed:
      return "claimed";
    case SegmentState::sent:
      return "sent";
    case SegmentState::in_doubt:
      return "in_doubt";
    case SegmentState::delivered:
      return "delivered";
    case SegmentState::undeliverable:
      return "undeliverable";
    case SegmentState::expired:
      return "expired";
    case SegmentState::rejected:
      return "rejected";
    case SegmentState::cancelled:
      return "cancelled";
    case SegmentState::unknown:
      return "unknown";
    case SegmentState::withdrawn:
      return "withdrawn";
  }
  return "";
}

std::string_view to_string(AttemptState state) {
  switch (state) {
    case AttemptState::claimed:
      return "claimed";
    case AttemptState::released:
      return "released";
    case AttemptState::refused:
      return "refused";
    case AttemptState::accepted:
      return "accepted";
    case AttemptState::in_doubt:
      return "in_doubt";
  }
  return "";
}

std::string_view to_string(Reason reason) {
  switch (reason) {
    case Reason::none:
      return "";
    case Reason::no_receipt:
      return "no_receipt";
    case Reason::no_id:
      return "no_id";
    case Reason::in_doubt:
      return "in_doubt";
    case Reason::by_carrier:
      return "by_carrier";
    case Reason::response_timeout:
      return "response_timeout";
    case Reason::bind_closed:
      return "bind_closed";
    case Reason::crash:
      return "crash";
    case Reason::refused:
      return "refused";
    case Reason::retries_exhausted:
      return "retries_exhausted";
    case Reason::validity_passed:
      return "validity_passed";
    case Reason::no_route:
      return "no_route";
    case Reason::blocked:
      return "blocked";
    case Reason::withdrawn:
      return "withdrawn";
    case Reason::not_writable:
      return "not_writable";
    case Reason::no_bind:
      return "no_bind";
    case Reason::breaker_open:
      return "breaker_open";
    case Reason::not_mine:
      return "not_mine";
    case Reason::carrier_gone:
      return "carrier_gone";
    case Reason::profile_changed:
      return "profile_changed";
  }
  return "";
}

std::string_view to_string(TrafficClass traffic_class) {
  switch (traffic_class) {
    case TrafficClass::otp:
      return "otp";
    case TrafficClass::notice:
      return "notice";
    case TrafficClass::marketing:
      return "marketing";
  }
  return "";
}

std::optional<TrafficClass> traffic_class_from(std::string_view word) {
  for (const auto candidate : {TrafficClass::otp, TrafficClass::notice, TrafficClass::marketing}) {
    if (word == to_string(candidate)) return candidate;
  }
  return std::nullopt;
}

std::optional<MessageState> message_state_from(std::string_view word) {
  for (unsigned number = 0; number < message_state_count; ++number) {
    const auto candidate = static_cast<MessageState>(number);
    if (word == to_string(candidate)) return candidate;
  }
  return std::nullopt;
}

MessageState message_state_of(SegmentState state) {
  switch (state) {
    case SegmentState::waiting:
      return MessageState::queued;
    case SegmentState::claimed:
      return MessageState::submitted;
    case SegmentState::sent:
      return MessageState::sent;
    case SegmentState::in_doubt:
      return MessageState::in_doubt;
    case SegmentState::delivered:
      return MessageState::delivered;
    case SegmentState::undeliverable:
      return MessageState::undeliverable;
    case SegmentState::expired:
      return MessageState::expired;
    case SegmentState::rejected:
    case SegmentState::withdrawn:
      return MessageState::rejected;
    case SegmentState::cancelled:
      return MessageState::cancelled;
    case SegmentState::unknown:
      return MessageState::unknown;
  }
  return MessageState::unknown;
}

}  // namespace smppedge
