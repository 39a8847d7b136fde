// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/blocking_pool.h"

#include <algorithm>

namespace smppedge::store::rocks {

BlockingPool::BlockingPool(unsigned threads) {
  for (unsigned count = 0; count < std::max(threads, 1U); ++count) {
    threads_.emplace_back([this] { serve(); });
  }
}

BlockingPool::~BlockingPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void BlockingPool::run(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(work));
  }
  wake_.notify_one();
}

void BlockingPool::serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (stopping_) return;
    const std::function<void()> work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    work();
    lock.lock();
  }
}

}  // namespace smppedge::store::rocks
