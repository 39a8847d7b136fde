// SPDX-License-Identifier: Apache-2.0
// A capture file made of what was said on TCP connections: the octets are real, the packets around them are ours, so
// that Wireshark's dissectors can judge the octets. https://www.ietf.org/archive/id/draft-gharris-opsawg-pcap-01.html
#pragma once

#include <array>
#include <cstdint>
#include <fstream>
#include <map>
#include <span>
#include <string>

namespace smppedge::system_test {

class PcapFile {
 public:
  /// The server's port in the file, by which Wireshark knows SMPP.
  static constexpr std::uint16_t server_port = 2775;

  explicit PcapFile(const std::string& path) : file_(path, std::ios::binary) {
    // Magic of microsecond times, version 2.4, longest packet, link type 228 (IPv4 without a link).
    write_host_order({0xA1B2C3D4, 2 | (4U << 16), 0, 0, 65'535, 228});
  }

  /// `octets` were sent on that connection, by its client or its server.
  void add(std::uint16_t connection, bool by_client, std::span<const std::uint8_t> octets) {
    Sequences& sequences = sequences_[connection];
    if (!sequences.opened) {
      packet(connection, true, syn, {});
      packet(connection, false, syn | ack, {});
      sequences = {1, 1, true};
    }
    while (!octets.empty()) {
      const auto piece = octets.first(std::min(octets.size(), piece_bytes_max));
      packet(connection, by_client, push | ack, piece);
      (by_client ? sequences.client : sequences.server) += static_cast<std::uint32_t>(piece.size());
      octets = octets.subspan(piece.size());
    }
    file_.flush();
  }

 private:
  struct Sequences {
    std::uint32_t client = 0;
    std::uint32_t server = 0;
    bool opened = false;
  };
  static constexpr std::size_t piece_bytes_max = 1'400;
  static constexpr std::size_t headers_bytes = 40;
  static constexpr std::uint8_t syn = 0x02;
  static constexpr std::uint8_t push = 0x08;
  static constexpr std::uint8_t ack = 0x10;

  void packet(std::uint16_t connection, bool by_client, std::uint8_t flags, std::span<const std::uint8_t> payload) {
    const Sequences& now = sequences_[connection];
    const auto client_port = static_cast<std::uint16_t>(40'000 + connection);
    const auto length = static_cast<std::uint32_t>(headers_bytes + payload.size());
    std::array<std::uint8_t, headers_bytes> headers{};
    const auto put = [&headers](std::size_t at, std::uint32_t value, unsigned octets) {
      for (unsigned i = 0; i < octets; ++i)
        headers[at + i] = static_cast<std::uint8_t>(value >> (8 * (octets - 1 - i)));
    };
    put(0, 0x45, 1);  // IPv4, no options
    put(2, length, 2);
    put(8, 64, 1);
    put(9, 6, 1);  // TCP
    put(12, by_client ? 0x7F000001 : 0x7F000002, 4);
    put(16, by_client ? 0x7F000002 : 0x7F000001, 4);
    put(20, by_client ? client_port : server_port, 2);
    put(22, by_client ? server_port : client_port, 2);
    put(24, by_client ? now.client : now.server, 4);
    put(28, (flags & ack) == 0 ? 0 : (by_client ? now.server : now.client) + ((flags & syn) != 0 ? 1 : 0), 4);
    put(32, 0x50, 1);  // header of five words
    put(33, flags, 1);
    put(34, 65'535, 2);
    ++time_us_;
    write_host_order({time_us_ / 1'000'000, time_us_ % 1'000'000, length, length});
    file_.write(reinterpret_cast<const char*>(headers.data()), headers.size());
    file_.write(reinterpret_cast<const char*>(payload.data()), static_cast<std::streamsize>(payload.size()));
  }

  template <std::size_t Count>
  void write_host_order(const std::uint32_t (&words)[Count]) {
    file_.write(reinterpret_cast<const char*>(words), sizeof(words));
  }

  std::ofstream file_;
  std::map<std::uint16_t, Sequences> sequences_;
  std::uint32_t time_us_ = 0;
};

}  // namespace smppedge::system_test
