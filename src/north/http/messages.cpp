// SPDX-License-Identifier: Apache-2.0
#include "north/http/messages.h"

#include "north/http/answers.h"
#include "north/http/endpoint.h"
#include "north/http/idempotency.h"
#include "north/http/messages_query.h"
#include "north/http/send_request.h"

namespace smppedge::north::http {

namespace {

/// The id in the path; what is none is answered.
std::optional<MessageId> message_id(const Call& call) {
  const auto id = MessageId::parse(call.id);
  if (!id) {
    refuse(call.responder, {404, "unknown_message", "This is no message id; ids are 16 hexadecimal digits."});
  }
  return id;
}

}  // namespace

void send_messages(const Call& call) {
  auto accept = read_send_request(call.request.body, call.account, call.settings.validity_max);
  if (!accept) return refuse(call.responder, accept.error());
  if (const auto key = call.request.find_header("Idempotency-Key")) {
    auto idempotency = read_idempotency(*key, call.request.body);
    if (!idempotency) return refuse(call.responder, idempotency.error());
    accept->idempotency = std::move(*idempotency);
  }
  call.core.ask<gateway::AcceptAnswer>(
      call.account, call.responder,
      [accept = std::move(*accept)](gateway::Api& api, auto done) mutable {
        api.accept(std::move(accept), std::move(done));
      },
      [](const auto& accepted) {
        const bool is_replayed = !accepted->rendered.empty();
        return Answer{is_replayed ? accepted->rendered : render(*accepted), 202, is_replayed};
      });
}

void list_messages(const Call& call) {
  auto query = read_messages_query(call.query, call.account);
  if (!query) return refuse(call.responder, query.error());
  call.core.ask<gateway::MessagesPage>(
      call.account, call.responder,
      [query = std::move(*query)](gateway::Api& api, auto done) { api.list_messages(query, std::move(done)); },
      [](const auto& page) { return Answer{render(*page)}; });
}

void show_message(const Call& call) {
  const auto wire = call.query.number("wire", 0, 1, 0);
  if (!wire) return refuse(call.responder, wire.error());
  const auto id = message_id(call);
  if (!id) return;
  const Shown shown{*wire == 1, call.settings.see_bodies.contains(call.account)};
  call.core.ask<gateway::MessageView>(
      call.account, call.responder,
      [account = call.account, id = *id](gateway::Api& api, auto done) {
        api.find_message(account, id, std::move(done));
      },
      [directory = call.settings.directory, shown](const auto& view) {
        return Answer{render(*view, *directory, shown)};
      });
}

void cancel_message(const Call& call) {
  const auto id = message_id(call);
  if (!id) return;
  call.core.ask<gateway::CancelAnswer>(
      call.account, call.responder,
      [account = call.account, id = *id](gateway::Api& api, auto done) {
        gateway::CancelRequest cancel;
        cancel.account = account;
        cancel.id = id;
        api.cancel(std::move(cancel), std::move(done));
      },
      [id = *id](const auto&) { return Answer{render_cancelled(id)}; });
}

}  // namespace smppedge::north::http
