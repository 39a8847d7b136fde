// SPDX-License-Identifier: Apache-2.0
// What a backlog does to a verification code: a million marketing messages of one account wait for a carrier that is
// paced, and another account sends codes. From a code's request to its submit_sm at the simulated carrier, on the real
// binaries over loopback, durable. One JSON line on stdout. Times are the ledger's, to a millisecond.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
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
  Programs programs;
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

/// What the carrier saw, read as it comes.
class Ledger {
 public:
  Ledger(const std::string& path, unsigned codes) : reader_(path), came_at_(codes) {}

  void wait(std::chrono::milliseconds patience) { reader_.wait(patience); }
  void read() {
    reader_.read([this](std::string_view line) {
      if (line.starts_with(R"({"event":"submit",)")) on_submit(line);
    });
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

  LedgerReader reader_;
  std::vector<std::optional<LedgerTime>> came_at_;
  std::size_t codes_ = 0;
  std::map<std::int64_t, std::uint64_t> by_second_;
};

void wait_for_codes(Ledger& ledger) {
  const auto end = system_clock::now() + std::chrono::seconds(30);
  for (ledger.read(); !ledger.has_all_codes(); ledger.read()) {
    if (system_clock::now() > end) throw std::runtime_error("not every code came to the carrier");
    ledger.wait(std::chrono::seconds(1));
  }
}

class Benchmark {
 public:
  explicit Benchmark(const Options& options)
      : options_(options),
        stage_(options.programs, {"--outcome", "delivered", "--receipt-delay-ms", "1000", "--ledger", ledger_file_},
               [this](std::uint16_t port) { return arguments(port); }) {}

  [[nodiscard]] Process& gateway() { return stage_.gateway(); }
  void measure();

 private:
  [[nodiscard]] std::vector<std::string> arguments(std::uint16_t port) const {
    const std::string file = directory_.path() + "/smppedge.cfg";
    std::ofstream(file) << fmt::format(configuration, fmt::arg("directory", directory_.path()), fmt::arg("port", port),
                                       fmt::arg("pace", options_.pace_per_s));
    return {"-c", file};
  }

  const Options& options_;
  Directory directory_{"fairness_bench"};
  std::string ledger_file_ = directory_.path() + "/ledger.jsonl";
  Stage stage_;
};

void Benchmark::measure() {
  const double load_before = load_average();
  const double accepted_per_s = send_backlog(stage_.http_port(), options_.backlog, options_.connections);
  CodesSent codes = send_codes(stage_.http_port(), options_.codes, std::chrono::seconds(options_.seconds));
  const LedgerTime end = system_clock::now();
  Ledger ledger(ledger_file_, options_.codes);
  wait_for_codes(ledger);
  std::vector<float> wire_ms;
  for (std::size_t code = 0; code < options_.codes; ++code) {
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
             options_.backlog, accepted_per_s, options_.codes, options_.seconds, options_.pace_per_s,
             percentile(pace, 50), percentile(wire_ms, 50), percentile(wire_ms, 99), percentile(wire_ms, 100),
             percentile(codes.accept_ms, 50), percentile(codes.accept_ms, 99), resident_mb(stage_.gateway().pid()),
             fdatasync_p50_us(directory_.path()), cores(), json_text(processor_model()), load_before,
             json_text(options_.programs.command_line));
}

int run(const Options& options) {
  return run_benchmark(
      "fairness_bench", [&] { return std::make_unique<Benchmark>(options); },
      [](Benchmark& benchmark) {
        benchmark.measure();
        return true;
      });
}

void declare(CLI::App& app, Options& options) {
  app.add_option("--backlog", options.backlog, "marketing messages of the other account")->capture_default_str();
  app.add_option("--codes", options.codes, "verification codes")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--seconds", options.seconds, "in which they are sent")->capture_default_str();
  app.add_option("--pace", options.pace_per_s, "segments a second of the carrier")->capture_default_str();
  app.add_option("--connections", options.connections, "that send the backlog")->capture_default_str();
}

}  // namespace

}  // namespace smppedge::cycle_bench

int main(int argc, char** argv) {
  using namespace smppedge::cycle_bench;
  return bench_main<Options>({argv, static_cast<std::size_t>(argc)}, "fairness_bench",
                             "What a backlog does to a verification code", declare, run);
}
