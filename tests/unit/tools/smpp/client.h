// SPDX-License-Identifier: Apache-2.0
// A client of the simulated carrier, on the simulated network: binds, submits, keeps what it hears as lines of text.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "session/session.h"
#include "tests/support/sim_network.h"
#include "tests/support/sim_rng.h"
#include "tests/support/sim_scheduler.h"
#include "tools/smpp/sim/carrier.h"

namespace smppedge::simulator::testing {

using Lines = std::vector<std::string>;

inline constexpr std::uint16_t port = 2776;

/// The carrier with everything under it.
struct House {
  explicit House(const Settings& settings = {}, const std::string& ledger_file = {})
      : ledger(std::move(*Ledger::open(loop, ledger_file))), carrier(loop, rng, settings, *ledger) {
    network.listen(port, [this](std::unique_ptr<ByteStream> stream) { carrier.accept(std::move(stream)); });
  }
  sim::SimScheduler loop;
  sim::SimNetwork network{loop};
  sim::SimRng rng{1};
  std::unique_ptr<Ledger> ledger;
  Carrier carrier;
};

class Client final : public ByteStreamHandler, private session::SessionEvents {
 public:
  explicit Client(House& house, session::BindKind kind = session::BindKind::transceiver,
                  const std::string& system_id = "edge", const std::string& password = "secret")
      : house_(house) {
    dialing_ = house.network.dial({"carrier", port}, Seconds(5), [=, this](auto stream) {
      stream_ = std::move(*stream);
      stream_->attach(*this);
      session_ = std::make_unique<session::Session>(session::Role::esme, session::Settings{},
                                                    static_cast<session::SessionEvents&>(*this), stream_->output());
      session_->on_connected(house_.loop.mono());
      pdu::Bind bind;
      bind.system_id = system_id;
      bind.password = password;
      (void)session_->bind(kind, bind, house_.loop.mono());
      stream_->flush_soon();
    });
    house.loop.run_for(Millis(1));
  }

  void submit(std::string_view to, std::uint8_t registered_delivery = 1, std::uint8_t esm_class = 0,
              std::string_view body = "hello") {
    pdu::ShortMessage message;
    message.source.addr = "1069000001";
    message.destination = {1, 1, to};
    message.esm_class = esm_class;
    message.registered_delivery = registered_delivery;
    message.short_message = {reinterpret_cast<const std::uint8_t*>(body.data()), body.size()};
    (void)session_->submit_sm(message, 0, house_.loop.mono());
    stream_->flush_soon();
    house_.loop.run_for(Millis(1));
  }
  void drop_connection() {
    stream_->close();
    house_.loop.run_for(Millis(1));
  }
  [[nodiscard]] Lines take() { return std::exchange(lines_, {}); }

  /// How receipts and replies are answered; none: not at all.
  std::optional<pdu::CommandStatus> answer = pdu::CommandStatus::ESME_ROK;
  std::string last_id;
  std::vector<std::uint8_t> last_tlvs;

  std::size_t on_bytes(std::span<const std::uint8_t> bytes) override {
    const std::size_t used = session_->on_bytes(bytes, house_.loop.mono());
    stream_->flush_soon();
    return used;
  }
  void on_closed(CloseReason /*reason*/) override { session_->on_closed(); }

 private:
  void on_bound(const pdu::BindResp& /*response*/) override { lines_.emplace_back("bound"); }
  void on_bind_refused(pdu::CommandStatus status) override { lines_.push_back("refused " + pdu::to_string(status)); }
  void on_request(const pdu::Pdu& request) override {
    const auto& message = std::get<pdu::ShortMessage>(request.body);
    const auto text = message.short_message;
    std::string line(text.begin(), text.end());
    if (const auto id = line.find("id:"); id == 0) line = line.substr(line.find("stat:"));
    lines_.push_back(std::string(message.source.addr) + ">" + std::string(message.destination.addr) + ": " + line);
    last_tlvs.assign(message.tlvs.octets().begin(), message.tlvs.octets().end());
    if (answer) session_->respond(request.header.command_id, request.header.sequence_number, *answer);
  }
  void on_answer(const session::Answer& response) override {
    lines_.push_back(pdu::to_string(response.status));
    last_id = response.message_id();
  }
  void on_response_timeout(session::Cookie /*cookie*/, pdu::CommandId /*request*/) override {}
  void on_close_wanted(session::CloseCause /*cause*/) override { stream_->close_after_flush(); }

  House& house_;
  std::unique_ptr<Dialer::Dialing> dialing_;
  std::unique_ptr<ByteStream> stream_;
  std::unique_ptr<session::Session> session_;
  Lines lines_;
};

}  // namespace smppedge::simulator::testing
