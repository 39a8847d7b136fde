// SPDX-License-Identifier: Apache-2.0
// What only the engine on a disk can meet: kill -9, torn and flipped bits, foreign stores, a disk that fails, hangs or
// fills, and expiry.
#include <rocksdb/perf_context.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "store/rocks/checkpointer.h"
#include "store/rocks/database.h"
#include "store/rocks/limits.h"
#include "store/rocks/queries.h"
#include "store/rocks/records.h"
#include "store/rocks/rocks_store_on.h"
#include "tests/unit/store/faulty_disk.h"
#include "tests/unit/store/subjects.h"

namespace smppedge::store::test {
namespace {

using rocks::Database;
using rocks::Family;

/// One store in one directory, on a disk that can be made to fail.
struct Engine {
  [[nodiscard]] Store& store() { return *opened; }
  [[nodiscard]] Loop& loop() { return core; }
  [[nodiscard]] Settings settings() const { return {.directory = scratch.path().string() + "/s", .node = node}; }

  /// Empty when it opened, else the error.
  std::string open() {
    opened.reset();
    auto result = open_rocks_store_on(*env, settings(), clock, core, [this](std::string sentence) {
      const std::lock_guard lock(mutex);
      fatal.push_back(std::move(sentence));
    });
    if (!result) return result.error().text;
    opened = std::move(*result);
    return "";
  }
  std::string open_and_recover() {
    std::string error = open();
    if (!error.empty()) return error;
    const auto report = opened->recover(recovered);
    return report ? "" : report.error().text;
  }
  void close() { opened.reset(); }
  [[nodiscard]] std::vector<std::string> fatal_sentences() {
    const std::lock_guard lock(mutex);
    return fatal;
  }
  [[nodiscard]] std::filesystem::path newest_log() const {
    std::filesystem::path newest;
    for (const auto& file : std::filesystem::directory_iterator(settings().directory)) {
      if (file.path().extension() == ".log" && file.path() > newest) newest = file.path();
    }
    return newest;
  }
  /// Changes the store's records behind its back.
  void tamper(const std::function<void(Database&)>& change) {
    close();
    auto database = Database::open(settings(), *env, [](const std::string&) {});
    BOOST_REQUIRE(database.has_value());
    change(**database);
  }

  ScratchDirectory scratch;
  NodeNumber node{1};
  TestClock clock;
  Loop core;
  Recovered recovered;
  std::mutex mutex;
  std::vector<std::string> fatal;
  std::shared_ptr<FaultyDisk> disk = std::make_shared<FaultyDisk>();
  std::unique_ptr<rocksdb::Env> env = rocksdb::NewCompositeEnv(disk);
  std::unique_ptr<Store> opened;
};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// A store with `count` commits, closed.
Engine& with_commits(Engine& engine, unsigned count) {
  BOOST_REQUIRE(engine.open().empty());
  Writer<Engine> writer(engine);
  (void)writer.recover();
  for (unsigned index = 0; index < count; ++index) writer.record(message_id(index), samples::one_of_each().front());
  engine.close();
  return engine;
}

/// Commits for ever, telling each completion through `pipe`; ends by a signal only.
[[noreturn]] void commit_until_killed(const Settings& settings, int pipe) {
  TestClock clock;
  Loop loop;
  auto opened = open_rocks_store(settings, clock, loop, [](const std::string&) { _exit(2); });
  if (!opened) _exit(3);
  Recovered recovered;
  const auto report = (*opened)->recover(recovered);
  if (!report) _exit(4);
  BatchNumber number = report->last_batch;
  for (;;) {
    bool done = false;
    number = number.next(clock.now);
    FactBatch batch(number, clock.now);
    batch.add({message_id(1), {}, clock.now}, Resent{});
    (*opened)->commit(std::move(batch), [&done] { done = true; });
    loop.run_until([&done] { return done; });
    if (write(pipe, "+", 1) != 1) _exit(5);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rocks_store)

BOOST_AUTO_TEST_CASE(when_the_process_is_killed_then_every_completed_commit_is_recovered) {
  Engine engine;
  std::array<int, 2> pipe{};
  BOOST_REQUIRE(::pipe(pipe.data()) == 0);
  const pid_t child = fork();
  if (child == 0) commit_until_killed(engine.settings(), pipe[1]);
  ::close(pipe[1]);
  std::size_t completed = 0;
  char octet = 0;
  while (completed < 40 && read(pipe[0], &octet, 1) == 1) ++completed;
  kill(child, SIGKILL);
  while (read(pipe[0], &octet, 1) == 1) ++completed;
  ::close(pipe[0]);
  int status = 0;
  BOOST_REQUIRE(waitpid(child, &status, 0) == child);
  BOOST_TEST(WIFSIGNALED(status));
  BOOST_TEST(completed >= 40U);
  BOOST_TEST(engine.open_and_recover() == "");
  BOOST_TEST(engine.recovered.facts.size() >= completed);
}

BOOST_AUTO_TEST_CASE(when_the_logs_tail_is_torn_then_all_but_the_torn_commit_is_recovered) {
  Engine engine;
  with_commits(engine, 5);
  std::filesystem::resize_file(engine.newest_log(), std::filesystem::file_size(engine.newest_log()) - 3);
  BOOST_TEST(engine.open_and_recover() == "");
  BOOST_TEST(engine.recovered.facts.size() == 4U);
}

BOOST_AUTO_TEST_CASE(when_a_bit_flips_within_the_log_then_it_refuses_and_names_the_file) {
  Engine engine;
  with_commits(engine, 5);
  const auto log = engine.newest_log();
  std::fstream file(log, std::ios::in | std::ios::out | std::ios::binary);
  const auto middle = static_cast<std::streamoff>(std::filesystem::file_size(log) / 2);
  file.seekg(middle);
  const int octet = file.get();
  file.seekp(middle);
  file.put(static_cast<char>(octet ^ 4));
  file.close();
  const std::string error = engine.open_and_recover();
  BOOST_TEST_MESSAGE(error);
  BOOST_TEST(contains(error, log.filename().string()));
  BOOST_TEST(contains(error, "\"Repair\" in docs/store.md"));
}

BOOST_AUTO_TEST_CASE(when_a_batch_is_missing_then_it_refuses_and_names_the_gap) {
  Engine engine;
  with_commits(engine, 5).tamper([&](Database& database) {
    const BatchNumber first = BatchNumber().next(engine.clock.now);
    const auto status = database.engine().Delete(rocksdb::WriteOptions(), database.family(Family::facts),
                                                 rocks::key_of(first.next(engine.clock.now)));
    BOOST_REQUIRE(status.ok());
  });
  BOOST_TEST(contains(engine.open_and_recover(), "after batch 1 comes batch 3: what lies between is missing"));
}

BOOST_AUTO_TEST_CASE(when_what_a_checkpoint_covers_is_missing_then_it_refuses) {
  Engine engine;
  with_commits(engine, 2).tamper([&](Database& database) {
    const auto status = database.engine().Put(rocksdb::WriteOptions(), database.family(Family::meta), "replay_after",
                                              rocks::value_of(BatchNumber().next(engine.clock.now).value() + 76));
    BOOST_REQUIRE(status.ok());
  });
  BOOST_TEST(contains(engine.open_and_recover(), "to which the last checkpoint reaches, is missing"));
}

BOOST_AUTO_TEST_CASE(a_store_of_another_format_is_refused_with_what_to_do) {
  Engine engine;
  with_commits(engine, 1).tamper([&](Database& database) {
    const auto status = database.engine().Put(rocksdb::WriteOptions(), database.family(Family::meta), "format",
                                              rocks::value_of(std::uint64_t{7}));
    BOOST_REQUIRE(status.ok());
  });
  BOOST_TEST(
      contains(engine.open(), "it has format 7, this version reads formats 4 and 6; start the version that wrote it"));
}

BOOST_AUTO_TEST_CASE(a_store_of_an_older_format_is_refused_untouched) {
  Engine engine;
  const std::string directory = engine.settings().directory;
  const auto open_as_version_1 = [&directory] {
    rocksdb::DBOptions options;
    options.create_if_missing = true;
    options.create_missing_column_families = true;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* db = nullptr;
    BOOST_REQUIRE(rocksdb::DB::Open(options, directory, {{"default", {}}, {"facts", {}}}, &handles, &db).ok());
    std::unique_ptr<rocksdb::DB> opened(db);
    for (rocksdb::ColumnFamilyHandle* handle : handles) BOOST_REQUIRE(db->DestroyColumnFamilyHandle(handle).ok());
    return opened;
  };
  BOOST_REQUIRE(open_as_version_1()->Put(rocksdb::WriteOptions(), "format", rocks::value_of(std::uint64_t{1})).ok());
  BOOST_TEST(
      contains(engine.open(), "it has format 1, this version reads formats 4 and 6; start the version that wrote it"));
  BOOST_TEST(open_as_version_1() != nullptr);  // which takes no families that it does not know
}

BOOST_AUTO_TEST_CASE(a_store_whose_making_was_interrupted_is_made) {
  Engine engine;
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* db = nullptr;
  BOOST_REQUIRE(rocksdb::DB::Open(options, engine.settings().directory, &db).ok());
  delete db;
  BOOST_TEST(engine.open_and_recover() == "");
}

BOOST_AUTO_TEST_CASE(a_store_with_a_family_of_a_newer_version_is_refused_untouched) {
  Engine engine;
  with_commits(engine, 1).tamper([&](Database& database) {
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    BOOST_REQUIRE(database.engine().CreateColumnFamily({}, "phones", &handle).ok());
    BOOST_REQUIRE(database.engine().DestroyColumnFamilyHandle(handle).ok());
  });
  BOOST_TEST(contains(engine.open(), "a family 'phones' that this version does not know"));
}

BOOST_AUTO_TEST_CASE(a_store_of_another_node_is_refused) {
  Engine engine;
  with_commits(engine, 1);
  engine.node = NodeNumber(2);
  BOOST_TEST(contains(engine.open(), "node 1 made it, this is node 2"));
}

BOOST_AUTO_TEST_CASE(a_store_that_is_open_elsewhere_is_refused) {
  Engine engine;
  BOOST_REQUIRE(engine.open().empty());
  auto second = open_rocks_store_on(*engine.env, engine.settings(), engine.clock, engine.core, {});
  BOOST_TEST_REQUIRE(!second.has_value());
  BOOST_TEST(contains(second.error().text, "another process has it open"));
}

BOOST_AUTO_TEST_CASE(when_a_sync_fails_then_on_fatal_is_called_once_and_nothing_completes_any_more) {
  Engine engine;
  BOOST_REQUIRE(engine.open().empty());
  Writer<Engine> writer(engine);
  (void)writer.recover();
  writer.record(message_id(1), Resent{});
  engine.disk->fail_syncs_of(".log");
  int completed = 0;
  engine.store().commit(writer.batch(), [&] { ++completed; });
  engine.store().commit(writer.batch(), [&] { ++completed; });
  engine.close();  // lets the store thread take all that was queued
  BOOST_TEST_REQUIRE(engine.fatal_sentences().size() == 1U);
  BOOST_TEST(contains(engine.fatal_sentences()[0], "a commit could not be written and synced"));
  BOOST_TEST(contains(engine.fatal_sentences()[0], "Input/output error"));
  BOOST_TEST(engine.disk->syncs_failed == 1);
  BOOST_TEST(engine.core.idle());
  BOOST_TEST(completed == 0);
}

BOOST_AUTO_TEST_CASE(when_a_checkpoints_file_cannot_be_synced_then_it_is_fatal_and_does_not_complete) {
  Engine engine;
  BOOST_REQUIRE(engine.open().empty());
  Writer<Engine> writer(engine);
  (void)writer.recover();
  engine.store().note_closed({message_id(1), writer.record(message_id(1), Resent{}), account_1});
  engine.disk->fail_syncs_of(".sst");
  bool completed = false;
  engine.store().checkpoint({}, [&] { completed = true; });
  while (engine.fatal_sentences().empty()) std::this_thread::yield();
  engine.close();
  BOOST_TEST(contains(engine.fatal_sentences()[0], "a checkpoint could not be written"));
  BOOST_TEST(engine.core.idle());
  BOOST_TEST(!completed);
}

BOOST_AUTO_TEST_CASE(when_a_sync_stalls_then_commits_wait_reads_do_not_and_all_complete_in_order) {
  Engine engine;
  BOOST_REQUIRE(engine.open().empty());
  Writer<Engine> writer(engine);
  (void)writer.recover();
  const Location first = writer.record(message_id(1), Resent{});
  engine.disk->stall(true);
  std::vector<int> completed;
  engine.store().commit(writer.batch(), [&] { completed.push_back(1); });
  engine.store().commit(writer.batch(), [&] { completed.push_back(2); });
  BOOST_TEST(writer.chain(first).has_value());
  BOOST_TEST(completed.empty());
  BOOST_TEST(engine.store().commits_in_flight() == 2U);
  engine.disk->stall(false);
  engine.core.run_until([&] { return completed.size() == 2; });
  BOOST_TEST(completed == (std::vector<int>{1, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(when_batches_are_not_consecutive_then_it_is_fatal_and_not_written) {
  Engine engine;
  BOOST_REQUIRE(engine.open().empty());
  Writer<Engine> writer(engine);
  (void)writer.recover();
  writer.record(message_id(1), Resent{});
  (void)writer.batch();
  engine.store().commit(writer.batch(), [] { BOOST_FAIL("completed"); });
  BOOST_TEST_REQUIRE(engine.fatal_sentences().size() == 1U);
  BOOST_TEST(contains(engine.fatal_sentences()[0], "batch 3 was handed in after batch 1"));
  BOOST_TEST(engine.open_and_recover() == "");
  BOOST_TEST(engine.recovered.facts.size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_watermark_is_passed_once_each_way) {
  Engine engine;
  BOOST_REQUIRE(engine.open().empty());
  Writer<Engine> writer(engine);
  (void)writer.recover();
  const std::uint64_t min = engine.settings().free_bytes_min;
  const auto below_with = [&](std::uint64_t free_bytes) {
    engine.disk->free_bytes = free_bytes;
    writer.record(message_id(1), Resent{});
    BOOST_TEST(engine.store().statistics().free_bytes == free_bytes);
    return engine.store().statistics().below_watermark;
  };
  BOOST_TEST(!below_with(min));
  BOOST_TEST(below_with(min - 1));
  BOOST_TEST(below_with(min + min / rocks::watermark_hysteresis_divisor - 1));
  BOOST_TEST(!below_with(min + min / rocks::watermark_hysteresis_divisor));
}

BOOST_AUTO_TEST_CASE(beyond_reads_max_a_read_is_refused_at_once) {
  Engine engine;
  BOOST_REQUIRE(engine.open().empty());
  Writer<Engine> writer(engine);
  (void)writer.recover();
  std::size_t answered = 0;
  std::size_t overloaded = 0;
  for (std::size_t count = 0; count < reads_max + 2; ++count) {
    engine.store().find_message(message_id(1), [&](Expected<MessageRecord, ReadError> result) {
      ++answered;
      if (result.error() == ReadError::overloaded) ++overloaded;
    });
  }
  BOOST_TEST(engine.store().statistics().read_queue_depth == reads_max);
  engine.core.run_until([&] { return answered == reads_max + 2; });
  BOOST_TEST(overloaded == 2U);
  BOOST_TEST(engine.store().statistics().read_queue_depth == 0U);
}

BOOST_AUTO_TEST_CASE(facts_and_closed_messages_older_than_the_retention_go_and_younger_ones_stay) {
  Engine engine;
  BOOST_REQUIRE(engine.open().empty());
  Writer<Engine> writer(engine);
  (void)writer.recover();
  const auto id_now = [&] { return MessageId::from_parts(engine.clock.now.time_since_epoch(), NodeNumber(1), 0); };
  const MessageId old = id_now();
  engine.store().note_closed({old, writer.record(old, Resent{}), account_1});
  engine.clock.now += std::chrono::hours(2);
  const MessageId young = id_now();
  engine.store().note_closed({young, writer.record(young, Resent{}), account_1});
  writer.checkpoint({});

  const auto retention = std::max(engine.settings().history_retention, rocks::history_retention_min);
  engine.clock.now += retention - std::chrono::hours(1);
  writer.checkpoint({});  // replay_after is in the young message's hour: the old one's may go
  BOOST_TEST((writer.find(old).error() == ReadError::not_found));
  BOOST_TEST((writer.chain(writer.last[old]).error() == ReadError::not_found));
  BOOST_TEST(writer.find(young).has_value());
  BOOST_TEST(writer.chain(writer.last[young]).has_value());

  engine.clock.now += std::chrono::hours(24 * 365);
  writer.checkpoint({});  // whatever the clock says, nothing at or after replay_after goes
  BOOST_TEST(writer.chain(writer.last[young]).has_value());
  BOOST_TEST(engine.open_and_recover() == "");
}

BOOST_AUTO_TEST_CASE(look_ups_of_expired_messages_and_keys_used_long_ago_go_with_the_next_compaction) {
  Engine engine;
  with_commits(engine, 1).tamper([&](Database& database) {
    const auto hours = [](int count) { return WallTime(std::chrono::hours(496'112 + count)); };
    const auto message = [](WallTime at) { return MessageId::from_parts(at.time_since_epoch(), NodeNumber(1), 0); };
    const MessageId old = message(hours(1) - Millis(1));
    const MessageId young = message(hours(1));
    const Location used{BatchNumber().next(hours(60)), 9};
    rocks::NoteGeneration notes;
    notes.carrier_ids[{carrier_1, "old"}] = {old, 0, 0};
    notes.carrier_ids[{carrier_1, "young"}] = {young, 0, 0};
    notes.lookups[{account_1, LookupKind::to, 5}] = {old, young};
    notes.keys[{account_1, samples::digest(1)}] = used;
    rocks::Checkpointer checkpointer(database, rocks::history_retention_min);
    const auto checkpoint_at = [&](WallTime now) {
      Checkpoint checkpoint;
      checkpoint.replay_after = BatchNumber().next(now);
      BOOST_TEST(checkpointer.write(checkpoint, notes, now).value_or("") == "");
    };
    const auto remains = [&](Family family, const std::string& key) {
      rocksdb::CompactRangeOptions options;
      options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
      BOOST_REQUIRE(database.engine().CompactRange(options, database.family(family), nullptr, nullptr).ok());
      return database.get(family, key).value().has_value();
    };
    const auto carrier_id = [](const char* id) { return rocks::carrier_id_key(carrier_1, id); };
    const auto lookup = [](MessageId id) { return rocks::lookup_key({account_1, LookupKind::to, 5, id}); };
    const std::string key = rocks::used_key(account_1, samples::digest(1));
    const WallTime key_ends = hours(60 + 1) + key_retention;  // 85

    checkpoint_at(hours(1) + rocks::history_retention_min);  // 81
    BOOST_TEST(!remains(Family::carrier_id, carrier_id("old")));
    BOOST_TEST(remains(Family::carrier_id, carrier_id("young")));
    BOOST_TEST(!remains(Family::lookup, lookup(old)));
    BOOST_TEST(remains(Family::lookup, lookup(young)));
    checkpoint_at(key_ends - Millis(1));
    BOOST_TEST(remains(Family::key, key));
    BOOST_TEST(!remains(Family::lookup, lookup(young)));
    checkpoint_at(key_ends);
    BOOST_TEST(!remains(Family::key, key));
  });
}

BOOST_AUTO_TEST_CASE(finding_what_is_not_there_mostly_costs_no_read_of_the_disk) {
  Engine engine;
  BOOST_REQUIRE(engine.open().empty());
  constexpr std::size_t checkpoints = 4;  // fewer than start a compaction, whose reads would count
  constexpr std::size_t records = 25'000;
  samples::RandomFacts random(3);
  const auto digest = [&random] {
    KeyDigest key{};
    random(key);
    return key;
  };
  std::vector<std::uint64_t> there;
  {
    Writer<Engine> writer(engine);
    (void)writer.recover();
    const Location at = writer.record(message_id(1), Resent{});
    for (std::size_t count = 0; count < checkpoints; ++count) {
      for (std::size_t record = 0; record < records; ++record) {
        engine.store().note_key({account_1, digest(), at});
        const std::uint64_t value = random.below(~0ULL);
        engine.store().note_lookup({account_1, LookupKind::to, value, message_id(1)});
        if (record % 500 == 0) there.push_back(value);
      }
      writer.checkpoint({});
    }
  }
  engine.tamper([&](Database& database) {  // opened anew: nothing is in its cache
    rocksdb::SetPerfLevel(rocksdb::PerfLevel::kEnableCount);
    // Few enough that what they read is a part of what there is.
    constexpr unsigned finds_before = 100;
    constexpr unsigned finds = 200;
    const auto reads_of_finds = [](auto find) {
      for (unsigned count = 0; count < finds_before + finds; ++count) {
        if (count == finds_before) rocksdb::get_perf_context()->Reset();  // the filters are in the cache now
        find();
      }
      return rocksdb::get_perf_context()->block_read_count;
    };
    const auto lookup = [&database](std::uint64_t value) {
      return rocks::find_lookup(database, {account_1, LookupKind::to, value}, MessageId(), 1).value().size();
    };
    BOOST_TEST(reads_of_finds([&] { (void)rocks::find_key(database, {account_1, digest()}); }) < finds / 5);
    BOOST_TEST(reads_of_finds([&] { (void)lookup(random.below(~0ULL)); }) < finds / 5);
    for (const std::uint64_t value : there) BOOST_TEST(lookup(value) == 1U);
    rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::store::test
