// SPDX-License-Identifier: Apache-2.0
#include "gateway/long_replies.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "gateway/kept_pdu.h"

namespace smppedge::gateway {
namespace {

std::string_view text_of(carrier::WireOctets octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

}  // namespace

void LongReplies::take(const Arrived& arrived, const reply::OpenedReply& opened) {
  store::ReplyPartTaken fact;
  fact.carrier = arrived.carrier;
  fact.bind = arrived.bind;
  fact.from = arrived.handset.phone;
  fact.to = arrived.destination;
  fact.account = arrived.account;
  fact.octets = text_of(arrived.octets);
  fact.fingerprint = arrived.fingerprint;
  const store::Location at = core_.ledger.record(MessageId(), {}, fact);
  kept_.emplace(at, false);
  ++core_.counters.reply_parts;
  const WallTime now = core_.scheduler.wall();
  taking_ = ++last_cookie_;
  add(reply::PartKey::of(arrived.carrier, arrived.handset.phone, arrived.destination, opened),
      reply::ReplyPart::of(opened, taking_, now), {at, arrived.handset.twin}, now);
  taking_ = 0;
  arm();
}

void LongReplies::add(const reply::PartKey& key, reply::ReplyPart part, const Waiting& beside, WallTime at) {
  const std::uint64_t cookie = part.cookie;
  beside_.emplace(cookie, beside);
  reply::PartAdded added = waiting_.add(key, std::move(part), at);
  if (added.outcome == reply::PartAdded::Outcome::duplicate) {
    beside_.erase(cookie);
    ++core_.counters.replies_duplicate;
    return end({&beside.fact, 1});
  }
  for (reply::JoinedReply& joined : added.given_up) hand_on(std::move(joined));
  if (added.whole) hand_on(std::move(*added.whole));
}

void LongReplies::hand_on(reply::JoinedReply joined) {
  Parts parts;
  for (const reply::ReplyPart& part : joined.parts) {
    const auto found = beside_.find(part.cookie);
    const PhoneNumber& twin = found->second.twin;
    parts.twin = parts.facts.empty() || parts.twin == twin ? twin : PhoneNumber();
    parts.newest = parts.newest || part.cookie == taking_;
    parts.facts.push_back(found->second.fact);
    beside_.erase(found);
  }
  if (joined.repeated) {
    core_.counters.replies_duplicate += parts.facts.size();
    return end(parts.facts);
  }
  if (!joined.complete()) ++core_.counters.replies_incomplete;
  on_joined_(std::move(joined), std::move(parts));
}

void LongReplies::end(std::span<const store::Location> parts) {
  const std::string packed = store::FactList::pack(parts);
  store::RepliedTo untold;  // of no account: nobody is told
  untold.parts = *store::FactList::from_octets(packed);
  core_.ledger.record(MessageId(), {}, untold);
  told(parts);
}

void LongReplies::told(std::span<const store::Location> parts) {
  for (const store::Location& part : parts) {
    const auto found = kept_.find(part);
    if (found == kept_.end()) continue;
    if (found->second) gone_.push_back(part);
    kept_.erase(found);
  }
}

void LongReplies::expire() {
  timer_.cancel();
  std::vector<reply::JoinedReply> expired = waiting_.expire(core_.scheduler.wall(), replies_expired_per_turn_max);
  for (reply::JoinedReply& joined : expired) hand_on(std::move(joined));
  arm();
}

void LongReplies::arm() {
  const std::optional<WallTime> deadline = waiting_.next_deadline();
  if (!deadline || timer_.armed()) return;
  // No longer than from now on, where the clock was set back.
  const Micros most = core_.settings.delivery.reassembly_timeout;
  const Micros wait = std::clamp(Micros(*deadline - core_.scheduler.wall()), Micros(0), most);
  timer_ = core_.scheduler.after(wait, [this] { expire(); });
}

void LongReplies::fill(store::Checkpoint& checkpoint) {
  for (auto& [part, recorded] : kept_) {
    if (!std::exchange(recorded, true)) checkpoint.reply_parts.push_back(part);
  }
  checkpoint.reply_parts_gone = std::exchange(gone_, {});
}

void LongReplies::restore(const store::RecordedFact& fact, bool recorded) {
  const auto* part = std::get_if<store::ReplyPartTaken>(&fact.fact);
  if (part == nullptr || !kept_.emplace(fact.at, recorded).second) return;
  restored_.emplace(fact.at, Restored{part->carrier, part->from, std::string(part->octets), fact.header.at});
}

void LongReplies::restore_told(const store::FactList& parts) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const store::Location part = parts[i];
    restored_.erase(part);
    told({&part, 1});
  }
}

void LongReplies::finish_recovery() {
  for (const auto& [fact, restored] : std::exchange(restored_, {})) {
    const auto pdu = read_kept(restored.octets);
    const auto* message = pdu ? &std::get<pdu::ShortMessage>(pdu->body) : nullptr;
    const auto opened = message != nullptr
                            ? std::optional(reply::open_reply(*message, core_.profile_of(restored.carrier)))
                            : std::nullopt;
    if (!opened || !opened->part) {
      log::error("a part of a reply cannot be read back and is left out carrier={}", core_.name_of(restored.carrier));
      end({&fact, 1});
      continue;
    }
    add(reply::PartKey::of(restored.carrier, restored.phone, message->destination.addr, *opened),
        reply::ReplyPart::of(*opened, ++last_cookie_, restored.at), {fact, handset_of(message->source).twin},
        restored.at);
  }
}

}  // namespace smppedge::gateway
