// SPDX-License-Identifier: Apache-2.0
// A carrier that takes 500 submits a second and throttles (ESME_RTHROTTLED) what exceeds them, while the gateway is
// configured for 5,000: what settles, and what it costs. On the real binaries over loopback, durable. One JSON line on
// stdout, from the carrier's ledger; exits 0 only if nothing was lost and the bars were met: within 10 % of the
// carrier's rate, fewer than 2 % of submits throttled once settled.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

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
  Programs programs;
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

/// What the carrier took and throttled, by second since its first submit; read as it is written.
class Ledger {
 public:
  struct Second {
    std::uint64_t taken = 0;
    std::uint64_t throttled = 0;
  };

  explicit Ledger(const std::string& path) : reader_(path) {}

  void wait(std::chrono::milliseconds patience) { reader_.wait(patience); }

  void read() {
    reader_.read([this](std::string_view line) {
      const bool taken = line.starts_with(R"({"event":"submit",)");
      if (taken || line.starts_with(R"({"event":"refused",)")) on_submit(line, taken);
    });
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
  void on_submit(std::string_view line, bool taken) {
    const std::uint64_t at_ms = number_after(line, R"("t":)");
    if (first_ms_ == 0) first_ms_ = at_ms;
    Second& second = seconds_[(at_ms - first_ms_) / 1000];
    ++(taken ? second.taken : second.throttled);
    if (taken && !numbers_.insert(number_after(line, R"("to":")")).second) ++sent_again_;
  }

  LedgerReader reader_;
  std::uint64_t first_ms_ = 0;
  std::map<std::uint64_t, Second> seconds_;
  std::set<std::uint64_t> numbers_;
  std::uint64_t sent_again_ = 0;
};

class Benchmark {
 public:
  explicit Benchmark(const Options& options)
      : options_(options),
        stage_(options.programs,
               {"--outcome", "delivered", "--receipt-delay-ms", "1000", "--throttle-above",
                std::to_string(options.carrier_rate), "--ledger", ledger_file_},
               [this](std::uint16_t port) { return arguments(port); }) {}

  [[nodiscard]] Process& gateway() { return stage_.gateway(); }
  /// True when the bars were met.
  bool measure();

 private:
  [[nodiscard]] std::vector<std::string> arguments(std::uint16_t port) const {
    const std::string file = directory_.path() + "/smppedge.cfg";
    std::ofstream(file) << fmt::format(configuration, fmt::arg("directory", directory_.path()), fmt::arg("port", port),
                                       fmt::arg("pace", options_.pace_per_s), fmt::arg("window", options_.window));
    return {"-c", file};
  }

  const Options& options_;
  Directory directory_{"throttle_bench"};
  std::string ledger_file_ = directory_.path() + "/ledger.jsonl";
  Stage stage_;
};

bool Benchmark::measure() {
  const double load_before = load_average();
  // Whole requests, as they are sent.
  constexpr std::uint64_t step = 1'000;
  const std::uint64_t wanted = std::uint64_t{options_.carrier_rate} * (options_.settle_seconds + options_.seconds);
  const std::uint64_t messages = (wanted + step - 1) / step * step;
  static_cast<void>(send_backlog(stage_.http_port(), messages, options_.connections));
  Ledger ledger(ledger_file_);
  const std::uint64_t end_second = options_.settle_seconds + options_.seconds;
  const auto patience = steady_clock::now() + std::chrono::seconds(3 * end_second + 60);
  for (ledger.read(); ledger.sent() < messages && steady_clock::now() < patience; ledger.read()) {
    ledger.wait(std::chrono::seconds(1));
  }
  // The last seconds have no backlog any more that could be sent.
  const std::uint64_t settled_to = end_second - end_second / 10;
  const Ledger::Second settled = ledger.between(options_.settle_seconds, settled_to);
  const double per_second =
      static_cast<double>(settled.taken) / static_cast<double>(settled_to - options_.settle_seconds);
  const double of_rate = 100 * per_second / options_.carrier_rate;
  const double throttled_percent = 100 * static_cast<double>(settled.throttled) /
                                   std::max(1.0, static_cast<double>(settled.taken + settled.throttled));
  const std::uint64_t lost = messages - ledger.sent();
  fmt::print(R"({{"benchmark":"throttle","carrier_rate_per_s":{},"configured_pace_per_s":{},"window":{},"accepted":{},)"
             R"("sent":{},"lost":{},"sent_again":{},"settle_seconds":{},"settled_seconds":{},"settled_per_s":{:.1f},)"
             R"("settled_percent_of_rate":{:.1f},"settled_throttled_percent":{:.2f},"cores":{},"machine":{},)"
             R"("load_average_before":{:.1f},"command_line":{}}})"
             "\n",
             options_.carrier_rate, options_.pace_per_s, options_.window, messages, ledger.sent(), lost,
             ledger.sent_again(), options_.settle_seconds, settled_to - options_.settle_seconds, per_second, of_rate,
             throttled_percent, cores(), json_text(processor_model()), load_before,
             json_text(options_.programs.command_line));
  std::fflush(stdout);
  if (lost == 0 && std::abs(of_rate - 100) <= off_percent_max && throttled_percent < throttled_percent_max) return true;
  fmt::print(stderr, "throttle_bench: the bars are lost 0, {} % off the carrier's rate, {} % throttled\n",
             off_percent_max, throttled_percent_max);
  return false;
}

int run(const Options& options) {
  return run_benchmark(
      "throttle_bench", [&] { return std::make_unique<Benchmark>(options); },
      [](Benchmark& benchmark) { return benchmark.measure(); });
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
}

}  // namespace

}  // namespace smppedge::cycle_bench

int main(int argc, char** argv) {
  using namespace smppedge::cycle_bench;
  return bench_main<Options>({argv, static_cast<std::size_t>(argc)}, "throttle_bench",
                             "What a carrier that throttles gets of us", declare, run);
}
