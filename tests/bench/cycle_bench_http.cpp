// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/cycle_bench_http.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace smppedge::cycle_bench {

namespace {

/// A page of 1,000 events takes about half of it.
constexpr std::size_t received_octets = 1 << 20;
constexpr std::string_view status_line = "HTTP/1.1 ";
constexpr std::string_view length_field = "\r\nContent-Length: ";

template <class T>
T number_at(std::string_view text, std::size_t at) {
  T number{};
  const auto parsed = std::from_chars(text.data() + std::min(at, text.size()), text.data() + text.size(), number);
  if (parsed.ec != std::errc()) throw std::runtime_error("an answer that is not this gateway's");
  return number;
}

}  // namespace

HttpConnection::HttpConnection(std::uint16_t port) : received_(received_octets, '\0') {
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(fd_);
    throw std::runtime_error("cannot connect to the gateway");
  }
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::fcntl(fd_, F_SETFL, O_NONBLOCK);
}

HttpConnection::~HttpConnection() {
  ::close(fd_);
}

void HttpConnection::send(std::string_view request) {
  unsent_.append(request);
  write();
}

void HttpConnection::write() {
  if (unsent_.empty()) return;
  const ssize_t count = ::send(fd_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
  if (count > 0) unsent_.erase(0, static_cast<std::size_t>(count));
  if (count < 0 && errno != EAGAIN && errno != EINTR) throw std::runtime_error("the gateway closed a connection");
}

void HttpConnection::read() {
  if (taken_ > 0) {
    std::memmove(received_.data(), received_.data() + taken_, filled_ - taken_);
    filled_ -= std::exchange(taken_, 0);
  }
  if (filled_ == received_.size()) received_.resize(received_.size() * 2);
  const ssize_t count = ::recv(fd_, received_.data() + filled_, received_.size() - filled_, 0);
  if (count > 0) filled_ += static_cast<std::size_t>(count);
  if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) {
    throw std::runtime_error("the gateway closed a connection");
  }
}

std::optional<HttpConnection::Answer> HttpConnection::next_answer() {
  const std::string_view rest(received_.data() + taken_, filled_ - taken_);
  const std::size_t head_end = rest.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return std::nullopt;
  const std::string_view head = rest.substr(0, head_end);
  const auto length = number_at<std::size_t>(head, head.find(length_field) + length_field.size());
  const std::size_t body_start = head_end + 4;
  if (rest.size() < body_start + length) return std::nullopt;
  taken_ += body_start + length;
  return Answer{number_at<int>(head, status_line.size()), rest.substr(body_start, length)};
}

}  // namespace smppedge::cycle_bench
