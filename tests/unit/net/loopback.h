// SPDX-License-Identifier: Apache-2.0
// What the tests of net/ share: a loop that is driven by turns until something holds, a plain blocking client socket
// to play the other side, and a handler that notes what it hears.
#pragma once

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "net/event_loop.h"
#include "net/fd.h"
#include "tests/unit/net/manual_clock.h"

namespace smppedge::test {

struct Loop {
  ManualClock clock;
  EventLoop loop{clock};

  /// Turns until `done` holds; gives up, false, after turns enough for any test here. Each waits for events for a
  /// moment at most, so that a test that fails does so soon.
  bool until(const std::function<bool()>& done, int turns_max = 3000) {
    for (int turn = 0; turn < turns_max; ++turn) {
      if (done()) return true;
      loop.turn(std::chrono::milliseconds(1));
    }
    return done();
  }
  /// A few turns, for what must not happen.
  void settle() {
    for (int turn = 0; turn < 5; ++turn) loop.turn(std::chrono::milliseconds(1));
  }
  void advance(Micros by) {
    clock.advance(by);
    settle();
  }
};

/// The other side: never waits, so that one thread plays both.
class Client {
 public:
  explicit Client(std::uint16_t port, int receive_buffer = 0) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer != 0) {
      ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    ::fcntl(socket_.get(), F_SETFL, O_NONBLOCK);
  }

  [[nodiscard]] bool connected() const { return connected_; }
  /// How much of it the kernel took.
  std::size_t send(std::string_view bytes) {
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);
  }
  /// Everything received so far, this call's included; ended() tells of FIN or RST.
  const std::string& received() {
    char chunk[65536];
    for (;;) {
      const ssize_t got = ::recv(socket_.get(), chunk, sizeof(chunk), 0);
      if (got > 0) {
        received_.append(chunk, static_cast<std::size_t>(got));
        continue;
      }
      if (got == 0) ended_ = true;
      if (got < 0 && errno == ECONNRESET) ended_ = reset_ = true;
      return received_;
    }
  }
  [[nodiscard]] bool ended() {
    static_cast<void>(received());
    return ended_;
  }
  [[nodiscard]] bool was_reset() const { return reset_; }
  void forget_received() { received_.clear(); }
  void shut_write() { ::shutdown(socket_.get(), SHUT_WR); }
  void close() { socket_.reset(); }
  /// Closes with RST instead of FIN.
  void reset() {
    const linger now{1, 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    socket_.reset();
  }

 private:
  Fd socket_;
  bool connected_ = false;
  bool ended_ = false;
  bool reset_ = false;
  std::string received_;
};

inline std::span<const std::uint8_t> octets(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Takes what comes, at most `take_max` octets a call, and notes the rest.
struct Listener : ByteStreamHandler {
  std::size_t on_bytes(std::span<const std::uint8_t> bytes) override {
    ++calls;
    shown = bytes.size();
    const std::size_t take = std::min(take_max, bytes.size());
    taken.append(reinterpret_cast<const char*>(bytes.data()), take);
    if (on_input) on_input();
    return take;
  }
  void on_drained() override {
    ++drained;
    if (when_drained) when_drained();
  }
  bool on_half_closed() override {
    half_closed = true;
    return keep_half_closed;
  }
  void on_closed(CloseReason reason) override {
    ++closes;
    closed = reason;
  }

  std::size_t take_max = static_cast<std::size_t>(-1);
  bool keep_half_closed = false;
  std::function<void()> on_input;
  std::function<void()> when_drained;

  std::string taken;
  std::size_t shown = 0;
  int calls = 0;
  int drained = 0;
  bool half_closed = false;
  int closes = 0;
  std::optional<CloseReason> closed;
};

}  // namespace smppedge::test
