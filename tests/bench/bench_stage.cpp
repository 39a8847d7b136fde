// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/bench_stage.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace smppedge::cycle_bench {

Directory::Directory(std::string_view benchmark) {
  std::string path = std::string(SMPPEDGE_BINARY_DIR "/").append(benchmark).append(".XXXXXX");
  if (::mkdtemp(path.data()) == nullptr) throw std::runtime_error("cannot make " + path);
  path_ = path;
}

Directory::~Directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::uint16_t wait_for_port(system_test::Process& process, std::string_view announcement) {
  const auto line = process.wait_for_line(announcement);
  if (!line) throw std::runtime_error("a program did not start: " + process.output());
  std::uint16_t port = 0;
  const char* const digits = line->data() + line->rfind(':') + 1;
  std::from_chars(digits, line->data() + line->size(), port);
  return port;
}

float percentile(std::vector<float>& values, std::size_t percent) {
  if (values.empty()) return 0;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) * percent / 100);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

void declare_programs(CLI::App& app, std::string& binaries, std::vector<std::string>& settings) {
  app.add_option("--binaries", binaries, "where smppedge and smpp are")->capture_default_str();
  app.add_option("--set", settings, "a setting of the gateway, KEY=VALUE; repeatable")
      ->take_all()
      ->allow_extra_args(false);
}

std::string command_line_of(std::span<char* const> arguments) {
  std::string line;
  for (const char* const argument : arguments) line.append(line.empty() ? "" : " ").append(argument);
  return line;
}

void let_signals_end_waits() {
  const auto nothing = [](int) {};
  std::signal(SIGINT, nothing);
  std::signal(SIGTERM, nothing);
}

std::string json_text(std::string_view text) {
  std::string json = "\"";
  for (const char octet : text) {
    if (octet == '"' || octet == '\\') json += '\\';
    json += static_cast<unsigned char>(octet) < 0x20 ? ' ' : octet;
  }
  return json + '"';
}

}  // namespace smppedge::cycle_bench
