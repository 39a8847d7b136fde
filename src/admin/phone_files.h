// SPDX-License-Identifier: Apache-2.0
// Files of phones in one directory, read and written by a thread of its own. Names are plain (gateway/block_jobs.h
// sees to that), links are not followed, nothing that is there is overwritten. Core loop, but for that thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "base/scheduler.h"
#include "gateway/phone_files.h"

namespace smppedge::admin {

class PhoneFilesOnThread final : public gateway::PhoneFiles {
 public:
  /// `directory` must be there when a file is wanted. Callbacks are posted to `core`, which must outlive this.
  PhoneFilesOnThread(std::string directory, Executor& core);
  ~PhoneFilesOnThread() override;
  PhoneFilesOnThread(const PhoneFilesOnThread&) = delete;
  PhoneFilesOnThread& operator=(const PhoneFilesOnThread&) = delete;

  void read(std::string file, std::uint64_t offset, Done<gateway::PhoneFilePart> done) override;
  void create(std::string file, Done<void> done) override;
  void append(std::string file, std::string text, Done<void> done) override;
  void finish(std::string file, Done<void> done) override;
  void discard(std::string file, Done<void> done) override;

 private:
  /// Has the thread do it; its result goes to `done` on the core loop.
  template <class T>
  void run(std::function<Expected<T, std::string>()> work, Done<T> done);
  void serve();
  [[nodiscard]] std::string path_of(const std::string& file) const { return directory_ + "/" + file; }
  /// Where an export is written until it is whole.
  [[nodiscard]] std::string part_of(const std::string& file) const { return path_of("." + file + ".part"); }

  const std::string directory_;
  Executor& core_;
  std::mutex mutex_;
  std::condition_variable woken_;
  std::deque<std::function<void()>> work_;  // one job at a time asks for one thing at a time
  bool stopping_ = false;
  std::thread thread_;  // last: started when all else is made
};

}  // namespace smppedge::admin
