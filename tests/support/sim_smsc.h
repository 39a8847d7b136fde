// SPDX-License-Identifier: Apache-2.0
// A carrier in memory: listens on a SimNetwork, speaks through session::Session as SMSC, does what a test tells it, and
// remembers what it was sent. Must outlive the turns in which its streams live.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "session/session.h"
#include "tests/support/sim_network.h"

namespace smppedge::sim {

class SimSmsc {
 public:
  struct Submit {
    std::size_t connection = 0;  ///< from 0, in order of coming
    pdu::SequenceNumber sequence;
    std::string destination;
    std::string body;
    MonoTime at;
    std::string source{};
    std::uint8_t esm_class = 0;
    std::uint8_t protocol_id = 0;
    std::uint8_t data_coding = 0;
    std::string service_type{};
    std::vector<std::uint8_t> tlvs{};
    std::vector<std::uint8_t> pdu{};  ///< as it came
  };
  struct Reply {
    pdu::CommandStatus status = pdu::CommandStatus::ESME_ROK;
    std::string message_id{};
    Micros delay{0};
  };
  struct Queried {
    pdu::CommandStatus status = pdu::CommandStatus::ESME_ROK;
    std::uint8_t message_state = 1;
  };
  struct DeliverAnswer {
    std::size_t connection = 0;
    session::Cookie cookie = 0;
    pdu::CommandStatus status{};
  };

  /// With an `address` it is found only by names that resolve to it (SimNetwork::resolve).
  SimSmsc(SimScheduler& scheduler, SimNetwork& network, std::uint16_t port, const std::string& address = "");
  SimSmsc(const SimSmsc&) = delete;
  SimSmsc& operator=(const SimSmsc&) = delete;
  ~SimSmsc();

  // --- what it is to do

  pdu::CommandStatus bind_status = pdu::CommandStatus::ESME_ROK;
  bool closes_on_bind = false;  ///< without a bind_resp (domain.md D42)
  bool ignores_enquire_links = false;
  bool delivers_data_sm = false;                         ///< deliver() writes data_sm, whose body is a message_payload
  session::Settings session_settings{.window = 10'000};  ///< of connections from now on
  /// nullopt: not answered, until answer() is called. Not set: ESME_ROK with an id, at once.
  std::function<std::optional<Reply>(const Submit&)> reply;

  /// What it says to a query_sm; nullopt: nothing. Not set: it knows no such command.
  std::function<std::optional<Queried>(const pdu::QuerySm&)> query;
  Micros query_delay{0};  ///< of what it says

  // --- what it saw

  std::vector<Submit> submits;
  std::vector<session::BindKind> binds;  ///< accepted, by connection; those not bound yet are transceivers
  std::vector<DeliverAnswer> deliver_answers;
  std::vector<std::string> queries;                   ///< message_id of each query_sm
  std::vector<std::vector<std::uint8_t>> query_pdus;  ///< as they came
  std::uint64_t bind_requests = 0;
  std::string system_id;
  std::string password;
  unsigned unanswered = 0;
  unsigned unanswered_max = 0;
  unsigned unbinds = 0;

  // --- what it may be asked to do now

  void answer(const Submit& submit, const Reply& reply_now);
  /// A submit_sm_resp that its session knows nothing of: with a sequence number of nobody's, or once more.
  void answer_beside(std::size_t connection, pdu::SequenceNumber sequence, const Reply& reply_now);
  /// False when that connection cannot carry it.
  bool deliver(std::size_t connection, const pdu::ShortMessage& message, session::Cookie cookie = 0);
  /// At once, whatever is unanswered.
  void unbind(std::size_t connection);
  [[nodiscard]] std::size_t connections() const { return connections_.size(); }
  [[nodiscard]] session::State state(std::size_t connection) const;

 private:
  struct Connection;

  void accept(std::unique_ptr<ByteStream> stream);
  void on_submit(Submit submit);

  SimScheduler& scheduler_;
  std::vector<std::unique_ptr<Connection>> connections_;
};

}  // namespace smppedge::sim
