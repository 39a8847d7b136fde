// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/cycle_bench_machine.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace smppedge::cycle_bench {

namespace {

/// What follows "name" and a colon in a file of lines "name: value".
std::string value_in(const std::string& path, const std::string& name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(':');
    if (!line.starts_with(name) || colon == std::string::npos) continue;
    return line.substr(line.find_first_not_of(" \t", colon + 1));
  }
  return "unknown";
}

}  // namespace

CpuTime cpu_time(int pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string line;
  std::getline(file, line);
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) throw std::runtime_error("a process has ended");
  std::istringstream fields(line.substr(name_end + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;  // proc(5): 14 is utime, 15 stime
  double user = 0;
  double system = 0;
  fields >> user >> system;
  const double us_per_tick = 1e6 / static_cast<double>(::sysconf(_SC_CLK_TCK));
  return {user * us_per_tick, system * us_per_tick};
}

double resident_mb(int pid) {
  return std::strtod(value_in(fmt::format("/proc/{}/status", pid), "VmRSS").c_str(), nullptr) / 1024;
}

double fdatasync_p50_us(const std::string& directory) {
  const std::string path = directory + "/sync";
  const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  const std::string block(100'000, 's');
  std::vector<double> us;
  for (int count = 0; count < 100; ++count) {
    const auto start = std::chrono::steady_clock::now();
    if (::write(file, block.data(), block.size()) != static_cast<ssize_t>(block.size()) || ::fdatasync(file) != 0) {
      throw std::runtime_error("cannot write to " + path);
    }
    us.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
  }
  ::close(file);
  ::unlink(path.c_str());
  std::sort(us.begin(), us.end());
  return us[us.size() / 2];
}

std::string processor_model() {
  return value_in("/proc/cpuinfo", "model name");
}

long cores() {
  return ::sysconf(_SC_NPROCESSORS_ONLN);
}

double load_average() {
  std::array<double, 1> average{};
  return ::getloadavg(average.data(), 1) == 1 ? average[0] : 0;
}

}  // namespace smppedge::cycle_bench
