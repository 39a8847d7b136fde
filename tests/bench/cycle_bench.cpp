// SPDX-License-Identifier: Apache-2.0
// The full cycle, platform to gateway to simulated carrier to receipt to event, on the real binaries over loopback,
// durable. One JSON line a measurement on stdout: first as many messages as the bound in flight allows, then half of
// that rate, where latency is the gateway's and not the queue's. With --replies every handset answers, and each answer
// finds its message. With --windows the store has that many pairs of numbers and phones before it starts, those of the
// phones that are written to first. Exits 0 only if every message was told delivered, and answered, exactly once.
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
#include "tests/bench/store_bench.h"
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
  std::uint64_t windows = 0;
  bool replies = false;
  std::string text = "Your parcel has arrived. Fetch it within three days with the code 4711.";
  Programs programs;
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
        filled_(fill(options.windows)),
        stage_(options.programs,
               {"--system-id", "smppedge", "--password", "secret", "--receipt-delay-ms", "0", "--reply-delay-ms", "0",
                "--outcome", options.replies ? "reply" : "digit"},
               [this](std::uint16_t port) { return arguments(port); }),
        load_({stage_.http_port(), "demo-key", options.text, options.connections, options.numbers, options.in_flight,
               std::chrono::seconds(options.seconds_max), options.replies}) {
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
        R"({{"benchmark":"cycle","mode":"{}","replies":{},"pairs_before":{},"messages":{},"messages_per_s":{:.0f},"gateway_cpu_us_per_message":{:.2f},)"
        R"("gateway_system_cpu_us_per_message":{:.2f},"simulator_cpu_us_per_message":{:.2f},)"
        R"("load_cpu_us_per_message":{:.2f},"accept_p50_ms":{:.2f},"accept_p99_ms":{:.2f},)"
        R"("submit_to_receipt_p50_ms":{:.2f},"submit_to_receipt_p99_ms":{:.2f},"refused_requests":{},"events_told_again":{},)"
        R"("gateway_rss_mb":{:.0f},"disk_fdatasync_100KB_p50_us":{:.0f},"cores":{},"machine":{},)"
        R"("load_average_before":{:.1f},"command_line":{}}})"
        "\n",
        rate > 0 ? "rate" : "saturated", options_.replies, filled_, result.messages, per_second,
        each(after.gateway.us(), before.gateway.us()), each(after.gateway.system_us, before.gateway.system_us),
        each(after.simulator.us(), before.simulator.us()), each(after.load.us(), before.load.us()),
        percentile(result.accept_ms, 50), percentile(result.accept_ms, 99), percentile(result.cycle_ms, 50),
        percentile(result.cycle_ms, 99), result.refused_requests, result.events_told_again,
        resident_mb(stage_.gateway().pid()), sync_us_, cores(), json_text(processor_model()), load_before,
        json_text(options_.programs.command_line));
    std::fflush(stdout);
    return per_second;
  }

  [[nodiscard]] Process& gateway() { return stage_.gateway(); }

 private:
  [[nodiscard]] std::string data_directory() const { return directory_.path() + "/data"; }

  /// Pairs of the demo account with the load's phones, sent lately.
  [[nodiscard]] std::uint64_t fill(std::uint64_t pairs) const {
    if (pairs == 0) return 0;
    store::Ignore recovered;
    const WallTime now = std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
    store::OpenedStore opened(data_directory(), now, recovered,
                              [](const std::string& why) { throw std::runtime_error(why); });
    store::WindowRecord record;
    record.account = *opened.store->account_number("demo");
    record.carrier = *opened.store->carrier_number("sim");
    record.sent_at = now;
    record.keep_until = now + std::chrono::hours(96);
    (void)store::fill_windows(opened, pairs, [&](std::uint64_t nth) {
      record.phone = *PhoneNumber::from_digits(phone_of(nth));
      (void)record.number.assign(fmt::format("10690001110001{:03}", nth % 1'000));
      record.message = MessageId::from_parts(now.time_since_epoch(), NodeNumber(1), static_cast<unsigned>(nth % 4'096));
      return record;
    });
    return pairs;
  }

  [[nodiscard]] std::vector<std::string> arguments(std::uint16_t port) const {
    return {"-c",         SMPPEDGE_SOURCE_DIR "/conf/smppedge.cfg",
            "--data-dir", data_directory(),
            "--set",      "http.listen=127.0.0.1:0",
            "--set",      "smpp_server.listen=127.0.0.1:0",
            "--set",      fmt::format("carriers.sim.port={}", port)};
  }

  const Options& options_;
  Directory directory_{"cycle_bench"};
  double sync_us_;
  std::uint64_t filled_;
  Stage stage_;
  Load load_;
};

int run(const Options& options) {
  return run_benchmark(
      "cycle_bench", [&] { return std::make_unique<Benchmark>(options); },
      [&](Benchmark& benchmark) {
        const double per_second = benchmark.measure(options.rate);
        if (options.rate <= 0) benchmark.measure(per_second / 2);
        return true;
      });
}

void declare(CLI::App& app, Options& options) {
  app.add_option("--messages", options.messages, "in a measurement")->capture_default_str();
  app.add_option("--warm-up", options.warm_up, "messages before it")->capture_default_str();
  app.add_option("--rate", options.rate, "one measurement at so many messages a second, instead of the two");
  app.add_option("--in-flight", options.in_flight, "messages sent and not told yet, at most")->capture_default_str();
  app.add_option("--connections", options.connections, "that send")->capture_default_str()->check(CLI::Range(1, 500));
  app.add_option("--numbers", options.numbers, "in a request")->capture_default_str()->check(CLI::Range(1, 200));
  app.add_option("--seconds-max", options.seconds_max, "of a measurement")->capture_default_str();
  app.add_option("--windows", options.windows, "pairs of numbers and phones in the store before it starts");
  app.add_flag("--replies", options.replies, "every handset answers");
  app.add_option("--text", options.text, "of the messages, without characters that JSON escapes")
      ->capture_default_str();
}

}  // namespace

}  // namespace smppedge::cycle_bench

int main(int argc, char** argv) {
  using namespace smppedge::cycle_bench;
  return bench_main<Options>({argv, static_cast<std::size_t>(argc)}, "cycle_bench",
                             "The full cycle through the real gateway and a simulated carrier", declare, run);
}
