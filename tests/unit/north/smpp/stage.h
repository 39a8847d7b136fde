// SPDX-License-Identifier: Apache-2.0
// The SMPP door with all that surrounds it in memory: clock, network, gateway, and clients that bind to it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "north/smpp/server.h"
#include "tests/support/sim_esme.h"
#include "tests/unit/north/smpp/fake_gateway.h"

namespace smppedge::north::smpp::test {

using pdu::CommandStatus;
using session::BindKind;
using sim::SimEsme;

inline constexpr std::uint16_t door_port = 2775;

struct Stage {
  sim::SimScheduler scheduler;
  sim::SimNetwork network{scheduler};
  FakeGateway gateway{scheduler};
  Settings settings;
  std::unique_ptr<Server> server;
  std::vector<std::unique_ptr<SimEsme>> clients;

  explicit Stage(std::vector<std::string> system_ids = {"acme"}) {
    for (const std::string& system_id : system_ids) {
      AccountSettings account;
      account.client.number = AccountNumber(static_cast<std::uint32_t>(settings.accounts.size() + 1));
      account.system_id = system_id;
      account.passwords = {PasswordDigest::of("secret")};
      settings.accounts.push_back(account);
    }
  }
  ~Stage() {
    clients.clear();
    server.reset();
    scheduler.run_ready();
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  void start() {
    server = std::make_unique<Server>(settings, scheduler, gateway, first_client_bind(scheduler.wall()));
    network.listen(door_port, [this](std::unique_ptr<ByteStream> stream) { server->on_connection(std::move(stream)); });
  }
  SimEsme& connect() {
    clients.push_back(std::make_unique<SimEsme>(scheduler, network, door_port));
    run_for(Millis(5));
    return *clients.back();
  }
  /// Binds, and runs long enough for a good bind.
  SimEsme& bind(const std::string& system_id = "acme", BindKind kind = BindKind::transceiver,
                const std::string& password = "secret", std::uint8_t interface_version = 0x34) {
    SimEsme& client = connect();
    client.bind(kind, system_id, password, interface_version);
    run_for(Millis(5));
    return client;
  }
  void run_for(Micros duration) { scheduler.run_for(duration); }

  [[nodiscard]] AccountNumber account(unsigned place = 0) const { return settings.accounts[place].client.number; }
  [[nodiscard]] AccountStatus status(unsigned place = 0) const { return server->status().accounts[place]; }
  [[nodiscard]] std::uint64_t refused(Refusal why) const {
    return server->status().refused[static_cast<unsigned>(why)];
  }

  /// The bind id of that client, as the gateway sees it. Submits a message to find out.
  ClientBindId bind_id(SimEsme& client) {
    client.submit("8613800138000");
    run_for(Millis(5));
    const ClientBindId id = gateway.accepts.back().first.items.front().client->bind;
    gateway.commit();
    run_for(Millis(5));
    return id;
  }
  /// The result of a message that was submitted on that bind.
  EventSequence tell_result(ClientBindId bind, unsigned place = 0) {
    gateway::Event event;
    event.message = std::make_shared<const Message>(message_of(bind, place));
    return gateway.tell(account(place), event);
  }
  EventSequence tell_reply(const std::string& text = "yes", unsigned place = 0) {
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
  [[nodiscard]] Message message_of(ClientBindId bind, unsigned place = 0) const {
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

 private:
  mutable std::uint64_t message_ids_ = 0x0123456780000000;
};

}  // namespace smppedge::north::smpp::test
