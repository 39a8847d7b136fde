// SPDX-License-Identifier: Apache-2.0
// A message with all that JSON may show of it, and the directory that names its carrier.
#pragma once

#include "gateway/directory.h"
#include "message/message.h"

namespace smppedge::test {

inline const CarrierNumber east{3};
inline WallTime at(std::int64_t ms) {
  return WallTime(Millis(1'700'000'000'000 + ms));
}

inline gateway::Directory directory() {
  gateway::Directory made;
  made.add(east, "east");
  return made;
}

inline Attempt attempt(AttemptState state, std::uint32_t command_status, std::string_view carrier_message_id) {
  Attempt made;
  made.state = state;
  made.carrier = east;
  made.bind = BindId(1);
  made.command_status = command_status;
  made.carrier_message_id = carrier_message_id;
  return made;
}

inline Message delivered_message() {
  Message message;
  message.id = MessageId(0x18BCFE568000001);
  message.account = AccountNumber(7);
  message.to = *PhoneNumber::from_digits("8613800138000");
  message.ref = "order \"1\"";
  message.accepted_at = at(0);
  message.expires_at = at(600'000);
  message.ended_at = at(1'234);
  message.plan.sender = *SenderAddress::make("106900001", 0, 1);
  message.state = MessageState::delivered;
  Segment& segment = message.segments.emplace_back();
  segment.state = SegmentState::delivered;
  segment.receipt_at = at(1'200);
  segment.receipt_err = "000";
  segment.attempts.push_back(attempt(AttemptState::accepted, 0, "c\xE9-1"));
  return message;
}

}  // namespace smppedge::test
