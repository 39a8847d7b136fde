// SPDX-License-Identifier: Apache-2.0
// A TCP client on loopback that sends any octets and reads or does not, as a bad peer would. Blocking, with a deadline.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace smppedge::system_test {

class RawClient {
 public:
  /// `from`: the loopback address that it comes from.
  explicit RawClient(std::uint16_t port, const char* from = "127.0.0.1");
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  RawClient(RawClient&& other) noexcept;
  ~RawClient();

  /// False when the peer has closed, or takes nothing more within `stall_limit`.
  bool send(std::string_view octets);
  /// What comes until it holds `text`, `size` octets are there, or the connection ends; fails the test at the deadline.
  [[nodiscard]] std::string read_until(std::string_view text);
  [[nodiscard]] std::string read(std::size_t size);
  /// True once the peer has closed; what it still sent is thrown away.
  [[nodiscard]] bool ends();

 private:
  /// False at the end of the connection.
  bool read_some();

  int socket_ = -1;
  std::string received_;
};

}  // namespace smppedge::system_test
