// SPDX-License-Identifier: Apache-2.0
#include "north/http/send_request.h"

#include <fmt/format.h>

#include "north/http/json_body.h"
#include "north/http/limits.h"

namespace smppedge::north::http {

namespace {

Problem invalid(std::string_view code, std::string detail) {
  return {400, code, std::move(detail)};
}

}  // namespace

Expected<gateway::AcceptRequest, Problem> read_send_request(std::string_view body, AccountNumber account,
                                                            Seconds validity_max) {
  gateway::AcceptRequest accept;
  accept.account = account;
  gateway::AcceptItem& request = accept.items.emplace_back();
  std::string traffic_class = "notice";
  std::optional<std::int64_t> validity_s;
  const std::array members{
      JsonMember{"to", &request.to, gateway::recipients_max, "too_many_recipients", true},
      JsonMember{"text", &request.body, gateway::text_bytes_max, "text_too_long", true},
      JsonMember{"sign", &request.sign, sign_bytes_max, "invalid_sign"},
      JsonMember{"class", &traffic_class, 16, "invalid_class"},
      JsonMember{"ref", &request.ref, gateway::ref_bytes_max, "ref_too_long"},
      JsonMember{"extend", &request.extend, extend_bytes_max, "invalid_extend"},
      JsonMember{"validity_s", &validity_s},
  };
  if (auto read = read_json_object(body, members); !read) return failure(std::move(read.error()));

  if (request.to.empty()) {
    return failure(
        invalid("no_recipients", fmt::format("\"to\" is empty; give 1 to {} numbers.", gateway::recipients_max)));
  }
  if (request.body.empty()) return failure(invalid("empty_text", "\"text\" is empty; give the text to send."));
  const auto word = traffic_class_from(traffic_class);
  if (!word) {
    return failure(invalid("invalid_class",
                           fmt::format("\"class\" is \"{}\"; it must be otp, notice or marketing.", traffic_class)));
  }
  request.traffic_class = *word;
  if (validity_s) {
    if (*validity_s < 1 || *validity_s > validity_max.count()) {
      return failure(invalid("invalid_validity", fmt::format("\"validity_s\" is {}; it must be 1 to {} seconds.",
                                                             *validity_s, validity_max.count())));
    }
    request.validity = Seconds(*validity_s);
  }
  return accept;
}

Expected<EventSequence, Problem> read_acknowledgement(std::string_view body) {
  std::optional<std::int64_t> through;
  const std::array members{JsonMember{"through", &through, 0, {}, true}};
  if (auto read = read_json_object(body, members); !read) return failure(std::move(read.error()));
  if (*through < 0) {
    return failure(invalid("invalid_through", "\"through\" is negative; give the \"seq\" of the last event taken."));
  }
  return EventSequence(static_cast<std::uint64_t>(*through));
}

}  // namespace smppedge::north::http
