// SPDX-License-Identifier: Apache-2.0
#include "gateway/sweep.h"

#include <algorithm>

#include "gateway/fold_fact.h"

namespace smppedge::gateway {
namespace {

/// How a segment ends when its time is over.
struct Overdue {
  WallTime at = WallTime::max();
  SegmentState state = SegmentState::unknown;
  Reason reason = Reason::none;
};

/// The last acceptance that may still bring a receipt, and its carrier's limit from there. Attempts in doubt count: a
/// receipt may have shown that one of them was accepted. Where one attempt has failed the others are all that counts:
/// one in doubt as long as any doubt, and nobody knows then whether it was delivered.
Overdue receipt_overdue(const Core& core, const Segment& segment) {
  const bool failed = std::ranges::any_of(
      segment.attempts, [](const Attempt& attempt) { return attempt.failed_as != SegmentState::sent; });
  Overdue over{{}, SegmentState::unknown, Reason::no_receipt};
  for (const Attempt& attempt : segment.attempts) {
    if (!may_deliver(attempt)) continue;
    const bool doubted = failed && attempt.state == AttemptState::in_doubt;
    const Seconds limit = doubted ? core.settings.delivery.in_doubt_timeout : core.receipt_timeout_of(attempt.carrier);
    if (attempt.answered_at + limit < over.at) continue;
    over.at = attempt.answered_at + limit;
    over.reason = doubted ? Reason::in_doubt : Reason::no_receipt;
  }
  return over;
}

Overdue overdue(const Core& core, const Message& message, const Segment& segment) {
  switch (segment.state) {
    case SegmentState::waiting:
      return {message.expires_at, SegmentState::expired, Reason::validity_passed};
    case SegmentState::in_doubt: {
      const Attempt* doubt = newest_doubt(segment);
      if (doubt == nullptr) return {};
      return {doubt->answered_at + core.settings.delivery.in_doubt_timeout, SegmentState::unknown, Reason::in_doubt};
    }
    case SegmentState::sent:
      return receipt_overdue(core, segment);
    default:
      return {};  // claimed: the carrier's response timer; terminal: nothing
  }
}

}  // namespace

WallTime deadline_of(const Core& core, const Message& message) {
  WallTime earliest = WallTime::max();
  for (const Segment& segment : message.segments) {
    earliest = std::min(earliest, overdue(core, message, segment).at);
  }
  return earliest;
}

void Sweep::start() {
  timer_ = core_.scheduler.after(sweep_interval, [this] {
    run();
    start();
  });
}

void Sweep::run() {
  if (schedule_.wants_look()) recall_due();
  core_.counters.receipts_expired += parked_.expire(core_.scheduler.wall() - parked_retention);
  LiveTable::ByAge& by_age = core_.table.by_age();
  LiveTable::ByAge::iterator& at = core_.table.cursor();
  if (at == by_age.end()) at = by_age.begin();
  const WallTime now = core_.scheduler.wall();
  for (std::size_t looked_at = 0; at != by_age.end() && looked_at < sweep_messages_max; ++looked_at) {
    LiveMessage& message = *at++;
    look_at(message, now);
  }
}

void Sweep::look_at(LiveMessage& message, WallTime now) {
  if (is_final(message.state)) {
    // Came back for a late receipt; kept a moment, since these come in pairs.
    if (core_.scheduler.mono() - message.in_memory_since <= Seconds(5)) return;
    index_.drop(message);
    core_.table.remove(message.id);
    return;
  }
  const MessageId id = message.id;
  for (std::size_t i = 0; i < message.segments.size(); ++i) {
    const Overdue over = overdue(core_, message, message.segments[i]);
    if (over.at > now) continue;
    if (over.reason == Reason::in_doubt) ++core_.counters.doubts_timed_out;
    settle_.end_segment(message, static_cast<std::uint8_t>(i), over.state, over.reason);
    if (core_.table.find(id) == nullptr) return;
  }
  queries_.look_at(message, now);
}

void Sweep::recall_due() {
  if (std::exchange(recalling_, true)) return;
  schedule_.begin_look();
  recall_from(MessageId());
}

void Sweep::recall_from(MessageId from) {
  core_.store.find_due(schedule_.look_until(), from, due_messages_max,
                       [this](const Expected<std::vector<store::OpenRecord>, store::ReadError>& due) {
                         if (due) {
                           for (const store::OpenRecord& record : *due) recall(record);
                           if (due->size() == due_messages_max) return recall_from(due->back().message);
                         }
                         recalling_ = false;
                         schedule_.end_look(due.has_value());
                       });
}

void Sweep::recall(const store::OpenRecord& record) {
  if (record.kind == store::OpenRecord::Kind::scheduled) return schedule_.found(record);
  if (record.deadline > core_.scheduler.wall()) return;
  // One for which there is no room now is found again by the next round.
  (void)loader_.load(record.message, [this](const Expected<LiveMessage*, store::ReadError>& message) {
    if (!message) return;
    // A longer limit has come by a reload: the next checkpoint records it, or every round would bring the message back.
    const WallTime due = std::min(deadline_of(core_, **message), query_due(core_, **message));
    if (due > core_.scheduler.wall()) (*message)->recorded = {};
  });
}

}  // namespace smppedge::gateway
