// SPDX-License-Identifier: Apache-2.0
// A carrier that takes 500 submits a second and throttles (ESME_RTHROTTLED) what exceeds them, while the gateway is
// configured for 5,000: what settles, and what it costs. On the real binaries over loopback, durable. One JSON line on
// stdout, from the carrier's ledger; exits 0 only if nothing was lost and the bars were met: within 10 % of the
// carrier's rate, fewer than 2 % of submits throttled once settled.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <thread>

#include "tests/bench/bench_stage.h"
#include "tests/bench/cycle_bench_machine.h"
#include "tests/bench/fairness_bench_load.h"

namespace smppedge::cycle_bench {

namespace {

using std::chrono::steady_clock;
using system_test::Process;

constexpr double off_percent_max = 10;
constexpr double throttled_percent_max = 2;

struct Options {
  unsigned carrier_rate = 500;
  unsigned pace_per_s = 5'000;
  unsigned window = 100;
  unsigned settle_seconds = 10;
  unsigned seconds = 30;
  unsigned connections = 4;
  std::string binaries = SMPPEDGE_BINARY_DIR "/bin";
  std::vector<std::string> settings;  // of the gateway
  std::string command_line;
};

constexpr std::string_view configuration = R"(
http = {{ listen = "127.0.0.1:0"; }};
smpp_server = {{ listen = "127.0.0.1:0"; }};
store = {{ data_dir = "{directory}/data"; }};
accounts = ( {{ name = "marketing"; key = "marketing-key"; extension = "0001"; events_max = 4000000; }} );
carriers = (
  {{ name = "sim"; host = "127.0.0.1"; port = {port}; system_id = "smppedge"; password = "secret";
    binds = ( {{ type = "transceiver"; count = 1; }} ); access_number = "1069000111"; pace_per_s = {pace};
    window = {window}; }}
);
routes = ( {{ prefix = ""; carriers = [ "sim" ]; }} );
)";

/// Both programs under measurement; killed at the end, the gateway first.
class Stage {
 public:
  Stage(const Options& options, const std::string& directory)
      : ledger_(directory + "/ledger.jsonl"),
        simulator_({options.binaries + "/smpp", "sim", "--listen", "127.0.0.1:0", "--outcome", "delivered",
                    "--receipt-delay-ms", "1000", "--throttle-above", std::to_string(options.carrier_rate), "--quiet",
                    "--ledger", ledger_}) {
    const std::string file = directory + "/smppedge.cfg";
    std::ofstream(file) << fmt::format(configuration, fmt::arg("directory", directory),
                                       fmt::arg("port", wait_for_port(simulator_, "listening on ")),
                                       fmt::arg("pace", options.pace_per_s), fmt::arg("window", options.window));
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

/// What the carrier took and throttled, by second since its first submit; read as it is written.
class Ledger {
 public:
  struct Second {
    std::uint64_t taken = 0;
    std::uint64_t throttled = 0;
  };

  explicit Ledger(const std::string& path) : file_(path) {}

  void read() {
    file_.clear();
    for (std::string line; std::getline(file_, line);) {
      if (file_.eof()) {  // without its end: it is being written
        file_.seekg(-static_cast<std::streamoff>(line.size()), std::ios::end);
        return;
      }
      const bool taken = line.starts_with(R"({"event":"submit",)");
      if (taken || line.starts_with(R"({"event":"refused",)")) on_submit(line, taken);
    }
  }
  /// Different messages that were taken.
  [[nodiscard]] std::uint64_t sent() const { return numbers_.size(); }
  [[nodiscard]] std::uint64_t sent_again() const { return sent_again_; }
  [[nodiscard]] Second between(std::uint64_t from_second, std::uint64_t to_second) const {
    Second sum;
    for (auto at = seconds_.lower_bound(from_second); at != seconds_.end() && at->first < to_second; ++at) {
      sum.taken += at->second.taken;
      sum.throttled += at->second.throttled;
    }
    return sum;
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
  void on_submit(std::string_view line, bool taken) {
    const std::uint64_t at_ms = number_after(line, R"("t":)");
    if (first_ms_ == 0) first_ms_ = at_ms;
    Second& second = seconds_[(at_ms - first_ms_) / 1000];
    ++(taken ? second.taken : second.throttled);
    if (taken && !numbers_.insert(number_after(line, R"("to":")")).second) ++sent_again_;
  }

  std::ifstream file_;
  std::uint64_t first_ms_ = 0;
  std::map<std::uint64_t, Second> seconds_;
  std::set<std::uint64_t> numbers_;
  std::uint64_t sent_again_ = 0;
};

/// True when the bars were met.
bool measure(const Options& options, Stage& stage) {
  const double load_before = load_average();
  // Whole requests, as they are sent.
  constexpr std::uint64_t step = 1'000;
  const std::uint64_t wanted = std::uint64_t{options.carrier_rate} * (options.settle_seconds + options.seconds);
  const std::uint64_t messages = (wanted + step - 1) / step * step;
  static_cast<void>(send_backlog(stage.http_port(), messages, options.connections));
  Ledger ledger(stage.ledger());
  const std::uint64_t end_second = options.settle_seconds + options.seconds;
  const auto patience = steady_clock::now() + std::chrono::seconds(3 * end_second + 60);
  for (ledger.read(); ledger.sent() < messages && steady_clock::now() < patience; ledger.read()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  // The last seconds have no backlog any more that could be sent.
  const std::uint64_t settled_to = end_second - end_second / 10;
  const Ledger::Second settled = ledger.between(options.settle_seconds, settled_to);
  const double per_second =
      static_cast<double>(settled.taken) / static_cast<double>(settled_to - options.settle_seconds);
  const double of_rate = 100 * per_second / options.carrier_rate;
  const double throttled_percent = 100 * static_cast<double>(settled.throttled) /
                                   std::max(1.0, static_cast<double>(settled.taken + settled.throttled));
  const std::uint64_t lost = messages - ledger.sent();
  fmt::print(R"({{"benchmark":"throttle","carrier_rate_per_s":{},"configured_pace_per_s":{},"window":{},"accepted":{},)"
             R"("sent":{},"lost":{},"sent_again":{},"settle_seconds":{},"settled_seconds":{},"settled_per_s":{:.1f},)"
             R"("settled_percent_of_rate":{:.1f},"settled_throttled_percent":{:.2f},"cores":{},"machine":{},)"
             R"("load_average_before":{:.1f},"command_line":{}}})"
             "\n",
             options.carrier_rate, options.pace_per_s, options.window, messages, ledger.sent(), lost,
             ledger.sent_again(), options.settle_seconds, settled_to - options.settle_seconds, per_second, of_rate,
             throttled_percent, cores(), json_text(processor_model()), load_before, json_text(options.command_line));
  std::fflush(stdout);
  return lost == 0 && std::abs(of_rate - 100) <= off_percent_max && throttled_percent < throttled_percent_max;
}

int run(const Options& options) {
  try {
    const Directory directory("throttle_bench");
    Stage stage(options, directory.path());
    try {
      if (measure(options, stage)) return EXIT_SUCCESS;
      fmt::print(stderr, "throttle_bench: the bars are lost 0, {} % off the carrier's rate, {} % throttled\n",
                 off_percent_max, throttled_percent_max);
    } catch (const std::exception& error) {
      fmt::print(stderr, "throttle_bench: {}\nThe gateway said:\n{}", error.what(), stage.gateway().output());
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "throttle_bench: {}\n", error.what());
  }
  return EXIT_FAILURE;
}

void declare(CLI::App& app, Options& options) {
  app.add_option("--carrier-rate", options.carrier_rate, "submits a second that the carrier takes")
      ->capture_default_str()
      ->check(CLI::Range(1, 100'000));
  app.add_option("--pace", options.pace_per_s, "that the gateway is configured for")->capture_default_str();
  app.add_option("--window", options.window, "unanswered submits")->capture_default_str();
  app.add_option("--settle-seconds", options.settle_seconds, "from the first submit, not measured")
      ->capture_default_str();
  app.add_option("--seconds", options.seconds, "of backlog behind them")
      ->capture_default_str()
      ->check(CLI::Range(10, 3'600));
  app.add_option("--connections", options.connections, "that send the backlog")->capture_default_str();
  declare_programs(app, options.binaries, options.settings);
}

}  // namespace

}  // namespace smppedge::cycle_bench

int main(int argc, char** argv) {
  using namespace smppedge::cycle_bench;
  CLI::App app{"What a carrier that throttles gets of us", "throttle_bench"};
  Options options;
  declare(app, options);
  CLI11_PARSE(app, argc, argv);
  options.command_line = command_line_of({argv, static_cast<std::size_t>(argc)});
  let_signals_end_waits();
  return run(options);
}
