// SPDX-License-Identifier: Apache-2.0
// The two stores that one contract is tested on, each with its way to die and to be started again, and a small gateway
// that writes to one: it numbers batches and remembers what recovery handed out.
#pragma once

#include <boost/mpl/vector.hpp>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "store/rocks/rocks_store.h"
#include "tests/support/fake_store.h"
#include "tests/unit/store/loop.h"
#include "tests/unit/store/sample_facts.h"

namespace smppedge::store::test {

/// A directory that goes with its owner.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "smppedge-store-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class RocksSubject {
 public:
  RocksSubject() { open(); }
  [[nodiscard]] Store& store() { return *store_; }
  [[nodiscard]] Loop& loop() { return loop_; }
  /// What a kill -9 leaves: the files as they are now, without any farewell.
  void crash() {
    const auto before = current();
    ++life_;
    std::filesystem::copy(before, current(), std::filesystem::copy_options::recursive);
    store_.reset();
    open();
  }
  TestClock clock;

 private:
  [[nodiscard]] std::filesystem::path current() const { return scratch_.path() / std::to_string(life_); }
  void open() {
    auto opened = open_rocks_store({.directory = current().string(), .node = NodeNumber(1)}, clock, loop_,
                                   [](const std::string& sentence) { BOOST_FAIL(sentence); });
    BOOST_REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : opened.error().text));
    store_ = std::move(*opened);
  }
  ScratchDirectory scratch_;
  int life_ = 0;
  Loop loop_;
  std::unique_ptr<Store> store_;
};

class FakeSubject {
 public:
  [[nodiscard]] Store& store() { return store_; }
  [[nodiscard]] Loop& loop() { return loop_; }
  void crash() { store_.crash(); }
  TestClock clock;

 private:
  Loop loop_;
  sim::FakeStore store_{loop_, clock};
};

/// What the contract is held against: the embedded engine, and the store that other folders' tests stand on.
using Subjects = boost::mpl::vector<FakeSubject, RocksSubject>;

/// Everything that recovery handed out, as text or records to compare.
struct Recovered final : RecoveryVisitor {
  void on_high_water(MessageId id) override { high_water = id; }
  void on_replay_after(BatchNumber batch) override { replay_after = batch; }
  void on_account_events(const Checkpoint::AccountEvents& account) override {
    accounts[{account.account, account.door}] = account;
  }
  void on_account_alias(const Checkpoint::AccountAlias& alias) override { aliases[alias.account] = alias.last; }
  void on_resident(const OpenRecord& record, const Chain& chain) override {
    residents[record.message] = record;
    chain_lengths[record.message] = chain.facts.size();
  }
  void on_queued(const OpenRecord& record) override { queued[record.message] = record; }
  void on_awaiting(const OpenRecord& record) override { awaiting[record.message] = record; }
  void on_scheduled(const OpenRecord& record) override { scheduled[record.message] = record; }
  void on_parked(const ParkedRecord& record, const Chain& chain) override {
    BOOST_TEST(chain.facts.size() == 1U);
    parked.push_back(record);
  }
  void on_event(const EventRecord& record) override { events.push_back(record); }
  void on_dead_letter(const EventRecord& record) override { dead_letters.push_back(record); }
  void on_fact(const RecordedFact& fact, RecoverySource& source) override {
    facts.emplace_back(fact.header.message, fact.at);
    if (const auto open = source.find_open(fact.header.message)) found_open[fact.header.message] = open->first;
    if (const auto owner = source.find_closed_account(fact.header.message)) found_closed[fact.header.message] = *owner;
  }

  MessageId high_water;
  BatchNumber replay_after;
  std::map<std::pair<AccountNumber, Door>, Checkpoint::AccountEvents> accounts;
  std::map<AccountNumber, std::uint32_t> aliases;
  std::map<MessageId, OpenRecord> residents;
  std::map<MessageId, std::size_t> chain_lengths;
  std::map<MessageId, OpenRecord> queued;
  std::map<MessageId, OpenRecord> awaiting;
  std::map<MessageId, OpenRecord> scheduled;
  std::vector<ParkedRecord> parked;
  std::vector<EventRecord> events;
  std::vector<EventRecord> dead_letters;
  std::vector<std::pair<MessageId, Location>> facts;
  std::map<MessageId, OpenRecord> found_open;
  std::map<MessageId, AccountNumber> found_closed;
};

/// Writes facts and asks questions, blocking, as a gateway would without.
template <class Subject>
class Writer {
 public:
  explicit Writer(Subject& subject) : subject_(subject) {}

  Recovered recover() {
    Recovered recovered;
    const auto report = subject_.store().recover(recovered);
    BOOST_REQUIRE_MESSAGE(report.has_value(), (report ? "" : report.error().text));
    last_batch = report->last_batch;
    return recovered;
  }
  /// Opens the next batch.
  FactBatch batch() {
    last_batch = last_batch.next(subject_.clock.now);
    return {last_batch, subject_.clock.now};
  }
  /// Commits one fact of `message` in a batch of its own and waits for it.
  Location record(MessageId message, const Fact& fact) {
    FactBatch open = batch();
    const Location at = samples::add(open, {message, last[message], subject_.clock.now}, fact);
    if (message != MessageId()) last[message] = at;
    commit(std::move(open));
    return at;
  }
  void commit(FactBatch open) {
    bool done = false;
    subject_.store().commit(std::move(open), [&done] { done = true; });
    subject_.loop().run_until([&done] { return done; });
  }
  void checkpoint(Checkpoint checkpoint) {
    checkpoint.replay_after = last_batch;
    bool done = false;
    subject_.store().checkpoint(std::move(checkpoint), [&done] { done = true; });
    subject_.loop().run_until([&done] { return done; });
  }
  template <class Value, class Ask>
  Expected<Value, ReadError> wait_for(Ask ask) {
    std::optional<Expected<Value, ReadError>> answer;
    ask([&answer](Expected<Value, ReadError> result) { answer = std::move(result); });
    BOOST_TEST(!answer.has_value());  // always by callback, never within the call
    subject_.loop().run_until([&answer] { return answer.has_value(); });
    return std::move(*answer);
  }
  Expected<MessageRecord, ReadError> find(MessageId message) {
    return wait_for<MessageRecord>([&](auto done) { subject_.store().find_message(message, std::move(done)); });
  }
  Expected<AttemptRef, ReadError> find(CarrierNumber carrier, const std::string& key) {
    return wait_for<AttemptRef>([&](auto done) { subject_.store().find_carrier_id(carrier, key, std::move(done)); });
  }
  std::vector<MessageId> find(const LookupRecord& of, MessageId before, unsigned limit) {
    return wait_for<std::vector<MessageId>>([&](auto done) {
             subject_.store().find_lookup(of.account, of.kind, of.value, before, limit, std::move(done));
           })
        .value();
  }
  Expected<Location, ReadError> find(AccountNumber account, const KeyDigest& key) {
    return wait_for<Location>([&](auto done) { subject_.store().find_key(account, key, std::move(done)); });
  }
  Store::MessageList list(AccountNumber account, MessageId before, MessageId not_before, unsigned limit) {
    return wait_for<Store::MessageList>(
               [&](auto done) { subject_.store().list_messages(account, before, not_before, limit, std::move(done)); })
        .value();
  }
  Expected<Chain, ReadError> chain(Location location) {
    return wait_for<Chain>([&](auto done) { subject_.store().read_chain(location, std::move(done)); });
  }

  BatchNumber last_batch;
  std::map<MessageId, Location> last;

 private:
  Subject& subject_;
};

inline const CarrierNumber carrier_1(1);
inline const AccountNumber account_1(1);
inline const AccountNumber account_2(2);

inline MessageId message_id(unsigned sequence) {
  return MessageId::from_parts(Millis(1'786'000'000'000), NodeNumber(1), sequence);
}
inline OpenRecord open_record(OpenRecord::Kind kind, MessageId message, Location last, WallTime deadline = WallTime()) {
  return {.kind = kind,
          .message = message,
          .last = last,
          .deadline = deadline,
          .account = account_1,
          .traffic_class = TrafficClass::marketing,
          .carrier = carrier_1};
}

}  // namespace smppedge::store::test
