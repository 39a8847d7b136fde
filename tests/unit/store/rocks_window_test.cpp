// SPDX-License-Identifier: Apache-2.0
// What only the engine on a disk shows of windows and blocklists: what a look-up reads, what compaction drops and
// joins, a store of the format before them, and kill -9 between checkpoints.
#include <rocksdb/perf_context.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <random>

#include "store/rocks/checkpointer.h"
#include "store/rocks/database.h"
#include "store/rocks/limits.h"
#include "store/rocks/records.h"
#include "store/rocks/window_queries.h"
#include "store/rocks/window_records.h"
#include "tests/unit/store/subjects.h"

namespace smppedge::store::test {
namespace {

using rocks::Database;
using rocks::Family;

PhoneNumber phone(std::uint64_t digits) {
  return *PhoneNumber::from_digits(std::to_string(digits));
}

WindowRecord pair(std::uint64_t digits, std::string_view number, WallTime sent_at, WallTime keep_until) {
  WindowRecord record;
  record.phone = phone(digits);
  BOOST_REQUIRE(record.number.assign(number));
  record.message = message_id(1);
  record.sent_at = sent_at;
  record.keep_until = keep_until;
  return record;
}

/// A store that is closed, and its database while a test looks at it.
struct Disk {
  [[nodiscard]] Settings settings() const {
    return {.directory = scratch.path().string() + "/s", .node = NodeNumber(1)};
  }
  std::unique_ptr<Database> open() {
    auto database = Database::open(settings(), *rocksdb::Env::Default(), [](const std::string&) {});
    BOOST_REQUIRE_MESSAGE(database.has_value(), (database ? "" : database.error().text));
    return std::move(*database);
  }
  void checkpoint(Database& database, const rocks::NoteGeneration& notes) {
    rocks::Checkpointer checkpointer(database, rocks::history_retention_min);
    BOOST_TEST(checkpointer.write({}, notes, clock.now).value_or("") == "");
  }
  ScratchDirectory scratch;
  TestClock clock;
};

void compact(Database& database, Family family) {
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  BOOST_REQUIRE(database.engine().CompactRange(options, database.family(family), nullptr, nullptr).ok());
}

/// Set in the process that is to be killed.
constexpr const char* directory_of_the_killed = "SMPPEDGE_TEST_KILLED_STORE";

/// Each round: a fact, a pair, a blocked phone and a checkpoint, told by a '+' on stdout; ends by a signal only.
[[noreturn]] void checkpoint_until_killed(const std::string& directory) {
  const Settings settings{.directory = directory, .node = NodeNumber(1)};
  TestClock clock;
  Loop loop;
  auto opened = open_rocks_store(settings, clock, loop, [](const std::string&) { _exit(2); });
  if (!opened) _exit(3);
  Store& store = **opened;
  AnyWriter writer([&store]() -> Store& { return store; }, loop, clock);
  (void)writer.recover();
  for (std::uint64_t round = 0;; ++round) {
    writer.record(MessageId(), PhoneBlocked{});
    store.note_window(pair(1'000 + round, "1069", clock.now, clock.now + Seconds(60)));
    store.note_window(pair(999, "1069", clock.now + Millis(static_cast<std::int64_t>(round)), clock.now + Seconds(60)));
    store.note_block({BlockChange::What::blocked, account_1, phone(1'000 + round), BlockSource::api, clock.now, "key"});
    writer.checkpoint({});
    if (write(STDOUT_FILENO, "+", 1) != 1) _exit(5);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rocks_window)

BOOST_AUTO_TEST_CASE(when_the_process_is_killed_then_windows_blocklists_and_replay_are_of_one_checkpoint) {
  if (const char* directory = std::getenv(directory_of_the_killed)) checkpoint_until_killed(directory);
  Disk disk;
  std::array<int, 2> pipe{};
  BOOST_REQUIRE(::pipe(pipe.data()) == 0);
  const std::string here =
      std::string("--run_test=rocks_window/") + boost::unit_test::framework::current_test_case().p_name.get();
  const pid_t child = fork();
  if (child == 0) {
    // Begun anew, for the engine's threads are not there in a fork.
    dup2(pipe[1], STDOUT_FILENO);
    setenv(directory_of_the_killed, disk.settings().directory.c_str(), 1);
    execl("/proc/self/exe", "unit_store", here.c_str(), nullptr);
    _exit(6);
  }
  ::close(pipe[1]);
  std::size_t completed = 0;
  char octet = 0;
  const auto count = [&] { completed += octet == '+' ? 1 : 0; };  // the test's own greeting is none
  while (completed < 20 && read(pipe[0], &octet, 1) == 1) count();
  kill(child, SIGKILL);
  while (read(pipe[0], &octet, 1) == 1) count();
  ::close(pipe[0]);
  int status = 0;
  BOOST_REQUIRE(waitpid(child, &status, 0) == child);
  BOOST_TEST(WIFSIGNALED(status));
  BOOST_TEST(completed >= 20U);

  Loop loop;
  auto opened = open_rocks_store(disk.settings(), disk.clock, loop, [](const std::string&) {});
  BOOST_REQUIRE(opened.has_value());
  AnyWriter writer([&opened]() -> Store& { return **opened; }, loop, disk.clock);
  const Recovered recovered = writer.recover();
  const std::size_t covered = recovered.replay_after.counter();
  BOOST_TEST(covered >= completed);
  BOOST_TEST(recovered.blocked.size() == covered);
  BOOST_TEST(recovered.facts.size() <= 1U);
  for (std::uint64_t round = 0; round < covered; ++round) {
    BOOST_TEST(writer.window(phone(1'000 + round)).pairs.size() == 1U);
  }
  BOOST_TEST(writer.window(phone(1'000 + covered)).pairs.empty());
  const PhoneWindow window = writer.window(phone(999));
  BOOST_TEST_REQUIRE(window.pairs.size() == 1U);
  BOOST_TEST((window.pairs[0].sent_at == disk.clock.now + Millis(static_cast<std::int64_t>(covered - 1))));
}

BOOST_AUTO_TEST_CASE(compaction_joins_a_pairs_records_and_drops_each_that_has_expired) {
  Disk disk;
  const auto database = disk.open();
  const WallTime now = disk.clock.now;
  const auto note = [&](std::initializer_list<WindowRecord> records) {
    rocks::NoteGeneration notes;
    for (const WindowRecord& record : records) notes.windows.add(record);
    disk.checkpoint(*database, notes);
  };
  const auto sent = [now](int ms) { return now + Millis(ms); };
  // The engine does not filter the first file of a family, whose records have no place in time, before its second
  // rewrite.
  note({pair(1, "first", sent(0), sent(99)), pair(9, "first", sent(0), sent(99))});
  note({pair(1, "a", sent(9), now - Millis(1)), pair(2, "a", sent(5), now), pair(3, "a", sent(7), now),
        pair(4, "a", sent(7), now - Millis(1))});
  note({pair(3, "a", sent(3), sent(60)), pair(4, "a", sent(3), sent(60)), pair(5, "b", sent(1), now - Millis(1))});
  const auto stored = [&](std::uint64_t digits) {
    return rocks::find_windows(*database, {phone(digits)}, disk.clock.now)[0].records;
  };
  BOOST_TEST(stored(1).size() == 2U);  // whether it has expired the reader looks, later
  compact(*database, Family::window);
  BOOST_TEST((stored(1) == std::vector{pair(1, "first", sent(0), sent(99))}));
  BOOST_TEST(stored(5).empty());
  BOOST_TEST((stored(2) == std::vector{pair(2, "a", sent(5), now)}));
  BOOST_TEST((stored(3) == std::vector{pair(3, "a", sent(7), sent(60))}));
  BOOST_TEST((stored(4) == std::vector{pair(4, "a", sent(3), sent(60))}));  // its newer record had expired

  // What a rewrite has joined expires like any other record.
  disk.clock.now = sent(60);
  note({pair(6, "c", sent(1), sent(90)), pair(6, "d", sent(1), sent(60))});
  compact(*database, Family::window);
  BOOST_TEST(stored(2).empty());
  BOOST_TEST(stored(3).size() == 1U);
  disk.clock.now = sent(61);
  note({pair(7, "c", sent(1), sent(90))});
  compact(*database, Family::window);
  BOOST_TEST(stored(3).empty());
  BOOST_TEST((stored(6) == std::vector{pair(6, "c", sent(1), sent(90))}));
}

BOOST_AUTO_TEST_CASE(a_phones_window_costs_one_block_and_that_of_an_unknown_phone_none) {
  Disk disk;
  constexpr std::uint64_t checkpoints = 4;  // fewer than start a compaction, whose reads would count
  constexpr std::uint64_t phones = 20'000;
  const auto phone_of = [](std::uint64_t index) { return 8'613'000'000'000 + index * 0x9E37'79B9ULL % 1'000'000'000; };
  {
    const auto database = disk.open();
    for (std::uint64_t checkpoint = 0; checkpoint < checkpoints; ++checkpoint) {
      rocks::NoteGeneration notes;
      for (std::uint64_t index = 0; index < phones; ++index) {
        notes.windows.add(pair(phone_of(checkpoint * phones + index), "1069000100020003", disk.clock.now,
                               disk.clock.now + Seconds(60)));
      }
      disk.checkpoint(*database, notes);
    }
  }
  const auto database = disk.open();  // opened anew: nothing is in its cache
  // Reads indexes and filters.
  BOOST_TEST(rocks::find_windows(*database, {phone(phone_of(1))}, disk.clock.now)[0].records.size() == 1U);
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kEnableCount);
  const auto reads_of = [&](std::uint64_t digits, std::size_t pairs) {
    rocksdb::get_perf_context()->Reset();
    BOOST_TEST(rocks::find_windows(*database, {phone(digits)}, disk.clock.now)[0].records.size() == pairs);
    return rocksdb::get_perf_context()->block_read_count;
  };
  unsigned more_than_one = 0;
  unsigned any = 0;
  constexpr unsigned finds = 1'000;
  for (unsigned count = 0; count < finds; ++count) {
    const auto reads = reads_of(phone_of(count * 77 % (checkpoints * phones)), 1);
    BOOST_TEST(reads >= 1U);
    if (reads > 1) ++more_than_one;
    if (reads_of(phone_of(checkpoints * phones + count), 0) > 0) ++any;
  }
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
  BOOST_TEST(more_than_one < finds / 100);
  BOOST_TEST(any < finds / 100);
}

BOOST_AUTO_TEST_CASE(phones_asked_for_together_get_what_each_gets_alone) {
  Disk disk;
  std::mt19937 random(20'261'122);
  const auto below = [&random](unsigned end) { return random() % end; };
  // Neighbours share blocks; beyond 18 digits the key's prefix is shared.
  const auto any_phone = [&] {
    const std::string digits = std::to_string(8'613'800'000'000 + below(3'000));
    return PhoneNumber::from_digits(below(4) == 0 ? digits + std::string(6 + below(2), '7') : digits).value();
  };
  const auto database = disk.open();
  for (unsigned checkpoint = 0; checkpoint < 5; ++checkpoint) {
    rocks::NoteGeneration notes;
    for (unsigned count = 0; count < 2'000; ++count) {
      WindowRecord record = pair(1, "1069" + std::to_string(below(3)), disk.clock.now, disk.clock.now + Seconds(60));
      record.phone = any_phone();
      notes.windows.add(record);
    }
    disk.checkpoint(*database, notes);
  }
  std::vector<PhoneNumber> phones(500);
  std::generate(phones.begin(), phones.end(), any_phone);
  for (const bool compacted : {false, true}) {
    if (compacted) compact(*database, Family::window);
    const auto together = rocks::find_windows(*database, phones, disk.clock.now);
    BOOST_TEST_REQUIRE(together.size() == phones.size());
    unsigned known = 0;
    for (std::size_t index = 0; index < phones.size(); ++index) {
      const auto& records = together[index].records;
      BOOST_TEST((records == rocks::find_windows(*database, {phones[index]}, disk.clock.now)[0].records),
                 phones[index].digits());
      for (const WindowRecord& record : records) BOOST_TEST((record.phone == phones[index]));
      if (!records.empty()) ++known;
    }
    BOOST_TEST(known > 300U);
    BOOST_TEST(known < 500U);
  }
}

BOOST_AUTO_TEST_CASE(a_block_that_does_not_read_costs_only_the_phones_in_it) {
  Disk disk;
  constexpr std::uint64_t phones = 20'000;
  {
    const auto database = disk.open();
    rocks::NoteGeneration notes;
    for (std::uint64_t index = 0; index < phones; ++index) {
      notes.windows.add(pair(8'613'000'000'000 + index, "1069000100020003", disk.clock.now, disk.clock.now));
    }
    disk.checkpoint(*database, notes);
    std::vector<rocksdb::LiveFileMetaData> files;
    database->engine().GetLiveFilesMetaData(&files);
    const auto file = std::find_if(files.begin(), files.end(),
                                   [](const auto& each) { return each.column_family_name == name_of(Family::window); });
    BOOST_REQUIRE((file != files.end()));
    std::fstream octets(file->db_path + file->name, std::ios::in | std::ios::out | std::ios::binary);
    octets.seekp(static_cast<std::streamoff>(file->size / 3));
    octets.write("damaged", 7);
  }
  const auto database = disk.open();
  std::vector<PhoneNumber> asked;
  for (std::uint64_t index = 0; index < phones; ++index) asked.push_back(phone(8'613'000'000'000 + index));
  std::size_t damaged = 0;
  std::size_t found = 0;
  for (const rocks::WindowOnDisk& window : rocks::find_windows(*database, asked, disk.clock.now)) {
    damaged += window.damaged ? 1 : 0;
    found += window.records.size();
  }
  BOOST_TEST(damaged > 0U);
  BOOST_TEST(damaged < 500U);
  BOOST_TEST(found + damaged >= phones);
}

BOOST_AUTO_TEST_CASE(how_removals_ended_is_dropped_with_the_history_and_no_blocked_phone_is) {
  using What = BlockChange::What;
  Disk disk;
  const auto database = disk.open();
  rocks::Checkpointer checkpointer(*database, rocks::history_retention_min);
  const auto write = [&](std::initializer_list<std::pair<What, std::uint64_t>> changes) {
    rocks::NoteGeneration notes;
    for (const auto& [what, digits] : changes) {
      notes.blocks.add({what, account_1, phone(digits), BlockSource::admin, disk.clock.now, "ops"});
    }
    Checkpoint checkpoint;
    checkpoint.replay_after = BatchNumber().next(disk.clock.now);
    BOOST_TEST(checkpointer.write(checkpoint, notes, disk.clock.now).value_or("") == "");
  };
  const auto known = [&](std::uint64_t digits) {
    return rocks::find_blocked(*database, account_1, phone(digits)).value();
  };
  write({{What::blocked, 9}});  // the engine does not filter the first file of a family
  write({{What::blocked, 1}, {What::removal_denied, 1}, {What::unblocked, 2}});
  compact(*database, Family::blocklist);
  BOOST_TEST(known(1).left_on() != nullptr);
  BOOST_TEST(known(2).taken_off() != nullptr);

  disk.clock.now += rocks::history_retention_min + Seconds(2 * 3600);
  write({{What::unblocked, 3}});
  compact(*database, Family::blocklist);
  BOOST_TEST(known(1).record.has_value());
  BOOST_TEST(!known(1).ended.has_value());
  BOOST_TEST(!known(2).ended.has_value());
  BOOST_TEST(known(3).taken_off() != nullptr);
}

BOOST_AUTO_TEST_CASE(a_store_of_format_4_is_taken_over_with_all_it_holds) {
  Disk disk;
  {
    Loop loop;
    auto opened = open_rocks_store(disk.settings(), disk.clock, loop, [](const std::string&) {});
    AnyWriter writer([&opened]() -> Store& { return **opened; }, loop, disk.clock);
    (void)writer.recover();
    writer.record(message_id(1), samples::one_of_each().front());
  }
  {
    const auto database = disk.open();
    for (const Family family : {Family::window, Family::blocklist, Family::reply_part, Family::fingerprint}) {
      BOOST_REQUIRE(database->engine().DropColumnFamily(database->family(family)).ok());
    }
    BOOST_REQUIRE(
        database->engine()
            .Put(rocksdb::WriteOptions(), database->family(Family::meta), "format", rocks::value_of(std::uint64_t{4}))
            .ok());
  }
  for (int life = 0; life < 2; ++life) {
    Loop loop;
    auto opened = open_rocks_store(disk.settings(), disk.clock, loop, [](const std::string&) {});
    BOOST_REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : opened.error().text));
    AnyWriter writer([&opened]() -> Store& { return **opened; }, loop, disk.clock);
    BOOST_TEST(writer.recover().facts.size() == 1U);
    (*opened)->note_window(pair(5, "1069", disk.clock.now, disk.clock.now));
    BOOST_TEST(writer.window(phone(5)).pairs.size() == 1U);
  }
  BOOST_TEST(disk.open()->meta_number("format").value() == 6U);  // the older version refuses it from here on
}

BOOST_AUTO_TEST_CASE(its_files_stay_open_as_far_as_half_of_what_the_process_may_open) {
  rlimit before{};
  BOOST_REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  rlimit few = before;
  few.rlim_cur = 1'000;
  BOOST_REQUIRE(setrlimit(RLIMIT_NOFILE, &few) == 0);
  Disk disk;
  BOOST_TEST(disk.open()->engine().GetDBOptions().max_open_files == 500);
  BOOST_REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
}

BOOST_AUTO_TEST_CASE(a_record_that_does_not_read_is_told_as_damage_and_not_merged_away) {
  Disk disk;
  const auto database = disk.open();
  rocks::NoteGeneration notes;
  notes.windows.add(pair(1, "a", disk.clock.now, disk.clock.now));
  notes.windows.add(pair(2, "a", disk.clock.now, disk.clock.now));
  disk.checkpoint(*database, notes);
  const std::string key = rocks::window_key(pair(1, "a", disk.clock.now, disk.clock.now));
  BOOST_REQUIRE(database->engine().Merge(rocksdb::WriteOptions(), database->family(Family::window), key, "??").ok());
  for (int round = 0; round < 2; ++round) {
    BOOST_TEST(rocks::find_windows(*database, {phone(1)}, disk.clock.now)[0].damaged);
    const auto windows =
        rocks::find_windows(*database, {phone(1), phone(2)}, disk.clock.now);  // it costs no other phone
    BOOST_TEST(windows[0].damaged);
    BOOST_TEST(windows[0].records.empty());
    BOOST_TEST(!windows[1].damaged);
    BOOST_TEST(windows[1].records.size() == 1U);
    disk.checkpoint(*database, notes);
    compact(*database, Family::window);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::store::test
