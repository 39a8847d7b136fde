// SPDX-License-Identifier: Apache-2.0
// Stands between the gateway and its carrier on loopback, passes everything on and writes it down. A thread of its own.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/system/pcap.h"

namespace smppedge::system_test {

class RecordingProxy {
 public:
  RecordingProxy(std::uint16_t carrier_port, const std::string& pcap_path)
      : carrier_port_(carrier_port), pcap_(pcap_path), listener_(tcp_socket()), stop_(::eventfd(0, EFD_CLOEXEC)) {
    sockaddr_in at = loopback(0);
    socklen_t size = sizeof(at);
    if (::bind(listener_, address(at), size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, address(at), &size) != 0) {
      throw std::runtime_error("the proxy cannot listen");
    }
    port_ = ntohs(at.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  RecordingProxy(const RecordingProxy&) = delete;
  RecordingProxy& operator=(const RecordingProxy&) = delete;
  ~RecordingProxy() { stop(); }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// The file is whole after this.
  void stop() {
    if (!thread_.joinable()) return;
    const std::uint64_t one = 1;
    static_cast<void>(::write(stop_, &one, sizeof(one)) == sizeof(one));
    thread_.join();
    for (const Pair& pair : pairs_) close_pair(pair);
    ::close(listener_);
    ::close(stop_);
  }

 private:
  struct Pair {
    int gateway = -1;
    int carrier = -1;
    std::uint16_t number = 0;
  };
  static sockaddr* address(sockaddr_in& of) { return reinterpret_cast<sockaddr*>(&of); }
  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons(port);
    return at;
  }
  static int tcp_socket() { return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); }
  static void close_pair(const Pair& pair) {
    ::close(pair.gateway);
    ::close(pair.carrier);
  }

  void run() {
    for (;;) {
      std::vector<pollfd> watched{{stop_, POLLIN, 0}, {listener_, POLLIN, 0}};
      for (const Pair& pair : pairs_) {
        watched.push_back({pair.gateway, POLLIN, 0});
        watched.push_back({pair.carrier, POLLIN, 0});
      }
      ::poll(watched.data(), watched.size(), -1);
      if (watched[0].revents != 0) return;
      std::vector<Pair> kept;
      for (std::size_t index = 0; index < pairs_.size(); ++index) {
        const Pair& pair = pairs_[index];
        const bool open =
            (watched[2 + 2 * index].revents == 0 || pass(pair.gateway, pair.carrier, pair.number, true)) &&
            (watched[3 + 2 * index].revents == 0 || pass(pair.carrier, pair.gateway, pair.number, false));
        if (open) {
          kept.push_back(pair);
        } else {
          close_pair(pair);
        }
      }
      pairs_ = std::move(kept);
      if (watched[1].revents != 0) accept_one();
    }
  }

  void accept_one() {
    Pair pair{::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC), tcp_socket(), ++connections_};
    sockaddr_in at = loopback(carrier_port_);
    if (::connect(pair.carrier, address(at), sizeof(at)) == 0) {
      pairs_.push_back(pair);
    } else {
      close_pair(pair);
    }
  }

  /// False when `from` has ended.
  bool pass(int from, int to, std::uint16_t number, bool by_client) {
    std::array<std::uint8_t, 65'536> octets{};
    const ssize_t count = ::recv(from, octets.data(), octets.size(), 0);
    if (count <= 0) return false;
    const std::span<const std::uint8_t> got(octets.data(), static_cast<std::size_t>(count));
    pcap_.add(number, by_client, got);
    std::size_t sent = 0;
    while (sent < got.size()) {
      const ssize_t passed = ::send(to, got.data() + sent, got.size() - sent, MSG_NOSIGNAL);
      if (passed <= 0) return false;
      sent += static_cast<std::size_t>(passed);
    }
    return true;
  }

  std::uint16_t carrier_port_;
  PcapFile pcap_;
  int listener_;
  int stop_;
  std::uint16_t port_ = 0;
  std::uint16_t connections_ = 0;
  std::vector<Pair> pairs_;
  std::thread thread_;
};

}  // namespace smppedge::system_test
