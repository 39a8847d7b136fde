// SPDX-License-Identifier: Apache-2.0
// Bad peers at both doors of the running daemon: wrong credentials, half requests, oversized ones, floods, clients that
// never read. Each gets a clear end and an entry in the metrics, memory stays bounded, and a good client is served.
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/system/raw_client.h"
#include "tests/system/stage.h"

using namespace smppedge::system_test;
using namespace std::string_literals;

namespace {

constexpr std::size_t growth_bytes_max = 64U << 20;

struct Stage {
  Directory directory;
  Simulator carrier{directory, {"--receipt-delay-ms", "0"}};
  Gateway gateway{directory, carrier.port()};
  std::uint16_t http_port = 0;
  std::size_t resident_before = 0;

  explicit Stage(const std::vector<std::string>& settings = {}) {
    gateway.start(settings);
    http_port = static_cast<std::uint16_t>(std::stoul(gateway.url().substr(gateway.url().rfind(':') + 1)));
    check_good_client();
    resident_before = resident_bytes();
  }
  [[nodiscard]] std::size_t resident_bytes() {
    std::ifstream file("/proc/" + std::to_string(gateway.process().pid()) + "/statm");
    std::size_t all = 0;
    std::size_t resident = 0;
    file >> all >> resident;
    return resident * 4'096;
  }
  /// Another client is served, whatever goes on.
  void check_good_client() {
    auto api = gateway.client();
    BOOST_TEST(send(api, {"8613800138001"}, "hello").size() == 1U);
  }
  void check_bounded() { BOOST_TEST(resident_bytes() < resident_before + growth_bytes_max); }
  [[nodiscard]] std::uint64_t metric(const std::string& sample) {
    auto api = gateway.client();
    const std::string text = api.get("/metrics").body;
    const std::size_t at = text.find("\n" + sample + " ");
    return at == std::string::npos ? 0 : std::stoull(text.substr(at + sample.size() + 2));
  }
  /// What is counted when a connection has gone, not when its client hears of it.
  void check_reaches(const std::string& sample, std::uint64_t value) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (metric(sample) < value && std::chrono::steady_clock::now() < end) continue;
    BOOST_TEST(metric(sample) == value, sample);
  }
};

std::string number(std::uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
          static_cast<char>(value)};
}

/// A PDU: command_length and command_status are filled in.
std::string pdu(std::uint32_t command_id, std::uint32_t sequence_number, const std::string& body) {
  return number(static_cast<std::uint32_t>(16 + body.size())) + number(command_id) + number(0) +
         number(sequence_number) + body;
}

std::string bind_transceiver(const std::string& system_id, const std::string& password) {
  return pdu(0x09, 1, system_id + '\0' + password + '\0' + '\0' + "\x34\0\0\0"s);
}

std::string submit_sm(std::uint32_t sequence_number) {
  const std::string to = "8613800138001";
  return pdu(0x04, sequence_number, "\0\0\0\0\x01\x01"s + to + '\0' + "\0\0\0\0\0\x01\0\0\0\x05hello"s);
}

/// The command_status of the response at its beginning.
std::uint32_t status_of(const std::string& response) {
  BOOST_REQUIRE(response.size() >= 16U);
  std::uint32_t status = 0;
  for (int at = 8; at < 12; ++at)
    status = status << 8 | static_cast<std::uint8_t>(response[static_cast<std::size_t>(at)]);
  return status;
}

std::string post(const std::string& key, std::size_t size) {
  return "POST /v1/messages HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + key +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile_doors)

BOOST_AUTO_TEST_CASE(wrong_credentials_are_refused_counted_and_never_logged) {
  Stage stage;
  RawClient stranger(stage.http_port);
  stranger.send(post("wrong-key-of-mallory", 4'000'000));
  BOOST_TEST(stranger.read_until("\r\n\r\n").starts_with("HTTP/1.1 401 "), "before its body");
  BOOST_TEST(stage.metric("smppedge_http_refused_total{reason=\"key\"}") == 1U);

  constexpr std::uint32_t rinvpaswd = 0x0E;
  for (const auto& [system_id, password] : {std::pair("demo"s, "mallory1"s), std::pair("mallory"s, "demopass"s)}) {
    RawClient client(stage.gateway.smpp_port());
    client.send(bind_transceiver(system_id, password));
    BOOST_TEST(status_of(client.read(16)) == rinvpaswd);
    BOOST_TEST(client.ends());
  }
  BOOST_TEST(stage.metric("smppedge_smpp_refused_total{reason=\"credentials\"}") == 2U);
  stage.check_good_client();
  BOOST_TEST(stage.gateway.stop() == 0);
  const std::string output = stage.gateway.output();
  BOOST_TEST(output.find("http key refused") != std::string::npos);
  for (const char* secret : {"wrong-key", "mallory1", "demopass", "demo-key"}) {
    BOOST_TEST(output.find(secret) == std::string::npos, secret);
  }
}

BOOST_AUTO_TEST_CASE(oversized_requests_are_refused_before_they_are_read) {
  Stage stage;
  RawClient large(stage.http_port);
  large.send(post("demo-key", 1'000'000'000));
  BOOST_TEST(large.read_until("\r\n\r\n").starts_with("HTTP/1.1 413 "));
  RawClient header(stage.http_port);
  header.send("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(100'000, 'x'));
  BOOST_TEST(header.read_until("\r\n\r\n").starts_with("HTTP/1.1 431 "));

  RawClient keyless(stage.http_port);
  keyless.send("POST /metrics HTTP/1.1\r\nHost: h\r\nContent-Length: 4000000\r\n\r\n{");
  BOOST_TEST(keyless.read_until("\r\n\r\n").starts_with("HTTP/1.1 405 "), "what needs no key has no body");

  RawClient client(stage.gateway.smpp_port());
  client.send(bind_transceiver("demo", "demopass"));
  BOOST_TEST(status_of(client.read(16)) == 0U);
  client.send(number(0x7FFFFFFF) + number(0x04) + number(0) + number(2));
  BOOST_TEST(client.ends());
  BOOST_TEST(stage.metric("smppedge_http_refused_total{reason=\"body_size\"}") == 1U);
  BOOST_TEST(stage.metric("smppedge_http_refused_total{reason=\"header_size\"}") == 1U);
  stage.check_reaches("smppedge_smpp_connections_ended_total{cause=\"impossible command_length\"}", 1);
  stage.check_good_client();
  stage.check_bounded();
}

BOOST_AUTO_TEST_CASE(half_requests_end_when_their_time_is_over) {
  Stage stage({"http.header_timeout_s=1", "http.body_timeout_s=1", "smpp_server.session_init_timeout_s=1"});
  std::vector<RawClient> clients;
  for (int each = 0; each < 30; ++each) {
    clients.emplace_back(stage.http_port).send("POST /v1/messages HTTP/1.1\r\nHost:");
    clients.emplace_back(stage.http_port).send(post("demo-key", 1'000) + "{");
    clients.emplace_back(stage.gateway.smpp_port()).send(bind_transceiver("demo", "demopass").substr(0, 20));
  }
  stage.check_good_client();
  for (RawClient& client : clients) BOOST_TEST(client.ends());
  BOOST_TEST(stage.metric("smppedge_http_refused_total{reason=\"request_timeout\"}") == 60U);
  stage.check_reaches("smppedge_smpp_connections_ended_total{cause=\"no bind in time\"}", 30);
  stage.check_good_client();
  stage.check_bounded();
}

BOOST_AUTO_TEST_CASE(a_client_that_pipelines_and_never_reads_is_pushed_back_and_closed) {
  Stage stage({"http.write_stall_timeout_s=1", "http.output_bytes_max=65536"});
  RawClient client(stage.http_port);
  std::string many;
  for (int each = 0; each < 1'000; ++each) many += "GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n";
  for (int each = 0; each < 1'000 && client.send(many); ++each) continue;
  stage.check_good_client();
  stage.check_bounded();
  stage.check_reaches("smppedge_http_unread_total{reason=\"stalled\"}", 1);
}

BOOST_AUTO_TEST_CASE(an_smpp_client_that_floods_and_never_reads_is_closed_and_what_it_was_told_is_kept) {
  Stage stage({"smpp_server.output_bytes_max=65536"});
  RawClient client(stage.gateway.smpp_port());
  client.send(bind_transceiver("demo", "demopass"));
  BOOST_TEST(status_of(client.read(16)) == 0U);
  std::uint32_t sequence_number = 2;
  bool open = true;
  for (int round = 0; round < 400 && open; ++round) {
    std::string flood;
    for (int each = 0; each < 500; ++each) flood += submit_sm(sequence_number++);
    open = client.send(flood);
  }
  BOOST_TEST(!open, "it is neither pushed back nor closed");
  stage.check_reaches("smppedge_smpp_connections_ended_total{cause=\"the peer does not read\"}", 1);
  stage.check_good_client();
  stage.check_bounded();
}

BOOST_AUTO_TEST_CASE(a_flood_of_connections_from_one_address_leaves_room_for_others) {
  Stage stage({"smpp_server.connections_per_address_max=20", "http.connections_per_address_max=20"});
  std::vector<RawClient> clients;
  for (int each = 0; each < 60; ++each) clients.emplace_back(stage.gateway.smpp_port(), "127.0.0.2");
  for (int each = 20; each < 60; ++each) BOOST_TEST(clients[static_cast<std::size_t>(each)].ends());
  BOOST_TEST(stage.metric("smppedge_smpp_refused_total{reason=\"connections_per_address_max\"}") == 40U);
  RawClient other(stage.gateway.smpp_port());
  other.send(bind_transceiver("demo", "demopass"));
  BOOST_TEST(status_of(other.read(16)) == 0U);

  std::vector<RawClient> idle;
  for (int each = 0; each < 60; ++each) idle.emplace_back(stage.http_port, "127.0.0.2");
  BOOST_TEST(idle.back().read_until("\r\n\r\n").starts_with("HTTP/1.1 503 "));
  stage.check_good_client();
  BOOST_TEST(stage.metric("smppedge_http_refused_total{reason=\"connections_per_address\"}") == 40U);
}

BOOST_AUTO_TEST_SUITE_END()
