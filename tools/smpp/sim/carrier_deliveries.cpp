// SPDX-License-Identifier: Apache-2.0
// Receipts and replies: planned at the submit, sent when due, kept until acknowledged.
#include "message/text/user_data_header.h"
#include "pdu/esm_class.h"
#include "tools/smpp/sim/carrier.h"

namespace smppedge::simulator {

using pdu::CommandStatus;

namespace {

/// Whether registered_delivery (5.2.17) asks for a receipt that says `state`.
bool asks_for_receipt(std::uint8_t registered_delivery, receipt::State state) {
  switch (registered_delivery & 0x03) {
    case 1:
      return true;
    case 2:
      return state != receipt::State::delivered;
    case 3:
      return state == receipt::State::delivered;  // reserved in 3.4, so used by carriers
    default:
      return false;
  }
}

/// A handset answers a whole message: after the last of its parts.
bool is_last_part(const pdu::ShortMessage& message) {
  if ((message.esm_class & pdu::esm_class::udhi) == 0) return true;
  const auto user_data = text::split_user_data(message.payload());
  return !user_data || !user_data->concatenation ||
         user_data->concatenation->sequence == user_data->concatenation->total;
}

bool asks_for_later(CommandStatus status) {
  switch (status) {
    case CommandStatus::ESME_RX_T_APPN:
    case CommandStatus::ESME_RTHROTTLED:
    case CommandStatus::ESME_RMSGQFUL:
    case CommandStatus::ESME_RSYSERR:
      return true;
    default:
      return false;
  }
}

}  // namespace

void Carrier::plan_deliveries(Delivery delivery, const pdu::ShortMessage& message, Outcome outcome) {
  delivery.state = state_of(outcome);
  const bool receipt = settings_.receipt != ReceiptForm::none && outcome != Outcome::no_receipt &&
                       asks_for_receipt(message.registered_delivery, delivery.state);
  if (receipt && settings_.receipt_before_response) {
    if (keep(delivery)) deliver(delivery);
  } else if (receipt) {
    const auto lane = receipt_lanes_ == 1 ? 0 : static_cast<std::size_t>(rng_.below(receipt_lanes_));
    if (keep(delivery)) deliveries_.put(lane, delivery);
    if (happens(settings_.duplicate_receipts_percent) && keep(delivery)) deliveries_.put(lane, delivery);
  }
  if (outcome == Outcome::reply && is_last_part(message)) {
    delivery.kind = Delivery::Kind::reply;
    if (keep(delivery)) deliveries_.put(reply_lane_, delivery);
  }
}

/// Counts it in; false when there is no room to keep it.
bool Carrier::keep(const Delivery& delivery) {
  if (kept_ >= settings_.kept_max) {
    ++counters_.overflowed;
    ledger_.given_up(delivery, writer_.receipt_id(delivery.id).view());
    return false;
  }
  ++kept_;
  return true;
}

/// Due: out, or behind what waits for a connection already.
void Carrier::deliver(const Delivery& delivery) {
  if (!delivery.account->kept.empty() || !send(delivery)) delivery.account->kept.push_back(delivery);
}

void Carrier::deliver_kept(Account& account) {
  while (!account.kept.empty() && send(account.kept.front())) account.kept.pop_front();
}

/// False when no connection of the account can take it now.
bool Carrier::send(const Delivery& delivery) {
  Link* link = delivery.account->choose(delivery.link);
  if (link == nullptr) return false;
  const session::Cookie cookie = take_slot(delivery);
  const session::Sent sent = link->deliver(writer_.write(delivery, scheduler_.wall()), cookie);
  if (!sent) {
    const Delivery unsent = release_slot(cookie);
    if (sent.error() != session::SendRefusal::malformed) return false;
    give_up(unsent);
    return true;
  }
  ++(delivery.kind == Delivery::Kind::receipt ? counters_.receipts : counters_.replies);
  if (delivery.tries > 0) ++counters_.redelivered;
  ledger_.sent(link->number(), *sent, delivery, writer_.receipt_id(delivery.id).view());
  return true;
}

void Carrier::on_acknowledged(Account& account, const session::Answer& answer) {
  Delivery delivery = release_slot(answer.cookie);
  ledger_.acknowledged(delivery, writer_.receipt_id(delivery.id).view(), answer.status);
  if (answer.status == CommandStatus::ESME_ROK) {
    ++counters_.acknowledged;
    --kept_;
  } else if (asks_for_later(answer.status) && ++delivery.tries < tries_max) {
    deliveries_.put(retry_lane_, delivery);
  } else {
    give_up(delivery);
  }
  deliver_kept(account);
}

void Carrier::on_lost(session::Cookie cookie) {
  Delivery delivery = release_slot(cookie);
  if (++delivery.tries >= tries_max) return give_up(delivery);
  delivery.account->kept.push_back(delivery);
}

void Carrier::give_up(const Delivery& delivery) {
  ++counters_.given_up;
  --kept_;
  ledger_.given_up(delivery, writer_.receipt_id(delivery.id).view());
}

session::Cookie Carrier::take_slot(const Delivery& delivery) {
  if (free_slots_.empty()) {
    in_flight_.push_back(delivery);
    return in_flight_.size() - 1;
  }
  const session::Cookie cookie = free_slots_.back();
  free_slots_.pop_back();
  in_flight_[cookie] = delivery;
  return cookie;
}

Delivery Carrier::release_slot(session::Cookie cookie) {
  free_slots_.push_back(cookie);
  return in_flight_[cookie];
}

}  // namespace smppedge::simulator
