// SPDX-License-Identifier: Apache-2.0
// The embedded engine behind Store: what is noted is looked up on the core loop, the rest on the readers' threads; the
// store thread commits (committer.h), the checkpoint's thread writes bulk files (checkpointer.h).
#include "store/rocks/rocks_store.h"

#include <fmt/format.h>
#include <rocksdb/env.h>

#include <algorithm>
#include <cassert>

#include "store/rocks/blocking_pool.h"
#include "store/rocks/checkpointer.h"
#include "store/rocks/committer.h"
#include "store/rocks/fatal.h"
#include "store/rocks/message_list.h"
#include "store/rocks/notes.h"
#include "store/rocks/queries.h"
#include "store/rocks/recovery.h"
#include "store/rocks/rocks_store_on.h"
#include "store/rocks/window_queries.h"

namespace smppedge::store {
namespace {

using namespace rocks;

class RocksStore final : public Store {
 public:
  RocksStore(std::shared_ptr<Fatal> fatal, std::unique_ptr<Database> database, const Settings& settings,
             const Clock& clock, Executor& core)
      : fatal_(std::move(fatal)),
        database_(std::move(database)),
        clock_(clock),
        core_(core),
        checkpointer_(*database_, settings.history_retention),
        readers_(settings.reader_threads),
        checkpoint_thread_(1),
        committer_(
            *database_, settings.free_bytes_min,
            [this, alive = std::weak_ptr(alive_)](Committer::Completions completions) {
              core_.post([this, alive, completions = std::move(completions)] {
                if (!alive.expired()) complete(completions);
              });
            },
            *fatal_) {}

  ~RocksStore() override { alive_.reset(); }

  Expected<RecoveryReport, OpenError> recover(RecoveryVisitor& visitor) override {
    auto report = Recovery(*database_, visitor).run();
    if (report) last_batch_ = report->last_batch;
    return report;
  }

  Expected<AccountNumber, OpenError> account_number(std::string_view name) override {
    return database_->number_of("account", name).map([](std::uint32_t number) { return AccountNumber(number); });
  }
  Expected<CarrierNumber, OpenError> carrier_number(std::string_view name) override {
    return database_->number_of("carrier", name).map([](std::uint32_t number) { return CarrierNumber(number); });
  }

  void commit(FactBatch batch, Done done) override {
    assert(commits_in_flight_ < commits_in_flight_max);
    const BatchNumber number = batch.number();
    // A gap would be written and acknowledged now, and refused as damage at the next start.
    if (number.counter() != last_batch_.counter() + 1 || number < last_batch_) {
      return fatal_->raise(fmt::format("store {}: batch {} was handed in after batch {}: numbers must be consecutive",
                                       database_->directory(), number.counter(), last_batch_.counter()));
    }
    last_batch_ = number;
    ++commits_in_flight_;
    committer_.commit(std::move(batch), std::move(done));
  }
  unsigned commits_in_flight() const override { return commits_in_flight_; }

  void note_closed(const ClosedRecord& record) override { notes_.add(record); }
  void note_carrier_id(CarrierIdRecord record) override { notes_.add(std::move(record)); }
  void note_lookup(const LookupRecord& record) override { notes_.add(record); }
  void note_key(const KeyRecord& record) override { notes_.add(record); }
  void note_window(const WindowRecord& record) override { notes_.add(record); }
  void note_block(BlockChange change) override { notes_.add(std::move(change)); }
  std::size_t notes() const override { return notes_.size(); }

  void checkpoint(Checkpoint checkpoint, Done done) override;

  void find_message(MessageId message, std::function<void(Expected<MessageRecord, ReadError>)> done) override {
    look_up<MessageRecord>(
        [this, message]() -> std::optional<MessageRecord> {
          const auto last = notes_.find(message);
          if (!last) return std::nullopt;
          return MessageRecord{*last, std::nullopt};
        },
        [this, message] { return rocks::find_message(*database_, message); }, std::move(done));
  }
  void find_carrier_id(CarrierNumber carrier, std::string match_key,
                       std::function<void(Expected<AttemptRef, ReadError>)> done) override {
    const auto key = std::make_shared<const std::string>(std::move(match_key));
    look_up<AttemptRef>([this, carrier, key] { return notes_.find(carrier, *key); },
                        [this, carrier, key] { return rocks::find_carrier_id(*database_, carrier, *key); },
                        std::move(done));
  }
  void read_chain(Location last, std::function<void(Expected<Chain, ReadError>)> done) override {
    read<Chain>([this, last] { return rocks::read_chain(*database_, last); }, std::move(done));
  }
  void find_lookup(AccountNumber account, LookupKind kind, std::uint64_t value, MessageId before, unsigned limit,
                   std::function<void(Expected<std::vector<MessageId>, ReadError>)> done) override;
  void find_key(AccountNumber account, const KeyDigest& digest,
                std::function<void(Expected<Location, ReadError>)> done) override {
    const UsedKey key{account, digest};
    look_up<Location>([this, key] { return notes_.find(key); },
                      [this, key] { return rocks::find_key(*database_, key); },
                      [this, done = std::move(done)](Expected<Location, ReadError> used) {
                        if (used && key_expired(*used, clock_.wall())) return done(failure(ReadError::not_found));
                        done(used);
                      });
  }
  void find_windows(std::vector<PhoneNumber> phones,
                    std::function<void(Expected<std::vector<PhoneWindow>, ReadError>)> done) override;
  void find_blocked(AccountNumber account, const PhoneNumber& phone,
                    std::function<void(Expected<BlockedPhone, ReadError>)> done) override {
    read_upon_notes<BlockedPhone>(
        [this, account, phone] { return rocks::find_blocked(*database_, account, phone); },
        [this, account, phone, done = std::move(done)](Expected<BlockedPhone, ReadError> known) {
          if (known) notes_.put_upon(account, phone, *known);
          done(std::move(known));
        });
  }
  void list_blocked(AccountNumber account, const PhoneNumber& after, unsigned limit,
                    std::function<void(Expected<BlockedPage, ReadError>)> done) override {
    assert(limit > 0);
    read_upon_notes<BlockedOnDisk>(
        [this, account, after, limit] { return rocks::list_blocked(*database_, account, after, limit); },
        [this, account, after, limit, done = std::move(done)](Expected<BlockedOnDisk, ReadError> disk) {
          if (!disk) return done(failure(disk.error()));
          done(notes_.put_upon(std::move(*disk), account, after, limit));
        });
  }
  void list_messages(AccountNumber account, MessageId before, MessageId not_before, unsigned limit,
                     std::function<void(Expected<MessageList, ReadError>)> done) override {
    read<MessageList>([this, range = ListRange{account, before, not_before, limit},
                       noted = notes_.closed_messages()] { return rocks::list_messages(*database_, range, noted); },
                      std::move(done));
  }
  void find_due(WallTime due, MessageId from, unsigned limit,
                std::function<void(Expected<std::vector<OpenRecord>, ReadError>)> done) override {
    read<std::vector<OpenRecord>>([this, due, from, limit] { return rocks::find_due(*database_, due, from, limit); },
                                  std::move(done));
  }

  Statistics statistics() const override {
    Statistics statistics;
    committer_.fill(statistics);
    statistics.reads = reads_;
    statistics.read_queue_depth = reads_pending_;
    return statistics;
  }

 private:
  template <class Value>
  using Query = std::function<Expected<Value, ReadError>()>;
  template <class Value>
  using Answer = std::function<void(Expected<Value, ReadError>)>;

  /// Noted, else on disk, else noted meanwhile. A checkpoint that ended during the read may have moved what was noted
  /// to where the read had been: it is made again.
  template <class Value>
  void look_up(std::function<std::optional<Value>()> noted, Query<Value> query, Answer<Value> done);
  /// For what is told by putting what is noted upon what is on disk. Read again when a checkpoint ended meanwhile: what
  /// it wrote is noted no more, and might be missing from what was read.
  template <class Value>
  void read_upon_notes(Query<Value> query, Answer<Value> done);
  /// Runs `query` on a reader's thread and `done` on the core loop.
  template <class Value>
  void read(Query<Value> query, Answer<Value> done);
  /// Runs `work` on the core loop in a later turn, unless the store is gone by then.
  void later(std::function<void()> work) {
    core_.post([alive = std::weak_ptr(alive_), work = std::move(work)] {
      if (!alive.expired()) work();
    });
  }
  void complete(const Committer::Completions& completions) {
    for (const auto& done : completions) {
      if (fatal_->raised()) return;
      --commits_in_flight_;
      done();
    }
  }

  std::shared_ptr<int> alive_ = std::make_shared<int>();
  const std::shared_ptr<Fatal> fatal_;  // shared with the engine's own threads
  const std::unique_ptr<Database> database_;
  const Clock& clock_;
  Executor& core_;

  BatchNumber last_batch_;
  unsigned commits_in_flight_ = 0;
  Notes notes_;
  std::uint64_t checkpoints_done_ = 0;
  std::atomic<std::uint64_t> reads_{0};
  std::atomic<std::uint64_t> reads_pending_{0};

  // Last, so that their threads end first; the committer hands work to the checkpoint's thread.
  Checkpointer checkpointer_;
  BlockingPool readers_;
  BlockingPool checkpoint_thread_;
  Committer committer_;
};

void RocksStore::checkpoint(Checkpoint checkpoint, Done done) {
  assert(!notes_.frozen() && "one checkpoint at a time");
  const auto content = std::make_shared<const Checkpoint>(std::move(checkpoint));
  const auto finish = [this, done = std::move(done)] {
    checkpoint_thread_.run([garbage = notes_.take_frozen()]() mutable { garbage.reset(); });
    ++checkpoints_done_;
    done();
  };
  const auto write = [this, content, notes = notes_.freeze(), now = clock_.wall(),
                      finish = std::function<void()>(finish), alive = std::weak_ptr(alive_)] {
    if (auto error = checkpointer_.write(*content, *notes, now)) return fatal_->raise(std::move(*error));
    core_.post([this, alive, finish] {
      if (!alive.expired() && !fatal_->raised()) finish();
    });
  };
  // What the checkpoint covers must be on disk before the checkpoint is.
  committer_.when_committed([this, write] { checkpoint_thread_.run(write); });
}

void RocksStore::find_lookup(AccountNumber account, LookupKind kind, std::uint64_t value, MessageId before,
                             unsigned limit, std::function<void(Expected<std::vector<MessageId>, ReadError>)> done) {
  const LookupKey key{account, kind, value};
  // What is noted is taken first: a checkpoint may move it to where the read has been.
  auto merge = [noted = notes_.find(key, before, limit), limit,
                done = std::move(done)](Expected<std::vector<MessageId>, ReadError> found) {
    if (!found) return done(std::move(found));
    found->insert(found->end(), noted.begin(), noted.end());
    std::sort(found->begin(), found->end(), std::greater<>());
    found->erase(std::unique(found->begin(), found->end()), found->end());
    if (found->size() > limit) found->resize(limit);
    done(std::move(found));
  };
  read<std::vector<MessageId>>(
      [this, key, before, limit] { return rocks::find_lookup(*database_, key, before, limit); }, std::move(merge));
}

void RocksStore::find_windows(std::vector<PhoneNumber> phones,
                              std::function<void(Expected<std::vector<PhoneWindow>, ReadError>)> done) {
  assert(phones.size() <= window_phones_max);
  const auto asked = std::make_shared<const std::vector<PhoneNumber>>(std::move(phones));
  read_upon_notes<std::vector<WindowOnDisk>>(
      [this, asked, now = clock_.wall()] {
        return Expected<std::vector<WindowOnDisk>, ReadError>(rocks::find_windows(*database_, *asked, now));
      },
      [this, asked, done = std::move(done)](Expected<std::vector<WindowOnDisk>, ReadError> disk) {
        if (!disk) return done(failure(disk.error()));
        std::vector<PhoneWindow> windows;
        windows.reserve(disk->size());
        for (std::size_t index = 0; index < disk->size(); ++index) {
          WindowOnDisk& each = (*disk)[index];
          const std::size_t on_disk = each.records.size();
          notes_.find((*asked)[index], each.records);
          const bool all_noted = each.records.size() - on_disk < window_scan_max;
          PhoneWindow window = window_of(std::move(each.records), clock_.wall());
          window.more = each.more || !all_noted;
          window.more_of.insert(window.more_of.end(), each.more_of.begin(), each.more_of.end());
          window.damaged = each.damaged;
          windows.push_back(std::move(window));
        }
        done(std::move(windows));
      });
}

template <class Value>
void RocksStore::read_upon_notes(Query<Value> query, Answer<Value> done) {
  auto judge = [this, checkpoints_before = checkpoints_done_, query, done](Expected<Value, ReadError> found) {
    if (checkpoints_before != checkpoints_done_) return read_upon_notes<Value>(query, done);
    done(std::move(found));
  };
  read<Value>(std::move(query), std::move(judge));
}

template <class Value>
void RocksStore::look_up(std::function<std::optional<Value>()> noted, Query<Value> query, Answer<Value> done) {
  if (auto value = noted()) {
    return later([value = std::move(*value), done = std::move(done)] { done(value); });
  }
  const std::uint64_t checkpoints_before = checkpoints_done_;
  auto judge = [this, checkpoints_before, noted, query, done](Expected<Value, ReadError> found) {
    if (auto value = noted()) return done(std::move(*value));
    if (checkpoints_before != checkpoints_done_) return look_up<Value>(noted, query, done);
    done(std::move(found));
  };
  read<Value>(std::move(query), std::move(judge));
}

template <class Value>
void RocksStore::read(Query<Value> query, Answer<Value> done) {
  if (reads_pending_ >= reads_max) {
    return later([done = std::move(done)] { done(failure(ReadError::overloaded)); });
  }
  ++reads_;
  ++reads_pending_;
  readers_.run([this, alive = std::weak_ptr(alive_), query = std::move(query), done = std::move(done)] {
    auto result = std::make_shared<Expected<Value, ReadError>>(query());
    core_.post([this, alive, result, done] {
      if (alive.expired()) return;
      --reads_pending_;
      done(std::move(*result));
    });
  });
}

}  // namespace

Expected<std::unique_ptr<Store>, OpenError> open_rocks_store_on(rocksdb::Env& env, const Settings& settings,
                                                                const Clock& clock, Executor& core,
                                                                std::function<void(std::string)> on_fatal) {
  const auto fatal = std::make_shared<Fatal>(std::move(on_fatal));
  auto database = Database::open(settings, env, [fatal, directory = settings.directory](const std::string& error) {
    fatal->raise(fmt::format("store {}: a file could not be written: {}", directory, error));
  });
  if (!database) return failure(std::move(database.error()));
  return std::make_unique<RocksStore>(fatal, std::move(*database), settings, clock, core);
}

Expected<std::unique_ptr<Store>, OpenError> open_rocks_store(const Settings& settings, const Clock& clock,
                                                             Executor& core,
                                                             std::function<void(std::string)> on_fatal) {
  return open_rocks_store_on(*rocksdb::Env::Default(), settings, clock, core, std::move(on_fatal));
}

}  // namespace smppedge::store
