// SPDX-License-Identifier: Apache-2.0
#include "net/resolver.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace smppedge {

/// Outlives the resolver while a thread is inside getaddrinfo(), which cannot be interrupted and may take half a
/// minute: a stop must not wait for it, so the threads are detached and find `loop` gone.
struct Resolver::Shared {
  struct Question {
    Endpoint endpoint;
    Done done;
  };
  std::mutex mutex;
  std::condition_variable asked;
  Executor* loop;  // null: stop
  std::deque<Question> questions;
  std::size_t threads = 0;
  std::size_t idle = 0;
};

Resolver::Resolver(Executor& loop) : shared_(std::make_shared<Shared>()) {
  shared_->loop = &loop;
}

Resolver::~Resolver() {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->loop = nullptr;
    shared_->questions.clear();
  }
  shared_->asked.notify_all();
}

void Resolver::resolve(const Endpoint& endpoint, Done done) {
  const std::lock_guard lock(shared_->mutex);
  if (shared_->questions.size() >= names_max) {
    shared_->loop->post([done = std::move(done)] { done(failure(std::string("too many names wait to be resolved"))); });
    return;
  }
  shared_->questions.push_back({endpoint, std::move(done)});
  if (shared_->idle < shared_->questions.size() && shared_->threads < threads_max) {
    ++shared_->threads;
    std::thread([shared = shared_] { work(shared); }).detach();
  }
  shared_->asked.notify_one();
}

void Resolver::work(const std::shared_ptr<Shared>& shared) {
  std::unique_lock lock(shared->mutex);
  while (shared->loop != nullptr) {
    if (shared->questions.empty()) {
      ++shared->idle;
      shared->asked.wait(lock);
      --shared->idle;
      continue;
    }
    Shared::Question question = std::move(shared->questions.front());
    shared->questions.pop_front();
    lock.unlock();
    auto answer = resolve_blocking(question.endpoint);
    lock.lock();
    if (shared->loop == nullptr) return;
    shared->loop->post(
        [done = std::move(question.done), found = std::move(answer)]() mutable { done(std::move(found)); });
  }
}

}  // namespace smppedge
