// SPDX-License-Identifier: Apache-2.0
// What a backlog does to a verification code: a million marketing messages of one account wait for a carrier that is
// paced, and another account sends codes. From a code's request to its submit_sm at the simulated carrier, on the real
// binaries over loopback, durable. One JSON line on stdout. Times are the ledger's, to a millisecond.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>
#include <stdexcept>
#include <thread>

#include "tests/bench/bench_stage.h"
#include "tests/bench/cycle_bench_machine.h"
#include "tests/bench/fairness_bench_load.h"

namespace smppedge::cycle_bench {

namespace {

using std::chrono::system_clock;
using system_test::Process;

struct Options {
  std::uint64_t backlog = 1'000'000;
  unsigned codes = 2'000;
  unsigned seconds = 40;
  unsigned pace_per_s = 1'000;
  unsigned connections = 8;
  std::string binaries = SMPPEDGE_BINARY_DIR "/bin";
  std::vector<std::string> settings;  // of the gateway
  std::string command_line;
};

/// Beside these everything is as it is by default, claim_ahead too.
constexpr std::string_view configuration = R"(
http = {{ listen = "127.0.0.1:0"; }};
smpp_server = {{ listen = "127.0.0.1:0"; }};
store = {{ data_dir = "{directory}/data"; }};
accounts = (
  {{ name = "marketing"; key = "marketing-key"; extension = "0001"; events_max = 4000000; }},
  {{ name = "codes"; key = "codes-key"; extension = "0002"; }}
);
carriers = (
  {{ name = "sim"; host = "127.0.0.1"; port = {port}; system_id = "smppedge"; password = "secret";
    binds = ( {{ type = "transceiver"; count = 1; }} ); access_number = "1069000111"; pace_per_s = {pace}; }}
);
routes = ( {{ prefix = ""; carriers = [ "sim" ]; }} );
)";

/// Both programs under measurement; killed at the end, the gateway first.
class Stage {
 public:
  Stage(const Options& options, const std::string& directory)
      : ledger_(directory + "/ledger.jsonl"),
        simulator_({options.binaries + "/smpp", "sim", "--listen", "127.0.0.1:0", "--outcome", "delivered",
                    "--receipt-delay-ms", "1000", "--quiet", "--ledger", ledger_}) {
    const std::string file = directory + "/smppedge.cfg";
    std::ofstream(file) << fmt::format(configuration, fmt::arg("directory", directory),
                                       fmt::arg("port", wait_for_port(simulator_, "listening on ")),
                                       fmt::arg("pace", options.pace_per_s));
    std::vector<std::string> arguments{options.binaries + "/smppedge", "-c", file};
    for (const std::string& setting : options.settings) arguments.insert(arguments.end(), {"--set", setting});
    gateway_ = std::make_unique<Process>(arguments);
    http_port_ = wait_for_port(*gateway_, "http listening on ");
  }

  [[nodiscard]] const std::string& ledger() const { return ledger_; }
  [[nodiscard]] std::uint16_t http_port() const { return http_port_; }
  [[nodiscard]] Process& gateway() { return *gateway_; }

 private:
  std::string ledger_;
  Process simulator_;
  std::unique_ptr<Process> gateway_;
  std::uint16_t http_port_ = 0;
};

/// What the carrier saw, read as it comes.
class Ledger {
 public:
  Ledger(const std::string& path, unsigned codes) : file_(path), came_at_(codes) {}

  void read() {
    file_.clear();
    for (std::string line; std::getline(file_, line);) {
      if (file_.eof()) {  // without its end: it is being written
        file_.seekg(-static_cast<std::streamoff>(line.size()), std::ios::end);
        return;
      }
      if (line.starts_with(R"({"event":"submit",)")) on_submit(line);
    }
  }
  [[nodiscard]] bool has_all_codes() const { return codes_ == came_at_.size(); }
  [[nodiscard]] LedgerTime came_at(std::size_t code) const { return *came_at_[code]; }
  /// Of all messages, between two times, but for the seconds that they begin and end in.
  [[nodiscard]] std::vector<float> submits_by_second(LedgerTime from, LedgerTime to) const {
    std::vector<float> counts;
    const auto second = [](LedgerTime at) {
      return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
    };
    for (auto each = second(from) + 1; each < second(to); ++each) {
      const auto found = by_second_.find(each);
      counts.push_back(found == by_second_.end() ? 0 : static_cast<float>(found->second));
    }
    return counts;
  }

 private:
  static std::uint64_t number_after(std::string_view line, std::string_view name) {
    const std::size_t at = line.find(name);
    std::uint64_t number = 0;
    if (at == std::string_view::npos ||
        std::from_chars(line.data() + at + name.size(), line.data() + line.size(), number).ec != std::errc()) {
      throw std::runtime_error("a ledger that this benchmark cannot read");
    }
    return number;
  }
  void on_submit(std::string_view line) {
    const std::chrono::milliseconds t(number_after(line, R"("t":)"));
    ++by_second_[std::chrono::duration_cast<std::chrono::seconds>(t).count()];
    const std::string to = std::string(R"("to":")").append(code_prefix);
    if (line.find(to) == std::string_view::npos) return;
    std::optional<LedgerTime>& came_at = came_at_.at(number_after(line, to));
    if (came_at) throw std::runtime_error("a code was sent twice");
    came_at = LedgerTime(t);
    ++codes_;
  }

  std::ifstream file_;
  std::vector<std::optional<LedgerTime>> came_at_;
  std::size_t codes_ = 0;
  std::map<std::int64_t, std::uint64_t> by_second_;
};

void wait_for_codes(Ledger& ledger) {
  const auto end = system_clock::now() + std::chrono::seconds(30);
  for (ledger.read(); !ledger.has_all_codes(); ledger.read()) {
    if (system_clock::now() > end) throw std::runtime_error("not every code came to the carrier");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void measure(const Options& options, Stage& stage, const std::string& directory) {
  const double load_before = load_average();
  const double accepted_per_s = send_backlog(stage.http_port(), options.backlog, options.connections);
  CodesSent codes = send_codes(stage.http_port(), options.codes, std::chrono::seconds(options.seconds));
  const LedgerTime end = system_clock::now();
  Ledger ledger(stage.ledger(), options.codes);
  wait_for_codes(ledger);
  std::vector<float> wire_ms;
  for (std::size_t code = 0; code < options.codes; ++code) {
    // The ledger cuts its times to milliseconds.
    const auto took = ledger.came_at(code) - codes.sent_at[code] + std::chrono::milliseconds(1);
    wire_ms.push_back(std::chrono::duration<float, std::milli>(took).count());
  }
  std::vector<float> pace = ledger.submits_by_second(codes.sent_at.front(), end);
  fmt::print(R"({{"benchmark":"fairness","backlog":{},"backlog_accepted_per_s":{:.0f},"codes":{},"seconds":{},)"
             R"("carrier_pace_per_s":{},"carrier_submits_per_s_p50":{:.0f},"code_to_wire_p50_ms":{:.1f},)"
             R"("code_to_wire_p99_ms":{:.1f},"code_to_wire_max_ms":{:.1f},"code_accept_p50_ms":{:.1f},)"
             R"("code_accept_p99_ms":{:.1f},"gateway_rss_mb":{:.0f},"disk_fdatasync_100KB_p50_us":{:.0f},"cores":{},)"
             R"("machine":{},"load_average_before":{:.1f},"command_line":{}}})"
             "\n",
             options.backlog, accepted_per_s, options.codes, options.seconds, options.pace_per_s, percentile(pace, 50),
             percentile(wire_ms, 50), percentile(wire_ms, 99), percentile(wire_ms, 100),
             percentile(codes.accept_ms, 50), percentile(codes.accept_ms, 99), resident_mb(stage.gateway().pid()),
             fdatasync_p50_us(directory), cores(), json_text(processor_model()), load_before,
             json_text(options.command_line));
}

int run(const Options& options) {
  try {
    const Directory directory("fairness_bench");
    Stage stage(options, directory.path());
    try {
      measure(options, stage, directory.path());
      return EXIT_SUCCESS;
    } catch (const std::exception& error) {
      fmt::print(stderr, "fairness_bench: {}\nThe gateway said:\n{}", error.what(), stage.gateway().output());
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "fairness_bench: {}\n", error.what());
  }
  return EXIT_FAILURE;
}

void declare(CLI::App& app, Options& options) {
  app.add_option("--backlog", options.backlog, "marketing messages of the other account")->capture_default_str();
  app.add_option("--codes", options.codes, "verification codes")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--seconds", options.seconds, "in which they are sent")->capture_default_str();
  app.add_option("--pace", options.pace_per_s, "segments a second of the carrier")->capture_default_str();
  app.add_option("--connections", options.connections, "that send the backlog")->capture_default_str();
  declare_programs(app, options.binaries, options.settings);
}

}  // namespace

}  // namespace smppedge::cycle_bench

int main(int argc, char** argv) {
  using namespace smppedge::cycle_bench;
  CLI::App app{"What a backlog does to a verification code", "fairness_bench"};
  Options options;
  declare(app, options);
  CLI11_PARSE(app, argc, argv);
  options.command_line = command_line_of({argv, static_cast<std::size_t>(argc)});
  let_signals_end_waits();
  return run(options);
}
