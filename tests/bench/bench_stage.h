// SPDX-License-Identifier: Apache-2.0
// What benchmarks on the real binaries share: a directory on the disk of the build, the simulated carrier and the
// gateway as processes, the carrier's ledger, their `main`, percentiles and text for the JSON line.
#pragma once

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/fd.h"
#include "tests/system/process.h"

namespace smppedge::cycle_bench {

/// On the disk of the build, which is measured too; gone with the benchmark.
class Directory {
 public:
  explicit Directory(std::string_view benchmark);
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

[[nodiscard]] std::string command_line_of(std::span<char* const> arguments);
/// SIGINT and SIGTERM interrupt the wait for sockets, so that all is taken down in order.
void let_signals_end_waits();

/// Which programs are measured, and how; --binaries and --set.
struct Programs {
  std::string binaries = SMPPEDGE_BINARY_DIR "/bin";
  std::vector<std::string> settings;  // of the gateway
  std::string command_line;           ///< of the benchmark itself

  void declare(CLI::App& app);
};

/// Both programs under measurement; killed at the end, the gateway first. Throws when one does not start.
class Stage {
 public:
  /// `simulator`: options of `smpp sim`; `gateway`: those of smppedge, made from the port of the simulator.
  Stage(const Programs& programs, const std::vector<std::string>& simulator,
        const std::function<std::vector<std::string>(std::uint16_t)>& gateway);

  [[nodiscard]] std::uint16_t http_port() const { return http_port_; }
  [[nodiscard]] system_test::Process& gateway() { return *gateway_; }
  [[nodiscard]] system_test::Process& simulator() { return simulator_; }

 private:
  system_test::Process simulator_;
  std::unique_ptr<system_test::Process> gateway_;
  std::uint16_t http_port_ = 0;
};

/// What the simulator has written of its ledger, whole lines, as they come.
class LedgerReader {
 public:
  /// The file must exist.
  explicit LedgerReader(const std::string& path);
  /// Every line that was added since the last call.
  void read(const std::function<void(std::string_view)>& on_line);
  /// Until more has been written since the last wait, at most so long.
  void wait(std::chrono::milliseconds patience);

 private:
  std::ifstream file_;
  Fd changes_;
};

/// The number behind `name` in a line of a ledger; throws when there is none.
[[nodiscard]] std::uint64_t number_after(std::string_view line, std::string_view name);

/// The exit status of a benchmark: `make` makes its stage (anything with gateway()), `measure` tells whether its bars
/// were met. What goes wrong is told with what the gateway said.
template <class Make, class Measure>
int run_benchmark(std::string_view name, Make make, Measure measure) {
  try {
    auto stage = make();
    try {
      return measure(*stage) ? EXIT_SUCCESS : EXIT_FAILURE;
    } catch (const std::exception& error) {
      fmt::print(stderr, "{}: {}\nThe gateway said:\n{}", name, error.what(), stage->gateway().output());
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", name, error.what());
  }
  return EXIT_FAILURE;
}

/// The `main` of a benchmark whose Options have `programs`.
template <class Options>
int bench_main(std::span<char* const> arguments, const std::string& name, const std::string& description,
               void (*declare)(CLI::App&, Options&), int (*run)(const Options&)) {
  CLI::App app{description, name};
  Options options;
  declare(app, options);
  options.programs.declare(app);
  CLI11_PARSE(app, static_cast<int>(arguments.size()), arguments.data());
  options.programs.command_line = command_line_of(arguments);
  let_signals_end_waits();
  return run(options);
}

/// Of values that it may put in another order; 0 of none.
[[nodiscard]] float percentile(std::vector<float>& values, std::size_t percent);

[[nodiscard]] std::string json_text(std::string_view text);

}  // namespace smppedge::cycle_bench
