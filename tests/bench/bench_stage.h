// SPDX-License-Identifier: Apache-2.0
// What benchmarks on the real binaries share: a directory on the disk of the build, the port that a program says it
// listens on, the options and signals of their programs, percentiles and text for the JSON line.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

/// The port at the end of the line that says where it listens; throws when the program did not start.
[[nodiscard]] std::uint16_t wait_for_port(system_test::Process& process, std::string_view announcement);

/// --binaries and --set, into these.
void declare_programs(CLI::App& app, std::string& binaries, std::vector<std::string>& settings);
[[nodiscard]] std::string command_line_of(std::span<char* const> arguments);
/// SIGINT and SIGTERM interrupt the wait for sockets, so that all is taken down in order.
void let_signals_end_waits();

/// Of values that it may put in another order; 0 of none.
[[nodiscard]] float percentile(std::vector<float>& values, std::size_t percent);

[[nodiscard]] std::string json_text(std::string_view text);

}  // namespace smppedge::cycle_bench
