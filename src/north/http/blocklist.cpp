// SPDX-License-Identifier: Apache-2.0
#include "north/http/blocklist.h"

#include "north/http/answers.h"
#include "north/http/endpoint.h"
#include "north/http/limits.h"
#include "policy/number.h"

namespace smppedge::north::http {

namespace {

/// The number in the path; what is none is answered. Its + may stand as it is, or as %2B.
std::optional<PhoneNumber> phone_in(const Call& call) {
  std::string written(call.id);
  if (written.starts_with("%2B") || written.starts_with("%2b")) written.replace(0, 3, "+");
  const auto phone = policy::normalise_recipient(written);
  if (phone) return *phone;
  refuse(call.responder, {400, "invalid_number", std::string(policy::advice(phone.error()))});
  return std::nullopt;
}

Expected<gateway::BlockedQuery, Problem> read_query(const Call& call) {
  gateway::BlockedQuery query;
  query.account = call.account;
  if (const std::string* const cursor = call.query.find("cursor")) {
    const auto after = PhoneNumber::from_digits(*cursor);
    if (!after) return failure(invalid_parameter("cursor", *cursor, "the \"next\" of the page before"));
    query.after = *after;
  }
  const auto limit = call.query.number("limit", 1, gateway::blocked_page_max, blocked_page_default);
  if (!limit) return failure(limit.error());
  query.limit = static_cast<unsigned>(*limit);
  return query;
}

/// Asks the gateway about the phone in the path.
template <class T, class Render>
void ask_of_phone(const Call& call,
                  void (gateway::Api::*question)(AccountNumber, const PhoneNumber&, gateway::Api::Done<T>),
                  Render render) {
  const auto phone = phone_in(call);
  if (!phone) return;
  call.core.ask<T>(
      call.account, call.responder,
      [account = call.account, phone = *phone, question](gateway::Api& api, auto done) {
        (api.*question)(account, phone, std::move(done));
      },
      [phone = *phone, render](const auto& result) { return render(phone, *result); });
}

}  // namespace

void list_blocked(const Call& call) {
  const auto query = read_query(call);
  if (!query) return refuse(call.responder, query.error());
  call.core.ask<store::BlockedPage>(
      call.account, call.responder,
      [query = *query](gateway::Api& api, auto done) { api.list_blocked(query, std::move(done)); },
      [](const auto& page) { return Answer{render(*page)}; });
}

void show_blocked(const Call& call) {
  ask_of_phone<store::BlockedPhone>(call, &gateway::Api::find_blocked,
                                    [](const PhoneNumber&, const auto& known) { return Answer{render(known)}; });
}

void block_phone(const Call& call) {
  ask_of_phone<bool>(call, &gateway::Api::block,
                     [](const PhoneNumber& phone, bool was_added) { return Answer{render_blocked(phone, was_added)}; });
}

void unblock_phone(const Call& call) {
  ask_of_phone<gateway::Unblocked>(
      call, &gateway::Api::unblock, [](const PhoneNumber& phone, gateway::Unblocked unblocked) {
        return Answer{render_unblocked(phone, unblocked), unblocked == gateway::Unblocked::removed ? 200 : 202};
      });
}

}  // namespace smppedge::north::http
