// SPDX-License-Identifier: Apache-2.0
// A Store in memory for tests and simulations: the contract of store/store.h without threads, files or expiry. Commits
// and checkpoints complete in order, in a later turn of the executor, or when the test says so (hold, complete);
// crash() forgets what had not completed, and the same object is then recovered from. The contract's own test
// (tests/unit/store/contract_test.cpp) holds it and the embedded engine to the same behaviour.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/scheduler.h"
#include "store/store.h"

namespace smppedge::sim {

class FakeStore final : public store::Store, private store::RecoverySource {
 public:
  explicit FakeStore(Executor& core, std::function<void(std::string)> on_fatal = {})
      : core_(core), on_fatal_(std::move(on_fatal)) {}

  // --- for the test

  /// From now on nothing completes but by complete(); false lets go of what was held.
  void hold(bool held) {
    held_ = held;
    if (!held) complete_soon(pending_.size());
  }
  /// Completes the oldest `count` commits and checkpoints, now.
  void complete(std::size_t count = 1) {
    for (; count > 0 && !pending_.empty(); --count) complete_oldest();
  }
  [[nodiscard]] std::size_t pending() const { return pending_.size(); }
  /// The sync fails: on_fatal once, nothing completes any more, what was pending is lost.
  void fail(std::string sentence) {
    if (std::exchange(failed_, true)) return;
    pending_.clear();
    if (on_fatal_) on_fatal_(std::move(sentence));
  }
  /// The process dies and starts again. Of what was pending, the oldest `made_it` were on disk, unacknowledged.
  void crash(std::size_t made_it = 0) {
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
  /// All reads answer this until it is taken back.
  void answer_reads_with(std::optional<store::ReadError> error) { read_error_ = error; }
  void set_below_watermark(bool below) { statistics_.below_watermark = below; }
  [[nodiscard]] const std::map<store::BatchNumber, std::string>& facts_on_disk() const { return disk_.facts; }

  // --- Store

  Expected<store::RecoveryReport, store::OpenError> recover(store::RecoveryVisitor& visitor) override;
  Expected<AccountNumber, store::OpenError> account_number(std::string_view name) override {
    return AccountNumber(number_of(disk_.account_names, name));
  }
  Expected<CarrierNumber, store::OpenError> carrier_number(std::string_view name) override {
    return CarrierNumber(number_of(disk_.carrier_names, name));
  }
  void commit(store::FactBatch batch, Done done) override {
    if (failed_) return;
    if (batch.number().counter() != last_batch_.counter() + 1 || batch.number() < last_batch_) {
      return fail("batches must be handed in with consecutive numbers");
    }
    last_batch_ = batch.number();
    ++commits_in_flight_;
    push({.batch = std::move(batch), .checkpoint = std::nullopt, .done = std::move(done)});
  }
  unsigned commits_in_flight() const override { return commits_in_flight_; }
  void note_closed(const store::ClosedRecord& record) override { noted_.closed[record.message] = record.last; }
  void note_carrier_id(store::CarrierIdRecord record) override {
    noted_.carrier_ids[{record.carrier, std::move(record.match_key)}] = record.attempt;
  }
  std::size_t notes() const override { return noted_.closed.size() + noted_.carrier_ids.size(); }
  void checkpoint(store::Checkpoint checkpoint, Done done) override {
    if (failed_) return;
    frozen_ = std::exchange(noted_, {});
    push({.batch = std::nullopt, .checkpoint = std::move(checkpoint), .done = std::move(done)});
  }
  void find_message(MessageId message,
                    std::function<void(Expected<store::MessageRecord, store::ReadError>)> done) override {
    answer(std::move(done), [this, message] { return message_record(message); });
  }
  void find_carrier_id(CarrierNumber carrier, std::string match_key,
                       std::function<void(Expected<AttemptRef, store::ReadError>)> done) override {
    answer(std::move(done), [this, key = CarrierKey{carrier, std::move(match_key)}] { return attempt(key); });
  }
  void read_chain(store::Location last, std::function<void(Expected<store::Chain, store::ReadError>)> done) override {
    answer(std::move(done), [this, last] { return chain(last); });
  }
  void read_events(AccountNumber account, EventSequence after, unsigned limit,
                   std::function<void(Expected<std::vector<store::EventRecord>, store::ReadError>)> done) override {
    answer(std::move(done), [this, account, after, limit] { return events(account, after, limit); });
  }
  void find_due(WallTime due, MessageId from, unsigned limit,
                std::function<void(Expected<std::vector<store::OpenRecord>, store::ReadError>)> done) override {
    answer(std::move(done), [this, due, from, limit] { return due_records(due, from, limit); });
  }
  store::Statistics statistics() const override { return statistics_; }

 private:
  template <class Value>
  using Result = Expected<Value, store::ReadError>;
  using CarrierKey = std::pair<CarrierNumber, std::string>;
  struct Notes {
    std::map<MessageId, store::Location> closed;
    std::map<CarrierKey, AttemptRef> carrier_ids;
  };
  struct Pending {
    std::optional<store::FactBatch> batch;
    std::optional<store::Checkpoint> checkpoint;
    Done done;
  };
  struct Disk {
    std::map<store::BatchNumber, std::string> facts;
    std::map<MessageId, store::OpenRecord> open;
    Notes notes;
    std::map<std::tuple<CarrierNumber, std::string, store::Location>, store::ParkedRecord> parked;
    std::map<std::pair<AccountNumber, EventSequence>, store::EventRecord> events;
    std::map<AccountNumber, store::Checkpoint::AccountEvents> accounts;
    std::map<std::string, std::uint32_t, std::less<>> account_names;
    std::map<std::string, std::uint32_t, std::less<>> carrier_names;
    store::BatchNumber replay_after;
    MessageId high_water;
  };

  void push(Pending pending) {
    pending_.push_back(std::move(pending));
    if (!held_) complete_soon(1);
  }
  void complete_soon(std::size_t count) {
    core_.post([this, count, life = life_] {
      if (life == life_ && !held_) complete(count);
    });
  }
  void complete_oldest() {
    Pending oldest = std::move(pending_.front());
    pending_.pop_front();
    apply(oldest);
    if (oldest.batch) --commits_in_flight_;
    oldest.done();
  }
  void apply(const Pending& pending) {
    if (pending.batch) {
      disk_.facts[pending.batch->number()] = pending.batch->bytes();
      ++statistics_.commits;
      statistics_.facts += pending.batch->facts();
      statistics_.bytes += pending.batch->bytes().size();
    } else {
      apply(*pending.checkpoint);
    }
  }
  void apply(const store::Checkpoint& checkpoint);

  template <class Value, class Read>
  void answer(std::function<void(Result<Value>)> done, Read read) {
    ++statistics_.reads;
    core_.post([this, done = std::move(done), read = std::move(read), life = life_] {
      if (life != life_) return;
      if (read_error_) return done(failure(*read_error_));
      done(read());
    });
  }
  [[nodiscard]] Result<store::MessageRecord> message_record(MessageId message) const;
  [[nodiscard]] Result<AttemptRef> attempt(const CarrierKey& key) const;
  [[nodiscard]] Result<store::Chain> chain(store::Location last) const;
  [[nodiscard]] Result<std::vector<store::EventRecord>> events(AccountNumber account, EventSequence after,
                                                               unsigned limit) const;
  [[nodiscard]] Result<std::vector<store::OpenRecord>> due_records(WallTime due, MessageId from, unsigned limit) const;
  std::optional<std::pair<store::OpenRecord, store::Chain>> find_open(MessageId message) override;

  static std::uint32_t number_of(std::map<std::string, std::uint32_t, std::less<>>& names, std::string_view name) {
    return names.try_emplace(std::string(name), static_cast<std::uint32_t>(names.size() + 1)).first->second;
  }

  Executor& core_;
  std::function<void(std::string)> on_fatal_;
  Disk disk_;
  Notes noted_;
  Notes frozen_;
  std::deque<Pending> pending_;
  store::BatchNumber last_batch_;
  unsigned commits_in_flight_ = 0;
  bool held_ = false;
  bool failed_ = false;
  unsigned life_ = 0;
  std::optional<store::ReadError> read_error_;
  store::Statistics statistics_;
};

inline void FakeStore::apply(const store::Checkpoint& checkpoint) {
  for (const auto& [message, last] : frozen_.closed) disk_.notes.closed[message] = last;
  for (const auto& [key, attempt] : frozen_.carrier_ids) disk_.notes.carrier_ids[key] = attempt;
  frozen_ = {};
  for (const auto& record : checkpoint.opened) disk_.open[record.message] = record;
  for (const MessageId message : checkpoint.no_longer_open) disk_.open.erase(message);
  for (const auto& record : checkpoint.parked) disk_.parked[{record.carrier, record.match_key, record.fact}] = record;
  for (const auto& record : checkpoint.unparked) disk_.parked.erase({record.carrier, record.match_key, record.fact});
  for (const auto& record : checkpoint.events) disk_.events[{record.account, record.sequence}] = record;
  for (const auto& account : checkpoint.accounts) {
    disk_.accounts[account.account] = account;
    disk_.events.erase(disk_.events.lower_bound({account.account, EventSequence(0)}),
                       disk_.events.upper_bound({account.account, account.acknowledged}));
  }
  disk_.replay_after = checkpoint.replay_after;
  disk_.high_water = checkpoint.high_water;
}

inline Expected<store::RecoveryReport, store::OpenError> FakeStore::recover(store::RecoveryVisitor& visitor) {
  visitor.on_high_water(disk_.high_water);
  visitor.on_replay_after(disk_.replay_after);
  for (const auto& [account, events] : disk_.accounts) visitor.on_account_events(events);
  for (const auto& [message, record] : disk_.open) {
    if (record.kind == store::OpenRecord::Kind::resident) visitor.on_resident(record, chain(record.last).value());
    if (record.kind == store::OpenRecord::Kind::queued) visitor.on_queued(record);
    if (record.kind == store::OpenRecord::Kind::awaiting) visitor.on_awaiting(record);
  }
  for (const auto& [key, record] : disk_.parked) visitor.on_parked(record, chain(record.fact).value());
  for (const auto& [key, record] : disk_.events) visitor.on_event(record);
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

inline std::optional<std::pair<store::OpenRecord, store::Chain>> FakeStore::find_open(MessageId message) {
  const auto found = disk_.open.find(message);
  if (found == disk_.open.end()) return std::nullopt;
  return std::pair(found->second, chain(found->second.last).value());
}

inline FakeStore::Result<store::MessageRecord> FakeStore::message_record(MessageId message) const {
  for (const Notes* notes : {&noted_, &frozen_}) {
    if (const auto found = notes->closed.find(message); found != notes->closed.end()) {
      return store::MessageRecord{found->second, false};
    }
  }
  if (const auto found = disk_.open.find(message); found != disk_.open.end()) {
    return store::MessageRecord{found->second.last, true};
  }
  if (const auto found = disk_.notes.closed.find(message); found != disk_.notes.closed.end()) {
    return store::MessageRecord{found->second, false};
  }
  return failure(store::ReadError::not_found);
}

inline FakeStore::Result<AttemptRef> FakeStore::attempt(const CarrierKey& key) const {
  for (const Notes* notes : {&noted_, &frozen_, &disk_.notes}) {
    if (const auto found = notes->carrier_ids.find(key); found != notes->carrier_ids.end()) return found->second;
  }
  return failure(store::ReadError::not_found);
}

inline FakeStore::Result<store::Chain> FakeStore::chain(store::Location last) const {
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

inline FakeStore::Result<std::vector<store::EventRecord>> FakeStore::events(AccountNumber account, EventSequence after,
                                                                            unsigned limit) const {
  std::vector<store::EventRecord> found;
  for (auto at = disk_.events.upper_bound({account, after});
       at != disk_.events.end() && at->first.first == account && found.size() < limit; ++at) {
    found.push_back(at->second);
  }
  return found;
}

inline FakeStore::Result<std::vector<store::OpenRecord>> FakeStore::due_records(WallTime due, MessageId from,
                                                                                unsigned limit) const {
  std::vector<store::OpenRecord> found;
  for (auto at = disk_.open.upper_bound(from); at != disk_.open.end() && found.size() < limit; ++at) {
    if (at->second.deadline <= due) found.push_back(at->second);
  }
  return found;
}

}  // namespace smppedge::sim
