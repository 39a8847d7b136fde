// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/committer.h"

#include <fmt/format.h>
#include <rocksdb/env.h>

#include "base/log.h"
#include "store/rocks/limits.h"
#include "store/rocks/records.h"

namespace smppedge::store::rocks {

Committer::Committer(Database& database, std::uint64_t free_bytes_min, std::function<void(Completions)> on_committed,
                     Fatal& fatal)
    : database_(database), free_bytes_min_(free_bytes_min), on_committed_(std::move(on_committed)), fatal_(fatal) {
  check_free_space();
  thread_ = std::thread([this] { run(); });
}

Committer::~Committer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Committer::commit(FactBatch batch, std::function<void()> done) {
  push({.batch = std::move(batch), .done = std::move(done), .facts = true});
}

void Committer::when_committed(std::function<void()> work) {
  push({.batch = {}, .done = std::move(work)});
}

void Committer::push(Item item) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(item));
  }
  wake_.notify_one();
}

void Committer::run() {
  std::vector<Item> items;
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait_for(lock, idle_check_interval, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty() && stopping_) return;
    items.swap(queue_);
    lock.unlock();
    check_free_space();
    // After a failed sync nobody knows what is on disk: what is queued is never acknowledged.
    if (!fatal_.raised() && write(items)) complete(items);
    items.clear();
    lock.lock();
  }
}

bool Committer::write(const std::vector<Item>& items) {
  write_batch_.Clear();
  std::uint64_t facts = 0;
  std::uint64_t bytes = 0;
  std::uint64_t commits = 0;
  for (const Item& item : items) {
    if (!item.facts) continue;
    write_batch_.Put(database_.family(Family::facts), key_of(item.batch.number()), item.batch.bytes());
    facts += item.batch.facts();
    bytes += item.batch.bytes().size();
    ++commits;
  }
  if (commits == 0) return true;

  rocksdb::WriteOptions synced;
  synced.sync = true;
  const std::uint64_t started_us = database_.env().NowNanos() / 1000;
  const rocksdb::Status status = database_.engine().Write(synced, &write_batch_);
  const std::uint64_t took_us = database_.env().NowNanos() / 1000 - started_us;
  if (!status.ok()) {
    fatal_.raise(fmt::format("store {}: a commit could not be written and synced: {}", database_.directory(),
                             status.ToString()));
    return false;
  }
  commits_ += commits;
  facts_ += facts;
  bytes_ += bytes;
  sync_us_last_ = took_us;
  sync_us_total_ += took_us;
  return !fatal_.raised();
}

void Committer::complete(std::vector<Item>& items) {
  Completions completions;
  for (Item& item : items) {
    if (item.facts) {
      completions.push_back(std::move(item.done));
    } else {
      item.done();
    }
  }
  if (!completions.empty()) on_committed_(std::move(completions));
}

void Committer::check_free_space() {
  std::uint64_t free_bytes = 0;
  if (!database_.env().GetFreeSpace(database_.directory(), &free_bytes).ok()) return;
  free_bytes_ = free_bytes;
  if (!below_watermark_ && free_bytes < free_bytes_min_) {
    below_watermark_ = true;
    log::error("store: the disk has less room than store.free_bytes_min, accepting stops directory={} free={} min={}",
               database_.directory(), free_bytes, free_bytes_min_);
  } else if (below_watermark_ && free_bytes >= free_bytes_min_ + free_bytes_min_ / watermark_hysteresis_divisor) {
    below_watermark_ = false;
    log::info("store: the disk has room again, accepting resumes directory={} free={}", database_.directory(),
              free_bytes);
  }
}

void Committer::fill(Statistics& statistics) const {
  statistics.commits = commits_;
  statistics.facts = facts_;
  statistics.bytes = bytes_;
  statistics.sync_us_last = sync_us_last_;
  statistics.sync_us_total = sync_us_total_;
  statistics.free_bytes = free_bytes_;
  statistics.below_watermark = below_watermark_;
}

}  // namespace smppedge::store::rocks
