// SPDX-License-Identifier: Apache-2.0
#include "gateway/handout.h"

#include <algorithm>

#include "base/log.h"
#include "gateway/read_back.h"
#include "gateway/request_error.h"
#include "gateway/runs.h"

namespace smppedge::gateway {

void Handout::ask(Outbox& outbox, bool pulled, unsigned limit, Seconds wait, PageDone done) {
  auto waiter = std::make_unique<Outbox::Waiter>();
  waiter->limit = limit;
  waiter->pulled = pulled;
  waiter->over = wait.count() <= 0;
  waiter->done = std::move(done);
  if (!waiter->over) {
    waiter->timer = core_.scheduler.after(wait, [this, &outbox] {
      outbox.waiter->over = true;
      serve(outbox);
    });
  }
  const std::unique_ptr<Outbox::Waiter> older = std::exchange(outbox.waiter, std::move(waiter));
  if (older != nullptr) older->done(EventsPage{});
  // A page a turn: a backlog neither fills this turn nor its stack.
  if (!outbox.serving) return serve(outbox);
  outbox.next_turn = core_.scheduler.after(Micros(0), [this, &outbox] { serve(outbox); });
}

void Handout::serve(Outbox& outbox) {
  if (outbox.waiter == nullptr || give(outbox)) return;
  if (outbox.reading || !outbox.waiter->over) return;
  answer(outbox, EventsPage{});
}

bool Handout::give(Outbox& outbox) {
  const bool pulled = outbox.waiter->pulled;
  const unsigned limit = outbox.waiter->limit;
  EventsPage page;
  page.events = pulled ? outbox.events.offer(limit) : outbox.events.take(limit);
  const bool is_empty = page.events.empty() && limit > 0;
  // What is pushed has several sources: one that stands still for want of bodies is read for while others go on, or
  // those would keep it so.
  if (limit > 0 && (is_empty || !pulled) && !outbox.reading) {
    const std::vector<Channel::Unread> wanted = outbox.events.unread(pulled, queue_read_ahead);
    if (!wanted.empty()) read_ahead(outbox, wanted);
  }
  if (is_empty) return false;
  core_.counters.events[static_cast<std::size_t>(outbox.name.door)].told += page.events.size();
  answer(outbox, std::move(page));
  return true;
}

void Handout::answer(Outbox& outbox, Expected<EventsPage, RequestError> page) {
  const std::unique_ptr<Outbox::Waiter> waiter = std::move(outbox.waiter);  // it may ask again at once
  outbox.serving = true;
  waiter->done(std::move(page));
  outbox.serving = false;
}

void Handout::read_ahead(Outbox& outbox, const std::vector<Channel::Unread>& wanted) {
  // A run is read, not one: the reader's threads work on it side by side, and the last completion goes on.
  outbox.reading = true;
  read_back(core_.store, outbox.name, wanted, [this, &outbox](const std::vector<ReadBack>& read) {
    outbox.reading = false;
    bool busy = false;
    std::vector<std::uint64_t> unreadable;
    for (const ReadBack& each : read) {
      if (each.event != nullptr) {
        outbox.events.keep_body(each.place, each.event);
      } else if (each.error == store::ReadError::overloaded) {
        busy = true;
      } else {
        unreadable.push_back(each.place);
      }
    }
    // It must not hold up what stands behind it; where the damage is mended it can be told again.
    std::sort(unreadable.begin(), unreadable.end());
    burial_.bury_unreadable(outbox, unreadable);
    if (busy && outbox.waiter != nullptr) {
      return answer(outbox,
                    failure(overloaded("store_busy", "The events could not be read from the store just now; ask again.",
                                       Seconds(1))));
    }
    serve(outbox);
  });
}

void Handout::settle(Outbox& outbox, const EventsSettlement& settlement, std::function<void()> done) {
  EventCounters& count = core_.counters.events[static_cast<std::size_t>(outbox.name.door)];
  for (const EventSequence sequence : settlement.taken) {
    if (!outbox.events.taken(sequence.value())) continue;
    outbox.taken.push_back(sequence.value());
    ++count.taken;
  }
  std::optional<MonoTime> due;
  if (settlement.again_after > Micros(0)) due = core_.scheduler.mono() + settlement.again_after;
  for (const EventSequence sequence : settlement.refused) {
    if (outbox.events.refused(sequence.value(), due)) ++count.refused;
  }
  for (const EventSequence sequence : settlement.recalled) (void)outbox.events.recalled(sequence.value());
  outbox.settled.push_back(std::move(done));
  outboxes_.touch(outbox);
  arm(outbox);
}

void Handout::record_taken(Outbox& outbox) {
  if (outbox.taken.empty()) return;
  std::sort(outbox.taken.begin(), outbox.taken.end());
  each_run(outbox.taken, [&](std::uint64_t first, std::uint64_t last) {
    core_.ledger.record(
        MessageId(), {},
        store::EventsTaken{outbox.name.account, outbox.name.door, EventSequence(first), EventSequence(last)});
  });
  outbox.taken.clear();
}

void Handout::arm(Outbox& outbox) {
  const MonoTime due = outbox.events.next_due();
  if (due >= outbox.again_at) return;
  outbox.again_at = due;
  outbox.again = core_.scheduler.after(due - core_.scheduler.mono(), [this, &outbox] {
    outbox.again_at = MonoTime::max();
    outbox.events.recall(core_.scheduler.mono(), recalls_per_turn_max);
    arm(outbox);
    serve(outbox);
  });
}

}  // namespace smppedge::gateway
