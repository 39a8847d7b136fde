// SPDX-License-Identifier: Apache-2.0
#include "gateway/replies.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/log.h"
#include "gateway/handset.h"
#include "reply/fingerprint.h"
#include "reply/reply.h"

namespace smppedge::gateway {
namespace {

void put_body(reply::ReplyBody body, Reply& reply) {
  reply.text_error = body.is_text() ? std::string() : std::string(reply::to_string(body.hex));
  reply.text = std::move(body.content);
}

/// Whatever the order in which its parts came, it was written before the first did.
WallTime first_received_at(const reply::JoinedReply& joined) {
  WallTime first = joined.parts.front().received_at;
  for (const reply::ReplyPart& part : joined.parts) first = std::min(first, part.received_at);
  return first;
}

/// Whether the phone's own messages led to it, and not its number's owner alone.
bool by_messages(const reply::WindowMatch& match) {
  return match.message != MessageId() || match.late ||
         (match.found != reply::Found::none && match.found != reply::Found::owner);
}

}  // namespace

Replies::Replies(Core& core, Loader& loader, Report& report, Blocklist& blocklist)
    : core_(core),
      loader_(loader),
      report_(report),
      blocklist_(blocklist),
      parts_(core, [this](const reply::JoinedReply& joined, std::vector<store::Location> parts) {
        on_joined(joined, std::move(parts));
      }) {}

void Replies::on_reply(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                       carrier::WireOctets octets) {
  const auto owner = core_.senders.owner_of(carrier, message.destination.addr);
  const AccountNumber account = owner ? owner->account : AccountNumber();
  // Of a number that is nobody's: each carrier's apart, since a repetition is answered with the first.
  const std::uint64_t by_carrier = owner ? 0 : std::uint64_t{carrier.value()} * 0x9E3779B97F4A7C15ULL;
  const std::uint64_t fingerprint = reply::fingerprint(account, message).low ^ by_carrier;
  switch (seen_.judge(fingerprint, core_.scheduler.wall(), core_.carrier(carrier, token), token)) {
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
  const auto incoming = std::make_shared<Incoming>();
  incoming->reply = std::make_shared<Reply>();
  incoming->reply->carrier = carrier;
  incoming->reply->from = phone_of(message.source);
  incoming->reply->to = std::string(message.destination.addr);
  incoming->reply->received_at = core_.scheduler.wall();
  incoming->as_written = phone_of(message.source.addr);
  incoming->bind = token.bind;
  incoming->fingerprint = fingerprint;
  incoming->token = token;
  if (incoming->reply->from.empty()) return nobody_s(*incoming);
  const reply::OpenedReply opened = reply::open_reply(message, core_.profile_of(carrier));
  if (!opened.part) {
    put_body(reply::decode_body(opened), *incoming->reply);
    return look_up(incoming);
  }
  parts_.take({carrier, token.bind, incoming->reply->from, account, fingerprint, message.destination.addr, octets},
              opened);
  answer(*incoming);
}

void Replies::on_joined(const reply::JoinedReply& joined, std::vector<store::Location> parts) {
  const auto incoming = std::make_shared<Incoming>();
  incoming->reply = std::make_shared<Reply>();
  incoming->reply->carrier = joined.key.carrier;
  incoming->reply->from = joined.key.phone;
  incoming->reply->to = joined.key.destination;
  incoming->as_written = phone_of(joined.key.phone.digits());
  incoming->reply->received_at = first_received_at(joined);
  incoming->reply->incomplete = !joined.complete();
  put_body(reply::decode_body(joined, core_.profile_of(joined.key.carrier).strip_nul), *incoming->reply);
  incoming->parts = std::move(parts);
  look_up(incoming);
}

/// Some carriers call every number international: where nothing left to the phone as its TON says, it is looked for as
/// it is written.
void Replies::look_up(const Shared& incoming) {
  match_by(incoming, incoming->reply->from, [this, incoming](const reply::WindowMatch& found) {
    const bool other = !incoming->as_written.empty() && incoming->as_written != incoming->reply->from;
    if (by_messages(found) || !other) return on_match(incoming, found);
    match_by(incoming, incoming->as_written, [this, incoming, found](const reply::WindowMatch& as_written) {
      if (!by_messages(as_written)) return on_match(incoming, found);
      incoming->reply->from = incoming->as_written;
      on_match(incoming, as_written);
    });
  });
}

/// Puts the reply off where the store is too busy.
void Replies::match_by(const Shared& incoming, const PhoneNumber& phone,
                       std::function<void(const reply::WindowMatch&)> then) {
  core_.windows.find(
      phone, [this, incoming, then = std::move(then)](const Expected<store::PhoneWindow, store::ReadError>& window) {
        if (!window && window.error() == store::ReadError::overloaded) return put_off(incoming);
        if (!window)
          log::error("what a phone was sent cannot be read; its reply goes by the number that it was sent to");
        then(match(*incoming, window ? *window : store::PhoneWindow{}));
      });
}

reply::WindowMatch Replies::match(const Incoming& incoming, const store::PhoneWindow& window) const {
  std::vector<reply::WindowPair> pairs;
  pairs.reserve(window.pairs.size());
  for (const store::WindowRecord& pair : window.pairs) {
    pairs.push_back({pair.number.view(), pair.message, pair.account, pair.carrier, pair.sent_at});
  }
  const Reply& reply = *incoming.reply;
  const auto owner_of = [&](std::string_view number) -> std::optional<reply::NumberOwner> {
    const auto owners = core_.senders.reply_owners_of(reply.carrier, number);
    if (!owners) return std::nullopt;
    return reply::NumberOwner{{owners->accounts.begin(), owners->accounts.end()}, owners->number, owners->sign};
  };
  return reply::match_window(pairs, {reply.to, reply.carrier, reply.received_at}, owner_of);
}

void Replies::on_match(const Shared& incoming, const reply::WindowMatch& match) {
  if (match.message == MessageId()) return take(*incoming, match, nullptr);
  const bool taken =
      loader_.load(match.message, [this, incoming, match](const Expected<LiveMessage*, store::ReadError>& message) {
        if (!message && message.error() == store::ReadError::overloaded) return put_off(incoming);
        take(*incoming, match, message ? *message : nullptr);
      });
  if (!taken) put_off(incoming);
}

void Replies::take(const Incoming& incoming, const reply::WindowMatch& match, const LiveMessage* answered) {
  Reply& reply = *incoming.reply;
  reply.late = match.late;
  reply.ambiguous = match.ambiguous;
  if (match.ambiguous) ++core_.counters.replies_ambiguous;
  const bool known = match.account != AccountNumber();
  const auto accounts = known ? std::span(&match.account, 1) : std::span(match.accounts);
  const PhoneNumber& phone = answered != nullptr ? answered->to : reply.from;
  const std::string_view word = reply.text_error.empty() ? std::string_view(reply.text) : std::string_view();
  const auto opted = blocklist_.on_reply(accounts, phone, word, reply.to);
  if (answered != nullptr) {
    reply.extend = answered->extend;
  } else {
    reply.extend = std::string(customers_digits(reply, match.account));
  }
  bool told = false;
  for (const AccountNumber account : accounts) {
    const auto own =
        std::find_if(opted.begin(), opted.end(), [&](const auto& each) { return each.account == account; });
    told = tell(incoming, account, own == opted.end() ? store::ReplyOpt::none : own->opt, answered, told) || told;
  }
  if (accounts.empty()) return nobody_s(incoming);
  if (!told) return leave_out(incoming);
  answer(incoming);
}

/// What the account's customer put behind its number, as far as the number alone tells.
std::string_view Replies::customers_digits(const Reply& reply, AccountNumber number) const {
  const AccountSettings* account = core_.account(number);
  const auto owner = core_.senders.owner_of(reply.carrier, reply.to);
  if (account == nullptr || !owner || owner->account != number) return {};
  return owner->extend(account->number_policy.tail_digits);
}

/// Where it may be for several accounts, each of them is told. False: this one is not.
bool Replies::tell(const Incoming& incoming, AccountNumber number, store::ReplyOpt opt, const LiveMessage* answered,
                   bool told_another) {
  const AccountSettings* account = core_.account(number);
  if (account == nullptr) return false;
  if (incoming.reply->late && !account->late_replies && opt == store::ReplyOpt::none) {
    ++core_.counters.replies_late_dropped;
    return false;
  }
  Incoming own = incoming;
  own.reply = std::make_shared<Reply>(*incoming.reply);
  own.reply->opt = opt;
  if (told_another) own.parts.clear();  // they have ended
  ++core_.counters.replies;
  record(own, number, answered);
  return true;
}

void Replies::nobody_s(const Incoming& incoming) {
  ++core_.counters.replies_unmatched;
  if (const auto count = left_out_log_.due(core_.scheduler.mono())) {
    log::warn("replies that are no account's were acknowledged and left out, the last to {} count={} carrier={}",
              log::mask_phone(incoming.reply->to), count, core_.name_of(incoming.reply->carrier));
  }
  leave_out(incoming);
}

void Replies::leave_out(const Incoming& incoming) {
  if (!incoming.parts.empty()) parts_.end(incoming.parts);
  answer(incoming);
}

void Replies::record(const Incoming& incoming, AccountNumber account, const LiveMessage* answered) {
  const Reply& reply = *incoming.reply;
  const std::string parts = store::FactList::pack(incoming.parts);
  store::RepliedTo fact;
  fact.account = account;
  fact.carrier = reply.carrier;
  fact.bind = incoming.bind;
  fact.event = report_.place_of_reply(account, answered);
  fact.from = reply.from;
  fact.to = reply.to;
  fact.extend = reply.extend;
  fact.text = reply.text;
  fact.text_error = reply.text_error;
  fact.fingerprint = incoming.fingerprint;
  fact.late = reply.late;
  fact.incomplete = reply.incomplete;
  fact.ambiguous = reply.ambiguous;
  fact.opt = reply.opt;
  fact.parts = *store::FactList::from_octets(parts);
  const store::Location at = answered != nullptr
                                 ? core_.ledger.record(answered->id, answered->last, fact, reply.received_at)
                                 : core_.ledger.record(MessageId(), {}, fact, reply.received_at);
  parts_.told(incoming.parts);
  auto message = answered != nullptr ? std::make_shared<const Message>(*answered) : nullptr;
  if (!report_.add(account, fact.event, at, Event::Kind::reply, std::move(message), incoming.reply)) {
    ++core_.counters.replies_dead;
  }
}

void Replies::answer(const Incoming& incoming) {
  if (!incoming.token) return;
  const CarrierNumber carrier = incoming.reply->carrier;
  core_.answer_deliver(carrier, *incoming.token, pdu::CommandStatus::ESME_ROK);
  for (const carrier::DeliverToken& waiting : seen_.recorded(incoming.fingerprint, *incoming.token)) {
    core_.answer_deliver(carrier, waiting, pdu::CommandStatus::ESME_ROK);
  }
  core_.ledger.effects().calls.push_back(
      [this, fingerprint = incoming.fingerprint] { seen_.answered(fingerprint, core_.scheduler.mono()); });
}

void Replies::put_off(const Shared& incoming) {
  if (incoming->token) {  // the carrier keeps it
    for (const carrier::DeliverToken& waiting : seen_.given_up(incoming->fingerprint)) {
      core_.refuse_deliver(incoming->reply->carrier, waiting);
    }
    return core_.refuse_deliver(incoming->reply->carrier, *incoming->token);
  }
  put_off_.push_back(incoming);
  if (!timer_.armed()) arm();
}

void Replies::look_again() {
  timer_.cancel();
  for (std::size_t i = std::min(put_off_.size(), replies_expired_per_turn_max); i > 0; --i) {
    const Shared incoming = std::move(put_off_.front());
    put_off_.pop_front();
    look_up(incoming);
  }
  if (!put_off_.empty() && !timer_.armed()) arm();
}

void Replies::arm() {
  timer_ = core_.scheduler.after(replies_put_off_for, [this] { look_again(); });
}

void Replies::restore(const store::ReplyTaken& fact, store::Location at, WallTime time) {
  seen_.restore(fact.fingerprint, time);
  report_.restore(fact.account, fact.event, at, time);
}

void Replies::restore(const store::RepliedTo& fact, store::Location at, WallTime time) {
  if (fact.fingerprint != 0) seen_.restore(fact.fingerprint, time);
  if (fact.account != AccountNumber()) report_.restore(fact.account, fact.event, at, time);
  parts_.restore_told(fact.parts);
}

void Replies::restore_part(const store::RecordedFact& fact, bool recorded) {
  if (const auto* part = std::get_if<store::ReplyPartTaken>(&fact.fact))
    seen_.restore(part->fingerprint, fact.header.at);
  parts_.restore(fact, recorded);
}

}  // namespace smppedge::gateway
