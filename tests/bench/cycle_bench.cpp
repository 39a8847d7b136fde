// SPDX-License-Identifier: Apache-2.0
// The full cycle, platform to gateway to simulated carrier to receipt to event, on the real binaries over loopback,
// durable. One JSON line a measurement on stdout: first as many messages as the bound in flight allows, then half of
// that rate, where latency is the gateway's and not the queue's. Exits 0 only if every message was told delivered,
// exactly once.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/bench/bench_stage.h"
#include "tests/bench/cycle_bench_load.h"
#include "tests/bench/cycle_bench_machine.h"
#include "tests/system/process.h"

namespace smppedge::cycle_bench {

namespace {

using system_test::Process;

struct Options {
  std::uint64_t messages = 300'000;
  std::uint64_t warm_up = 20'000;
  double rate = 0;
  std::uint64_t in_flight = 20'000;
  unsigned connections = 8;
  unsigned numbers = 200;
  unsigned seconds_max = 120;
  std::string text = "Your parcel has arrived. Fetch it within three days with the code 4711.";
  std::string binaries = SMPPEDGE_BINARY_DIR "/bin";
  std::vector<std::string> settings;  // of the gateway
  std::string command_line;
};

/// Both programs under measurement; killed at the end, the gateway first.
class Stage {
 public:
  Stage(const Options& options, const Directory& directory)
      : simulator_({options.binaries + "/smpp", "sim", "--listen", "127.0.0.1:0", "--system-id", "smppedge",
                    "--password", "secret", "--receipt-delay-ms", "0", "--quiet"}) {
    std::vector<std::string> arguments{options.binaries + "/smppedge", "-c", SMPPEDGE_SOURCE_DIR "/conf/smppedge.cfg",
                                       "--data-dir", directory.path() + "/data"};
    std::vector<std::string> settings{"http.listen=127.0.0.1:0", "smpp_server.listen=127.0.0.1:0",
                                      fmt::format("carriers.sim.port={}", wait_for_port(simulator_, "listening on "))};
    settings.insert(settings.end(), options.settings.begin(), options.settings.end());
    for (const std::string& setting : settings) arguments.insert(arguments.end(), {"--set", setting});
    gateway_ = std::make_unique<Process>(arguments);
    http_port_ = wait_for_port(*gateway_, "http listening on ");
  }

  [[nodiscard]] std::uint16_t http_port() const { return http_port_; }
  [[nodiscard]] Process& gateway() { return *gateway_; }
  [[nodiscard]] Process& simulator() { return simulator_; }

 private:
  Process simulator_;
  std::unique_ptr<Process> gateway_;
  std::uint16_t http_port_ = 0;
};

struct Usage {
  CpuTime gateway;
  CpuTime simulator;
  CpuTime load;
};
Usage usage(Stage& stage) {
  return {cpu_time(stage.gateway().pid()), cpu_time(stage.simulator().pid()), cpu_time(::getpid())};
}

class Benchmark {
 public:
  explicit Benchmark(const Options& options)
      : options_(options),
        sync_us_(fdatasync_p50_us(directory_.path())),
        stage_(options, directory_),
        load_({stage_.http_port(), "demo-key", options.text, options.connections, options.numbers, options.in_flight,
               std::chrono::seconds(options.seconds_max)}) {
    if (options.warm_up > 0) static_cast<void>(load_.run(options.warm_up, 0));
  }

  /// One measurement and its line; the messages a second that came back.
  double measure(double rate) {
    const double load_before = load_average();
    const Usage before = usage(stage_);
    LoadResult result = load_.run(options_.messages, rate);
    const Usage after = usage(stage_);
    load_.finish();
    const auto messages = static_cast<double>(result.messages);
    const auto each = [messages](double end, double start) { return (end - start) / messages; };
    const double per_second = messages / result.took.count();
    fmt::print(
        R"({{"benchmark":"cycle","mode":"{}","messages":{},"messages_per_s":{:.0f},"gateway_cpu_us_per_message":{:.2f},)"
        R"("gateway_system_cpu_us_per_message":{:.2f},"simulator_cpu_us_per_message":{:.2f},)"
        R"("load_cpu_us_per_message":{:.2f},"accept_p50_ms":{:.2f},"accept_p99_ms":{:.2f},)"
        R"("submit_to_receipt_p50_ms":{:.2f},"submit_to_receipt_p99_ms":{:.2f},"refused_requests":{},"events_told_again":{},)"
        R"("gateway_rss_mb":{:.0f},"disk_fdatasync_100KB_p50_us":{:.0f},"cores":{},"machine":{},)"
        R"("load_average_before":{:.1f},"command_line":{}}})"
        "\n",
        rate > 0 ? "rate" : "saturated", result.messages, per_second, each(after.gateway.us(), before.gateway.us()),
        each(after.gateway.system_us, before.gateway.system_us), each(after.simulator.us(), before.simulator.us()),
        each(after.load.us(), before.load.us()), percentile(result.accept_ms, 50), percentile(result.accept_ms, 99),
        percentile(result.cycle_ms, 50), percentile(result.cycle_ms, 99), result.refused_requests,
        result.events_told_again, resident_mb(stage_.gateway().pid()), sync_us_, cores(), json_text(processor_model()),
        load_before, json_text(options_.command_line));
    std::fflush(stdout);
    return per_second;
  }

  [[nodiscard]] std::string gateway_output() { return stage_.gateway().output(); }

 private:
  const Options& options_;
  Directory directory_{"cycle_bench"};
  double sync_us_;
  Stage stage_;
  Load load_;
};

int run(const Options& options) {
  try {
    Benchmark benchmark(options);
    try {
      const double per_second = benchmark.measure(options.rate);
      if (options.rate <= 0) benchmark.measure(per_second / 2);
      return EXIT_SUCCESS;
    } catch (const std::exception& error) {
      fmt::print(stderr, "cycle_bench: {}\nThe gateway said:\n{}", error.what(), benchmark.gateway_output());
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "cycle_bench: {}\n", error.what());
  }
  return EXIT_FAILURE;
}

void declare(CLI::App& app, Options& options) {
  app.add_option("--messages", options.messages, "in a measurement")->capture_default_str();
  app.add_option("--warm-up", options.warm_up, "messages before it")->capture_default_str();
  app.add_option("--rate", options.rate, "one measurement at so many messages a second, instead of the two");
  app.add_option("--in-flight", options.in_flight, "messages sent and not told yet, at most")->capture_default_str();
  app.add_option("--connections", options.connections, "that send")->capture_default_str()->check(CLI::Range(1, 500));
  app.add_option("--numbers", options.numbers, "in a request")->capture_default_str()->check(CLI::Range(1, 200));
  app.add_option("--seconds-max", options.seconds_max, "of a measurement")->capture_default_str();
  app.add_option("--text", options.text, "of the messages, without characters that JSON escapes")
      ->capture_default_str();
  declare_programs(app, options.binaries, options.settings);
}

}  // namespace

}  // namespace smppedge::cycle_bench

int main(int argc, char** argv) {
  using namespace smppedge::cycle_bench;
  CLI::App app{"The full cycle through the real gateway and a simulated carrier", "cycle_bench"};
  Options options;
  declare(app, options);
  CLI11_PARSE(app, argc, argv);
  options.command_line = command_line_of({argv, static_cast<std::size_t>(argc)});
  let_signals_end_waits();
  return run(options);
}
