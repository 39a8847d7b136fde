// SPDX-License-Identifier: Apache-2.0
#include "gateway/replies_seen.h"

#include <iterator>
#include <utility>

namespace smppedge::gateway {

RepliesSeen::Verdict RepliesSeen::judge(std::uint64_t fingerprint, WallTime now, const Copy& copy) {
  expire(now);
  auto found = seen_.find(fingerprint);
  if (found != seen_.end() && found->second.place) {
    settle_all();
    found = seen_.find(fingerprint);
    if (found != seen_.end()) {
      found->second.newest_answer = 0;  // the response to this copy is the one that counts
      return Verdict::again;
    }
  }
  if (found == seen_.end()) {  // also where the phone did write it once more
    seen_.emplace(fingerprint, Seen{});
    return Verdict::is_new;
  }
  Seen& pending = found->second;
  if (pending.waiting.size() >= waiters_per_load_max) return Verdict::refused;
  pending.waiting.push_back(copy);
  return Verdict::pending;
}

std::vector<RepliesSeen::Copy> RepliesSeen::recorded(std::uint64_t fingerprint, WallTime now) {
  Seen& seen = seen_[fingerprint];
  if (seen.place) return {};
  std::vector<Copy> waiting = std::exchange(seen.waiting, {});
  remember(fingerprint, seen, now);
  return waiting;
}

std::vector<RepliesSeen::Copy> RepliesSeen::given_up(std::uint64_t fingerprint) {
  const auto found = seen_.find(fingerprint);
  if (found == seen_.end() || found->second.place) return {};
  std::vector<Copy> waiting = std::move(found->second.waiting);
  seen_.erase(found);
  return waiting;
}

void RepliesSeen::answered(std::uint64_t fingerprint, const Copy& copy, MonoTime now) {
  const auto found = seen_.find(fingerprint);
  if (found == seen_.end()) return;  // forgotten meanwhile
  const std::uint64_t number = ++answers_given_;
  found->second.newest_answer = number;
  Answers& answers = answers_[{copy.carrier, copy.token.bind, copy.token.connection}];
  if (const auto through = answered_through_(copy)) settle(answers, *through);
  if (answers.size() >= recorded_max_) answers.pop_front();
  answers.push_back({number, fingerprint, now});
}

void RepliesSeen::connection_ended(CarrierNumber carrier, const carrier::EndedConnection& ended) {
  const auto found = answers_.find({carrier, ended.bind, ended.connection});
  if (found == answers_.end()) return;
  settle(found->second, ended.answered_through);
  answers_.erase(found);
}

void RepliesSeen::fill(store::Checkpoint& checkpoint, WallTime now) {
  settle_all();
  expire(now);
  for (const std::uint64_t fingerprint : std::exchange(unkept_, {})) {
    const auto found = seen_.find(fingerprint);
    found->second.kept = true;
    checkpoint.replies_seen.push_back({fingerprint, (*found->second.place)->first});
  }
  // One that was forgotten and came anew since is kept with its new time.
  for (const std::uint64_t fingerprint : std::exchange(gone_, {})) {
    const auto found = seen_.find(fingerprint);
    if (found == seen_.end() || !found->second.kept) checkpoint.replies_seen_gone.push_back(fingerprint);
  }
}

void RepliesSeen::restore(std::uint64_t fingerprint, WallTime at, bool kept) {
  if (const auto found = seen_.find(fingerprint); found != seen_.end()) {
    if ((*found->second.place)->first < at) {
      forget(*found->second.place);
    } else {
      if (!kept) return;
      found->second.kept = true;
      unkept_.erase(fingerprint);
      return;
    }
  }
  Seen& seen = seen_[fingerprint];
  seen.kept = kept;
  remember(fingerprint, seen, at);
}

void RepliesSeen::restore_proven(std::uint64_t fingerprint) {
  const auto found = seen_.find(fingerprint);
  if (found != seen_.end()) forget(*found->second.place);
}

void RepliesSeen::remember(std::uint64_t fingerprint, Seen& seen, WallTime at) {
  seen.place = by_age_.emplace_hint(by_age_.end(), at, fingerprint);
  if (!seen.kept) unkept_.insert(fingerprint);
  if (by_age_.size() > recorded_max_) forget(by_age_.begin());
}

void RepliesSeen::forget(ByAge::iterator place) {
  const auto found = seen_.find(place->second);
  if (found->second.kept) {
    gone_.push_back(place->second);
  } else {
    unkept_.erase(place->second);
  }
  by_age_.erase(place);
  seen_.erase(found);
}

void RepliesSeen::expire(WallTime now) {
  while (!by_age_.empty() && now - by_age_.begin()->first > redelivery_window) forget(by_age_.begin());
}

void RepliesSeen::settle(Answers& answers, MonoTime through) {
  for (; !answers.empty() && answers.front().at < through; answers.pop_front()) {
    const auto found = seen_.find(answers.front().fingerprint);
    const bool proven =
        found != seen_.end() && found->second.place && found->second.newest_answer == answers.front().number;
    if (!proven) continue;
    proven_(answers.front().fingerprint);
    forget(*found->second.place);
  }
}

/// Connections are few: those of all binds that have answered a reply and wait for a proof.
void RepliesSeen::settle_all() {
  for (auto at = answers_.begin(); at != answers_.end();) {
    const auto& [carrier, bind, connection] = at->first;
    const auto through = answered_through_({carrier, {.bind = bind, .connection = connection}});
    if (through) settle(at->second, *through);
    at = !through || at->second.empty() ? answers_.erase(at) : std::next(at);
  }
}

}  // namespace smppedge::gateway
