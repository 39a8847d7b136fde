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

  bool fill(CarrierNumber, MessageId message, std::uint8_t segment, pdu::ShortMessage& out) override {
    ++fills;
    if (withheld.contains({message.value(), segment})) return false;
    body_ = std::to_string(message.value()) + "." + std::to_string(segment);
    if (body_octets > body_.size()) body_.resize(body_octets, ' ');
    out.destination = {1, 1, "8613800138000"};
    out.source = {0, 0, "10690001"};
    out.short_message = {reinterpret_cast<const std::uint8_t*>(body_.data()), body_.size()};
    return true;
  }
  void on_answer(CarrierNumber, MessageId message, std::uint8_t segment, const SubmitAnswer& answer) override {
    answers.push_back({{message.value(), segment},
                       answer.command_status,
                       std::string(answer.message_id),
                       answer.bind,
                       pdus(answer.submit, answer.octets)});
    if (on_answer_too) on_answer_too();
  }
  void on_doubt(CarrierNumber, MessageId message, std::uint8_t segment, const SubmitDoubt& doubt) override {
    doubts.push_back({{message.value(), segment}, doubt.reason, pdus(doubt.submit, {})});
  }
  void on_released(CarrierNumber, MessageId message, std::uint8_t segment, Reason reason) override {
    released.push_back({{message.value(), segment}, reason});
  }
  void on_queried(CarrierNumber, const QueryAnswer& answer) override { queried.push_back(answer); }
  void on_deliver(CarrierNumber, const DeliverToken& token, const pdu::ShortMessage& message, WireOctets pdu) override {
    delivers.push_back(token);
    delivered_pdus.emplace_back(pdu.begin(), pdu.end());
    const auto octets = message.payload();
    delivered_bodies.emplace_back(octets.begin(), octets.end());
  }
  void on_change(CarrierNumber) override {
    ++changes;
    if (on_change_too) on_change_too();
  }

 private:
  static Pdus pdus(const WrittenSubmit& submit, WireOctets response) {
    return {{submit.octets.begin(), submit.octets.end()}, submit.at, {response.begin(), response.end()}};
  }
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

  Account() {
    settings.name = "test";
    settings.endpoint = {"carrier.test", port};
    settings.system_id = "edge";
    settings.password = "secret";
  }
  ~Account() {
    carrier.reset();
    scheduler.run_ready();
  }
  Account(const Account&) = delete;
  Account& operator=(const Account&) = delete;

  void start() {
    carrier = std::make_unique<Carrier>(CarrierNumber(7), settings, scheduler, network, rng, heard);
    carrier->start();
  }
  /// Long enough for a bind on the simulated network.
  void start_bound() {
    start();
    scheduler.run_for(Millis(10));
  }
  void send(std::uint64_t message, std::uint8_t segments = 1, bool urgent = false) {
    const ClaimedRun run{MessageId(message), 0, segments, urgent};
    carrier->claim(run);
    carrier->submit(run);
  }
  [[nodiscard]] bool may_claim(std::uint8_t segments = 1, bool urgent = false) const {
    return carrier->may_claim({MessageId(1), 0, segments, urgent});
  }
  void run_for(Micros duration) { scheduler.run_for(duration); }
  [[nodiscard]] BindState state(std::size_t bind = 0) const { return carrier->status().binds[bind].state; }
  /// The bodies that reached the carrier, without padding, in order.
  [[nodiscard]] std::vector<std::string> arrived() const {
    std::vector<std::string> bodies;
    for (const auto& submit : smsc.submits) bodies.push_back(submit.body.substr(0, submit.body.find(' ')));
    return bodies;
  }
  void answers_nothing() {
    smsc.reply = [](const sim::SimSmsc::Submit&) { return std::nullopt; };
  }
};

}  // namespace smppedge::carrier::test
