// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/faults/faulty_carrier.h"

#include "receipt/receipt_text.h"

namespace smppedge::sim {

std::string marked_text(std::size_t number, std::size_t octets) {
  std::string mark = std::to_string(number);
  mark = "m" + std::string(text_mark_octets - 1 - mark.size(), '0') + mark;
  std::string text;
  while (text.size() < octets) text += mark;
  return text;
}

FaultyCarrier::FaultyCarrier(SimScheduler& scheduler, SimNetwork& network, SimSmsc& smsc, std::uint16_t port)
    : scheduler_(scheduler), network_(network), smsc_(&smsc), port_(port) {
  script(smsc);
}

FaultyCarrier::~FaultyCarrier() = default;

void FaultyCarrier::move_to(SimSmsc& smsc) {
  smsc_ = &smsc;
  seen_answers_ = 0;
  script(smsc);
}

std::vector<std::shared_ptr<SimLink>> FaultyCarrier::open_links() const {
  std::vector<std::shared_ptr<SimLink>> open;
  for (const auto& link : network_.links()) {
    if (link->endpoint.port == port_ && link->open()) open.push_back(link);
  }
  return open;
}

void FaultyCarrier::reset_all() {
  for (const auto& link : open_links()) link->reset();
}

void FaultyCarrier::vanish() {
  for (const auto& link : open_links()) link->go_silent();
}

void FaultyCarrier::finish_all() {
  for (const auto& link : open_links()) link->finish(SimLink::listener);
}

void FaultyCarrier::unbind_all() {
  for (std::size_t i = 0; i < smsc_->connections(); ++i) {
    if (smsc_->state(i) == session::State::bound_trx) smsc_->unbind(i);
  }
}

void FaultyCarrier::hold_reading(bool held) {
  for (const auto& link : open_links()) link->hold_reading(SimLink::listener, held);
}

std::map<FaultyCarrier::SegmentKey, unsigned> FaultyCarrier::copies() const {
  std::map<SegmentKey, unsigned> copies;
  for (const Taken& each : taken_) ++copies[each.segment];
  return copies;
}

const std::multimap<std::string, receipt::State>& FaultyCarrier::acknowledged() {
  note_answers();
  return acknowledged_;
}

void FaultyCarrier::send_receipt(const Taken& about, const Receipt& receipt, unsigned times_sent) {
  std::string text;
  receipt::ReceiptFields fields;
  fields.id = receipt.id.empty() ? about.id : receipt.id;
  fields.state = receipt.state;
  fields.submit_date = fields.done_date = scheduler_.wall();
  receipt::write_receipt_text(fields, 0, text);
  pdu::ShortMessage message;
  message.esm_class = 0x04;
  message.source.addr = about.phone;
  message.destination.addr = about.sender;
  message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  const session::Cookie cookie = ++cookies_;
  const bool sent = deliver(message, cookie, about.connection);
  const Seconds wait(times_sent < 5 ? 2 : 60);
  scheduler_.call_after(wait, [this, about, receipt, times_sent, cookie, sent] {
    note_answers();
    if (sent && taken_cookies_.contains(cookie)) {
      acknowledged_.emplace(about.id, receipt.state);
    } else {
      send_receipt(about, receipt, times_sent + 1);
    }
  });
}

void FaultyCarrier::script(SimSmsc& smsc) {
  smsc.reply = [this](const SimSmsc::Submit& submit) { return on_submit(submit); };
}

std::optional<SimSmsc::Reply> FaultyCarrier::on_submit(const SimSmsc::Submit& submit) {
  const Fate chosen = fate(submit);
  std::string id;
  if (chosen.takes) {
    id = id_of(++ids_);
    taken_.push_back({key_of(submit), id, submit.connection, submit.destination, submit.source});
    for (const Receipt& receipt : receipts(taken_.back())) {
      scheduler_.call_after(receipt.after, [this, about = taken_.back(), receipt] { send_receipt(about, receipt); });
    }
  }
  if (!chosen.answers_after) return std::nullopt;
  return SimSmsc::Reply{.status = chosen.status, .message_id = id, .delay = *chosen.answers_after};
}

FaultyCarrier::SegmentKey FaultyCarrier::key_of(const SimSmsc::Submit& submit) {
  const std::string& body = submit.body;
  const bool part = (submit.esm_class & 0x40) != 0 && body.size() > 5;
  const std::size_t header = part ? 1U + static_cast<std::uint8_t>(body[0]) : 0U;
  const std::size_t mark = body.find('m', header);
  const std::size_t number = mark == std::string::npos || mark + text_mark_octets > body.size()
                                 ? 0
                                 : std::stoul(body.substr(mark + 1, text_mark_octets - 1));
  return {number, part ? static_cast<std::uint8_t>(body[header - 1]) : std::uint8_t{1}};
}

bool FaultyCarrier::deliver(const pdu::ShortMessage& message, session::Cookie cookie, std::size_t submitted_on) {
  const auto try_on = [&](std::size_t i) {
    return smsc_->state(i) == session::State::bound_trx && smsc_->deliver(i, message, cookie);
  };
  for (std::size_t i = smsc_->connections(); i-- > 0;) {
    if ((!receipts_on_another_bind || i != submitted_on) && try_on(i)) return true;
  }
  return receipts_on_another_bind && try_on(submitted_on);
}

void FaultyCarrier::note_answers() {
  for (; seen_answers_ < smsc_->deliver_answers.size(); ++seen_answers_) {
    const SimSmsc::DeliverAnswer& answer = smsc_->deliver_answers[seen_answers_];
    if (answer.status == pdu::CommandStatus::ESME_ROK) taken_cookies_.insert(answer.cookie);
  }
}

}  // namespace smppedge::sim
