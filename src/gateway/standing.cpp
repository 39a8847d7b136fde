// SPDX-License-Identifier: Apache-2.0
#include "gateway/standing.h"

#include "gateway/request_error.h"

namespace smppedge::gateway {

Standing standing_of(const Message& message) {
  if (is_final(message.state)) return Standing::ended;
  for (const Segment& segment : message.segments) {
    if (segment.state != SegmentState::waiting) return Standing::sent;
    for (const Attempt& attempt : segment.attempts) {
      const bool came_to_nothing = attempt.state == AttemptState::released || attempt.state == AttemptState::refused;
      if (!came_to_nothing) return Standing::sent;
    }
  }
  return Standing::unsent;
}

std::optional<RequestError> refusal_of(Standing standing) {
  switch (standing) {
    case Standing::unsent:
      return std::nullopt;
    case Standing::sent:
      return conflict("already_sent", "The message is on its way already; it cannot be taken back.");
    case Standing::ended:
      break;
  }
  return conflict("already_ended", "The message has its final state already.");
}

bool is_source_of(const Message& message, const SenderAddress& source) {
  return source == (message.client ? message.client->source : SenderAddress());
}

std::string_view service_type_of(const Message& message) {
  return message.client ? message.client->service_type.view() : std::string_view();
}

}  // namespace smppedge::gateway
