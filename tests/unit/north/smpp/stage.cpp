// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/north/smpp/stage.h"

namespace smppedge::north::smpp::test {

Stage::Stage(std::vector<std::string> system_ids) {
  for (const std::string& system_id : system_ids) {
    AccountSettings account;
    account.client.number = AccountNumber(static_cast<std::uint32_t>(settings.accounts.size() + 1));
    account.system_id = system_id;
    account.passwords = {PasswordDigest::of("secret")};
    settings.accounts.push_back(account);
  }
}

Stage::~Stage() {
  clients.clear();
  server.reset();
  scheduler.run_ready();
}

void Stage::start() {
  server = std::make_unique<Server>(settings, scheduler, gateway, first_client_bind(scheduler.wall()));
  network.listen(door_port, [this](std::unique_ptr<ByteStream> stream) { server->on_connection(std::move(stream)); });
}

SimEsme& Stage::connect() {
  clients.push_back(std::make_unique<SimEsme>(scheduler, network, door_port));
  run_for(Millis(5));
  return *clients.back();
}

SimEsme& Stage::bind(const std::string& system_id, BindKind kind, const std::string& password,
                     std::uint8_t interface_version) {
  SimEsme& client = connect();
  client.bind(kind, system_id, password, interface_version);
  run_for(Millis(5));
  return client;
}

std::uint64_t Stage::refused(Refusal why) const {
  return server->status().refused[static_cast<unsigned>(why)];
}

ClientBindId Stage::bind_id(SimEsme& client) {
  client.submit("8613800138000");
  run_for(Millis(5));
  const ClientBindId id = gateway.accepts.back().first.items.front().client->bind;
  gateway.commit();
  run_for(Millis(5));
  return id;
}

EventSequence Stage::tell_result(ClientBindId bind, unsigned place) {
  gateway::Event event;
  event.message = std::make_shared<const Message>(message_of(bind, place));
  return gateway.tell(account(place), event);
}

EventSequence Stage::tell_reply(const std::string& text, unsigned place) {
  gateway::Event event;
  event.kind = gateway::Event::Kind::reply;
  const auto reply = std::make_shared<gateway::Reply>();
  reply->from = *PhoneNumber::from_digits("8613800138000");
  reply->to = "1069000111001";
  reply->text = text;
  reply->received_at = scheduler.wall();
  event.reply = reply;
  return gateway.tell(account(place), event);
}

Message Stage::message_of(ClientBindId bind, unsigned place) const {
  Message message;
  message.id = MessageId(++message_ids_);
  message.account = account(place);
  message.door = Door::smpp;
  message.to = *PhoneNumber::from_digits("8613800138000");
  message.body = "hello";
  message.accepted_at = message.ended_at = scheduler.wall();
  message.state = MessageState::delivered;
  ClientSubmit client;
  client.bind = bind;
  client.told_id = message.id;
  client.source = *SenderAddress::make("1069000111001", 0, 1);
  client.destination = *SenderAddress::make("8613800138000", 1, 1);
  client.registered_delivery = 1;
  message.client = client;
  message.segments.emplace_back();
  return message;
}

}  // namespace smppedge::north::smpp::test
