// SPDX-License-Identifier: Apache-2.0
// How a reply comes, in one piece or in parts, and finds its message. (What becomes of it then: replies_told.cpp.)
#include "gateway/replies.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
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

}  // namespace

Replies::Replies(Core& core, Loader& loader, Report& report, Blocklist& blocklist)
    : core_(core),
      loader_(loader),
      report_(report),
      blocklist_(blocklist),
      seen_(
          [&core](const Copy& copy) -> std::optional<MonoTime> {
            const carrier::Carrier* from = core.carrier(copy.carrier, copy.token);
            return from == nullptr ? std::nullopt : from->answered_through(copy.token);
          },
          [&core](std::uint64_t fingerprint) {
            (void)core.ledger.record(MessageId(), {}, store::ReplyProven{fingerprint});
          }),
      parts_(core, [this](const reply::JoinedReply& joined, LongReplies::Parts parts) {
        on_joined(joined, std::move(parts));
      }) {}

void Replies::start() {
  parts_.start();
  settle_later();
}

/// Proofs come with any answer, mostly an enquire_link's: they are recorded soon after, and not first when the same
/// words come.
void Replies::settle_later() {
  settle_timer_ = core_.scheduler.after(replies_settled_every, [this] {
    seen_.settle_all();
    settle_later();
  });
}

/// Whether the phone's own messages led to it, and not its number's owner alone.
bool Replies::is_by_messages(const reply::WindowMatch& match) {
  return match.message != MessageId() || match.late ||
         (match.found != reply::Found::none && match.found != reply::Found::owner);
}

void Replies::on_reply(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                       carrier::WireOctets octets) {
  const auto owner = core_.senders.owner_of(carrier, message.destination.addr);
  const AccountNumber account = owner ? owner->account : AccountNumber();
  // Of a number that is nobody's: each carrier's apart, since a repetition is answered with the first.
  const std::uint64_t by_carrier = owner ? 0 : std::uint64_t{carrier.value()} * 0x9E3779B97F4A7C15ULL;
  const Owed owed{{carrier, token}, reply::fingerprint(account, message).low ^ by_carrier};
  const auto verdict = seen_.judge(owed.fingerprint, core_.scheduler.wall(), owed.copy);
  if (verdict == RepliesSeen::Verdict::refused) return core_.refuse_deliver(carrier, token);
  if (verdict == RepliesSeen::Verdict::pending) {
    ++core_.counters.replies_duplicate;
    return;
  }
  const Shared incoming = incoming_of(owed, message);
  const reply::OpenedReply opened = reply::open_reply(message, core_.profile_of(carrier));
  if (!opened.part) put_body(reply::decode_body(opened), *incoming->reply);
  incoming->told_before = verdict == RepliesSeen::Verdict::again;
  if (incoming->told_before && (opened.part || !is_opt_out_of_any(*incoming->reply))) {
    ++core_.counters.replies_duplicate;
    return answer(owed);
  }
  if (incoming->reply->from.empty()) {
    nobody_s(*incoming);
    return answer(*incoming);
  }
  if (turns_.full(incoming->handset.mainland())) return refuse(*incoming);
  if (!opened.part) return enter(incoming);
  arriving_ = owed;
  parts_.take({carrier, token.bind, incoming->handset, account, owed.fingerprint, message.destination.addr, octets},
              opened);
  if (const auto waits = std::exchange(arriving_, std::nullopt)) answer(*waits);
}

Replies::Shared Replies::incoming_of(const Owed& owed, const pdu::ShortMessage& message) const {
  auto incoming = std::make_shared<Incoming>();
  incoming->handset = handset_of(message.source);
  incoming->reply = std::make_shared<Reply>();
  incoming->reply->carrier = owed.copy.carrier;
  incoming->reply->from = incoming->handset.phone;
  incoming->reply->to = std::string(message.destination.addr);
  incoming->reply->received_at = core_.scheduler.wall();
  incoming->bind = owed.copy.token.bind;
  incoming->fingerprint = owed.fingerprint;
  incoming->owed = owed;
  return incoming;
}

void Replies::on_joined(const reply::JoinedReply& joined, LongReplies::Parts parts) {
  const auto incoming = std::make_shared<Incoming>();
  incoming->handset = {joined.key.phone, parts.twin};
  incoming->reply = std::make_shared<Reply>();
  incoming->reply->carrier = joined.key.carrier;
  incoming->reply->from = joined.key.phone;
  incoming->reply->to = joined.key.destination;
  incoming->reply->received_at = first_received_at(joined);
  incoming->reply->incomplete = !joined.complete();
  put_body(reply::decode_body(joined, core_.profile_of(joined.key.carrier).strip_nul), *incoming->reply);
  incoming->parts = std::move(parts.facts);
  if (parts.newest) incoming->owed = std::exchange(arriving_, std::nullopt);
  // A checkpoint may have the part, but not yet that it may come again.
  if (incoming->owed) incoming->fingerprint = incoming->owed->fingerprint;
  enter(incoming);
}

// --- which message it answers

void Replies::enter(const Shared& incoming) {
  if (turns_.enter(incoming->handset.mainland(), incoming)) look_up(incoming);
}

void Replies::next_turn(const Incoming& ended) {
  if (const auto next = turns_.leave(ended.handset.mainland())) look_up(*next);
}

/// Where nothing left to the phone as its address says, it is looked for as the address may be read too.
void Replies::look_up(const Shared& incoming) {
  incoming->reply->from = incoming->handset.phone;
  match_by(incoming, incoming->handset.phone, [this, incoming](const reply::WindowMatch& found) {
    const PhoneNumber& twin = incoming->handset.twin;
    if (is_by_messages(found) || twin.empty()) return on_match(incoming, found);
    match_by(incoming, twin, [this, incoming, found](const reply::WindowMatch& of_twin) {
      if (!is_by_messages(of_twin)) return on_match(incoming, found);
      incoming->reply->from = incoming->handset.twin;
      on_match(incoming, of_twin);
    });
  });
}

/// Puts the reply off where the store is too busy.
void Replies::match_by(const Shared& incoming, const PhoneNumber& phone,
                       std::function<void(const reply::WindowMatch&)> then) {
  const bool asked = core_.phone_reads.ask(phone, [this, incoming, phone, then = std::move(then)](bool known) {
    if (!known) return put_off(incoming);
    std::vector<store::WindowRecord> window = core_.windows.answerable(phone);
    add_unanswered(*incoming->reply, phone, window);
    then(match(*incoming, window));
  });
  if (!asked) put_off(incoming);
}

/// What is on its way to the phone: its handset may be faster than the carrier's response.
void Replies::add_unanswered(const Reply& reply, const PhoneNumber& phone, std::vector<store::WindowRecord>& window) {
  std::vector<AccountNumber> accounts;
  if (const auto owners = core_.senders.reply_owners_of(reply.carrier, reply.to)) {
    accounts.assign(owners->accounts.begin(), owners->accounts.end());
  } else {
    for (const AccountSettings& account : core_.settings.accounts) accounts.push_back(account.number);
  }
  if (accounts.size() > accounts_by_phone_max) accounts.resize(accounts_by_phone_max);
  for (const AccountNumber account : accounts) {
    unsigned looked_at = 0;
    core_.table.for_each_to(account, phone, MessageId(), [&](const LiveMessage& message) {
      WallTime claimed{};
      for (const Segment& segment : message.segments) {
        if (segment.state == SegmentState::claimed) claimed = std::max(claimed, segment.attempts.back().claimed_at);
      }
      if (claimed != WallTime{}) window.push_back(Windows::record_of(message, claimed));
      return ++looked_at < messages_by_phone_max;
    });
  }
}

reply::WindowMatch Replies::match(const Incoming& incoming, std::span<const store::WindowRecord> window) const {
  std::vector<reply::WindowPair> pairs;
  pairs.reserve(window.size());
  for (const store::WindowRecord& pair : window) {
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

/// What came in parts keeps its place. Those behind it that the carrier keeps leave theirs in any case: taken now, they
/// would overtake it.
void Replies::put_off(const Shared& incoming) {
  const bool keeps_place = !incoming->is_kept_by_carrier();
  if (keeps_place) {
    answer_ahead(*incoming);
  } else {
    refuse(*incoming);
  }
  turns_.stall(incoming->handset.mainland(), [this](const Shared& behind) {
    if (behind->is_kept_by_carrier()) {
      refuse(*behind);
    } else {
      answer_ahead(*behind);
    }
    return behind->is_kept_by_carrier();
  });
  if (!keeps_place) return next_turn(*incoming);
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

// --- recovery

void Replies::restore(const store::ReplyTaken& fact, store::Location at, WallTime time) {
  seen_.restore(fact.fingerprint, time, false);
  report_.restore(fact.account, fact.event, at, time);
}

void Replies::restore(const store::RepliedTo& fact, store::Location at, WallTime time) {
  if (fact.fingerprint != 0) seen_.restore(fact.fingerprint, time, false);
  if (fact.account != AccountNumber()) report_.restore(fact.account, fact.event, at, time);
  parts_.restore_told(fact.parts);
}

void Replies::restore_part(const store::RecordedFact& fact, bool recorded) {
  // A checkpoint has the fingerprints that are not proven apart.
  if (const auto* part = std::get_if<store::ReplyPartTaken>(&fact.fact); part != nullptr && !recorded) {
    seen_.restore(part->fingerprint, fact.header.at, false);
  }
  parts_.restore(fact, recorded);
}

void Replies::fill(store::Checkpoint& checkpoint) {
  parts_.fill(checkpoint);
  seen_.fill(checkpoint, core_.scheduler.wall());
}

}  // namespace smppedge::gateway
