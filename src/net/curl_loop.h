// SPDX-License-Identifier: Apache-2.0
// libcurl's transfers on one EventLoop: its sockets become watches, its timeouts timers of the loop. It also ends
// connections that nobody has used for a while, which libcurl itself does only when the next transfer comes.
// What a transfer says and to whom is its owner's (http_poster).
#pragma once

#include <curl/curl.h>

#include <functional>
#include <memory>
#include <unordered_map>

#include "net/event_loop.h"

namespace smppedge {

class CurlLoop {
 public:
  /// `done` is told of each transfer that ended; it is out of libcurl's hands by then. `loop` outlives this.
  CurlLoop(EventLoop& loop, std::size_t connections_max, Micros idle_max, std::function<void(CURL*, CURLcode)> done);
  CurlLoop(const CurlLoop&) = delete;
  CurlLoop& operator=(const CurlLoop&) = delete;
  /// Every transfer was taken back before.
  ~CurlLoop();

  /// Connections in use and kept for use together.
  void allow(std::size_t connections_max);
  /// From the next turn on; never calls back at once. Makes the transfer's sockets ours to watch and to end.
  void start(CURL* transfer);
  /// Ends a transfer that is under way, and its connection.
  void take_back(CURL* transfer);

  /// For the open-socket callback of a transfer: a socket to `address`, or CURL_SOCKET_BAD.
  [[nodiscard]] curl_socket_t open(const curl_sockaddr& address);

  [[nodiscard]] std::size_t open_connections() const { return connections_; }
  /// Connections made since the start, and those ended for want of use.
  [[nodiscard]] std::uint64_t opened() const { return opened_; }
  [[nodiscard]] std::uint64_t idled() const { return idled_; }

 private:
  struct Socket;

  static int on_socket(CURL* transfer, curl_socket_t fd, int what, void* self, void* socket) noexcept;
  static int on_timeout(CURLM* multi, long timeout_ms, void* self) noexcept;
  static int on_close(void* self, curl_socket_t fd) noexcept;
  void watch(curl_socket_t fd, int what);
  void forget(curl_socket_t fd);
  void act(curl_socket_t fd, int events);
  void end_idle(Socket& socket);

  EventLoop& loop_;
  const Micros idle_max_;
  const std::function<void(CURL*, CURLcode)> done_;
  Timer timeout_;
  std::unordered_map<curl_socket_t, std::shared_ptr<Socket>> sockets_;
  std::size_t connections_ = 0;
  std::uint64_t opened_ = 0;
  std::uint64_t idled_ = 0;
  CURLM* multi_;
};

}  // namespace smppedge
