// SPDX-License-Identifier: Apache-2.0
// A client of the platform on the gateway's SMPP door: binds again whenever it is not bound, submits, answers receipts
// as chance wills (takes, refuses, says nothing, goes), and writes down what it was promised and what it was told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "north/smpp/server.h"
#include "tests/sim/world.h"
#include "tests/support/sim_esme.h"

namespace smppedge::sim {

inline constexpr std::uint16_t client_port = 2775;

/// The door in front of a World's gateway: lives and dies with it.
class ClientDoor {
 public:
  explicit ClientDoor(World& world);
  ClientDoor(const ClientDoor&) = delete;
  ClientDoor& operator=(const ClientDoor&) = delete;
  ~ClientDoor();
  /// Behind the gateway's start.
  void start();
  /// Before the gateway's crash: its sockets go without a word.
  void crash();

  north::smpp::Settings settings;
  std::unique_ptr<north::smpp::Server> server;

 private:
  World& world_;
};

class PlatformClient {
 public:
  PlatformClient(World& world, std::uint64_t seed);
  PlatformClient(const PlatformClient&) = delete;
  PlatformClient& operator=(const PlatformClient&) = delete;
  ~PlatformClient();

  /// From now on every receipt is taken and no connection given up.
  void behave() { behaves_ = true; }
  /// Does nothing while it is not bound.
  void submit(const std::string& to, const std::string& text);
  [[nodiscard]] bool bound() const { return esme_ != nullptr && esme_->bound(); }

  /// By message_id: which were promised, and which results (`stat`) were told and taken.
  std::set<std::string> promised;
  std::map<std::string, std::set<std::string>> taken;

 private:
  void tick();
  void connect();
  void collect();
  std::optional<pdu::CommandStatus> answer(const SimEsme::Delivered& delivered);
  static std::string word_behind(const std::string& text, const std::string& name);

  World& world_;
  SimRng chance_;
  bool behaves_ = false;
  std::unique_ptr<SimEsme> esme_;
  std::size_t seen_ = 0;
  Timer timer_;
};

}  // namespace smppedge::sim
