// SPDX-License-Identifier: Apache-2.0
#include "net/resolver.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace smppedge {

/// Outlives the resolver while a thread is inside getaddrinfo(), which cannot be interrupted and may take half a
/// minute: a stop must not wait for it, so the threads are detached and find `loop` gone.
struct Resolver::Shared {
  using Name = std::pair<std::string, std::uint16_t>;  // host and port
  std::mutex mutex;
  std::condition_variable asked;
  Executor* loop;                            // null: stop
  std::map<Name, std::vector<Done>> askers;  // of each name that waits or is being resolved
  std::deque<Name> waiting;
  std::size_t threads = 0;
  std::size_t idle = 0;
};

Resolver::Resolver(Executor& loop) : shared_(std::make_shared<Shared>()) {
  shared_->loop = &loop;
}

Resolver::~Resolver() {
  std::map<Shared::Name, std::vector<Done>> askers;
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->loop = nullptr;
    shared_->waiting.clear();
    askers.swap(shared_->askers);
  }
  shared_->asked.notify_all();
}

void Resolver::resolve(const Endpoint& endpoint, Done done) {
  const std::lock_guard lock(shared_->mutex);
  const Shared::Name name(endpoint.host, endpoint.port);
  const auto under_way = shared_->askers.find(name);
  const bool is_new = under_way == shared_->askers.end();
  const bool full = is_new ? shared_->askers.size() >= names_max : under_way->second.size() >= askers_per_name_max;
  if (full) {
    shared_->loop->post([done = std::move(done)] { done(failure(std::string("too many names wait to be resolved"))); });
    return;
  }
  shared_->askers[name].push_back(std::move(done));
  if (!is_new) return;
  shared_->waiting.push_back(name);
  if (shared_->idle < shared_->waiting.size() && shared_->threads < threads_max) {
    ++shared_->threads;
    std::thread([shared = shared_] { work(shared); }).detach();
  }
  shared_->asked.notify_one();
}

void Resolver::work(const std::shared_ptr<Shared>& shared) {
  std::unique_lock lock(shared->mutex);
  while (shared->loop != nullptr) {
    if (shared->waiting.empty()) {
      ++shared->idle;
      shared->asked.wait(lock);
      --shared->idle;
      continue;
    }
    const Shared::Name name = std::move(shared->waiting.front());
    shared->waiting.pop_front();
    lock.unlock();
    auto answer = resolve_blocking({name.first, name.second});
    lock.lock();
    if (shared->loop == nullptr) return;
    auto askers = shared->askers.extract(name);
    shared->loop->post([askers = std::move(askers.mapped()), found = std::move(answer)] {
      for (const Done& done : askers) done(found);
    });
  }
}

}  // namespace smppedge
