// SPDX-License-Identifier: Apache-2.0
// A client of the platform on the gateway's SMPP door: binds again whenever it is not bound, submits, answers receipts
// as chance wills (takes, refuses, says nothing, goes), and writes down what it was promised and what it was told.
#pragma once

#include <map>
#include <memory>
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
  explicit ClientDoor(World& world) : world_(world) {
    north::smpp::AccountSettings account;
    account.client.number = world.account;
    account.system_id = "demo";
    account.passwords = {north::smpp::PasswordDigest::of("secret")};
    account.deliver_window = 20;
    settings.accounts = {account};
  }
  /// Behind the gateway's start.
  void start() {
    server = std::make_unique<north::smpp::Server>(settings, world_.scheduler, *world_.gateway,
                                                   north::smpp::first_client_bind(world_.scheduler.wall()));
    world_.network.listen(client_port,
                          [this](std::unique_ptr<ByteStream> stream) { server->on_connection(std::move(stream)); });
  }
  /// Before the gateway's crash: its sockets go without a word.
  void crash() {
    world_.network.stop_listening(client_port);
    server.reset();
  }

  north::smpp::Settings settings;
  std::unique_ptr<north::smpp::Server> server;

 private:
  World& world_;
};

class PlatformClient {
 public:
  PlatformClient(World& world, std::uint64_t seed) : world_(world), chance_(seed) { tick(); }
  PlatformClient(const PlatformClient&) = delete;
  PlatformClient& operator=(const PlatformClient&) = delete;

  /// From now on every receipt is taken and no connection given up.
  void behave() { behaves_ = true; }
  /// Does nothing while it is not bound.
  void submit(const std::string& to, const std::string& text) {
    if (bound()) (void)esme_->submit(to, text);
  }
  [[nodiscard]] bool bound() const { return esme_ != nullptr && esme_->bound(); }

  /// By message_id: which were promised, and which results (`stat`) were told and taken.
  std::set<std::string> promised;
  std::map<std::string, std::set<std::string>> taken;

 private:
  void tick() {
    collect();
    const bool gone = esme_ == nullptr || esme_->closed;
    if (gone) connect();
    if (!behaves_ && chance_.below(300) == 0 && bound()) esme_->vanish();
    timer_ = world_.scheduler.after(Millis(100), [this] { tick(); });
  }
  void connect() {
    esme_ = std::make_unique<SimEsme>(world_.scheduler, world_.network, client_port);
    seen_ = 0;
    esme_->reply = [this](const SimEsme::Delivered& delivered) { return answer(delivered); };
    esme_->bind(session::BindKind::transceiver, "demo", "secret");
  }
  void collect() {
    if (esme_ == nullptr) return;
    for (; seen_ < esme_->answers.size(); ++seen_) {
      const SimEsme::Answer& answer = esme_->answers[seen_];
      if (answer.status == pdu::CommandStatus::ESME_ROK) promised.insert(answer.message_id);
    }
  }
  std::optional<pdu::CommandStatus> answer(const SimEsme::Delivered& delivered) {
    collect();
    const std::string id = word_behind(delivered.body, "id:");
    if (!behaves_ && chance_.below(5) == 0) return pdu::CommandStatus::ESME_RX_T_APPN;
    if (!behaves_ && chance_.below(20) == 0) return std::nullopt;
    taken[id].insert(word_behind(delivered.body, "stat:"));
    return pdu::CommandStatus::ESME_ROK;
  }
  static std::string word_behind(const std::string& text, const std::string& name) {
    const std::size_t at = text.find(name);
    if (at == std::string::npos) return {};
    return text.substr(at + name.size(), text.find(' ', at) - at - name.size());
  }

  World& world_;
  SimRng chance_;
  bool behaves_ = false;
  std::unique_ptr<SimEsme> esme_;
  std::size_t seen_ = 0;
  Timer timer_;
};

}  // namespace smppedge::sim
