// SPDX-License-Identifier: Apache-2.0
// The machine's file system with the faults of a bad disk: a sync that fails, a sync that hangs, no room.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

namespace smppedge::store::test {

class FaultyDisk final : public rocksdb::FileSystemWrapper {
 public:
  FaultyDisk() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "FaultyDisk"; }

  /// Syncs of files whose name ends so fail with EIO; empty: none.
  void fail_syncs_of(const std::string& suffix) {
    const std::lock_guard lock(mutex_);
    failing_ = suffix;
  }
  /// Syncs of write-ahead logs hang until this is called with false.
  void stall(bool stalled) {
    {
      const std::lock_guard lock(mutex_);
      stalled_ = stalled;
    }
    wake_.notify_all();
  }
  std::atomic<std::uint64_t> free_bytes{1ULL << 40};
  std::atomic<int> syncs_failed{0};

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override {
    std::unique_ptr<rocksdb::FSWritableFile> real;
    auto status = target()->NewWritableFile(name, options, &real, debug);
    if (status.ok()) *file = std::make_unique<File>(std::move(real), name, *this);
    return status;
  }
  rocksdb::IOStatus GetFreeSpace(const std::string&, const rocksdb::IOOptions&, std::uint64_t* bytes,
                                 rocksdb::IODebugContext*) override {
    *bytes = free_bytes;
    return rocksdb::IOStatus::OK();
  }

 private:
  class File final : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    File(std::unique_ptr<rocksdb::FSWritableFile> real, std::string name, FaultyDisk& disk)
        : FSWritableFileOwnerWrapper(std::move(real)), name_(std::move(name)), disk_(disk) {}
    rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
      if (auto status = disk_.before_sync(name_); !status.ok()) return status;
      return FSWritableFileOwnerWrapper::Sync(options, debug);
    }

   private:
    const std::string name_;
    FaultyDisk& disk_;
  };

  rocksdb::IOStatus before_sync(const std::string& name) {
    std::unique_lock lock(mutex_);
    if (name.ends_with(".log")) {
      wake_.wait(lock, [this] { return !stalled_; });
    }
    if (failing_.empty() || !name.ends_with(failing_)) return rocksdb::IOStatus::OK();
    ++syncs_failed;
    return rocksdb::IOStatus::IOError("fdatasync", "Input/output error");
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::string failing_;
  bool stalled_ = false;
};

}  // namespace smppedge::store::test
