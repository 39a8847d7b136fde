// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/platform_client.h"

#include <utility>

namespace smppedge::sim {

ClientDoor::ClientDoor(World& world) : world_(world) {
  north::smpp::AccountSettings account;
  account.client.number = world.account;
  account.system_id = "demo";
  account.passwords = {north::smpp::PasswordDigest::of("secret")};
  account.deliver_window = 20;
  settings.accounts = {account};
}

ClientDoor::~ClientDoor() = default;

void ClientDoor::start() {
  server = std::make_unique<north::smpp::Server>(settings, world_.scheduler, *world_.gateway,
                                                 north::smpp::first_client_bind(world_.scheduler.wall()));
  world_.network.listen(client_port,
                        [this](std::unique_ptr<ByteStream> stream) { server->on_connection(std::move(stream)); });
}

void ClientDoor::crash() {
  world_.network.stop_listening(client_port);
  server.reset();
}

PlatformClient::PlatformClient(World& world, std::uint64_t seed) : world_(world), chance_(seed) {
  tick();
}

PlatformClient::~PlatformClient() = default;

void PlatformClient::submit(const std::string& to, const std::string& text) {
  if (bound()) (void)esme_->submit(to, text);
}

void PlatformClient::tick() {
  collect();
  const bool gone = esme_ == nullptr || esme_->closed;
  if (gone) connect();
  if (!behaves_ && chance_.below(300) == 0 && bound()) esme_->vanish();
  timer_ = world_.scheduler.after(Millis(100), [this] { tick(); });
}

void PlatformClient::connect() {
  esme_ = std::make_unique<SimEsme>(world_.scheduler, world_.network, client_port);
  seen_ = 0;
  esme_->reply = [this](const SimEsme::Delivered& delivered) { return answer(delivered); };
  esme_->bind(session::BindKind::transceiver, "demo", "secret");
}

void PlatformClient::collect() {
  if (esme_ == nullptr) return;
  for (; seen_ < esme_->answers.size(); ++seen_) {
    const SimEsme::Answer& answer = esme_->answers[seen_];
    if (answer.status == pdu::CommandStatus::ESME_ROK) promised.insert(answer.message_id);
  }
}

std::optional<pdu::CommandStatus> PlatformClient::answer(const SimEsme::Delivered& delivered) {
  collect();
  const std::string id = word_behind(delivered.body, "id:");
  if (!behaves_ && chance_.below(5) == 0) return pdu::CommandStatus::ESME_RX_T_APPN;
  if (!behaves_ && chance_.below(20) == 0) return std::nullopt;
  taken[id].insert(word_behind(delivered.body, "stat:"));
  return pdu::CommandStatus::ESME_ROK;
}

std::string PlatformClient::word_behind(const std::string& text, const std::string& name) {
  const std::size_t at = text.find(name);
  if (at == std::string::npos) return {};
  return text.substr(at + name.size(), text.find(' ', at) - at - name.size());
}

}  // namespace smppedge::sim
