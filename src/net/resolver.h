// SPDX-License-Identifier: Apache-2.0
// Names to addresses off the loop: a few threads in getaddrinfo(). Each name is asked for once at a time, and who asks
// meanwhile shares its answer: one that hangs takes one thread, however many wait for it and dial again. Answers come
// back on the loop, unless the resolver has gone.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/byte_stream.h"
#include "net/socket_address.h"

namespace smppedge {

class Resolver {
 public:
  /// Names that may be asked for at once, and askers of one; one more fails at once. An asker that has given up counts
  /// until its name is answered.
  static constexpr std::size_t names_max = 256;
  static constexpr std::size_t askers_per_name_max = 256;
  /// As many names may hang before others wait for them.
  static constexpr std::size_t threads_max = 16;

  using Addresses = Expected<std::vector<SocketAddress>, std::string>;
  using Done = std::function<void(Addresses)>;

  /// `loop` must outlive the resolver. Threads start when they are needed.
  explicit Resolver(Executor& loop);
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;
  ~Resolver();

  /// `done` is called on the loop, never from inside resolve().
  void resolve(const Endpoint& endpoint, Done done);

 private:
  struct Shared;
  static void work(const std::shared_ptr<Shared>& shared);

  std::shared_ptr<Shared> shared_;
};

}  // namespace smppedge
