// SPDX-License-Identifier: Apache-2.0
// A listening TCP socket: hands each connection to its owner as a ByteStream, keeps to a maximum of open ones, and
// pauses when the machine has no descriptors left instead of spinning on a socket that stays ready.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/byte_stream.h"
#include "net/event_loop.h"
#include "net/fd.h"
#include "net/fd_watch.h"
#include "net/tcp_stream.h"

namespace smppedge {

class TcpListener final : private FdHandler {
 public:
  struct Settings {
    Endpoint at{};  ///< port 0: the kernel's choice
    /// Connections open at once; one more is closed as soon as it is accepted.
    std::size_t connections_max = 1024;
    int backlog = 1024;
    std::size_t accepts_per_turn = 64;
    /// How long no connection is accepted after the process or the machine ran out of descriptors or memory.
    Micros exhausted_pause = std::chrono::seconds(1);
    TcpStream::Settings stream{};
  };
  struct Counters {
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;  ///< above connections_max
    std::uint64_t pauses = 0;   ///< for want of descriptors or memory
  };
  using OnAccept = std::function<void(std::unique_ptr<ByteStream>)>;

  /// Resolves and binds now, so belongs to the start; the error is a sentence.
  [[nodiscard]] static Expected<std::unique_ptr<TcpListener>, std::string> listen(EventLoop& loop, Settings settings,
                                                                                  OnAccept on_accept);

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::size_t open_connections() const { return *open_; }
  [[nodiscard]] const Counters& counters() const { return counters_; }
  /// Closes the listening socket; connections stay.
  void stop();

 private:
  TcpListener(EventLoop& loop, Settings settings, OnAccept on_accept, Fd socket, std::uint16_t port);
  void on_readable() override;
  bool accept_one();
  void pause(int error);

  EventLoop& loop_;
  const Settings settings_;
  const OnAccept on_accept_;
  Fd socket_;
  std::unique_ptr<FdWatch> watch_;
  const std::uint16_t port_;
  std::shared_ptr<std::size_t> open_ = std::make_shared<std::size_t>(0);  // shared with the leases of the streams
  Counters counters_;
  Timer resume_;
};

}  // namespace smppedge
