// SPDX-License-Identifier: Apache-2.0
// One keep-alive HTTP connection of the load generator: non-blocking, pipelining, and so plain that it takes little of
// the cores that it shares with what it measures. It reads only our gateway's answers: status and Content-Length.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace smppedge::cycle_bench {

class HttpConnection {
 public:
  struct Answer {
    int status = 0;
    std::string_view body;  ///< until the next call of read() or next_answer()
  };

  explicit HttpConnection(std::uint16_t port);
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;
  ~HttpConnection();

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool has_unsent() const { return !unsent_.empty(); }
  void send(std::string_view request);
  void write();
  /// Takes what the socket has; throws when the gateway has closed it.
  void read();
  /// The oldest answer that is whole.
  [[nodiscard]] std::optional<Answer> next_answer();

 private:
  int fd_ = -1;
  std::string unsent_;
  std::string received_;
  std::size_t filled_ = 0;  // octets of received_ that came
  std::size_t taken_ = 0;   // of them, answers handed out
};

}  // namespace smppedge::cycle_bench
