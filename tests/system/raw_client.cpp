// SPDX-License-Identifier: Apache-2.0
#include "tests/system/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <utility>

#include "tests/system/process.h"

namespace smppedge::system_test {

namespace {

/// A peer that takes nothing for so long has stopped reading.
constexpr int stall_limit_ms = 500;

}  // namespace

RawClient::RawClient(std::uint16_t port, const char* from) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  BOOST_REQUIRE(::inet_pton(AF_INET, from, &at.sin_addr) == 1);
  BOOST_REQUIRE(::bind(socket_, reinterpret_cast<const sockaddr*>(&at), sizeof(at)) == 0);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  at.sin_port = htons(port);
  BOOST_REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&at), sizeof(at)) == 0);
}

RawClient::RawClient(RawClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)) {}

RawClient::~RawClient() {
  if (socket_ >= 0) ::close(socket_);
}

bool RawClient::send(std::string_view octets) {
  while (!octets.empty()) {
    pollfd writable{socket_, POLLOUT, 0};
    if (::poll(&writable, 1, stall_limit_ms) == 0) return false;
    const ssize_t sent = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) return false;
    if (sent > 0) octets.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::read_some() {
  pollfd readable{socket_, POLLIN, 0};
  const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(patience);
  BOOST_REQUIRE_MESSAGE(::poll(&readable, 1, static_cast<int>(limit.count())) == 1, "nothing came");
  std::array<char, 65'536> octets{};
  const ssize_t count = ::recv(socket_, octets.data(), octets.size(), 0);
  if (count <= 0) return false;
  received_.append(octets.data(), static_cast<std::size_t>(count));
  return true;
}

std::string RawClient::read_until(std::string_view text) {
  while (received_.find(text) == std::string::npos && read_some()) continue;
  return std::exchange(received_, {});
}

std::string RawClient::read(std::size_t size) {
  while (received_.size() < size && read_some()) continue;
  return std::exchange(received_, {});
}

bool RawClient::ends() {
  while (read_some()) received_.clear();
  return true;
}

}  // namespace smppedge::system_test
