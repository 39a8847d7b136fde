// SPDX-License-Identifier: Apache-2.0
#include "gateway/uplink.h"

#include "base/log.h"
#include "policy/number.h"
#include "receipt/match.h"
#include "reply/fingerprint.h"
#include "reply/reply.h"

namespace smppedge::gateway {
namespace {

/// Up to 72:00:00 after the send an answer is that message's reply (domain.md A40).
constexpr Seconds reply_window{72 * 3600};

/// A phone as carriers write it: +86…, 86… or the bare national digits are one phone; a short code is what it is.
PhoneNumber phone_of(std::string_view addr) {
  if (const auto phone = policy::normalise_recipient(addr)) return *phone;
  return PhoneNumber::from_digits(addr).value_or(PhoneNumber{});
}

}  // namespace

/// The whole gateway is exhausted: the carrier is to come again.
void Uplink::refuse(CarrierNumber carrier, const carrier::DeliverToken& token) {
  carrier::Carrier* from = core_.carrier(carrier, token);
  if (from != nullptr) (void)from->answer_deliver(token, pdu::CommandStatus::ESME_RX_T_APPN);
}

void Uplink::answer(CarrierNumber carrier, const carrier::DeliverToken& token, pdu::CommandStatus status) {
  carrier::Carrier* from = core_.carrier(carrier, token);
  if (from != nullptr) core_.ledger.effects().deliver_answers.push_back({from, token, status});
}

void Uplink::on_deliver(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                        carrier::WireOctets octets) {
  const CarrierSettings* settings = core_.carrier_settings(carrier);
  const bool exhausted = core_.ledger.open_bytes() > batch_bytes_delivers_max || arrivals_ >= loads_max;
  if (settings == nullptr || exhausted) return refuse(carrier, token);
  const Profile& profile = settings->link.profile;
  if (receipt::is_receipt(message, profile)) {
    on_receipt(carrier, token, message, octets, profile);
  } else {
    on_reply(carrier, token, message, profile);
  }
}

void Uplink::on_receipt(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                        carrier::WireOctets octets, const Profile& profile) {
  const auto receipt = receipt::parse_receipt(message, profile);
  if (!receipt) {
    ++core_.counters.receipts_unreadable;
    if (const auto count = unreadable_log_.due(core_.scheduler.mono())) {
      log::warn("receipts that cannot be read were acknowledged and left out: {} count={} carrier={}",
                receipt::to_string(receipt.error()), count, core_.carrier_settings(carrier)->link.name);
    }
    return answer(carrier, token, pdu::CommandStatus::ESME_ROK);
  }
  const auto key = receipt::MatchKey::of_receipt(carrier, profile, receipt->id.view());
  if (const AttemptRef* attempt = core_.table.find_carrier_id(carrier, key.id.view())) {
    if (LiveMessage* live = core_.table.find(attempt->message)) {
      settle_.on_receipt(*live, AttemptRef(*attempt), token.bind, *receipt, {}, wire_.received(carrier, octets));
      return answer(carrier, token, pdu::CommandStatus::ESME_ROK);
    }
  }
  Arrival arrival;
  arrival.token = token;
  arrival.receipt.carrier = carrier;
  arrival.receipt.match_key = std::string(key.id.view());
  arrival.receipt.bind = token.bind;
  arrival.receipt.receipt = *receipt;
  arrival.receipt.phone = phone_of(message.source.addr);
  arrival.receipt.sender = std::string(message.destination.addr);
  arrival.receipt.received_at = core_.scheduler.wall();
  arrival.receipt.pdu = wire_.received(carrier, octets);
  look_up(std::move(arrival));
}

void Uplink::look_up(Arrival arrival) {
  const CarrierNumber carrier = arrival.receipt.carrier;
  const std::string key = arrival.receipt.match_key;
  ++arrivals_;
  std::vector<Arrival>& waiting = looking_up_[CarrierKey{carrier, key}];
  waiting.push_back(std::move(arrival));
  if (waiting.size() > 1) return;
  core_.store.find_carrier_id(carrier, key, [this, carrier, key](Expected<AttemptRef, store::ReadError> on_disk) {
    // The response may have come while the disk was asked.
    if (const AttemptRef* live = core_.table.find_carrier_id(carrier, key)) return found(carrier, key, *live);
    if (on_disk) return found(carrier, key, *on_disk);
    for (Arrival& waiting_arrival : take_arrivals(carrier, key)) {
      // The one before it may have taught us the id.
      const AttemptRef* learned = core_.table.find_carrier_id(carrier, key);
      if (learned != nullptr) {
        deliver_to(AttemptRef(*learned), std::move(waiting_arrival));
      } else if (on_disk.error() == store::ReadError::not_found) {
        not_found(std::move(waiting_arrival));
      } else {
        refuse(carrier, waiting_arrival.token);
      }
    }
  });
}

std::vector<Uplink::Arrival> Uplink::take_arrivals(CarrierNumber carrier, const std::string& key) {
  const auto entry = looking_up_.find(CarrierKeyView{carrier, key});
  std::vector<Arrival> arrivals = std::move(entry->second);
  looking_up_.erase(entry);
  arrivals_ -= arrivals.size();
  return arrivals;
}

void Uplink::found(CarrierNumber carrier, const std::string& key, const AttemptRef& attempt_ref) {
  const AttemptRef attempt = attempt_ref;  // the index that it lies in may change
  for (Arrival& arrival : take_arrivals(carrier, key)) deliver_to(attempt, std::move(arrival));
}

void Uplink::deliver_to(const AttemptRef& attempt, Arrival arrival) {
  const CarrierNumber carrier = arrival.receipt.carrier;
  const carrier::DeliverToken token = arrival.token;
  ++arrivals_;
  const bool taken = loader_.load(attempt.message, [this, attempt, carrier, arrival = std::move(arrival)](
                                                       const Expected<LiveMessage*, store::ReadError>& message) {
    --arrivals_;
    if (message) {
      settle_.on_receipt(**message, attempt, arrival.token.bind, arrival.receipt.receipt, {}, arrival.receipt.pdu);
      return answer(carrier, arrival.token, pdu::CommandStatus::ESME_ROK);
    }
    if (message.error() == store::ReadError::overloaded) return refuse(carrier, arrival.token);
    park(arrival);  // its message's history has expired
  });
  if (taken) return;
  --arrivals_;
  refuse(carrier, token);
}

void Uplink::not_found(Arrival arrival) {
  if (const auto attempt = evidence(arrival.receipt)) return deliver_to(*attempt, std::move(arrival));
  park(std::move(arrival));
}

std::optional<AttemptRef> Uplink::evidence(const ParkedReceipt& receipt) {
  if (receipt.phone.empty()) return std::nullopt;
  const std::vector<AttemptRef>* doubts = core_.table.find_doubts(receipt.carrier, receipt.phone);
  if (doubts == nullptr || doubts->size() != 1) return std::nullopt;
  const AttemptRef ref = doubts->front();
  const LiveMessage* message = core_.table.find(ref.message);
  if (message == nullptr) return std::nullopt;
  const Attempt& attempt = message->segments[ref.segment].attempts[ref.attempt];
  if (message->plan.sender.text() != receipt.sender) return std::nullopt;
  if (receipt.received_at < attempt.claimed_at) return std::nullopt;
  if (receipt.receipt.submit_date) {
    const auto distance = *receipt.receipt.submit_date - attempt.claimed_at;
    if (distance > evidence_distance_max || distance < -evidence_distance_max) return std::nullopt;
  }
  // Another attempt to that phone whose response is still awaited may be the one that the receipt is about.
  if (core_.table.awaits_response(receipt.carrier, receipt.phone)) return std::nullopt;
  return ref;
}

void Uplink::park(Arrival arrival) {
  ParkedReceipt& receipt = arrival.receipt;
  const auto outcome = receipt::outcome_of(receipt.receipt, core_.carrier_settings(receipt.carrier)->link.profile);
  if (const ParkedReceipt* parked = parked_.find(receipt.carrier, receipt.match_key)) {
    if (!outcome || parked->receipt.state == receipt.receipt.state) {  // nothing that the parked one does not tell
      ++core_.counters.receipts_duplicate;
      return answer(receipt.carrier, arrival.token, pdu::CommandStatus::ESME_ROK);
    }
  }
  if (parked_.full()) return refuse(receipt.carrier, arrival.token);
  store::ReceiptParked fact;
  fact.carrier = receipt.carrier;
  fact.bind = receipt.bind;
  fact.match_key = receipt.match_key;
  fact.state = outcome ? outcome->state : SegmentState::sent;
  fact.reason = outcome ? outcome->reason : Reason::none;
  fact.stat = receipt.receipt.stat.view();
  fact.err = receipt.receipt.err.view();
  fact.done_at = receipt.receipt.done_date.value_or(WallTime{});
  fact.phone = receipt.phone;
  fact.sender = receipt.sender;
  receipt.fact = core_.ledger.record(MessageId(), {}, fact);
  ++core_.counters.receipts_parked;
  const CarrierNumber carrier = receipt.carrier;
  const carrier::DeliverToken token = arrival.token;
  parked_.add(std::move(receipt));
  answer(carrier, token, pdu::CommandStatus::ESME_ROK);
}

void Uplink::weigh_parked(CarrierNumber carrier, const PhoneNumber& phone) {
  for (const std::string& key : parked_.keys_for(carrier, phone)) {
    const ParkedReceipt* parked = parked_.find(carrier, key);
    if (parked == nullptr) continue;
    const auto attempt = evidence(*parked);
    if (!attempt) continue;
    const auto receipt = parked_.take(carrier, key);
    ++core_.counters.receipts_unparked;
    settle_.on_receipt(*core_.table.find(attempt->message), *attempt, receipt->bind, receipt->receipt, key,
                       receipt->pdu);
    return;  // it settled the only doubt there was
  }
}

bool Uplink::answers(const LiveMessage& message, AccountNumber account) const {
  if (message.account != account) return false;
  WallTime sent_at{};
  for (const Segment& segment : message.segments) {
    for (const Attempt& attempt : segment.attempts) {
      if (attempt.state == AttemptState::accepted || attempt.state == AttemptState::in_doubt) {
        sent_at = std::max(sent_at, attempt.claimed_at);
      }
    }
  }
  return sent_at != WallTime{} && core_.scheduler.wall() - sent_at <= reply_window;
}

void Uplink::answered_message(AccountNumber account, std::string_view to, const PhoneNumber& from,
                              const std::function<void(Expected<LiveMessage*, store::ReadError>)>& done) {
  const auto load = [this, account, done](MessageId id) {
    const bool taken = loader_.load(id, [this, account, done](const Expected<LiveMessage*, store::ReadError>& message) {
      if (!message && message.error() == store::ReadError::overloaded) return done(failure(message.error()));
      done(message && answers(**message, account) ? *message : nullptr);
    });
    if (!taken) done(failure(store::ReadError::overloaded));
  };
  if (const MessageId live = core_.conversations.find(to, from); live != MessageId()) return load(live);
  core_.store.find_carrier_id(Conversations::index_carrier, Conversations::key(to, from.digits()),
                              [load, done](const Expected<AttemptRef, store::ReadError>& attempt) {
                                if (attempt) return load(attempt->message);
                                if (attempt.error() == store::ReadError::not_found) return done(nullptr);
                                done(failure(attempt.error()));
                              });
}

void Uplink::on_reply(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                      const Profile& profile) {
  const auto owner = core_.senders.owner_of(carrier, message.destination.addr);
  const PhoneNumber from = phone_of(message.source.addr);
  if (!owner || from.empty()) {
    ++core_.counters.replies_unmatched;
    if (const auto count = ownerless_log_.due(core_.scheduler.mono())) {
      log::warn("messages to numbers of no account were acknowledged and left out, the last to {} count={} carrier={}",
                log::mask_phone(message.destination.addr), count, core_.carrier_settings(carrier)->link.name);
    }
    return answer(carrier, token, pdu::CommandStatus::ESME_ROK);
  }
  const std::uint64_t fingerprint = reply::fingerprint(owner->account, message).low;
  switch (replies_.judge(fingerprint, core_.scheduler.wall(), core_.carrier(carrier, token), token)) {
    case RepliesSeen::Verdict::is_new:
      break;
    case RepliesSeen::Verdict::pending:
      ++core_.counters.replies_duplicate;
      return;
    case RepliesSeen::Verdict::refused:
      return refuse(carrier, token);
    case RepliesSeen::Verdict::again:
      ++core_.counters.replies_duplicate;
      return answer(carrier, token, pdu::CommandStatus::ESME_ROK);
  }
  auto body = reply::decode_body(reply::open_reply(message, profile));
  auto reply = std::make_shared<Reply>();
  reply->carrier = carrier;
  reply->from = from;
  reply->to = std::string(message.destination.addr);
  reply->text_error = body.is_text() ? std::string() : std::string(reply::to_string(body.hex));
  reply->text = std::move(body.content);
  reply->received_at = core_.scheduler.wall();
  const AccountNumber account = owner->account;
  answered_message(
      account, reply->to, from,
      [this, token, account, reply, fingerprint](const Expected<LiveMessage*, store::ReadError>& answered) {
        if (answered) return take_reply(token, account, reply, fingerprint, *answered);
        for (const carrier::DeliverToken& waiting : replies_.given_up(fingerprint)) refuse(reply->carrier, waiting);
        refuse(reply->carrier, token);
      });
}

void Uplink::take_reply(const carrier::DeliverToken& token, AccountNumber account,
                        const std::shared_ptr<const Reply>& reply, std::uint64_t fingerprint,
                        const LiveMessage* answered) {
  const store::ReplyTaken fact{account,     reply->carrier, token.bind,  report_.place_of_reply(account, answered),
                               reply->from, reply->to,      reply->text, reply->text_error,
                               fingerprint};
  const store::Location at = answered != nullptr ? core_.ledger.record(answered->id, answered->last, fact)
                                                 : core_.ledger.record(MessageId(), {}, fact);
  ++core_.counters.replies;
  auto message = answered != nullptr ? std::make_shared<const Message>(*answered) : nullptr;
  if (!report_.add(account, fact.event, at, Event::Kind::reply, std::move(message), reply)) {
    ++core_.counters.replies_dead;
  }
  answer(reply->carrier, token, pdu::CommandStatus::ESME_ROK);
  for (const carrier::DeliverToken& waiting : replies_.recorded(fingerprint, token)) {
    answer(reply->carrier, waiting, pdu::CommandStatus::ESME_ROK);
  }
  core_.ledger.effects().calls.push_back(
      [this, fingerprint] { replies_.answered(fingerprint, core_.scheduler.mono()); });
}

}  // namespace smppedge::gateway
