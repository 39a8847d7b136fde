// SPDX-License-Identifier: Apache-2.0
// The store thread: writes and syncs whatever batches have queued while the last sync ran, and posts their completions
// to the core loop in order. Watches the disk's free space. After a failed write it completes nothing any more.
#pragma once

#include <rocksdb/write_batch.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/scheduler.h"
#include "store/fact_batch.h"
#include "store/rocks/database.h"
#include "store/rocks/fatal.h"

namespace smppedge::store::rocks {

class Committer {
 public:
  using Completions = std::vector<std::function<void()>>;

  /// `on_committed` runs on the store thread with the completions of everything that one sync covered, in order.
  Committer(Database& database, std::uint64_t free_bytes_min, std::function<void(Completions)> on_committed,
            Fatal& fatal);
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;
  /// Writes what has queued, then stops the thread.
  ~Committer();

  void commit(FactBatch batch, std::function<void()> done);
  /// Runs `work` on the store thread once everything queued before it is on disk. Must be short.
  void when_committed(std::function<void()> work);
  /// Sets the commit counters, free space and watermark.
  void fill(Statistics& statistics) const;

 private:
  struct Item {
    FactBatch batch;
    std::function<void()> done;
    bool facts = false;
  };
  void push(Item item);
  void run();
  [[nodiscard]] bool write(const std::vector<Item>& items);
  void complete(std::vector<Item>& items);
  void check_free_space();

  Database& database_;
  const std::uint64_t free_bytes_min_;
  const std::function<void(Completions)> on_committed_;
  Fatal& fatal_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Item> queue_;
  bool stopping_ = false;

  rocksdb::WriteBatch write_batch_;  // the store thread's own

  std::atomic<std::uint64_t> commits_{0};
  std::atomic<std::uint64_t> facts_{0};
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<std::uint64_t> sync_us_last_{0};
  std::atomic<std::uint64_t> sync_us_total_{0};
  std::atomic<std::uint64_t> free_bytes_{0};
  std::atomic<bool> below_watermark_{false};
  std::thread thread_;  // last: started when all else is made
};

}  // namespace smppedge::store::rocks
