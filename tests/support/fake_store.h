// SPDX-License-Identifier: Apache-2.0
// A Store in memory for tests and simulations: the contract of store/store.h without threads, files or expiry (but of
// keys and windows, which callers see). Commits
// and checkpoints complete in order, in a later turn of the executor, or when the test says so (hold, complete);
// crash() forgets what had not completed, and the same object is then recovered from. The contract's own test
// (tests/unit/store/contract_test.cpp) holds it and the embedded engine to the same behaviour.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/scheduler.h"
#include "store/store.h"
#include "tests/support/sim_scheduler.h"

namespace smppedge::sim {

class FakeStore final : public store::Store, private store::RecoverySource {
 public:
  FakeStore(Executor& core, const Clock& clock, std::function<void(std::string)> on_fatal = {});
  /// On a loop that is its own clock.
  explicit FakeStore(SimScheduler& loop, std::function<void(std::string)> on_fatal = {});
  FakeStore(const FakeStore&) = delete;
  FakeStore& operator=(const FakeStore&) = delete;
  ~FakeStore() override;

  // --- for the test

  /// From now on nothing completes but by complete(); false lets go of what was held.
  void hold(bool held);
  /// Completes the oldest `count` commits and checkpoints, now.
  void complete(std::size_t count = 1);
  [[nodiscard]] std::size_t pending() const { return pending_.size(); }
  /// The sync fails: on_fatal once, nothing completes any more, what was pending is lost.
  void fail(std::string sentence);
  /// The process dies and starts again. Of what was pending, the oldest `made_it` were on disk, unacknowledged.
  void crash(std::size_t made_it = 0);
  /// All reads answer this until it is taken back.
  void answer_reads_with(std::optional<store::ReadError> error) { read_error_ = error; }
  /// What is on disk of that phone's window does not read from now on, or does again.
  void damage_window(const PhoneNumber& phone) { damaged_windows_.insert(phone); }
  void heal_windows() { damaged_windows_.clear(); }
  /// From now on no read is answered but by answer_held_read(); false lets go of what is held.
  void hold_reads(bool held);
  [[nodiscard]] std::size_t held_reads() const { return held_reads_.size(); }
  /// Answers that one, now, counted from the one asked first.
  void answer_held_read(std::size_t place);
  void set_below_watermark(bool below) { statistics_.below_watermark = below; }
  [[nodiscard]] const std::map<store::BatchNumber, std::string>& facts_on_disk() const { return disk_.facts; }
  /// What the last checkpoint said of the history that events need.
  [[nodiscard]] store::BatchNumber oldest_event() const { return disk_.oldest_event; }

  // --- Store

  Expected<store::RecoveryReport, store::OpenError> recover(store::RecoveryVisitor& visitor) override;
  Expected<AccountNumber, store::OpenError> account_number(std::string_view name) override;
  Expected<CarrierNumber, store::OpenError> carrier_number(std::string_view name) override;
  void commit(store::FactBatch batch, Done done) override;
  unsigned commits_in_flight() const override { return commits_in_flight_; }
  void note_closed(const store::ClosedRecord& record) override;
  void note_carrier_id(store::CarrierIdRecord record) override;
  void note_lookup(const store::LookupRecord& record) override;
  void note_key(const store::KeyRecord& record) override;
  void note_window(const store::WindowRecord& record) override;
  void note_block(store::BlockChange change) override;
  std::size_t notes() const override;
  void checkpoint(store::Checkpoint checkpoint, Done done) override;
  void find_message(MessageId message,
                    std::function<void(Expected<store::MessageRecord, store::ReadError>)> done) override;
  void find_carrier_id(CarrierNumber carrier, std::string match_key,
                       std::function<void(Expected<AttemptRef, store::ReadError>)> done) override;
  void read_chain(store::Location last, std::function<void(Expected<store::Chain, store::ReadError>)> done) override;
  void find_lookup(AccountNumber account, store::LookupKind kind, std::uint64_t value, MessageId before, unsigned limit,
                   std::function<void(Expected<std::vector<MessageId>, store::ReadError>)> done) override;
  void find_key(AccountNumber account, const store::KeyDigest& key,
                std::function<void(Expected<store::Location, store::ReadError>)> done) override;
  void find_windows(std::vector<PhoneNumber> phones,
                    std::function<void(Expected<std::vector<store::PhoneWindow>, store::ReadError>)> done) override;
  void find_blocked(AccountNumber account, const PhoneNumber& phone,
                    std::function<void(Expected<store::BlockedPhone, store::ReadError>)> done) override;
  void list_blocked(AccountNumber account, const PhoneNumber& after, unsigned limit,
                    std::function<void(Expected<store::BlockedPage, store::ReadError>)> done) override;
  void list_messages(AccountNumber account, MessageId before, MessageId not_before, unsigned limit,
                     std::function<void(Expected<MessageList, store::ReadError>)> done) override;
  void find_due(WallTime due, MessageId from, unsigned limit,
                std::function<void(Expected<std::vector<store::OpenRecord>, store::ReadError>)> done) override;
  store::Statistics statistics() const override { return statistics_; }

 private:
  template <class Value>
  using Result = Expected<Value, store::ReadError>;
  using CarrierKey = std::pair<CarrierNumber, std::string>;
  using LookupKey = std::tuple<AccountNumber, store::LookupKind, std::uint64_t>;
  using UsedKey = std::pair<AccountNumber, store::KeyDigest>;
  using WindowKey = std::tuple<PhoneNumber, std::string, AccountNumber, std::uint64_t, MessageId>;
  using EventKey = std::tuple<AccountNumber, Door, EventSequence>;
  struct Notes {
    std::map<MessageId, store::ClosedRecord> closed;
    std::map<CarrierKey, AttemptRef> carrier_ids;
    std::set<std::pair<LookupKey, MessageId>> lookups;
    std::map<UsedKey, store::Location> keys;
    std::map<WindowKey, store::WindowRecord> windows;
    std::vector<store::BlockChange> blocks;  ///< of the disk none: they are in its blocked
  };
  /// Account, digits of the phone, and the phone: the order of a BlockedPage.
  using BlockKey = std::tuple<AccountNumber, std::size_t, PhoneNumber>;
  using Blocked = std::map<BlockKey, store::BlockedPhone>;
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
    std::set<store::Location> reply_parts;
    std::map<std::uint64_t, store::SeenReply> replies_seen;
    Blocked blocked;
    std::map<EventKey, store::EventRecord> events;
    std::map<EventKey, store::EventRecord> dead_letters;
    std::map<std::pair<AccountNumber, Door>, store::Checkpoint::AccountEvents> accounts;
    std::map<AccountNumber, store::Checkpoint::AccountAlias> aliases;
    std::map<std::string, std::uint32_t, std::less<>> account_names;
    std::map<std::string, std::uint32_t, std::less<>> carrier_names;
    store::BatchNumber replay_after;
    store::BatchNumber oldest_event;
    MessageId high_water;
  };

  void push(Pending pending);
  void complete_soon(std::size_t count);
  void complete_oldest();
  void apply(const Pending& pending);
  void apply(const store::Checkpoint& checkpoint);

  template <class Value, class Read>
  void answer(std::function<void(Result<Value>)> done, Read read);
  [[nodiscard]] Result<store::MessageRecord> message_record(MessageId message) const;
  [[nodiscard]] Result<AttemptRef> attempt(const CarrierKey& key) const;
  [[nodiscard]] Result<store::Chain> chain(store::Location last) const;
  [[nodiscard]] Result<std::vector<MessageId>> messages_of(const LookupKey& key, MessageId before,
                                                           unsigned limit) const;
  [[nodiscard]] Result<store::Location> use_of(const UsedKey& key) const;
  [[nodiscard]] store::PhoneWindow window(const PhoneNumber& phone) const;
  /// As of the disk and all that is noted.
  [[nodiscard]] Blocked blocked() const;
  [[nodiscard]] store::BlockedPage blocked_page(AccountNumber account, const PhoneNumber& after, unsigned limit) const;
  [[nodiscard]] Result<MessageList> messages(AccountNumber account, MessageId before, MessageId not_before,
                                             unsigned limit) const;
  [[nodiscard]] Result<std::vector<store::OpenRecord>> due_records(WallTime due, MessageId from, unsigned limit) const;
  std::optional<std::pair<store::OpenRecord, store::Chain>> find_open(MessageId message) override;
  std::optional<AccountNumber> find_closed_account(MessageId message) override;

  static void note_window(Notes& notes, const store::WindowRecord& record);
  static void apply_to(Blocked& blocked, const std::vector<store::BlockChange>& changes);
  static BlockKey key_of(AccountNumber account, const PhoneNumber& phone) {
    return {account, phone.digits().size(), phone};
  }
  static std::uint32_t number_of(std::map<std::string, std::uint32_t, std::less<>>& names, std::string_view name);
  static EventKey place_of(const store::EventRecord& record) { return {record.account, record.door, record.sequence}; }

  Executor& core_;
  const Clock& clock_;
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
  std::set<PhoneNumber> damaged_windows_;
  std::optional<store::ReadError> read_error_;
  bool reads_held_ = false;
  std::vector<std::function<void()>> held_reads_;
  store::Statistics statistics_;
};

}  // namespace smppedge::sim
