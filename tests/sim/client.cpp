// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/client.h"

namespace smppedge::sim {

Client::Client(World& world_in) : world(world_in), account(world_in.account) {}

gateway::AcceptItem Client::submit_sm(const std::string& to, const std::string& body, const std::string& source) {
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

gateway::AcceptItem Client::udh_part(const std::string& to, std::uint8_t reference, std::uint8_t total,
                                     std::uint8_t sequence, const std::string& text) {
  gateway::AcceptItem item = submit_sm(to, {});
  item.body_kind = BodyKind::verbatim;
  item.body = {5, 0, 3, static_cast<char>(reference), static_cast<char>(total), static_cast<char>(sequence)};
  item.body += text;
  item.client->esm_class = 0x40;
  item.client->part = {PartForm::udh_8, reference, total, sequence};
  return item;
}

gateway::AcceptRequest Client::request(gateway::AcceptItem item) const {
  gateway::AcceptRequest made;
  made.account = account;
  made.door = item.client ? Door::smpp : Door::http;
  made.items.push_back(std::move(item));
  return made;
}

Client::Outcome<gateway::AcceptAnswer> Client::accept(gateway::AcceptRequest request) {
  return wait<gateway::AcceptAnswer>([&](auto done) { world.gateway->accept(std::move(request), done); });
}

gateway::AcceptEntry Client::send(gateway::AcceptItem item) {
  const auto answer = accept(request(std::move(item)));
  if (!answer) throw std::runtime_error("refused: " + answer.error().message);
  return answer->messages.at(0);
}

Client::Outcome<gateway::CancelAnswer> Client::cancel(MessageId id) {
  gateway::CancelRequest asked;
  asked.id = id;
  asked.whole_group = true;
  return cancel(std::move(asked));
}

Client::Outcome<gateway::CancelAnswer> Client::cancel(gateway::CancelRequest asked) {
  asked.account = account;
  return wait<gateway::CancelAnswer>([&](auto done) { world.gateway->cancel(std::move(asked), done); });
}

Client::Outcome<void> Client::replace(gateway::ReplaceRequest asked) {
  asked.account = account;
  return wait<void>([&](auto done) { world.gateway->replace(std::move(asked), done); });
}

Client::Outcome<gateway::MessageView> Client::find(MessageId id) {
  return wait<gateway::MessageView>([&](auto done) { world.gateway->find_message(account, id, done); });
}

std::string Client::state_of(MessageId id) {
  const auto view = find(id);
  return view ? std::string(to_string(view->message.state)) : std::string(view.error().code);
}

Client::Outcome<MessageId> Client::find_alias(std::uint32_t alias) {
  return wait<MessageId>([&](auto done) { world.gateway->find_alias(account, alias, done); });
}

Client::Outcome<gateway::MessagesPage> Client::list(gateway::MessagesQuery query) {
  query.account = account;
  return wait<gateway::MessagesPage>([&](auto done) { world.gateway->list_messages(std::move(query), done); });
}

}  // namespace smppedge::sim
