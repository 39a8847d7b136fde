// SPDX-License-Identifier: Apache-2.0
// A family's samples must stand together, so accounts are walked once a family.
#include "door_metrics.h"

#include "pdu/status.h"
#include "session/state.h"

namespace smppedge {
namespace {

using admin::Exposition;
using Type = Exposition::Type;
using north::smpp::AccountStatus;
using north::webhook::WebhookStatus;

template <class Value>
void each_account(Exposition& out, const north::smpp::Status& status, const gateway::Directory& names,
                  std::string_view name, Type type, std::string_view help, Value value) {
  out.family(name, type, help);
  for (const AccountStatus& account : status.accounts) {
    out.sample({{"account", names.name(account.number)}}, value(account));
  }
}

void write_binds(Exposition& out, const north::smpp::Status& status, const gateway::Directory& names) {
  constexpr session::BindKind kinds[] = {session::BindKind::receiver, session::BindKind::transmitter,
                                         session::BindKind::transceiver};
  out.family("smpp_binds", Type::gauge, "Binds that the account's clients hold.");
  for (const AccountStatus& account : status.accounts) {
    for (const session::BindKind kind : kinds) {
      out.sample({{"account", names.name(account.number)}, {"kind", session::to_string(kind)}},
                 account.binds[static_cast<std::size_t>(kind)]);
    }
  }
}

void write_requests(Exposition& out, const north::smpp::Status& status, const gateway::Directory& names) {
  each_account(out, status, names, "smpp_requests_total", Type::counter, "Sound requests of the account's clients.",
               [](const AccountStatus& account) { return account.requests.requests; });
  each_account(out, status, names, "smpp_requests_orphaned_total", Type::counter,
               "Those whose client was gone before the answer.",
               [](const AccountStatus& account) { return account.requests.orphaned; });
  out.family("smpp_requests_refused_total", Type::counter, "Those answered with an error, by command_status.");
  for (const AccountStatus& account : status.accounts) {
    for (const auto& [command_status, count] : account.requests.refused) {
      out.sample({{"account", names.name(account.number)}, {"command_status", pdu::to_string(command_status)}}, count);
    }
  }
}

void write_deliveries(Exposition& out, const north::smpp::Status& status, const gateway::Directory& names) {
  using Counters = north::smpp::DeliveryCounters;
  struct Outcome {
    std::string_view word;
    std::uint64_t Counters::*count;
  };
  constexpr Outcome outcomes[] = {{"delivered", &Counters::delivered},    {"refused", &Counters::refused},
                                  {"timed_out", &Counters::timed_out},    {"lost", &Counters::lost},
                                  {"put_aside", &Counters::put_aside},    {"unwritable", &Counters::unwritable},
                                  {"not_settled", &Counters::not_settled}};
  out.family("smpp_deliveries_total", Type::counter, "Receipts and replies to clients, by what became of them.");
  for (const AccountStatus& account : status.accounts) {
    for (const Outcome& outcome : outcomes) {
      out.sample({{"account", names.name(account.number)}, {"outcome", outcome.word}}, account.delivery.*outcome.count);
    }
  }
  each_account(out, status, names, "smpp_deliveries_pending", Type::gauge, "Those that wait for room in a window.",
               [](const AccountStatus& account) { return account.delivery.pending; });
  each_account(out, status, names, "smpp_deliveries_in_flight", Type::gauge, "Those not answered yet.",
               [](const AccountStatus& account) { return account.delivery.in_flight; });
}

template <class Value>
void each_webhook(Exposition& out, const std::vector<WebhookStatus>& webhooks, std::string_view name, Type type,
                  std::string_view help, Value value) {
  out.family(name, type, help);
  for (const WebhookStatus& webhook : webhooks) out.sample({{"account", webhook.name}}, value(webhook));
}

}  // namespace

void write_smpp_metrics(Exposition& out, const north::smpp::Status& status, const gateway::Directory& names) {
  out.gauge("smpp_connections_open", "Connections of SMPP clients, bound or not.", status.connections);
  out.gauge("smpp_requests_in_flight", "Their requests that are not answered yet.", status.requests_under_way);
  out.family("smpp_refused_total", Type::counter, "Connections and binds that were refused, by why.");
  for (unsigned i = 0; i < north::smpp::refusal_count; ++i) {
    out.sample({{"reason", to_string(static_cast<north::smpp::Refusal>(i))}}, status.refused[i]);
  }
  out.family("smpp_connections_ended_total", Type::counter, "Connections of SMPP clients that have ended, by why.");
  for (const auto& [cause, count] : status.ended) out.sample({{"cause", cause}}, count);
  out.family("smpp_unexpected_total", Type::counter, "What clients sent or left out against the protocol, by kind.");
  out.sample({{"kind", "violation"}}, status.sessions.violations);
  out.sample({{"kind", "too_many_requests"}}, status.sessions.deferred_requests);
  out.sample({{"kind", "no_response"}}, status.sessions.response_timeouts);
  out.sample({{"kind", "stray_response"}}, status.sessions.stray_responses);
  out.counter("smpp_bind_failures_forgotten_total",
              "Addresses and system_ids of wrong binds forgotten for want of room.", status.failures_pushed_out);
  write_binds(out, status, names);
  write_requests(out, status, names);
  write_deliveries(out, status, names);
}

void write_webhook_metrics(Exposition& out, const std::vector<WebhookStatus>& webhooks,
                           const HttpPoster::Counters& posts) {
  out.counter("webhook_connections_total", "Connections made to endpoints.", posts.connections);
  out.counter("webhook_forbidden_addresses_total", "Connections not made, since the address is not allowed.",
              posts.forbidden_addresses);
  each_webhook(out, webhooks, "webhook_events_pushed_total", Type::counter, "Events that the endpoint took.",
               [](const WebhookStatus& webhook) { return webhook.pushed_events; });
  each_webhook(out, webhooks, "webhook_requests_total", Type::counter, "Posts to the endpoint.",
               [](const WebhookStatus& webhook) { return webhook.requests; });
  each_webhook(out, webhooks, "webhook_requests_failed_total", Type::counter, "Those that it did not take.",
               [](const WebhookStatus& webhook) { return webhook.failed_requests; });
  each_webhook(out, webhooks, "webhook_events_out", Type::gauge, "Events under way or set aside.",
               [](const WebhookStatus& webhook) { return webhook.out_events; });
  out.family("webhook_retry_delay_seconds", Type::gauge, "How long the next post waits; 0 while all is well.");
  for (const WebhookStatus& webhook : webhooks) {
    out.sample_seconds({{"account", webhook.name}}, static_cast<std::uint64_t>(webhook.retry_delay.count()));
  }
}

}  // namespace smppedge
