// SPDX-License-Identifier: Apache-2.0
// Names to addresses off the loop: a few threads in getaddrinfo(), so that one name server that hangs does not stop
// the others. Answers come back on the loop, unless the resolver has gone.
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
  /// Names that may wait at once; one more fails at once.
  static constexpr std::size_t names_max = 256;
  static constexpr std::size_t threads_max = 4;

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
