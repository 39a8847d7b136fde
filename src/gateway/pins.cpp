// SPDX-License-Identifier: Apache-2.0
#include "gateway/pins.h"

#include <algorithm>

#include "gateway/loader.h"
#include "gateway/request_error.h"

namespace smppedge::gateway {

Pins::Entry* Pins::live(const PartsKey& key) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return nullptr;
  if (core_.scheduler.mono() - found->second.used_at < core_.settings.delivery.parts_pin) return &found->second;
  entries_.erase(found);
  return nullptr;
}

void Pins::expire() {
  const MonoTime now = core_.scheduler.mono();
  while (!by_use_.empty() && now - by_use_.front().used_at >= core_.settings.delivery.parts_pin) {
    entries_.erase(PartsKey(by_use_.front().key));
  }
}

const Pins::Pin* Pins::find(const PartsKey& key) {
  const Entry* entry = live(key);
  return entry == nullptr ? nullptr : &entry->pin;
}

bool Pins::full() {
  if (entries_.size() >= part_pins_max) expire();
  return entries_.size() >= part_pins_max;
}

void Pins::note(const PartsKey& key, std::uint8_t sequence, const Pin& pin, Micros age) {
  Entry* entry = live(key);
  if (entry == nullptr) {
    entry = &entries_[key];
    entry->key = key;
    entry->pin = pin;
  }
  entry->used_at = std::max(entry->used_at, core_.scheduler.mono() - age);
  entry->seen.set(sequence);
  if (entry->seen.count() >= key.total) {
    entries_.erase(key);
    return;
  }
  entry->by_use.unlink();
  by_use_.push_back(*entry);
}

void Pins::restore(const Message& message) {
  if (!message.client || !is_part(*message.client) || full()) return;
  const Micros age = std::max(Micros(0), Micros(core_.scheduler.wall() - message.accepted_at));
  if (age >= core_.settings.delivery.parts_pin) return;
  core_.references.used(message.plan.sender, message.to, message.plan.reference);
  note(PartsKey::of(message.account, message.to, *message.client), message.client->part.sequence,
       {message.plan.carrier, message.plan.sender, message.plan.reference}, age);
}

bool Pins::must_prepare(const PartsKey& key) {
  if (looking_up_.contains(key)) return true;
  return core_.scheduler.mono() - started_at_ < core_.settings.delivery.parts_pin && live(key) == nullptr;
}

bool Pins::prepare(const std::vector<PartsKey>& keys, std::function<void(Expected<void, RequestError>)> done) {
  if (waiting_ >= part_waiters_max) return false;
  ++waiting_;
  auto waiter = std::make_shared<Waiter>();
  waiter->keys_left = keys.size();
  waiter->done = std::move(done);
  for (const PartsKey& key : keys) {
    std::vector<std::shared_ptr<Waiter>>& waiters = looking_up_[key];
    waiters.push_back(waiter);
    if (waiters.size() == 1) look_up(key);
  }
  return true;
}

void Pins::look_up(const PartsKey& key) {
  core_.store.find_lookup(key.account, store::LookupKind::part, key.lookup(), MessageId(), 1,
                          [this, key](const Expected<std::vector<MessageId>, store::ReadError>& found) {
                            if (!found) return looked_up(key, found.error() != store::ReadError::not_found);
                            if (found->empty()) return looked_up(key, false);
                            read(key, found->front());
                          });
}

void Pins::read(const PartsKey& key, MessageId part) {
  const bool too_old = core_.scheduler.wall() - part.time() >= core_.settings.delivery.parts_pin;
  if (too_old || part >= first_own_) return looked_up(key, false);
  const auto restored = [this, key](const Expected<store::Chain, store::ReadError>& chain) {
    if (!chain) return looked_up(key, chain.error() == store::ReadError::overloaded);
    const std::shared_ptr<LiveMessage> message = message_of(*chain);
    const bool fits =
        message != nullptr && message->client && PartsKey::of(message->account, message->to, *message->client) == key;
    if (fits && live(key) == nullptr) restore(*message);
    looked_up(key, false);
  };
  core_.store.find_message(part, [this, key, restored](Expected<store::MessageRecord, store::ReadError> record) {
    if (!record) return looked_up(key, record.error() == store::ReadError::overloaded);
    // One that ended a moment ago can be read once its end is on disk.
    core_.ledger.effects().calls.push_back(
        [this, restored, last = record->last] { core_.store.read_chain(last, restored); });
  });
}

void Pins::looked_up(const PartsKey& key, bool failed) {
  const auto found = looking_up_.find(key);
  const std::vector<std::shared_ptr<Waiter>> waiters = std::move(found->second);
  looking_up_.erase(found);
  for (const std::shared_ptr<Waiter>& waiter : waiters) {
    waiter->failed = waiter->failed || failed;
    if (--waiter->keys_left > 0) continue;
    --waiting_;
    waiter->done(waiter->failed ? Expected<void, RequestError>(failure(store_busy())) : Expected<void, RequestError>());
  }
}

}  // namespace smppedge::gateway
