// SPDX-License-Identifier: Apache-2.0
// A client of an SMSC in memory: dials on a SimNetwork, speaks through session::Session as ESME, does what a test tells
// it, and remembers what it heard, in order. Destroying it closes its connection; not from inside its own calls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "session/session.h"
#include "tests/support/sim_network.h"

namespace smppedge::sim {

class SimEsme final : private ByteStreamHandler, private session::SessionEvents {
 public:
  struct Answer {
    session::Cookie cookie = 0;
    pdu::CommandId request{};
    pdu::CommandStatus status{};
    std::string message_id;
    std::uint8_t message_state = 0;  ///< of query_sm_resp
    unsigned unsuccessful = 0;       ///< of submit_multi_resp
    MonoTime at;
  };
  struct Delivered {
    pdu::SequenceNumber sequence;
    std::string source;
    std::string destination;
    std::uint8_t esm_class = 0;
    std::string body;
    bool has_tlvs = false;
    MonoTime at;
  };

  SimEsme(SimScheduler& scheduler, SimNetwork& network, std::uint16_t port);
  SimEsme(const SimEsme&) = delete;
  SimEsme& operator=(const SimEsme&) = delete;
  ~SimEsme() override;

  // --- what it is to do

  /// nullopt: a deliver_sm is not answered. Not set: ESME_ROK, at once.
  std::function<std::optional<pdu::CommandStatus>(const Delivered&)> reply;

  void bind(session::BindKind kind, const std::string& system_id, const std::string& password,
            std::uint8_t interface_version = 0x34);
  session::Session& session();
  /// What was written with session() leaves.
  void flush() { touch(); }
  /// The cookie of its answer; nullopt: it could not be sent.
  std::optional<session::Cookie> submit(const std::string& to, const std::string& text = "hello");
  std::optional<session::Cookie> submit(const pdu::ShortMessage& message);
  /// Views into its arguments.
  static pdu::ShortMessage message_to(const std::string& to, const std::string& text);
  void answer(const Delivered& delivered, pdu::CommandStatus status);
  void unbind();
  /// Beside the session: octets as they are.
  void send_raw(const std::string& octets);
  /// FIN, without a word.
  void vanish();

  // --- what it heard

  std::optional<pdu::CommandStatus> bind_status;  ///< ESME_ROK or the refusal
  MonoTime bind_answered_at{};
  std::string smsc_system_id;
  std::vector<Answer> answers;
  std::vector<Delivered> delivers;
  std::vector<pdu::CommandId> heard;  ///< answers (as their requests) and deliver_sm, in order
  bool unbound_by_smsc = false;
  bool closed = false;

  [[nodiscard]] bool bound() const { return bind_status == pdu::CommandStatus::ESME_ROK && !closed; }
  [[nodiscard]] const Answer* answer_to(session::Cookie cookie) const;
  [[nodiscard]] std::size_t answered_with(pdu::CommandStatus status) const;
  /// Its connection; once it is connected.
  [[nodiscard]] SimLink& link() const { return *link_; }

 private:
  struct Connection;

  void connected(std::unique_ptr<ByteStream> stream);
  void when_connected(std::function<void()> work);
  void touch();

  std::size_t on_bytes(std::span<const std::uint8_t> bytes) override;
  void on_closed(CloseReason) override;
  void on_bound(const pdu::BindResp& response) override;
  void on_bind_refused(pdu::CommandStatus status) override;
  void on_request(const pdu::Pdu& request) override;
  void on_answer(const session::Answer& answer) override;
  void on_response_timeout(session::Cookie, pdu::CommandId) override {}
  void on_peer_unbinds() override { unbound_by_smsc = true; }
  void on_close_wanted(session::CloseCause) override;

  SimScheduler& scheduler_;
  session::Settings settings_;
  std::unique_ptr<Dialer::Dialing> dialing_;
  std::unique_ptr<Connection> connection_;
  std::vector<std::function<void()>> waiting_;
  std::shared_ptr<SimLink> link_;
  session::Cookie cookies_ = 0;
};

}  // namespace smppedge::sim
