// SPDX-License-Identifier: Apache-2.0
// Group commit, measured: the facts of 500 messages' lives as one value a commit (what store/ does) beside one keyed
// record a step, and what the disk itself takes for an fdatasync. One JSON line a benchmark on stdout.
// Usage: commit_bench [DIRECTORY], default the working directory: the disk that is to be measured.
#include <fcntl.h>
#include <rocksdb/db.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "store/rocks/rocks_store.h"
#include "tests/bench/store_bench.h"

namespace {

using namespace smppedge;
using namespace smppedge::store;

constexpr unsigned messages_per_batch = 500;
constexpr unsigned batches = 400;

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "commit_bench: %s\n", why.c_str());
  std::exit(1);
}

double cpu_us() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto us = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

struct Measured {
  double seconds = 0;
  double cpu_us = 0;
};
template <class Work>
Measured measure(Work work) {
  const double cpu_before = cpu_us();
  const auto start = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  return {took.count(), cpu_us() - cpu_before};
}

void print(const char* form, const Measured& measured, double bytes) {
  constexpr double messages = double{messages_per_batch} * batches;
  std::printf(R"({"benchmark":"group_commit","form":"%s","messages_per_second":%.0f,"cpu_us_per_message":%.2f,)"
              R"("bytes_per_message":%.0f})"
              "\n",
              form, messages / measured.seconds, measured.cpu_us / messages, bytes / messages);
}

const std::string text(70, 'm');
const std::string carrier_message_id = "9f3ac01b77e24d10";

/// Hands the five facts of one message's life to `add(fact)`.
template <class Add>
void live(Add add) {
  Accepted accepted;
  accepted.account = AccountNumber(1);
  accepted.to = *PhoneNumber::from_digits("8613800138000");
  accepted.body = text;
  accepted.expires_at = BenchClock().wall() + std::chrono::hours(24);
  accepted.plan.carrier = CarrierNumber(1);
  accepted.plan.sender = *SenderAddress::make("106912345678", 0, 1);
  add(accepted);
  Claimed claimed;
  claimed.carrier = CarrierNumber(1);
  add(claimed);
  Answered answered;
  answered.bind = BindId(1);
  answered.sequence_number = 1'000'000;
  answered.carrier_message_id = carrier_message_id;
  answered.carrier = CarrierNumber(1);
  add(answered);
  Receipted receipted;
  receipted.bind = BindId(1);
  receipted.carrier = CarrierNumber(1);
  receipted.stat = "DELIVRD";
  receipted.err = "000";
  receipted.done_at = BenchClock().wall();
  add(receipted);
  add(Ended{MessageState::delivered, Reason::none, {Door::http, EventSequence(1'000'000)}});
}

MessageId message_of(unsigned batch, unsigned index) {
  return MessageId::from_parts(Millis(1'786'000'000'000 + batch), NodeNumber(1), index);
}

/// What is noted of each message that ended, before the checkpoint at the end.
enum class Noted : std::uint8_t { nothing, end_and_carrier_id, phone_too };

void note(Store& store, Noted noted, MessageId message, Location last, unsigned count) {
  if (noted == Noted::nothing) return;
  store.note_closed({message, last, AccountNumber(1)});
  store.note_carrier_id({CarrierNumber(1), carrier_message_id + std::to_string(count), AttemptRef{message, 0, 0}});
  if (noted == Noted::end_and_carrier_id) return;
  // Phones in no order, of which nearly each gets one message.
  const std::uint64_t phone = 18'613'000'000'000 + count * 0x9E37'79B9ULL % 1'000'000'000;
  store.note_lookup({AccountNumber(1), LookupKind::to, phone, message});
}

/// All that the gateway and the store do for durability.
void as_one_value(const std::string& directory, const char* form, Noted noted) {
  BenchClock clock;
  BenchLoop loop;
  auto opened = open_rocks_store({.directory = directory, .node = NodeNumber(1)}, clock, loop, give_up);
  if (!opened) give_up(opened.error().text);
  Store& store = **opened;
  Ignore ignore;
  if (!store.recover(ignore)) give_up("recovery failed");
  BatchNumber number;
  const Measured measured = measure([&] {
    for (unsigned batch = 0; batch < batches; ++batch) {
      number = number.next(clock.wall());
      FactBatch facts(number, clock.wall());
      for (unsigned index = 0; index < messages_per_batch; ++index) {
        const MessageId message = message_of(batch, index);
        Location last;
        live([&](const auto& fact) { last = facts.add({message, last, clock.wall()}, fact); });
        note(store, noted, message, last, batch * messages_per_batch + index);
      }
      while (store.commits_in_flight() == commits_in_flight_max) loop.run_one();
      store.commit(std::move(facts), [] {});
    }
    while (store.commits_in_flight() > 0) loop.run_one();
    if (noted == Noted::nothing) return;
    bool done = false;
    Checkpoint checkpoint;
    checkpoint.replay_after = number;
    store.checkpoint(std::move(checkpoint), [&done] { done = true; });
    while (!done) loop.run_one();
  });
  print(form, measured, static_cast<double>(store.statistics().bytes));
}

/// How long commits take while a checkpoint of a long backlog is written beside them, and without one.
void commits_beside_a_checkpoint(const std::string& directory) {
  BenchClock clock;
  BenchLoop loop;
  auto opened = open_rocks_store({.directory = directory, .node = NodeNumber(1)}, clock, loop, give_up);
  if (!opened) give_up(opened.error().text);
  Store& store = **opened;
  Ignore ignore;
  if (!store.recover(ignore)) give_up("recovery failed");
  BatchNumber number;
  const auto commit_once = [&](std::vector<double>& ms) {
    number = number.next(clock.wall());
    FactBatch facts(number, clock.wall());
    for (unsigned index = 0; index < messages_per_batch; ++index) {
      live([&](const auto& fact) { facts.add({message_of(0, index), {}, clock.wall()}, fact); });
    }
    bool done = false;
    const Measured measured = measure([&] {
      store.commit(std::move(facts), [&done] { done = true; });
      while (!done) loop.run_one();
    });
    ms.push_back(measured.seconds * 1e3);
  };
  const auto report = [](const char* when, std::vector<double>& ms) {
    std::sort(ms.begin(), ms.end());
    std::printf(R"({"benchmark":"commit_latency","when":"%s","commits":%zu,"ms_p50":%.1f,"ms_p99":%.1f,"ms_max":%.1f})"
                "\n",
                when, ms.size(), ms[ms.size() / 2], ms[ms.size() * 99 / 100], ms.back());
  };
  std::vector<double> alone;
  for (unsigned count = 0; count < 100; ++count) commit_once(alone);
  report("alone", alone);

  Checkpoint checkpoint;
  checkpoint.replay_after = number;
  for (unsigned count = 0; count < 1'000'000; ++count) {
    const MessageId message = message_of(count / 4096, count % 4096);
    OpenRecord& record = checkpoint.opened.emplace_back();
    record.message = message;
    record.last = {number, 9};
    if (store.notes() < notes_max) note(store, Noted::phone_too, message, {number, 9}, count);
  }
  bool checkpointed = false;
  std::vector<double> beside;
  const Measured whole = measure([&] {
    store.checkpoint(std::move(checkpoint), [&checkpointed] { checkpointed = true; });
    while (!checkpointed) commit_once(beside);
  });
  report("beside_a_checkpoint_of_1000000_open_and_800000_notes", beside);
  std::printf(R"({"benchmark":"checkpoint","seconds":%.2f})"
              "\n",
              whole.seconds);
}

/// The same facts, each a record of its own under (message, step), the same batches, the same syncs.
void as_keyed_puts(const std::string& directory) {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.compression = rocksdb::kNoCompression;
  options.max_background_jobs = 2;
  rocksdb::DB* opened = nullptr;
  if (!rocksdb::DB::Open(options, directory, &opened).ok()) give_up("the keyed store did not open");
  const std::unique_ptr<rocksdb::DB> db(opened);
  double bytes = 0;
  const Measured measured = measure([&] {
    rocksdb::WriteBatch write;
    for (unsigned batch = 0; batch < batches; ++batch) {
      write.Clear();
      for (unsigned index = 0; index < messages_per_batch; ++index) {
        const MessageId message = message_of(batch, index);
        char step = 0;
        live([&](const auto& fact) {
          FactBatch one(BatchNumber(1), BenchClock().wall());
          one.add({message, {}, BenchClock().wall()}, fact);
          std::string key = std::to_string(message.value());
          key.push_back(step++);
          bytes += static_cast<double>(key.size() + one.bytes().size());
          write.Put(key, one.bytes());
        });
      }
      rocksdb::WriteOptions synced;
      synced.sync = true;
      if (!db->Write(synced, &write).ok()) give_up("a keyed write failed");
    }
  });
  print("keyed_puts", measured, bytes);
}

void disk_sync(const std::string& directory) {
  const std::string path = directory + "/sync";
  const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
  if (file < 0) give_up("no file for the sync measurement");
  const std::string block(64 << 10, 's');
  std::vector<double> us;
  for (unsigned count = 0; count < 400; ++count) {
    if (::write(file, block.data(), block.size()) != static_cast<ssize_t>(block.size())) give_up("write failed");
    const Measured measured = measure([file] {
      if (::fdatasync(file) != 0) give_up("fdatasync failed");
    });
    us.push_back(measured.seconds * 1e6);
  }
  ::close(file);
  std::sort(us.begin(), us.end());
  std::printf(R"({"benchmark":"disk_fdatasync_64KiB","us_p50":%.0f,"us_p99":%.0f})"
              "\n",
              us[us.size() / 2], us[us.size() * 99 / 100]);
}

}  // namespace

int main(int count, char** arguments) {
  const std::string root = std::string(count > 1 ? arguments[1] : ".") + "/commit_bench.data";
  std::filesystem::remove_all(root);
  std::filesystem::create_directories(root);
  disk_sync(root);
  as_one_value(root + "/value", "one_value", Noted::nothing);
  as_one_value(root + "/value_notes", "one_value_with_ends_and_carrier_ids", Noted::end_and_carrier_id);
  as_one_value(root + "/value_phones", "one_value_with_ends_carrier_ids_and_phones", Noted::phone_too);
  as_keyed_puts(root + "/keyed");
  commits_beside_a_checkpoint(root + "/checkpoint");
  std::filesystem::remove_all(root);
  return 0;
}
