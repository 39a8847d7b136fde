// SPDX-License-Identifier: Apache-2.0
#include "gateway/checkpoints.h"

#include <utility>

namespace smppedge::gateway {
namespace {

/// Evidence for a doubt is looked for among those in memory, as long as the doubt may be settled.
bool has_young_doubt(const LiveMessage& message, WallTime now, Seconds in_doubt_timeout) {
  for (const Segment& segment : message.segments) {
    if (is_terminal(segment.state)) continue;
    for (const Attempt& attempt : segment.attempts) {
      if (attempt.state == AttemptState::in_doubt && now < attempt.answered_at + in_doubt_timeout) return true;
    }
  }
  return false;
}

store::OpenRecord::Kind kind_of(const LiveMessage& message, WallTime now, Seconds in_doubt_timeout) {
  if (state_at(message, now) == MessageState::scheduled) return store::OpenRecord::Kind::scheduled;
  bool all_waiting = true;
  bool none_to_watch = !has_young_doubt(message, now, in_doubt_timeout);
  for (const Segment& segment : message.segments) {
    all_waiting = all_waiting && segment.state == SegmentState::waiting && segment.attempts.empty();
    none_to_watch = none_to_watch && (segment.state == SegmentState::sent || is_terminal(segment.state));
  }
  if (all_waiting) return store::OpenRecord::Kind::queued;
  return none_to_watch ? store::OpenRecord::Kind::awaiting : store::OpenRecord::Kind::resident;
}

/// What only waits leaves memory; a queued message only where memory is wanted, since its turn comes, and a scheduled
/// one only when its time is not near. Of those on disk, what is recorded as queued stands in a queue, the others do
/// not.
bool leaves(const LiveMessage& message, store::OpenRecord::Kind kind, WallTime now, bool crowded) {
  if (kind == store::OpenRecord::Kind::scheduled) return message.send_at - now > schedule_stay;
  if (kind == store::OpenRecord::Kind::awaiting) return true;
  return kind == store::OpenRecord::Kind::queued && message.awaiting_turn && crowded;
}

}  // namespace

void Checkpoints::start() {
  timer_ = core_.scheduler.after(core_.settings.checkpoint_interval, [this] {
    want();
    if (core_.ledger.idle()) take({});  // no traffic: nothing will be handed over to hang it on
    start();
  });
}

void Checkpoints::after_hand_over() {
  const bool full =
      core_.store.notes() > notes_early_checkpoint || core_.table.size() > core_.settings.live_messages_max;
  if (wanted_ || full) take({});
}

void Checkpoints::take(std::function<void()> done) {
  if (under_way_) return;
  wanted_ = false;
  under_way_ = true;
  // Over the bound the oldest leave before their time; half is kept, so that this is not the next turn's work again.
  const bool crowded = core_.table.size() > core_.settings.live_messages_max;
  core_.store.checkpoint(gather(crowded ? Micros(0) : Micros(core_.settings.spill_after)),
                         [this, done = std::move(done)] {
                           under_way_ = false;
                           // Not before: until now the store did not list them.
                           core_.table.forget_newborn_before(covered_);
                           release(std::exchange(leaving_, {}));
                           sweep_.recall_due();  // now that what has ended is not found again
                           if (done) return done();
                           if (core_.ledger.idle() && core_.store.notes() > notes_early_checkpoint) take({});
                           core_.scheduler.defer(core_.ledger);  // claims may wait for room among the notes
                         });
}

void Checkpoints::take_last(std::function<void()> done) {
  if (under_way_ || !core_.ledger.idle()) {
    // Effects leave after everything recorded so far; by then the one under way has a chance to be through.
    timer_ = core_.scheduler.after(Millis(1), [this, done = std::move(done)] { take_last(done); });
    return;
  }
  timer_.cancel();
  take(std::move(done));
}

store::OpenRecord Checkpoints::record_of(const LiveMessage& message, store::OpenRecord::Kind kind) const {
  store::OpenRecord record;
  record.kind = kind;
  record.message = message.id;
  record.last = message.last;
  const bool scheduled = record.kind == store::OpenRecord::Kind::scheduled;
  record.deadline = scheduled ? message.send_at : std::min(deadline_of(core_, message), query_due(core_, message));
  record.account = message.account;
  record.traffic_class = message.traffic_class;
  record.carrier = message.plan.carrier;
  return record;
}

store::Checkpoint Checkpoints::gather(Micros old_after) {
  store::Checkpoint checkpoint;
  checkpoint.high_water = ids_.last();
  checkpoint.replay_after = core_.ledger.handed_over();
  for (const auto& [account, last] : core_.aliases) checkpoint.aliases.push_back({account, last});
  checkpoint.no_longer_open = std::exchange(core_.closed_with_record, {});
  report_.fill(checkpoint);
  parked_.fill(checkpoint);
  replies_.fill(checkpoint);

  // Messages with a record, new facts or not, stand in front; new ones follow in the order in which they were accepted.
  const MonoTime now = core_.scheduler.mono();
  const std::size_t keep = core_.settings.live_messages_max / 2;
  const WallTime wall = core_.scheduler.wall();
  std::size_t left = core_.table.size();
  covered_ = MessageId(ids_.last().value() + 1);
  for (LiveMessage& message : core_.table.by_age()) {
    const bool crowded = left > keep;
    if (message.is_new) {
      const bool old = now - message.in_memory_since >= old_after && (old_after > Micros(0) || crowded);
      if (!old || checkpoint.opened.size() >= checkpoint_records_max) {
        checkpoint.replay_after = message.born_after;
        covered_ = message.id;
        wanted_ = old;  // cut short: there is more to record
        break;
      }
    }
    if (is_final(message.state)) continue;
    // That a send time has come, or a doubt's time has passed, is no fact, but it changes what recovery does with the
    // record.
    const store::OpenRecord::Kind kind = kind_of(message, wall, core_.settings.delivery.in_doubt_timeout);
    const bool stands = message.recorded_kind == kind && message.recorded == message.last;
    if (!stands) record(message, kind, checkpoint);
    if (leaves(message, kind, wall, crowded)) {
      leaving_.push_back(message.id);
      --left;
    }
  }
  return checkpoint;
}

void Checkpoints::record(LiveMessage& message, store::OpenRecord::Kind kind, store::Checkpoint& checkpoint) {
  message.is_new = false;
  message.recorded_kind = kind;
  message.recorded = message.last;
  checkpoint.opened.push_back(record_of(message, kind));
  if (kind == store::OpenRecord::Kind::resident) return;  // recovery brings it into memory
  index_.note(message);
  if (kind != store::OpenRecord::Kind::awaiting) index_.note_unsent(message);
}

void Checkpoints::release(const std::vector<MessageId>& leaving) {
  for (const MessageId id : leaving) {
    LiveMessage* message = core_.table.find(id);
    // Touched meanwhile: it is needed in memory, and its record is behind.
    if (message == nullptr || is_final(message->state) || message->last != message->recorded) continue;
    // Its time came meanwhile, or it was put off while it stands in a queue.
    if (message->recorded_kind == store::OpenRecord::Kind::scheduled && message->awaiting_turn) continue;
    index_.drop(*message);
    core_.table.remove(id);
  }
}

}  // namespace smppedge::gateway
