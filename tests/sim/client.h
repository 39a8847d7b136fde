// SPDX-License-Identifier: Apache-2.0
// An account of the simulated gateway that asks and waits for its answers, and the submits of an SMPP client of it.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/sim/world.h"

namespace smppedge::sim {

class Client {
 public:
  template <class T>
  using Outcome = Expected<T, gateway::RequestError>;

  explicit Client(World& world_in) : world(world_in), account(world_in.account) {}

  // --- requests, as they come

  /// What an SMPP client submits: from `source`, one number.
  [[nodiscard]] static gateway::AcceptItem submit_sm(const std::string& to, const std::string& body,
                                                     const std::string& source = "") {
    gateway::AcceptItem item;
    item.to = {to};
    item.body = body;
    ClientSubmit client;
    client.bind = ClientBindId(1);
    client.source = *SenderAddress::make(source, 0, 0);
    client.destination = *SenderAddress::make(to, 1, 1);
    client.registered_delivery = 1;
    if (!source.empty()) item.source = client.source;
    item.client = client;
    return item;
  }
  /// A part of a long message that the client has cut itself, with its user data header.
  [[nodiscard]] static gateway::AcceptItem udh_part(const std::string& to, std::uint8_t reference, std::uint8_t total,
                                                    std::uint8_t sequence, const std::string& text = "part") {
    gateway::AcceptItem item = submit_sm(to, {});
    item.body_kind = BodyKind::verbatim;
    item.body = {5, 0, 3, static_cast<char>(reference), static_cast<char>(total), static_cast<char>(sequence)};
    item.body += text;
    item.client->esm_class = 0x40;
    item.client->part = {PartForm::udh_8, reference, total, sequence};
    return item;
  }
  [[nodiscard]] gateway::AcceptRequest request(gateway::AcceptItem item) const {
    gateway::AcceptRequest made;
    made.account = account;
    made.door = item.client ? Door::smpp : Door::http;
    made.items.push_back(std::move(item));
    return made;
  }

  // --- asks and waits

  Outcome<gateway::AcceptAnswer> accept(gateway::AcceptRequest request) {
    return wait<gateway::AcceptAnswer>([&](auto done) { world.gateway->accept(std::move(request), done); });
  }
  /// The only entry of an item with one number.
  gateway::AcceptEntry send(gateway::AcceptItem item) {
    const auto answer = accept(request(std::move(item)));
    if (!answer) throw std::runtime_error("refused: " + answer.error().message);
    return answer->messages.at(0);
  }
  /// As an SMPP client does.
  Outcome<gateway::CancelAnswer> cancel(MessageId id) {
    gateway::CancelRequest asked;
    asked.id = id;
    asked.whole_group = true;
    return cancel(std::move(asked));
  }
  Outcome<gateway::CancelAnswer> cancel(gateway::CancelRequest asked) {
    asked.account = account;
    return wait<gateway::CancelAnswer>([&](auto done) { world.gateway->cancel(std::move(asked), done); });
  }
  Outcome<void> replace(gateway::ReplaceRequest asked) {
    asked.account = account;
    return wait<void>([&](auto done) { world.gateway->replace(std::move(asked), done); });
  }
  Outcome<gateway::MessageView> find(MessageId id) {
    return wait<gateway::MessageView>([&](auto done) { world.gateway->find_message(account, id, done); });
  }
  [[nodiscard]] std::string state_of(MessageId id) {
    const auto view = find(id);
    return view ? std::string(to_string(view->message.state)) : std::string(view.error().code);
  }
  Outcome<MessageId> find_alias(std::uint32_t alias) {
    return wait<MessageId>([&](auto done) { world.gateway->find_alias(account, alias, done); });
  }
  Outcome<gateway::MessagesPage> list(gateway::MessagesQuery query) {
    query.account = account;
    return wait<gateway::MessagesPage>([&](auto done) { world.gateway->list_messages(std::move(query), done); });
  }

  /// Runs until the callback was called.
  template <class T, class Ask>
  Outcome<T> wait(Ask ask) {
    const auto got = std::make_shared<std::optional<Outcome<T>>>();
    ask([got](Outcome<T> answer) { got->emplace(std::move(answer)); });
    if (!world.run_until([&] { return got->has_value(); })) throw std::runtime_error("no answer");
    return std::move(**got);
  }

  World& world;
  AccountNumber account;
};

/// The error's code; "" for none.
template <class T>
[[nodiscard]] std::string code_of(const Expected<T, gateway::RequestError>& outcome) {
  return outcome ? std::string() : std::string(outcome.error().code);
}

}  // namespace smppedge::sim
