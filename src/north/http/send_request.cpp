// SPDX-License-Identifier: Apache-2.0
#include "north/http/send_request.h"

#include <fmt/format.h>

#include "north/http/json_body.h"
#include "north/http/limits.h"
#include "north/http/nearest.h"
#include "north/http/rfc3339.h"

namespace smppedge::north::http {

namespace {

Problem invalid(std::string_view code, std::string detail) {
  return {400, code, std::move(detail)};
}

/// One message as it is read: what JSON gives, until it is known to be an item.
class Form {
 public:
  /// Reads into `item`.
  Form(gateway::AcceptItem& item, Seconds validity_max) : item_(item), validity_max_(validity_max) {}

  /// The members that read into this form.
  [[nodiscard]] auto members() {
    return std::array{
        JsonMember{"to", &item_.to, gateway::recipients_max, "too_many_recipients", true},
        JsonMember{"text", &item_.body, gateway::text_bytes_max, "text_too_long", true},
        JsonMember{"sign", &item_.sign, sign_bytes_max, "invalid_sign"},
        JsonMember{"class", &traffic_class_, class_bytes_max, "invalid_class"},
        JsonMember{"ref", &item_.ref, gateway::ref_bytes_max, "ref_too_long"},
        JsonMember{"extend", &item_.extend, extend_bytes_max, "invalid_extend"},
        JsonMember{"conversation", &item_.conversation, conversation_bytes_max, "invalid_conversation"},
        JsonMember{"validity_s", &validity_s_},
        JsonMember{"send_at", &send_at_, timestamp_bytes_max, "invalid_schedule"},
    };
  }
  [[nodiscard]] std::size_t numbers() const { return item_.to.size(); }
  /// What was read; the form is as new.
  [[nodiscard]] gateway::AcceptItem take() {
    traffic_class_ = class_by_default;
    validity_s_.reset();
    send_at_.reset();
    return std::exchange(item_, {});
  }

  /// Reads the values that are more than text; what is wrong with one of them.
  [[nodiscard]] std::optional<Problem> settle() {
    if (item_.body.empty()) return invalid("empty_text", "\"text\" is empty; give the text to send.");
    if (auto wrong = settle_class()) return wrong;
    if (auto wrong = settle_validity()) return wrong;
    return settle_send_at();
  }

 private:
  [[nodiscard]] std::optional<Problem> settle_class() {
    const auto word = traffic_class_from(traffic_class_);
    if (!word) {
      return invalid("invalid_class",
                     fmt::format("\"class\" is \"{}\"; it must be otp, notice or marketing.", traffic_class_));
    }
    item_.traffic_class = *word;
    return std::nullopt;
  }
  [[nodiscard]] std::optional<Problem> settle_validity() {
    if (!validity_s_) return std::nullopt;
    if (*validity_s_ < 1 || *validity_s_ > validity_max_.count()) {
      return invalid("invalid_validity", fmt::format("\"validity_s\" is {}; it must be 1 to {} seconds.", *validity_s_,
                                                     validity_max_.count()));
    }
    item_.validity = Seconds(*validity_s_);
    return std::nullopt;
  }
  [[nodiscard]] std::optional<Problem> settle_send_at() {
    if (!send_at_) return std::nullopt;
    item_.send_at = read_rfc3339(*send_at_);
    if (item_.send_at) return std::nullopt;
    return invalid("invalid_schedule",
                   fmt::format("\"send_at\" is \"{}\"; it must be a time like 2026-03-01T08:15:30Z or "
                               "2026-03-01T16:15:30+08:00.",
                               shortened(*send_at_)));
  }

  static constexpr std::string_view class_by_default = "notice";

  gateway::AcceptItem& item_;
  Seconds validity_max_;
  std::string traffic_class_{class_by_default};
  std::optional<std::int64_t> validity_s_;
  std::optional<std::string> send_at_;
};

Problem no_recipients() {
  return invalid("no_recipients", fmt::format("\"to\" is empty; give 1 to {} numbers.", gateway::recipients_max));
}

Problem no_messages() {
  return invalid("no_recipients",
                 fmt::format("\"messages\" is empty; give 1 to {} messages.", gateway::request_messages_max));
}
Problem too_many_messages() {
  return invalid("too_many_messages", fmt::format("With it the request holds more than {} numbers in all; send it and "
                                                  "the rest in another request.",
                                                  gateway::request_messages_max));
}

/// The entries of a list, which all come through one form.
struct Entries {
  Form& form;
  std::vector<gateway::AcceptItem> items;
  std::size_t numbers = 0;

  /// Adds what the form holds; what is wrong with a value goes with it.
  std::optional<Problem> add(std::optional<Problem> wrong) {
    if (form.numbers() == 0) return no_recipients();
    numbers += form.numbers();
    if (numbers > gateway::request_messages_max) return too_many_messages();
    if (!wrong) wrong = form.settle();
    gateway::AcceptItem& item = items.emplace_back(form.take());
    if (wrong) {
      item.error = gateway::RequestError{gateway::RequestError::Kind::invalid, wrong->code, std::move(wrong->detail)};
    }
    return std::nullopt;
  }
};

}  // namespace

Expected<gateway::AcceptRequest, Problem> read_send_request(std::string_view body, AccountNumber account,
                                                            Seconds validity_max) {
  gateway::AcceptRequest accept;
  accept.account = account;
  Form form(accept.items.emplace_back(), validity_max);
  Entries entries{form, {}};
  JsonList list{"messages", [&entries](std::optional<Problem> wrong) { return entries.add(std::move(wrong)); }};
  if (auto read = read_json_object(body, form.members(), &list); !read) return failure(std::move(read.error()));
  if (list.given) {
    if (entries.items.empty()) return failure(no_messages());
    accept.is_list = true;
    accept.items = std::move(entries.items);
    return accept;
  }
  if (form.numbers() == 0) return failure(no_recipients());
  if (auto wrong = form.settle()) return failure(std::move(*wrong));
  return accept;
}

}  // namespace smppedge::north::http
