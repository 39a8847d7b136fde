// SPDX-License-Identifier: Apache-2.0
#include "gateway/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "gateway/request_error.h"

namespace smppedge::gateway {
namespace {

/// The door's receipts are asked for one by one (SMPP 5.2.17); a message of another door has no such wish.
bool declined(const Message& message, MessageState state) {
  if (!message.client) return false;
  return state == MessageState::delivered ? !message.client->wants_success() : !message.client->wants_failure();
}

RequestError not_pulled() {
  return conflict("events_are_pushed",
                  "This account's events are sent to its webhook; they cannot be fetched or acknowledged as well.");
}

RequestError not_pushed() {
  return conflict("events_are_pulled", "This account has no webhook; its events are fetched and acknowledged.");
}

}  // namespace

Door Report::door_of(const Message& message) const {
  const AccountSettings* settings = core_.account(message.account);
  const ResultDoor door = settings == nullptr ? ResultDoor::by_message : settings->result_door;
  if (door == ResultDoor::by_message) return message.door;
  return door == ResultDoor::smpp ? Door::smpp : Door::http;
}

store::EventPlace Report::next_place(EventChannel channel) {
  return {channel.door, EventSequence(outboxes_.of(channel).events.next_place())};
}

store::EventPlace Report::place_of_result(const Message& message, MessageState state) {
  const Door door = door_of(message);
  if (door == Door::smpp && declined(message, state)) {
    ++core_.counters.events[static_cast<std::size_t>(door)].declined;
    return {door, EventSequence()};
  }
  return next_place({message.account, door});
}

store::EventPlace Report::place_of_doubt(const Message& message) {
  const Door door = door_of(message);
  if (door != Door::http || message.doubted || is_final(message.state)) return {};
  if (outboxes_.has_room(message.account)) return next_place({message.account, door});
  ++core_.counters.events[static_cast<std::size_t>(door)].withheld;
  return {};
}

store::EventPlace Report::place_of_progress(const Message& message) {
  const Door door = door_of(message);
  const bool wanted = door == Door::smpp && message.client && message.client->wants_intermediate();
  if (!wanted || is_final(message.state)) return {};
  if (outboxes_.has_room(message.account)) return next_place({message.account, door});
  ++core_.counters.events[static_cast<std::size_t>(door)].withheld;
  return {};
}

store::EventPlace Report::place_of_reply(AccountNumber account, const Message* answered) {
  if (answered != nullptr) return next_place({account, door_of(*answered)});
  const AccountSettings* settings = core_.account(account);
  return next_place({account, settings == nullptr ? Door::http : settings->reply_door});
}

bool Report::add(AccountNumber account, const store::EventPlace& place, store::Location fact, Event::Kind kind,
                 std::shared_ptr<const Message> message, std::shared_ptr<const Reply> reply) {
  if (place.sequence.value() == 0) return true;
  // Results have reserved their place, and what is withheld was given none.
  const bool may_be_surplus = kind == Event::Kind::reply || kind == Event::Kind::receipt_late;
  const bool surplus = may_be_surplus && !outboxes_.has_room(account);
  Outbox& outbox = outboxes_.of({account, place.door});
  assert(place.sequence.value() == outbox.events.next_place());
  auto event = std::make_shared<Event>();
  event->kind = kind;
  event->channel = outbox.name;
  event->sequence = place.sequence;
  event->id = place.sequence;
  event->at = core_.scheduler.wall();
  KeptEvent kept = KeptEvent::on_disk(fact, place.sequence, event->at);
  event->message = std::move(message);
  event->reply = std::move(reply);
  kept.keep(std::move(event));
  outbox.events.add(std::move(kept));
  outboxes_.touch(outbox);
  if (surplus) burial_.bury_surplus(outbox, place.sequence.value());
  return !surplus;
}

void Report::publish() {
  struct Published {
    Outbox* outbox;
    std::uint64_t through;
    std::vector<std::function<void()>> settled;
  };
  std::vector<Published> published;
  for (Outbox* outbox : outboxes_.take_touched()) {
    outbox->touched = false;
    handout_.record_taken(*outbox);
    published.push_back({outbox, outbox->events.last(), std::exchange(outbox->settled, {})});
  }
  if (published.empty()) return;
  core_.ledger.effects().calls.push_back([this, published = std::move(published)] {
    for (const Published& each : published) {
      each.outbox->events.publish(each.through);
      for (const std::function<void()>& settled : each.settled) settled();
      handout_.serve(*each.outbox);
    }
  });
}

bool Report::is_pushed(EventChannel channel) const {
  if (channel.door == Door::smpp) return true;
  const AccountSettings* settings = core_.account(channel.account);
  return settings != nullptr && settings->pushed;
}

void Report::events(AccountNumber account, unsigned limit, Seconds wait, PageDone done) {
  const EventChannel channel{account, Door::http};
  if (is_pushed(channel)) return done(failure(not_pulled()));
  handout_.ask(outboxes_.of(channel), true, limit, wait, std::move(done));
}

void Report::acknowledge(AccountNumber account, EventSequence through, Api::Done<void> done) {
  const EventChannel channel{account, Door::http};
  if (is_pushed(channel)) return done(failure(not_pulled()));
  Outbox& outbox = outboxes_.of(channel);
  if (through.value() > outbox.events.offered()) {
    return done(failure(invalid(
        "beyond_offered",
        fmt::format(
            "\"through\" is {}, but the last event offered to this account is {}; acknowledge what was received.",
            through.value(), outbox.events.offered()))));
  }
  if (const std::uint64_t count = outbox.events.acknowledge(through.value()); count > 0) {
    core_.counters.events[static_cast<std::size_t>(Door::http)].taken += count;
    core_.ledger.record(MessageId(), {}, store::EventsAcknowledged{account, Door::http, through});
  }
  core_.ledger.effects().calls.push_back([done = std::move(done)] { done({}); });
}

void Report::take(EventChannel channel, unsigned limit, Seconds wait, PageDone done) {
  if (!is_pushed(channel)) return done(failure(not_pushed()));
  handout_.ask(outboxes_.of(channel), false, limit, wait, std::move(done));
}

void Report::settle(EventChannel channel, const EventsSettlement& settlement, Api::Done<void> done) {
  if (!is_pushed(channel)) return done(failure(not_pushed()));
  handout_.settle(outboxes_.of(channel), settlement, [done = std::move(done)] { done({}); });
}

void Report::fill(Status& status) const {
  status.unacknowledged_events = 0;
  for (Status::AccountEntry& account : status.accounts) {
    for (const Door door : {Door::http, Door::smpp}) {
      const Outbox* outbox = outboxes_.find({account.number, door});
      if (outbox == nullptr) continue;
      Status::Events& events = account.events[static_cast<std::size_t>(door)];
      events = {outbox->events.kept(), outbox->events.out(), outbox->events.aside(), outbox->events.held(),
                outbox->dead.size()};
    }
  }
  for (const Outbox* outbox : outboxes_.all()) {
    Status::Events& total = status.events[static_cast<std::size_t>(outbox->name.door)];
    total.kept += outbox->events.kept();
    total.out += outbox->events.out();
    total.aside += outbox->events.aside();
    total.held += outbox->events.held();
    total.dead += outbox->dead.size();
    status.unacknowledged_events += outbox->events.kept();
  }
}

void Report::fill(store::Checkpoint& checkpoint) {
  store::BatchNumber oldest;
  for (Outbox* outbox : outboxes_.all()) {
    for (const store::BatchNumber batch : {outbox->events.oldest(), outbox->dead.oldest()}) {
      if (!batch.none() && (oldest.none() || batch < oldest)) oldest = batch;
    }
    outbox->events.fill(outbox->name, checkpoint);
    outbox->dead.fill(outbox->name, checkpoint);
  }
  checkpoint.oldest_event = oldest;
}

void Report::restore(const store::Checkpoint::AccountEvents& events) {
  outboxes_.of({events.account, events.door}).events.restore(events);
}

void Report::restore(const store::EventRecord& record) {
  outboxes_.of({record.account, record.door})
      .events.restore_recorded(record.sequence.value(), KeptEvent::on_disk(record.fact, record.id, record.since));
}

void Report::restore_dead_letter(const store::EventRecord& record) {
  outboxes_.of({record.account, record.door})
      .dead.restore(record.sequence.value(), {record.fact, record.id, record.since});
}

void Report::restore(AccountNumber account, const store::EventPlace& place, store::Location fact, WallTime at) {
  if (place.sequence.value() == 0) return;
  outboxes_.of({account, place.door})
      .events.restore_made(place.sequence.value(), KeptEvent::on_disk(fact, place.sequence, at));
}

void Report::restore(const store::EventsAcknowledged& fact) {
  outboxes_.of({fact.account, fact.door}).events.restore_done(0, fact.through.value());
}

void Report::restore(const store::EventsTaken& fact) {
  outboxes_.of({fact.account, fact.door}).events.restore_done(fact.first.value(), fact.last.value());
}

void Report::restore(const store::EventsBuried& fact) {
  Outbox& outbox = outboxes_.of({fact.account, fact.door});
  for (std::uint64_t place = fact.first.value(); place <= fact.last.value(); ++place) {
    const std::optional<KeptEvent> event = outbox.events.bury(place);
    if (event) outbox.dead.add(place, {event->fact, event->id, event->since});
  }
}

void Report::restore(const store::EventRevived& fact, WallTime at) {
  Outbox& outbox = outboxes_.of({fact.account, fact.door});
  if (fact.sequence.value() <= outbox.events.last()) return;
  if (const std::optional<DeadLetter> letter = outbox.dead.take(fact.buried.value())) {
    outbox.events.restore_made(fact.sequence.value(), KeptEvent::on_disk(letter->fact, letter->id, at));
  }
}

void Report::restore(const store::DeadLettersDropped& fact) {
  Outbox& outbox = outboxes_.of({fact.account, fact.door});
  for (std::uint64_t place = fact.first.value(); place <= fact.last.value(); ++place) {
    (void)outbox.dead.take(place);
  }
}

}  // namespace smppedge::gateway
