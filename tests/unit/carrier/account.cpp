// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/carrier/account.h"

namespace smppedge::carrier::test {

bool Recorder::fill(CarrierNumber, MessageId message, std::uint8_t segment, pdu::ShortMessage& out) {
  ++fills;
  if (withheld.contains({message.value(), segment})) return false;
  body_ = std::to_string(message.value()) + "." + std::to_string(segment);
  if (body_octets > body_.size()) body_.resize(body_octets, ' ');
  out.destination = {1, 1, "8613800138000"};
  out.source = {0, 0, "10690001"};
  out.short_message = {reinterpret_cast<const std::uint8_t*>(body_.data()), body_.size()};
  return true;
}

void Recorder::on_answer(CarrierNumber, MessageId message, std::uint8_t segment, const SubmitAnswer& answer) {
  answers.push_back({{message.value(), segment},
                     answer.command_status,
                     std::string(answer.message_id),
                     answer.bind,
                     pdus(answer.submit, answer.octets)});
  if (on_answer_too) on_answer_too();
}

void Recorder::on_doubt(CarrierNumber, MessageId message, std::uint8_t segment, const SubmitDoubt& doubt) {
  doubts.push_back({{message.value(), segment}, doubt.reason, pdus(doubt.submit, {})});
}

void Recorder::on_released(CarrierNumber, MessageId message, std::uint8_t segment, Reason reason) {
  released.push_back({{message.value(), segment}, reason});
}

void Recorder::on_deliver(CarrierNumber, const DeliverToken& token, const pdu::ShortMessage& message, WireOctets pdu) {
  delivers.push_back(token);
  delivered_pdus.emplace_back(pdu.begin(), pdu.end());
  const auto octets = message.payload();
  delivered_bodies.emplace_back(octets.begin(), octets.end());
}

void Recorder::on_change(CarrierNumber) {
  ++changes;
  if (on_change_too) on_change_too();
}

Recorder::Pdus Recorder::pdus(const WrittenSubmit& submit, WireOctets response) {
  return {{submit.octets.begin(), submit.octets.end()}, submit.at, {response.begin(), response.end()}};
}

Account::Account() {
  settings.name = "test";
  settings.endpoint = {"carrier.test", port};
  settings.system_id = "edge";
  settings.password = "secret";
}

Account::~Account() {
  carrier.reset();
  scheduler.run_ready();
}

void Account::start() {
  carrier = std::make_unique<Carrier>(CarrierNumber(7), settings, scheduler, network, rng, heard);
  carrier->start();
}

void Account::start_bound() {
  start();
  scheduler.run_for(Millis(10));
}

void Account::send(std::uint64_t message, std::uint8_t segments, bool urgent) {
  const ClaimedRun run{MessageId(message), 0, segments, urgent};
  carrier->claim(run);
  carrier->submit(run);
}

bool Account::may_claim(std::uint8_t segments, bool urgent) const {
  return carrier->may_claim({MessageId(1), 0, segments, urgent});
}

std::vector<std::string> Account::arrived() const {
  std::vector<std::string> bodies;
  for (const auto& submit : smsc.submits) bodies.push_back(submit.body.substr(0, submit.body.find(' ')));
  return bodies;
}

void Account::answers_nothing() {
  smsc.reply = [](const sim::SimSmsc::Submit&) { return std::nullopt; };
}

}  // namespace smppedge::carrier::test
