// SPDX-License-Identifier: Apache-2.0
#include "gateway/uplink.h"

#include "base/log.h"
#include "gateway/handset.h"
#include "receipt/receipt.h"
#include "reply/fingerprint.h"
#include "reply/reply.h"

namespace smppedge::gateway {
namespace {

/// Up to 72:00:00 after the send an answer is that message's reply (domain.md A40).
constexpr Seconds reply_window{72 * 3600};

}  // namespace

void Uplink::on_deliver(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                        carrier::WireOctets octets) {
  const CarrierSettings* settings = core_.carrier_settings(carrier);
  const bool exhausted = core_.ledger.open_bytes() > batch_bytes_delivers_max || receipts_.exhausted();
  if (settings == nullptr || exhausted) return core_.refuse_deliver(carrier, token);
  const Profile& profile = settings->link.profile;
  if (receipt::is_receipt(message, profile)) {
    receipts_.on_receipt(carrier, token, message, octets, profile);
  } else {
    on_reply(carrier, token, message, profile);
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

void Uplink::join(AccountNumber account, const std::shared_ptr<Reply>& reply, const PhoneNumber& as_written,
                  const std::function<void(Expected<LiveMessage*, store::ReadError>)>& done) {
  answered_message(account, reply->to, reply->from,
                   [this, account, reply, as_written, done](const Expected<LiveMessage*, store::ReadError>& answered) {
                     const bool found = !answered || *answered != nullptr;
                     if (found || as_written.empty() || as_written == reply->from) return done(answered);
                     answered_message(account, reply->to, as_written,
                                      [reply, as_written, done](const Expected<LiveMessage*, store::ReadError>& other) {
                                        if (other && *other != nullptr) reply->from = as_written;
                                        done(other);
                                      });
                   });
}

void Uplink::on_reply(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                      const Profile& profile) {
  const auto owner = core_.senders.owner_of(carrier, message.destination.addr);
  const PhoneNumber from = phone_of(message.source);
  if (!owner || from.empty()) {
    ++core_.counters.replies_unmatched;
    if (const auto count = ownerless_log_.due(core_.scheduler.mono())) {
      log::warn("messages to numbers of no account were acknowledged and left out, the last to {} count={} carrier={}",
                log::mask_phone(message.destination.addr), count, core_.name_of(carrier));
    }
    return core_.answer_deliver(carrier, token, pdu::CommandStatus::ESME_ROK);
  }
  const std::uint64_t fingerprint = reply::fingerprint(owner->account, message).low;
  switch (replies_.judge(fingerprint, core_.scheduler.wall(), core_.carrier(carrier, token), token)) {
    case RepliesSeen::Verdict::is_new:
      break;
    case RepliesSeen::Verdict::pending:
      ++core_.counters.replies_duplicate;
      return;
    case RepliesSeen::Verdict::refused:
      return core_.refuse_deliver(carrier, token);
    case RepliesSeen::Verdict::again:
      ++core_.counters.replies_duplicate;
      return core_.answer_deliver(carrier, token, pdu::CommandStatus::ESME_ROK);
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
  join(account, reply, phone_of(message.source.addr),
       [this, token, account, reply, fingerprint](const Expected<LiveMessage*, store::ReadError>& answered) {
         if (answered) return take_reply(token, account, reply, fingerprint, *answered);
         for (const carrier::DeliverToken& waiting : replies_.given_up(fingerprint))
           core_.refuse_deliver(reply->carrier, waiting);
         core_.refuse_deliver(reply->carrier, token);
       });
}

void Uplink::tell(AccountNumber account, Reply reply, store::ReplyOpt opt, BindId bind, std::uint64_t fingerprint,
                  const LiveMessage* answered) {
  reply.opt = opt;
  store::RepliedTo fact;
  fact.account = account;
  fact.carrier = reply.carrier;
  fact.bind = bind;
  fact.event = report_.place_of_reply(account, answered);
  fact.from = reply.from;
  fact.to = reply.to;
  fact.text = reply.text;
  fact.text_error = reply.text_error;
  fact.fingerprint = fingerprint;
  fact.opt = opt;
  const store::Location at = answered != nullptr ? core_.ledger.record(answered->id, answered->last, fact)
                                                 : core_.ledger.record(MessageId(), {}, fact);
  auto message = answered != nullptr ? std::make_shared<const Message>(*answered) : nullptr;
  const bool is_kept = report_.add(account, fact.event, at, Event::Kind::reply, std::move(message),
                                   std::make_shared<const Reply>(std::move(reply)));
  if (!is_kept) ++core_.counters.replies_dead;
}

void Uplink::take_reply(const carrier::DeliverToken& token, AccountNumber account,
                        const std::shared_ptr<const Reply>& reply, std::uint64_t fingerprint,
                        const LiveMessage* answered) {
  const PhoneNumber& phone = answered != nullptr ? answered->to : reply->from;
  const std::string_view text = reply->text_error.empty() ? std::string_view(reply->text) : std::string_view();
  store::ReplyOpt opt = store::ReplyOpt::none;
  for (const Blocklist::Opted& opted : blocklist_.on_reply({&account, 1}, phone, text, reply->to)) {
    if (opted.account == account) {
      opt = opted.opt;
    } else {
      tell(opted.account, *reply, opted.opt, token.bind, 0, nullptr);
    }
  }
  tell(account, *reply, opt, token.bind, fingerprint, answered);
  ++core_.counters.replies;
  core_.answer_deliver(reply->carrier, token, pdu::CommandStatus::ESME_ROK);
  for (const carrier::DeliverToken& waiting : replies_.recorded(fingerprint, token)) {
    core_.answer_deliver(reply->carrier, waiting, pdu::CommandStatus::ESME_ROK);
  }
  core_.ledger.effects().calls.push_back(
      [this, fingerprint] { replies_.answered(fingerprint, core_.scheduler.mono()); });
}

}  // namespace smppedge::gateway
