// SPDX-License-Identifier: Apache-2.0
// The soak of the platform's side (`make soak`): a gateway and a simulated carrier as real processes, 20 SMPP clients
// and 20 HTTP clients, some slow, some vanishing and coming back, and a webhook sink that fails a third of the time.
// Every accepted message must be told of, none with two different results, and the gateway's memory must not grow.
// Prints one JSON line; exits 1 when something was not as promised.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <csignal>
#include <deque>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/log.h"
#include "net/tcp_dialer.h"
#include "tests/soak/http_clients.h"
#include "tests/soak/memory.h"
#include "tests/soak/smpp_client.h"
#include "tests/soak/webhook_sink.h"
#include "tests/system/process.h"

namespace smppedge::soak {
namespace {

constexpr unsigned clients = 20;   // of each kind
constexpr unsigned accounts = 10;  // of each kind: two clients share one
constexpr unsigned pushed_accounts = 5;
constexpr std::size_t output_shown = 4'000;  // octets of the gateway's log, where something went wrong

struct Options {
  unsigned seconds = 120;
  unsigned drain_seconds = 120;
  std::uint64_t seed = 1;
};

std::string program(std::string_view name) {
  return std::string(SMPPEDGE_BINARY_DIR "/bin/").append(name);
}

std::string account_line(const std::string& name, unsigned number, const std::string& more) {
  return fmt::format(
      "  {{ name = \"{0}\"; key = \"key-of-{0}\"; system_id = \"{0}\"; password = \"secret\"; extension = \"{1:04}\"; "
      "{2} }}",
      name, number, more);
}

/// The sample's settings do not know these accounts: a configuration of its own.
std::string configuration(const std::string& directory, std::uint16_t carrier_port, std::uint16_t sink_port) {
  std::string text = fmt::format(
      "node = {{ number = 1; }};\nstore = {{ data_dir = \"{}/data\"; }};\nhttp = {{ listen = \"127.0.0.1:0\"; }};\n"
      "smpp_server = {{ listen = \"127.0.0.1:0\"; }};\n"
      "webhooks = {{ allow_http = true; allow_private = true; request_timeout_s = 2; retry_max_s = 2; }};\n"
      "accounts = (\n",
      directory);
  for (unsigned i = 0; i < accounts; ++i) {
    text += account_line(fmt::format("smpp{}", i), i, "results = \"smpp\"; replies = \"smpp\";") + ",\n";
  }
  for (unsigned i = 0; i < accounts; ++i) {
    const std::string hook = i < pushed_accounts ? fmt::format(
                                                       "webhook = {{ url = \"http://127.0.0.1:{}/events\"; "
                                                       "secret = \"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz\"; }};",
                                                       sink_port)
                                                 : std::string();
    text += account_line(fmt::format("http{}", i), accounts + i, hook) + (i + 1 < accounts ? ",\n" : "\n");
  }
  text += fmt::format(
      ");\ncarriers = ( {{ name = \"sim\"; host = \"127.0.0.1\"; port = {}; system_id = \"smppedge\"; password = "
      "\"secret\"; binds = ( {{ type = \"transceiver\"; count = 2; }} ); access_number = \"1069000111\"; window = 500; "
      "claim_ahead = 500; }} );\nroutes = ( {{ prefix = \"\"; carriers = [ \"sim\" ]; }} );\n",
      carrier_port);
  const std::string path = directory + "/soak.cfg";
  std::ofstream(path) << text;
  return path;
}

std::uint16_t port_in(const std::optional<std::string>& line) {
  if (!line) return 0;
  std::uint16_t port = 0;
  const std::size_t colon = line->rfind(':');
  std::from_chars(line->data() + colon + 1, line->data() + line->size(), port);
  return port;
}

/// The SMPP clients and the sink on their loop.
class LoopSide {
 public:
  LoopSide(Ledger& ledger, std::uint64_t seed) : ledger_(ledger), rng_(seed), sink_(loop_, rng_, ledger) {}
  ~LoopSide() {
    loop_.stop();
    if (thread_.joinable()) thread_.join();
  }

  [[nodiscard]] std::uint16_t listen() { return sink_.listen().value_or(0); }
  void start(std::uint16_t smpp_port) {
    for (unsigned i = 0; i < clients; ++i) {
      SmppClientSettings settings;
      settings.port = smpp_port;
      settings.system_id = fmt::format("smpp{}", i % accounts);
      settings.password = "secret";
      settings.habit = i < 12 ? Habit::steady : i < 16 ? Habit::slow : Habit::vanishing;
      clients_.emplace_back(loop_, dialer_, rng_, ledger_, settings).start();
    }
    thread_ = std::thread([this] { loop_.run(); });
  }
  void stop_submitting() {
    loop_.post([this] {
      for (SmppClient& client : clients_) client.stop_submitting();
    });
  }

 private:
  Ledger& ledger_;
  SeededRng rng_;
  EventLoop loop_;
  TcpDialer dialer_{loop_, TcpStream::Settings{}};
  WebhookSink sink_;
  std::deque<SmppClient> clients_;
  std::thread thread_;
};

/// The HTTP clients, a thread each.
class ThreadSide {
 public:
  ThreadSide(const std::string& url, std::uint64_t seed, Ledger& ledger) {
    for (unsigned i = 0; i < clients; ++i) {
      senders_.emplace_back([this, url, seed, &ledger, i] {
        HttpSender(url, fmt::format("key-of-http{}", i % accounts), seed + i, ledger, i % 5 == 4).run(stop_sending_);
      });
    }
    for (unsigned i = pushed_accounts; i < accounts; ++i) {
      pollers_.emplace_back([this, url, seed, &ledger, i] {
        HttpPoller(url, fmt::format("key-of-http{}", i), seed + 100 + i, ledger).run(stop_polling_);
      });
    }
  }
  ~ThreadSide() {
    stop_sending();
    stop_polling_.stop();
    for (std::thread& poller : pollers_) poller.join();
  }
  void stop_sending() {
    stop_sending_.stop();
    for (std::thread& sender : senders_) {
      if (sender.joinable()) sender.join();
    }
  }

 private:
  StopSignal stop_sending_;
  StopSignal stop_polling_;
  std::vector<std::thread> senders_;
  std::vector<std::thread> pollers_;
};

int run(const Options& options) {
  using system_test::Process;
  const std::string directory = SMPPEDGE_BINARY_DIR "/soak";
  std::filesystem::remove_all(directory);
  std::filesystem::create_directories(directory);
  Ledger ledger;
  LoopSide loop_side(ledger, options.seed);
  const std::uint16_t sink_port = loop_side.listen();

  Process carrier({program("smpp"), "sim", "--listen", "127.0.0.1:0", "--system-id", "smppedge", "--password", "secret",
                   "--receipt-delay-ms", "300", "--receipt-jitter-ms", "500", "--duplicate-receipts", "2", "--quiet"});
  const std::uint16_t carrier_port = port_in(carrier.wait_for_line("listening on "));
  Process gateway({program("smppedge"), "-c", configuration(directory, carrier_port, sink_port)});
  const std::uint16_t smpp_port = port_in(gateway.wait_for_line("smpp listening on "));
  const std::uint16_t http_port = port_in(gateway.wait_for_line("http listening on "));
  if (carrier_port == 0 || smpp_port == 0 || http_port == 0) {
    fmt::print(stderr, "did not start:\n{}\n{}\n", carrier.output(), gateway.output());
    return 1;
  }
  loop_side.start(smpp_port);
  MemoryCurve memory(gateway.pid());
  const StopSignal clock;  // never given: it only waits
  {
    ThreadSide threads(fmt::format("http://127.0.0.1:{}", http_port), options.seed, ledger);
    for (unsigned second = 0; second < options.seconds; ++second) {
      clock.wait(std::chrono::seconds(1));
      memory.sample();
    }
    threads.stop_sending();
    loop_side.stop_submitting();
    for (unsigned second = 0; second < options.drain_seconds && ledger.waiting() != 0; ++second) {
      clock.wait(std::chrono::seconds(1));
    }
  }
  if (ledger.waiting() != 0) ledger.violation("never told of: " + ledger.some_waiting());
  if (!memory.is_flat()) ledger.violation("memory grows: " + memory.summary());
  gateway.signal(SIGTERM);
  const int code = gateway.wait_exit();
  if (code != 0) ledger.violation(fmt::format("the gateway ended with {}", code));
  fmt::print("{{\"soak\":{},\"memory\":{},\"seconds\":{}}}\n", ledger.summary(), memory.summary(), options.seconds);
  if (ledger.violations() == 0) return 0;
  const std::string output = gateway.output();
  fmt::print(stderr, "the gateway's files are left in {}; its last lines:\n{}\n", directory,
             output.substr(output.size() - std::min(output.size(), output_shown)));
  return 1;
}

}  // namespace
}  // namespace smppedge::soak

int main(int argc, char** argv) {
  smppedge::soak::Options options;
  CLI::App app("A platform that treats the gateway as platforms do, for a while.");
  app.add_option("--seconds", options.seconds, "how long is sent")->capture_default_str();
  app.add_option("--drain-seconds", options.drain_seconds, "how long results are waited for then")
      ->capture_default_str();
  app.add_option("--seed", options.seed, "of chance")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return smppedge::soak::run(options);
}
