// SPDX-License-Identifier: Apache-2.0
// The two stores that one contract is tested on, each with its way to die and to be started again, and a small gateway
// that writes to one: it numbers batches and remembers what recovery handed out.
#pragma once

#include <boost/mpl/vector.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/rocks/rocks_store.h"
#include "tests/support/fake_store.h"
#include "tests/unit/store/loop.h"
#include "tests/unit/store/sample_facts.h"

namespace smppedge::store::test {

/// A directory that goes with its owner.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class RocksSubject {
 public:
  RocksSubject();
  RocksSubject(const RocksSubject&) = delete;
  RocksSubject& operator=(const RocksSubject&) = delete;
  ~RocksSubject();
  [[nodiscard]] Store& store() { return *store_; }
  [[nodiscard]] Loop& loop() { return loop_; }
  /// What a kill -9 leaves: the files as they are now, without any farewell.
  void crash();
  TestClock clock;

 private:
  [[nodiscard]] std::filesystem::path current() const { return scratch_.path() / std::to_string(life_); }
  void open();
  ScratchDirectory scratch_;
  int life_ = 0;
  Loop loop_;
  std::unique_ptr<Store> store_;
};

class FakeSubject {
 public:
  FakeSubject();
  FakeSubject(const FakeSubject&) = delete;
  FakeSubject& operator=(const FakeSubject&) = delete;
  ~FakeSubject();
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
  void on_account_events(const Checkpoint::AccountEvents& account) override;
  void on_account_alias(const Checkpoint::AccountAlias& alias) override { aliases[alias.account] = alias.last; }
  void on_resident(const OpenRecord& record, const Chain& chain) override;
  void on_queued(const OpenRecord& record) override { queued[record.message] = record; }
  void on_awaiting(const OpenRecord& record) override { awaiting[record.message] = record; }
  void on_scheduled(const OpenRecord& record) override { scheduled[record.message] = record; }
  void on_parked(const ParkedRecord& record, const Chain& chain) override;
  void on_event(const EventRecord& record) override { events.push_back(record); }
  void on_dead_letter(const EventRecord& record) override { dead_letters.push_back(record); }
  void on_reply_part(const RecordedFact& part) override;
  void on_reply_seen(const SeenReply& seen) override;
  void on_blocked(const BlockRecord& record) override;
  void on_fact(const RecordedFact& fact, RecoverySource& source) override;

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
  std::vector<std::pair<Location, std::string>> reply_parts;  ///< and their octets
  std::map<std::uint64_t, WallTime> replies_seen;
  std::vector<BlockRecord> blocked;
  std::vector<EventRecord> events;
  std::vector<EventRecord> dead_letters;
  std::vector<std::pair<MessageId, Location>> facts;
  std::map<MessageId, OpenRecord> found_open;
  std::map<MessageId, AccountNumber> found_closed;
};

/// Writes facts and asks questions, blocking, as a gateway would without.
class AnyWriter {
 public:
  /// `store` gives the store as it is then: a subject that dies has another.
  AnyWriter(std::function<Store&()> store, Loop& loop, TestClock& clock);

  Recovered recover();
  /// Opens the next batch.
  FactBatch batch();
  /// Commits one fact of `message` in a batch of its own and waits for it.
  Location record(MessageId message, const Fact& fact);
  void commit(FactBatch open);
  void checkpoint(Checkpoint checkpoint);
  template <class Value, class Ask>
  Expected<Value, ReadError> wait_for(Ask ask) {
    std::optional<Expected<Value, ReadError>> answer;
    ask([&answer](Expected<Value, ReadError> result) { answer = std::move(result); });
    BOOST_TEST(!answer.has_value());  // always by callback, never within the call
    loop_.run_until([&answer] { return answer.has_value(); });
    return std::move(*answer);
  }
  Expected<MessageRecord, ReadError> find(MessageId message);
  Expected<AttemptRef, ReadError> find(CarrierNumber carrier, const std::string& key);
  std::vector<MessageId> find(const LookupRecord& of, MessageId before, unsigned limit);
  Expected<Location, ReadError> find(AccountNumber account, const KeyDigest& key);
  PhoneWindow window(const PhoneNumber& phone);
  BlockedPhone known(AccountNumber account, const PhoneNumber& phone);
  BlockedPage blocked(AccountNumber account, const PhoneNumber& after, unsigned limit);
  Store::MessageList list(AccountNumber account, MessageId before, MessageId not_before, unsigned limit);
  Expected<Chain, ReadError> chain(Location location);

  BatchNumber last_batch;
  std::map<MessageId, Location> last;

 private:
  std::function<Store&()> store_;
  Loop& loop_;
  TestClock& clock_;
};

/// On one subject, which must outlive it.
template <class Subject>
class Writer final : public AnyWriter {
 public:
  explicit Writer(Subject& subject)
      : AnyWriter([&subject]() -> Store& { return subject.store(); }, subject.loop(), subject.clock) {}
};

inline const CarrierNumber carrier_1(1);
inline const AccountNumber account_1(1);
inline const AccountNumber account_2(2);

/// Calls `check` now, while a checkpoint is written, after it, and after a crash.
template <class Subject, class Check>
void through_a_checkpoint(Subject& subject, Writer<Subject>& writer, Check check) {
  check();
  bool done = false;
  Checkpoint checkpoint;
  checkpoint.replay_after = writer.last_batch;
  subject.store().checkpoint(checkpoint, [&done] { done = true; });
  check();
  subject.loop().run_until([&done] { return done; });
  check();
  subject.crash();
  (void)writer.recover();
  check();
}

MessageId message_id(unsigned sequence);
OpenRecord open_record(OpenRecord::Kind kind, MessageId message, Location last, WallTime deadline = WallTime());

}  // namespace smppedge::store::test
