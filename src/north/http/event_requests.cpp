// SPDX-License-Identifier: Apache-2.0
#include "north/http/event_requests.h"

#include <algorithm>
#include <array>

#include "north/http/json_body.h"
#include "north/http/limits.h"

namespace smppedge::north::http {

namespace {

bool is_negative(std::int64_t value) {
  return value < 0;
}
EventSequence to_sequence(std::int64_t value) {
  return EventSequence(static_cast<std::uint64_t>(value));
}

}  // namespace

Expected<EventSequence, Problem> read_acknowledgement(std::string_view body) {
  std::optional<std::int64_t> through;
  const std::array members{JsonMember{"through", &through, 0, {}, true}};
  if (auto read = read_json_object(body, members); !read) return failure(std::move(read.error()));
  if (is_negative(*through)) {
    return failure(
        Problem{400, "invalid_through", "\"through\" is negative; give the \"seq\" of the last event taken."});
  }
  return to_sequence(*through);
}

Expected<RetryRequest, Problem> read_retry(std::string_view body) {
  JsonMember::Numbers events;
  std::optional<bool> all;
  const std::array members{JsonMember{"events", &events, retried_events_max, "too_many_events"},
                           JsonMember{"all", &all}};
  if (auto read = read_json_object(body, members); !read) return failure(std::move(read.error()));
  RetryRequest request;
  request.all = all.value_or(false);
  if (request.all != events.empty()) {
    return failure(Problem{400, request.all ? "mixed_forms" : "missing_field",
                           "Give the \"seq\" of one dead letter or more as \"events\", or \"all\": true."});
  }
  if (std::any_of(events.begin(), events.end(), is_negative)) {
    return failure(Problem{400, "invalid_events", "An entry of \"events\" is negative; give the \"seq\" of each."});
  }
  for (const std::int64_t event : events) request.events.push_back(to_sequence(event));
  return request;
}

}  // namespace smppedge::north::http
