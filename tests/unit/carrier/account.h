// SPDX-License-Identifier: Apache-2.0
// What every test of a carrier account needs: a simulated loop, network and carrier, and someone who claims, submits
// and writes down what the account tells.
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "carrier/carrier.h"
#include "tests/support/sim_rng.h"
#include "tests/support/sim_smsc.h"

namespace smppedge::carrier::test {

/// message.segment
using Name = std::pair<std::uint64_t, unsigned>;

struct Recorder : CarrierEvents {
  struct Pdus {
    std::vector<std::uint8_t> submit;
    WallTime submitted_at;
    std::vector<std::uint8_t> response;
  };
  struct Answered {
    Name name;
    pdu::CommandStatus status{};
    std::string message_id;
    BindId bind;
    Pdus pdus{};
  };
  struct Doubted {
    Name name;
    Reason reason{};
    Pdus pdus{};
  };
  std::vector<Answered> answers;
  std::vector<Doubted> doubts;
  std::vector<Doubted> released;
  std::vector<QueryAnswer> queried;
  std::vector<DeliverToken> delivers;
  std::vector<std::string> delivered_bodies;
  std::vector<std::vector<std::uint8_t>> delivered_pdus;
  std::set<Name> withheld;  ///< fill() says no
  std::size_t body_octets = 0;
  std::size_t fills = 0;
  std::size_t changes = 0;
  std::function<void()> on_change_too;
  std::function<void()> on_answer_too;

  bool fill(CarrierNumber, MessageId message, std::uint8_t segment, pdu::ShortMessage& out) override;
  void on_answer(CarrierNumber, MessageId message, std::uint8_t segment, const SubmitAnswer& answer) override;
  void on_doubt(CarrierNumber, MessageId message, std::uint8_t segment, const SubmitDoubt& doubt) override;
  void on_released(CarrierNumber, MessageId message, std::uint8_t segment, Reason reason) override;
  void on_queried(CarrierNumber, const QueryAnswer& answer) override { queried.push_back(answer); }
  void on_deliver(CarrierNumber, const DeliverToken& token, const pdu::ShortMessage& message, WireOctets pdu) override;
  void on_change(CarrierNumber) override;

 private:
  static Pdus pdus(const WrittenSubmit& submit, WireOctets response);
  std::string body_;
};

struct Account {
  static constexpr std::uint16_t port = 2775;

  sim::SimScheduler scheduler;
  sim::SimNetwork network{scheduler};
  sim::SimRng rng{1};
  sim::SimSmsc smsc{scheduler, network, port};
  Recorder heard;
  Settings settings;
  std::unique_ptr<Carrier> carrier;

  Account();
  ~Account();
  Account(const Account&) = delete;
  Account& operator=(const Account&) = delete;

  void start();
  /// Long enough for a bind on the simulated network.
  void start_bound();
  void send(std::uint64_t message, std::uint8_t segments = 1, bool urgent = false);
  [[nodiscard]] bool may_claim(std::uint8_t segments = 1, bool urgent = false) const;
  void run_for(Micros duration) { scheduler.run_for(duration); }
  [[nodiscard]] BindState state(std::size_t bind = 0) const { return carrier->status().binds[bind].state; }
  /// The bodies that reached the carrier, without padding, in order.
  [[nodiscard]] std::vector<std::string> arrived() const;
  void answers_nothing();
};

}  // namespace smppedge::carrier::test
