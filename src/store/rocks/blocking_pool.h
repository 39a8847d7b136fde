// SPDX-License-Identifier: Apache-2.0
// A few threads that run blocking work (reads, bulk files) in the order it was asked for. What is queued is bounded by
// the caller.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace smppedge::store::rocks {

class BlockingPool {
 public:
  explicit BlockingPool(unsigned threads);
  BlockingPool(const BlockingPool&) = delete;
  BlockingPool& operator=(const BlockingPool&) = delete;
  /// Finishes the work under way, forgets what is queued.
  ~BlockingPool();

  void run(std::function<void()> work);

 private:
  void serve();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace smppedge::store::rocks
