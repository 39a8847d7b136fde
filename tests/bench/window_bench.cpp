// SPDX-License-Identifier: Apache-2.0
// The reply window on disk, measured: pairs noted and written by checkpoints as the gateway does, then look-ups of
// phones that have some and of phones that have none, what each reads, and what it all takes in memory and on disk;
// beside it how long recovery takes over a long blocklist. One JSON line a measurement on stdout. Usage: window_bench
// [DIRECTORY [PAIRS [kept]]], default the working directory and 10,000,000; `kept`: of those pairs that a run wrote
// there which was stopped.
#include <rocksdb/perf_context.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "store/rocks/database.h"
#include "store/rocks/rocks_store.h"
#include "store/rocks/window_queries.h"
#include "tests/bench/store_bench.h"

namespace {

using namespace smppedge;
using namespace smppedge::store;
using rocks::Database;
using rocks::Family;

/// Of ten notes one is for a phone that was noted before: half of them the same pair, half another number of ours.
constexpr std::uint64_t one_in_known = 10;
constexpr unsigned look_ups = 100'000;

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "window_bench: %s\n", why.c_str());
  std::exit(1);
}

double seconds_of(const std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct Count final : Ignore {
  void on_blocked(const BlockRecord&) override { ++blocked; }
  std::uint64_t blocked = 0;
};

/// Phones in no order, each index another one.
PhoneNumber phone_of(std::uint64_t index) {
  constexpr std::uint64_t numbers = 10'000'000'000;
  return *PhoneNumber::from_digits(std::to_string(8'610'000'000'000 + index * 6'364'136'223 % numbers));
}

/// One of the notes before the nth, in no order.
std::uint64_t before(std::uint64_t nth) {
  return (nth * 0x9E37'79B9'7F4A'7C15ULL >> 20) % nth;
}

/// A note of the fill: the nth phone with its first number, or one that was noted before.
WindowRecord record_of(std::uint64_t nth) {
  const bool known = nth % one_in_known == 0 && nth > 0;
  const std::uint64_t index = known ? before(nth) : nth;
  const bool other_number = known && nth / one_in_known % 2 == 0;
  WindowRecord record;
  record.phone = phone_of(index);
  (void)record.number.assign(std::to_string(1'069'000'100'000'000 + index % 10'000 + (other_number ? 50'000 : 0)));
  record.sent_at = BenchClock().now + Millis(static_cast<std::int64_t>(nth / 1'000));
  record.message =
      MessageId::from_parts(record.sent_at.time_since_epoch(), NodeNumber(1), static_cast<unsigned>(nth % 4'096));
  record.account = AccountNumber(static_cast<std::uint32_t>(1 + index % 50));
  record.carrier = CarrierNumber(static_cast<std::uint32_t>(1 + index % 5));
  record.keep_until = record.sent_at + std::chrono::hours(80);
  record.reference = static_cast<std::uint16_t>(nth);
  return record;
}

/// An opened store, and what its recovery found.
struct Bench {
  explicit Bench(const std::string& directory)
      : start(std::chrono::steady_clock::now()),
        opened(directory, BenchClock().now, recovered, give_up),
        recovery_s(seconds_of(start)) {}
  const std::chrono::steady_clock::time_point start;
  Count recovered;
  OpenedStore opened;
  Store& store = *opened.store;
  BenchLoop& loop = opened.loop;
  const double recovery_s;
};

void fill(const std::string& directory, std::uint64_t pairs) {
  Bench bench(directory);
  const auto start = std::chrono::steady_clock::now();
  const double noting_s = fill_windows(bench.opened, pairs, record_of);
  std::printf(R"({"benchmark":"window_fill","notes":%llu,"note_ns":%.0f,"seconds":%.1f})"
              "\n",
              static_cast<unsigned long long>(pairs), noting_s / static_cast<double>(pairs) * 1e9, seconds_of(start));
}

/// What look-ups through the store cost: of one phone after the other, and of a request's thousand at once.
void look_up(const std::string& directory, std::uint64_t pairs, const char* when) {
  Bench bench(directory);
  const auto rate = [&](const char* of, std::uint64_t first) {
    const auto ask = [&](unsigned count) {
      bool done = false;
      // Behind the index of a note of a known phone stands one of its own.
      const std::uint64_t index = first + count * 0x9E37'79B9ULL % pairs;
      bench.store.find_windows({phone_of(index % one_in_known == 0 ? index + 1 : index)}, [&done](const auto& window) {
        if (!window) give_up("a look-up failed");
        done = true;
      });
      while (!done) bench.loop.run_one();
    };
    for (unsigned count = 0; count < 1'000; ++count) ask(count + look_ups);
    std::vector<double> us;
    const auto start = std::chrono::steady_clock::now();
    for (unsigned count = 0; count < look_ups; ++count) {
      const auto one = std::chrono::steady_clock::now();
      ask(count);
      us.push_back(seconds_of(one) * 1e6);
    }
    const double seconds = seconds_of(start);
    std::sort(us.begin(), us.end());
    std::printf(
        R"({"benchmark":"window_look_up","store":"%s","phones":"%s","per_second":%.0f,"us_p50":%.0f,"us_p99":%.0f})"
        "\n",
        when, of, look_ups / seconds, us[us.size() / 2], us[us.size() * 99 / 100]);
  };
  rate("present", 0);
  rate("absent", pairs);

  const auto start = std::chrono::steady_clock::now();
  constexpr unsigned requests = 50;
  for (unsigned request = 0; request < requests; ++request) {
    std::vector<PhoneNumber> phones;
    for (unsigned count = 0; count < window_phones_max; ++count) {
      phones.push_back(phone_of((request * window_phones_max + count) * 0x9E37'79B9ULL % pairs));
    }
    bool done = false;
    bench.store.find_windows(phones, [&done](const auto&) { done = true; });
    while (!done) bench.loop.run_one();
  }
  std::printf(R"({"benchmark":"window_look_up_of_1000","store":"%s","phones_per_second":%.0f,"ms_each":%.1f})"
              "\n",
              when, requests * window_phones_max / seconds_of(start), seconds_of(start) * 1e3 / requests);
}

enum class Rewrite : std::uint8_t { none, what_is_due, all };

void rewrite(Database& database, Rewrite what) {
  rocksdb::ColumnFamilyHandle* const family = database.family(Family::window);
  if (what == Rewrite::all) {
    rocksdb::CompactRangeOptions options;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
    if (!database.engine().CompactRange(options, family, nullptr, nullptr).ok()) give_up("compaction failed");
  }
  const auto has = [&](const std::string& property) {
    std::uint64_t value = 0;
    return database.engine().GetIntProperty(family, property, &value) && value > 0;
  };
  while (what == Rewrite::what_is_due &&
         (has("rocksdb.compaction-pending") || has("rocksdb.num-running-compactions"))) {
    // Returns when what runs has ended; what is due begins with the second call.
    if (!database.engine().PauseBackgroundWork().ok() || !database.engine().ContinueBackgroundWork().ok()) {
      give_up("rewriting cannot be waited for");
    }
  }
}

/// Blocks read a look-up, past every cache of ours, and what the family takes.
void inspect(const std::string& directory, std::uint64_t pairs, const char* when, Rewrite what) {
  auto opened = Database::open({.directory = directory, .node = NodeNumber(1)}, *rocksdb::Env::Default(),
                               [](const std::string& error) { give_up(error); });
  if (!opened) give_up(opened.error().text);
  Database& database = **opened;
  rocksdb::ColumnFamilyHandle* const family = database.family(Family::window);
  rewrite(database, what);
  const auto blocks_of = [&](std::uint64_t index) {
    rocksdb::get_perf_context()->Reset();
    if (rocks::find_windows(database, {phone_of(index)}, BenchClock().now)[0].damaged) give_up("a look-up failed");
    return rocksdb::get_perf_context()->block_read_count;
  };
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kEnableCount);
  // Opens every file: their indexes and filters are in memory from then on.
  for (std::uint64_t count = 0; count < 20'000; ++count) (void)blocks_of(count * 0x9E37'79B9ULL % pairs);
  const auto report = [&](const char* of, std::uint64_t first, auto takes_part) {
    std::vector<std::uint64_t> blocks;
    double sum = 0;
    for (std::uint64_t count = 0; blocks.size() < look_ups; ++count) {
      const std::uint64_t index = first + count * 0x9E37'79B9ULL % pairs;
      if (!takes_part(index)) continue;
      blocks.push_back(blocks_of(index));
      sum += static_cast<double>(blocks.back());
    }
    std::sort(blocks.begin(), blocks.end());
    std::printf(
        R"({"benchmark":"window_blocks_read","store":"%s","phones":"%s","mean":%.4f,"p50":%llu,"p99":%llu,"max":%llu})"
        "\n",
        when, of, sum / look_ups, static_cast<unsigned long long>(blocks[blocks.size() / 2]),
        static_cast<unsigned long long>(blocks[blocks.size() * 99 / 100]),
        static_cast<unsigned long long>(blocks.back()));
  };
  // The nth phone is its own where the nth note was not of a known one.
  const auto present = [](std::uint64_t index) { return index % one_in_known != 0; };
  report("present", 0, present);
  std::vector<bool> noted_again(pairs);
  for (std::uint64_t nth = one_in_known; nth < pairs; nth += one_in_known) noted_again[before(nth)] = true;
  report("present_noted_once", 0, [&](std::uint64_t index) { return present(index) && !noted_again[index]; });
  report("absent", pairs, [](std::uint64_t) { return true; });
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);

  const auto property = [&](const std::string& name) {
    std::uint64_t value = 0;
    (void)database.engine().GetIntProperty(family, name, &value);
    return static_cast<double>(value);
  };
  std::string runs;
  rocksdb::ColumnFamilyMetaData meta;
  database.engine().GetColumnFamilyMetaData(family, &meta);
  std::size_t level_0 = 0;
  std::size_t levels = 0;
  std::size_t files = 0;
  for (const auto& level : meta.levels) {
    files += level.files.size();
    if (level.level == 0) level_0 = level.files.size();
    if (level.level > 0 && !level.files.empty()) ++levels;
  }
  // The engine's own estimate takes notes that are not joined yet for what they would delete.
  const double records = static_cast<double>(pairs - pairs / one_in_known / 2);
  std::printf(R"({"benchmark":"window_size","store":"%s","pairs":%.0f,"sorted_runs":%zu,"files":%zu,)"
              R"("filter_and_index_bytes_per_pair":%.2f,"disk_bytes_per_pair":%.1f})"
              "\n",
              when, records, level_0 + levels, files, property("rocksdb.estimate-table-readers-mem") / records,
              property("rocksdb.total-sst-files-size") / records);
}

void blocklist(const std::string& directory, std::uint64_t phones) {
  {
    Bench bench(directory);
    const auto start = std::chrono::steady_clock::now();
    for (std::uint64_t nth = 0; nth < phones; ++nth) {
      bench.store.note_block({BlockChange::What::blocked, AccountNumber(static_cast<std::uint32_t>(1 + nth % 20)),
                              phone_of(nth), BlockSource::import_file, BenchClock().now, "operator"});
      if (bench.store.notes() == notes_per_checkpoint) bench.opened.checkpoint();
    }
    bench.opened.checkpoint();
    std::printf(R"({"benchmark":"blocklist_import","phones":%llu,"seconds":%.1f})"
                "\n",
                static_cast<unsigned long long>(phones), seconds_of(start));
  }
  const Bench bench(directory);
  if (bench.recovered.blocked != phones) give_up("recovery lacks blocked phones");
  std::printf(R"({"benchmark":"blocklist_recovery","phones":%llu,"seconds":%.1f})"
              "\n",
              static_cast<unsigned long long>(phones), bench.recovery_s);
}

}  // namespace

int main(int count, char** arguments) {
  const std::string root = std::string(count > 1 ? arguments[1] : ".") + "/window_bench.data";
  const std::uint64_t pairs = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 10'000'000;
  const bool kept = count > 3 && std::string_view(arguments[3]) == "kept";
  if (pairs < 1'000'000) give_up("less than a million pairs tell nothing");
  if (!kept) {
    std::filesystem::remove_all(root);
    std::filesystem::create_directories(root);
    fill(root + "/window", pairs);
  }
  look_up(root + "/window", pairs, "as_written");
  inspect(root + "/window", pairs, "as_written", Rewrite::none);
  inspect(root + "/window", pairs, "settled", Rewrite::what_is_due);
  look_up(root + "/window", pairs, "settled");
  inspect(root + "/window", pairs, "compacted", Rewrite::all);
  blocklist(root + "/blocklist", pairs);
  std::filesystem::remove_all(root);
  return 0;
}
