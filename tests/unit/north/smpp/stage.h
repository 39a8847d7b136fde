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

  explicit Stage(std::vector<std::string> system_ids = {"acme"});
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  void start();
  SimEsme& connect();
  /// Binds, and runs long enough for a good bind.
  SimEsme& bind(const std::string& system_id = "acme", BindKind kind = BindKind::transceiver,
                const std::string& password = "secret", std::uint8_t interface_version = 0x34);
  void run_for(Micros duration) { scheduler.run_for(duration); }

  [[nodiscard]] AccountNumber account(unsigned place = 0) const { return settings.accounts[place].client.number; }
  [[nodiscard]] AccountStatus status(unsigned place = 0) const { return server->status().accounts[place]; }
  [[nodiscard]] std::uint64_t refused(Refusal why) const;

  /// The bind id of that client, as the gateway sees it. Submits a message to find out.
  ClientBindId bind_id(SimEsme& client);
  /// The result of a message that was submitted on that bind.
  EventSequence tell_result(ClientBindId bind, unsigned place = 0);
  EventSequence tell_reply(const std::string& text = "yes", unsigned place = 0);
  [[nodiscard]] Message message_of(ClientBindId bind, unsigned place = 0) const;

 private:
  mutable std::uint64_t message_ids_ = 0x0123456780000000;
};

}  // namespace smppedge::north::smpp::test
