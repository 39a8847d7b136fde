// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_store.h"

#include <algorithm>
#include <set>

namespace smppedge::sim {

FakeStore::FakeStore(Executor& core, const Clock& clock, std::function<void(std::string)> on_fatal)
    : core_(core), clock_(clock), on_fatal_(std::move(on_fatal)) {}

FakeStore::FakeStore(SimScheduler& loop, std::function<void(std::string)> on_fatal)
    : FakeStore(loop, loop, std::move(on_fatal)) {}

FakeStore::~FakeStore() = default;

void FakeStore::hold(bool held) {
  held_ = held;
  if (!held) complete_soon(pending_.size());
}

void FakeStore::complete(std::size_t count) {
  for (; count > 0 && !pending_.empty(); --count) complete_oldest();
}

void FakeStore::fail(std::string sentence) {
  if (std::exchange(failed_, true)) return;
  pending_.clear();
  if (on_fatal_) on_fatal_(std::move(sentence));
}

void FakeStore::crash(std::size_t made_it) {
  for (; made_it > 0 && !pending_.empty(); --made_it) {
    apply(pending_.front());
    pending_.pop_front();
  }
  pending_.clear();
  noted_ = {};
  frozen_ = {};
  commits_in_flight_ = 0;
  failed_ = false;
  held_ = false;
  ++life_;
}

Expected<AccountNumber, store::OpenError> FakeStore::account_number(std::string_view name) {
  return AccountNumber(number_of(disk_.account_names, name));
}

Expected<CarrierNumber, store::OpenError> FakeStore::carrier_number(std::string_view name) {
  return CarrierNumber(number_of(disk_.carrier_names, name));
}

void FakeStore::commit(store::FactBatch batch, Done done) {
  if (failed_) return;
  if (batch.number().counter() != last_batch_.counter() + 1 || batch.number() < last_batch_) {
    return fail("batches must be handed in with consecutive numbers");
  }
  last_batch_ = batch.number();
  ++commits_in_flight_;
  push({.batch = std::move(batch), .checkpoint = std::nullopt, .done = std::move(done)});
}

void FakeStore::note_closed(const store::ClosedRecord& record) {
  noted_.closed[record.message] = record;
}

void FakeStore::note_carrier_id(store::CarrierIdRecord record) {
  noted_.carrier_ids[{record.carrier, std::move(record.match_key)}] = record.attempt;
}

void FakeStore::note_lookup(const store::LookupRecord& record) {
  noted_.lookups.insert({{record.account, record.kind, record.value}, record.message});
}

void FakeStore::note_key(const store::KeyRecord& record) {
  noted_.keys[{record.account, record.key}] = record.fact;
}

void FakeStore::note_window(const store::WindowRecord& record) {
  note_window(noted_, record);
}

void FakeStore::note_window(Notes& notes, const store::WindowRecord& record) {
  const auto [at, first] = notes.windows.try_emplace(WindowKey(store::window_identity(record)), record);
  if (!first) store::merge(at->second, record);
}

void FakeStore::note_block(store::BlockChange change) {
  noted_.blocks.push_back(std::move(change));
}

void FakeStore::apply_to(Blocked& blocked, const std::vector<store::BlockChange>& changes) {
  for (const auto& change : changes) {
    store::apply(change, blocked[key_of(change.account, change.phone)]);
  }
}

std::size_t FakeStore::notes() const {
  std::set<BlockKey> blocks;
  for (const auto& change : noted_.blocks) blocks.insert(key_of(change.account, change.phone));
  return noted_.closed.size() + noted_.carrier_ids.size() + noted_.lookups.size() + noted_.keys.size() +
         noted_.windows.size() + blocks.size();
}

void FakeStore::checkpoint(store::Checkpoint checkpoint, Done done) {
  if (failed_) return;
  frozen_ = std::exchange(noted_, {});
  push({.batch = std::nullopt, .checkpoint = std::move(checkpoint), .done = std::move(done)});
}

template <class Value, class Read>
void FakeStore::answer(std::function<void(Result<Value>)> done, Read read) {
  ++statistics_.reads;
  std::function<void()> work = [this, done = std::move(done), read = std::move(read), life = life_] {
    if (life != life_) return;
    if (read_error_) return done(failure(*read_error_));
    done(read());
  };
  if (reads_held_) {
    held_reads_.push_back(std::move(work));
  } else {
    core_.post(std::move(work));
  }
}

void FakeStore::hold_reads(bool held) {
  reads_held_ = held;
  if (held) return;
  for (std::function<void()>& read : std::exchange(held_reads_, {})) core_.post(std::move(read));
}

void FakeStore::answer_held_read(std::size_t place) {
  const auto at = held_reads_.begin() + static_cast<std::ptrdiff_t>(place);
  const std::function<void()> read = std::move(*at);
  held_reads_.erase(at);
  read();
}

void FakeStore::find_message(MessageId message,
                             std::function<void(Expected<store::MessageRecord, store::ReadError>)> done) {
  answer(std::move(done), [this, message] { return message_record(message); });
}

void FakeStore::find_carrier_id(CarrierNumber carrier, std::string match_key,
                                std::function<void(Expected<AttemptRef, store::ReadError>)> done) {
  answer(std::move(done), [this, key = CarrierKey{carrier, std::move(match_key)}] { return attempt(key); });
}

void FakeStore::read_chain(store::Location last, std::function<void(Expected<store::Chain, store::ReadError>)> done) {
  answer(std::move(done), [this, last] { return chain(last); });
}

void FakeStore::find_lookup(AccountNumber account, store::LookupKind kind, std::uint64_t value, MessageId before,
                            unsigned limit,
                            std::function<void(Expected<std::vector<MessageId>, store::ReadError>)> done) {
  answer(std::move(done),
         [this, key = LookupKey{account, kind, value}, before, limit] { return messages_of(key, before, limit); });
}

void FakeStore::find_key(AccountNumber account, const store::KeyDigest& key,
                         std::function<void(Expected<store::Location, store::ReadError>)> done) {
  answer(std::move(done), [this, key = UsedKey{account, key}] { return use_of(key); });
}

void FakeStore::find_windows(std::vector<PhoneNumber> phones,
                             std::function<void(Expected<std::vector<store::PhoneWindow>, store::ReadError>)> done) {
  answer(std::move(done), [this, phones = std::move(phones)] {
    std::vector<store::PhoneWindow> windows;
    for (const PhoneNumber& phone : phones) windows.push_back(window(phone));
    return Result<std::vector<store::PhoneWindow>>(std::move(windows));
  });
}

void FakeStore::find_blocked(AccountNumber account, const PhoneNumber& phone,
                             std::function<void(Expected<store::BlockedPhone, store::ReadError>)> done) {
  answer(std::move(done), [this, key = key_of(account, phone)] { return Result<store::BlockedPhone>(blocked()[key]); });
}

void FakeStore::list_blocked(AccountNumber account, const PhoneNumber& after, unsigned limit,
                             std::function<void(Expected<store::BlockedPage, store::ReadError>)> done) {
  answer(std::move(done),
         [this, account, after, limit] { return Result<store::BlockedPage>(blocked_page(account, after, limit)); });
}

store::PhoneWindow FakeStore::window(const PhoneNumber& phone) const {
  std::vector<store::WindowRecord> records;
  const bool damaged = damaged_windows_.contains(phone);
  for (const Notes* notes : {&noted_, &frozen_, &disk_.notes}) {
    if (damaged && notes == &disk_.notes) continue;
    const auto begin = notes->windows.lower_bound(WindowKey(phone, {}, {}, {}, {}));
    for (auto at = begin; at != notes->windows.end() && at->second.phone == phone; ++at) records.push_back(at->second);
  }
  store::PhoneWindow window = store::window_of(std::move(records), clock_.wall());
  window.damaged = damaged;
  return window;
}

FakeStore::Blocked FakeStore::blocked() const {
  Blocked all = disk_.blocked;
  apply_to(all, frozen_.blocks);
  apply_to(all, noted_.blocks);
  return all;
}

store::BlockedPage FakeStore::blocked_page(AccountNumber account, const PhoneNumber& after, unsigned limit) const {
  const Blocked all = blocked();
  store::BlockedPage page;
  for (auto at = all.upper_bound(key_of(account, after)); at != all.end() && std::get<0>(at->first) == account; ++at) {
    if (!at->second.record) continue;
    if (page.records.size() == limit) {
      page.next = page.records.back().phone;
      break;
    }
    page.records.push_back(*at->second.record);
  }
  return page;
}

void FakeStore::list_messages(AccountNumber account, MessageId before, MessageId not_before, unsigned limit,
                              std::function<void(Expected<MessageList, store::ReadError>)> done) {
  answer(std::move(done),
         [this, account, before, not_before, limit] { return messages(account, before, not_before, limit); });
}

void FakeStore::find_due(WallTime due, MessageId from, unsigned limit,
                         std::function<void(Expected<std::vector<store::OpenRecord>, store::ReadError>)> done) {
  answer(std::move(done), [this, due, from, limit] { return due_records(due, from, limit); });
}

void FakeStore::push(Pending pending) {
  pending_.push_back(std::move(pending));
  if (!held_) complete_soon(1);
}

void FakeStore::complete_soon(std::size_t count) {
  core_.post([this, count, life = life_] {
    if (life == life_ && !held_) complete(count);
  });
}

void FakeStore::complete_oldest() {
  Pending oldest = std::move(pending_.front());
  pending_.pop_front();
  apply(oldest);
  if (oldest.batch) --commits_in_flight_;
  oldest.done();
}

void FakeStore::apply(const Pending& pending) {
  if (pending.batch) {
    disk_.facts[pending.batch->number()] = pending.batch->bytes();
    ++statistics_.commits;
    statistics_.facts += pending.batch->facts();
    statistics_.bytes += pending.batch->bytes().size();
  } else {
    apply(*pending.checkpoint);
  }
}

std::optional<AccountNumber> FakeStore::find_closed_account(MessageId message) {
  const auto found = disk_.notes.closed.find(message);
  return found == disk_.notes.closed.end() ? std::nullopt : std::optional(found->second.account);
}

std::uint32_t FakeStore::number_of(std::map<std::string, std::uint32_t, std::less<>>& names, std::string_view name) {
  return names.try_emplace(std::string(name), static_cast<std::uint32_t>(names.size() + 1)).first->second;
}

void FakeStore::apply(const store::Checkpoint& checkpoint) {
  for (const auto& [message, record] : frozen_.closed) disk_.notes.closed[message] = record;
  for (const auto& [key, attempt] : frozen_.carrier_ids) disk_.notes.carrier_ids[key] = attempt;
  for (const auto& [key, fact] : frozen_.keys) disk_.notes.keys[key] = fact;
  disk_.notes.lookups.merge(frozen_.lookups);
  for (const auto& [pair, record] : frozen_.windows) note_window(disk_.notes, record);
  apply_to(disk_.blocked, frozen_.blocks);
  frozen_ = {};
  for (const auto& record : checkpoint.opened) disk_.open[record.message] = record;
  for (const MessageId message : checkpoint.no_longer_open) disk_.open.erase(message);
  for (const auto& record : checkpoint.parked) disk_.parked[{record.carrier, record.match_key, record.fact}] = record;
  for (const auto& record : checkpoint.unparked) disk_.parked.erase({record.carrier, record.match_key, record.fact});
  for (const auto& fact : checkpoint.reply_parts) disk_.reply_parts.insert(fact);
  for (const auto& fact : checkpoint.reply_parts_gone) disk_.reply_parts.erase(fact);
  for (const auto& seen : checkpoint.replies_seen) disk_.replies_seen[seen.fingerprint] = seen;
  for (const std::uint64_t fingerprint : checkpoint.replies_seen_gone) disk_.replies_seen.erase(fingerprint);
  for (const auto& record : checkpoint.events) disk_.events[place_of(record)] = record;
  for (const auto& record : checkpoint.events_gone) disk_.events.erase(place_of(record));
  for (const auto& record : checkpoint.dead_letters) disk_.dead_letters[place_of(record)] = record;
  for (const auto& record : checkpoint.dead_letters_gone) disk_.dead_letters.erase(place_of(record));
  for (const auto& events : checkpoint.accounts) {
    disk_.accounts[{events.account, events.door}] = events;
    disk_.events.erase(disk_.events.lower_bound({events.account, events.door, EventSequence(0)}),
                       disk_.events.upper_bound({events.account, events.door, events.acknowledged}));
  }
  for (const auto& alias : checkpoint.aliases) disk_.aliases[alias.account] = alias;
  disk_.replay_after = checkpoint.replay_after;
  disk_.oldest_event = checkpoint.oldest_event;
  disk_.high_water = checkpoint.high_water;
}

Expected<store::RecoveryReport, store::OpenError> FakeStore::recover(store::RecoveryVisitor& visitor) {
  visitor.on_high_water(disk_.high_water);
  visitor.on_replay_after(disk_.replay_after);
  for (const auto& [channel, events] : disk_.accounts) visitor.on_account_events(events);
  for (const auto& [account, alias] : disk_.aliases) visitor.on_account_alias(alias);
  for (const auto& [message, record] : disk_.open) {
    if (record.kind == store::OpenRecord::Kind::resident) visitor.on_resident(record, chain(record.last).value());
    if (record.kind == store::OpenRecord::Kind::queued) visitor.on_queued(record);
    if (record.kind == store::OpenRecord::Kind::awaiting) visitor.on_awaiting(record);
    if (record.kind == store::OpenRecord::Kind::scheduled) visitor.on_scheduled(record);
  }
  for (const auto& [key, record] : disk_.parked) visitor.on_parked(record, chain(record.fact).value());
  for (const auto& fact : disk_.reply_parts) visitor.on_reply_part(chain(fact)->facts.back());
  for (const auto& [fingerprint, seen] : disk_.replies_seen) visitor.on_reply_seen(seen);
  for (const auto& [key, record] : disk_.events) visitor.on_event(record);
  for (const auto& [key, record] : disk_.dead_letters) visitor.on_dead_letter(record);
  for (const auto& [key, known] : disk_.blocked) {
    if (known.record) visitor.on_blocked(*known.record);
  }
  store::RecoveryReport report;
  report.last_batch = disk_.replay_after;
  for (auto at = disk_.facts.upper_bound(disk_.replay_after); at != disk_.facts.end(); ++at) {
    store::FactReader reader(at->first, at->second);
    store::RecordedFact fact;
    while (reader.next(fact)) {
      visitor.on_fact(fact, *this);
      ++report.facts;
    }
    if (reader.corrupt()) return failure(store::OpenError{reader.corrupt()->text});
    ++report.batches;
    report.last_batch = at->first;
  }
  last_batch_ = report.last_batch;
  return report;
}

std::optional<std::pair<store::OpenRecord, store::Chain>> FakeStore::find_open(MessageId message) {
  const auto found = disk_.open.find(message);
  if (found == disk_.open.end()) return std::nullopt;
  return std::pair(found->second, chain(found->second.last).value());
}

FakeStore::Result<store::MessageRecord> FakeStore::message_record(MessageId message) const {
  for (const Notes* notes : {&noted_, &frozen_}) {
    if (const auto found = notes->closed.find(message); found != notes->closed.end()) {
      return store::MessageRecord{found->second.last, std::nullopt};
    }
  }
  if (const auto found = disk_.open.find(message); found != disk_.open.end()) {
    return store::MessageRecord{found->second.last, found->second.kind};
  }
  if (const auto found = disk_.notes.closed.find(message); found != disk_.notes.closed.end()) {
    return store::MessageRecord{found->second.last, std::nullopt};
  }
  return failure(store::ReadError::not_found);
}

FakeStore::Result<AttemptRef> FakeStore::attempt(const CarrierKey& key) const {
  for (const Notes* notes : {&noted_, &frozen_, &disk_.notes}) {
    if (const auto found = notes->carrier_ids.find(key); found != notes->carrier_ids.end()) return found->second;
  }
  return failure(store::ReadError::not_found);
}

FakeStore::Result<store::Chain> FakeStore::chain(store::Location last) const {
  store::Chain chain;
  for (store::Location at = last; !at.none(); at = chain.facts.back().header.previous) {
    const auto batch = disk_.facts.find(at.batch);
    if (batch == disk_.facts.end()) return failure(store::ReadError::not_found);
    auto fact = store::copy_fact(at.batch, batch->second, at.offset, chain.owners.emplace_back());
    if (!fact) return failure(store::ReadError::corrupt);
    chain.facts.push_back(*fact);
  }
  if (chain.facts.empty()) return failure(store::ReadError::not_found);
  std::reverse(chain.facts.begin(), chain.facts.end());
  return chain;
}

FakeStore::Result<std::vector<MessageId>> FakeStore::messages_of(const LookupKey& key, MessageId before,
                                                                 unsigned limit) const {
  std::set<MessageId, std::greater<>> newest_first;
  for (const Notes* notes : {&noted_, &frozen_, &disk_.notes}) {
    for (auto at = notes->lookups.lower_bound({key, MessageId()}); at != notes->lookups.end() && at->first == key;
         ++at) {
      if (before == MessageId() || at->second < before) newest_first.insert(at->second);
    }
  }
  std::vector<MessageId> found(newest_first.begin(), newest_first.end());
  found.resize(std::min<std::size_t>(found.size(), limit));
  return found;
}

FakeStore::Result<store::Location> FakeStore::use_of(const UsedKey& key) const {
  for (const Notes* notes : {&noted_, &frozen_, &disk_.notes}) {
    const auto found = notes->keys.find(key);
    if (found == notes->keys.end()) continue;
    if (store::key_expired(found->second, clock_.wall())) break;
    return found->second;
  }
  return failure(store::ReadError::not_found);
}

FakeStore::Result<store::Store::MessageList> FakeStore::messages(AccountNumber account, MessageId before,
                                                                 MessageId not_before, unsigned limit) const {
  std::map<MessageId, AccountNumber, std::greater<>> newest_first;
  const auto add = [&](MessageId message, AccountNumber owner) {
    if (message >= not_before && (before == MessageId() || message < before)) newest_first.emplace(message, owner);
  };
  for (const auto& [message, record] : disk_.open) add(message, record.account);
  for (const Notes* notes : {&noted_, &frozen_, &disk_.notes}) {
    for (const auto& [message, record] : notes->closed) add(message, record.account);
  }
  MessageList list;
  MessageId last;
  for (const auto& [message, owner] : newest_first) {
    if (list.scanned == store::list_scan_max || list.messages.size() == limit) {
      list.next = last;
      break;
    }
    ++list.scanned;
    last = message;
    if (owner == account) list.messages.push_back(message);
  }
  return list;
}

FakeStore::Result<std::vector<store::OpenRecord>> FakeStore::due_records(WallTime due, MessageId from,
                                                                         unsigned limit) const {
  std::vector<store::OpenRecord> found;
  for (auto at = disk_.open.upper_bound(from); at != disk_.open.end() && found.size() < limit; ++at) {
    if (at->second.deadline <= due) found.push_back(at->second);
  }
  return found;
}

}  // namespace smppedge::sim
