// SPDX-License-Identifier: Apache-2.0
#include "gateway/burial.h"

#include <algorithm>

#include "base/log.h"
#include "gateway/read_back.h"
#include "gateway/request_error.h"
#include "gateway/runs.h"

namespace smppedge::gateway {

std::string Burial::name_of(const Outbox& outbox) const {
  const AccountSettings* settings = core_.account(outbox.name.account);
  return settings == nullptr ? std::to_string(outbox.name.account.value()) : settings->name;
}

void Burial::start() {
  timer_ = core_.scheduler.after(burial_interval, [this] { look(); });
}

void Burial::look() {
  bool more = false;
  // While the disk stalls nothing is added to what waits for it.
  if (core_.ledger.open_bytes() <= batch_bytes_claims_max) {
    const std::vector<Outbox*>& all = outboxes_.all();
    std::size_t budget = burials_per_turn_max;
    const std::size_t from = first_;
    for (std::size_t i = 0; i < all.size() && budget > 0; ++i) {
      first_ = (from + i) % all.size();
      const std::size_t quantum = std::min(budget, burials_per_outbox_max);
      const std::size_t moved = look_at(*all[first_], quantum);
      budget -= std::min(budget, moved);
      more = more || moved >= quantum;
    }
    first_ = all.empty() ? 0 : (first_ + 1) % all.size();
    more = more || budget == 0;
  }
  timer_ = core_.scheduler.after(more ? Micros(0) : burial_interval, [this] { look(); });
}

std::size_t Burial::look_at(Outbox& outbox, std::size_t quantum) {
  const WallTime before = core_.scheduler.wall() - core_.settings.delivery.event_retention;
  const std::vector<std::uint64_t> old = outbox.events.older_than(before, quantum);
  if (!old.empty()) {
    bury(outbox, old);
    if (const auto count = old_log_.due(core_.scheduler.mono(), old.size())) {
      log::error("ALARM: events that nobody took went to the dead letters count={} account={}", count, name_of(outbox));
    }
  }
  return old.size() + drop_surplus(outbox, quantum);
}

void Burial::bury(Outbox& outbox, const std::vector<std::uint64_t>& places) {
  std::vector<std::uint64_t> buried;
  for (const std::uint64_t place : places) {
    const std::optional<KeptEvent> event = outbox.events.bury(place);
    if (!event) continue;
    outbox.dead.add(place, {event->fact, event->id, event->since});
    buried.push_back(place);
  }
  each_run(buried, [&](std::uint64_t first, std::uint64_t last) {
    core_.ledger.record(
        MessageId(), {},
        store::EventsBuried{outbox.name.account, outbox.name.door, EventSequence(first), EventSequence(last)});
  });
  core_.counters.events[static_cast<std::size_t>(outbox.name.door)].buried += buried.size();
  outboxes_.touch(outbox);  // what one of them held back may be told now
}

void Burial::bury_surplus(Outbox& outbox, std::uint64_t place) {
  bury(outbox, {place});
  (void)drop_surplus(outbox, 1);
  if (const auto count = surplus_log_.due(core_.scheduler.mono())) {
    log::error("ALARM: events went to the dead letters of an account that acknowledges too little count={} account={}",
               count, name_of(outbox));
  }
}

void Burial::bury_unreadable(Outbox& outbox, const std::vector<std::uint64_t>& places) {
  if (places.empty()) return;
  bury(outbox, places);
  if (const auto count = unreadable_log_.due(core_.scheduler.mono(), places.size())) {
    log::error("events that cannot be read from the store went to the dead letters, the last at {} count={} account={}",
               places.back(), count, name_of(outbox));
  }
}

std::size_t Burial::drop_surplus(Outbox& outbox, std::size_t limit) {
  const AccountSettings* settings = core_.account(outbox.name.account);
  const std::size_t keep = settings == nullptr ? AccountSettings{}.dead_letters_max : settings->dead_letters_max;
  const WallTime before = core_.scheduler.wall() - core_.settings.delivery.event_retention - dead_letter_retention;
  const std::vector<std::uint64_t> places = outbox.dead.beyond(keep, before, limit);
  if (places.empty()) return 0;
  for (const std::uint64_t place : places) (void)outbox.dead.take(place);
  each_run(places, [&](std::uint64_t first, std::uint64_t last) {
    core_.ledger.record(
        MessageId(), {},
        store::DeadLettersDropped{outbox.name.account, outbox.name.door, EventSequence(first), EventSequence(last)});
  });
  core_.counters.events[static_cast<std::size_t>(outbox.name.door)].dropped += places.size();
  if (const auto count = dropped_log_.due(core_.scheduler.mono(), places.size())) {
    log::error("ALARM: dead letters beyond their bound or their time were dropped count={} account={}", count,
               name_of(outbox));
  }
  return places.size();
}

void Burial::list(Outbox& outbox, EventSequence after, unsigned limit, Api::Done<DeadLetters> done) {
  // After the commit of what was buried so far: its fact can be read then.
  core_.ledger.effects().calls.push_back(
      [this, &outbox, after, limit, done = std::move(done)] { read_page(outbox, after, limit, done); });
}

void Burial::read_page(Outbox& outbox, EventSequence after, unsigned limit, const Api::Done<DeadLetters>& done) {
  auto letters = outbox.dead.after(after.value(), std::size_t{limit} + 1);
  DeadLetters page;
  if (letters.size() > limit) {
    letters.pop_back();
    page.next = letters.empty() ? after : EventSequence(letters.back().first);
  }
  std::vector<Channel::Unread> wanted;
  for (const auto& [place, letter] : letters) wanted.push_back({place, letter.id, letter.fact});
  if (wanted.empty()) return done(std::move(page));
  read_back(core_.store, outbox.name, wanted, [page, done](const std::vector<ReadBack>& read) {
    DeadLetters full = page;
    for (const ReadBack& each : read) {
      if (each.event != nullptr) {
        full.events.push_back(*each.event);
      } else if (each.error == store::ReadError::overloaded) {
        return done(failure(overloaded(
            "store_busy", "The dead letters could not be read from the store just now; ask again.", Seconds(1))));
      } else {
        log::error("dead letter {} cannot be read from the store", each.place);
      }
    }
    done(std::move(full));
  });
}

void Burial::revive(Outbox& outbox, std::vector<EventSequence> buried, bool all, Api::Done<std::uint64_t> done) {
  if (revivals_.size() >= revivals_max) {
    return done(
        failure(overloaded("busy", "Too many dead letters are being sent again just now; ask again.", Seconds(1))));
  }
  Revival& revival = revivals_.emplace_back();
  revival.outbox = &outbox;
  revival.all = all;
  revival.named = std::move(buried);
  revival.through = outbox.dead.last();
  revival.done = std::move(done);
  if (revivals_.size() == 1) revive_some();
}

void Burial::revive_some() {
  revival_timer_.cancel();
  const bool stalled = core_.ledger.open_bytes() > batch_bytes_claims_max;
  for (std::size_t left = revivals_per_turn_max; left > 0 && !revivals_.empty() && !stalled; --left) {
    Revival& revival = revivals_.front();
    const bool full = revival.outbox->dead.size() != 0 && !outboxes_.has_room(revival.outbox->name.account);
    const std::optional<std::uint64_t> place = full ? std::nullopt : next_of(revival);
    if (place) {
      if (revive(*revival.outbox, *place)) ++revival.revived;
      continue;
    }
    finish(revival, full);
    revivals_.pop_front();
  }
  if (revivals_.empty()) return;
  std::rotate(revivals_.begin(), revivals_.begin() + 1, revivals_.end());
  revival_timer_ = core_.scheduler.after(stalled ? burial_interval : Micros(0), [this] { revive_some(); });
}

std::optional<std::uint64_t> Burial::next_of(Revival& revival) {
  if (!revival.all) {
    if (revival.at == revival.named.size()) return std::nullopt;
    return revival.named[revival.at++].value();
  }
  const auto next = revival.outbox->dead.after(revival.from, 1);
  if (next.empty() || next.front().first > revival.through) return std::nullopt;
  return revival.from = next.front().first;
}

bool Burial::revive(Outbox& outbox, std::uint64_t buried) {
  const std::optional<DeadLetter> letter = outbox.dead.take(buried);
  if (!letter) return false;
  const EventSequence sequence(outbox.events.next_place());
  core_.ledger.record(MessageId(), {},
                      store::EventRevived{outbox.name.account, outbox.name.door, EventSequence(buried), sequence});
  outbox.events.add(KeptEvent::on_disk(letter->fact, letter->id, core_.scheduler.wall()));
  ++core_.counters.events[static_cast<std::size_t>(outbox.name.door)].revived;
  outboxes_.touch(outbox);
  return true;
}

void Burial::finish(const Revival& revival, bool full) {
  core_.ledger.effects().calls.push_back([done = revival.done, revived = revival.revived, full] {
    if (revived > 0 || !full) return done(revived);
    done(failure(overloaded("events_full",
                            "Too many messages of this account are open or wait for their event to be acknowledged; "
                            "take events first.",
                            Seconds(1))));
  });
}

}  // namespace smppedge::gateway
