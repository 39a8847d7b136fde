// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/bench_stage.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
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

namespace {

/// The port at the end of the line that says where it listens.
std::uint16_t wait_for_port(system_test::Process& process, std::string_view announcement) {
  const auto line = process.wait_for_line(announcement);
  if (!line) throw std::runtime_error("a program did not start: " + process.output());
  std::uint16_t port = 0;
  const char* const digits = line->data() + line->rfind(':') + 1;
  std::from_chars(digits, line->data() + line->size(), port);
  return port;
}

}  // namespace

Stage::Stage(const Programs& programs, const std::vector<std::string>& simulator,
             const std::function<std::vector<std::string>(std::uint16_t)>& gateway)
    : simulator_([&] {
        std::vector<std::string> arguments{programs.binaries + "/smpp", "sim", "--listen", "127.0.0.1:0", "--quiet"};
        arguments.insert(arguments.end(), simulator.begin(), simulator.end());
        return arguments;
      }()) {
  std::vector<std::string> arguments{programs.binaries + "/smppedge"};
  const std::vector<std::string> own = gateway(wait_for_port(simulator_, "listening on "));
  arguments.insert(arguments.end(), own.begin(), own.end());
  for (const std::string& setting : programs.settings) arguments.insert(arguments.end(), {"--set", setting});
  gateway_ = std::make_unique<system_test::Process>(arguments);
  http_port_ = wait_for_port(*gateway_, "http listening on ");
}

LedgerReader::LedgerReader(const std::string& path) : file_(path), changes_(::inotify_init1(IN_CLOEXEC)) {
  if (!file_ || !changes_ || ::inotify_add_watch(changes_.get(), path.c_str(), IN_MODIFY) < 0) {
    throw std::runtime_error("cannot watch " + path);
  }
}

void LedgerReader::wait(std::chrono::milliseconds patience) {
  pollfd written{changes_.get(), POLLIN, 0};
  if (::poll(&written, 1, static_cast<int>(patience.count())) <= 0) return;
  std::array<char, 4096> events{};
  static_cast<void>(::read(changes_.get(), events.data(), events.size()));  // that they came is all there is to know
}

void LedgerReader::read(const std::function<void(std::string_view)>& on_line) {
  file_.clear();
  for (std::string line; std::getline(file_, line);) {
    if (file_.eof()) {  // without its end: it is being written
      file_.seekg(-static_cast<std::streamoff>(line.size()), std::ios::end);
      return;
    }
    on_line(line);
  }
}

std::uint64_t number_after(std::string_view line, std::string_view name) {
  const std::size_t at = line.find(name);
  std::uint64_t number = 0;
  if (at == std::string_view::npos ||
      std::from_chars(line.data() + at + name.size(), line.data() + line.size(), number).ec != std::errc()) {
    throw std::runtime_error("a ledger that this benchmark cannot read");
  }
  return number;
}

float percentile(std::vector<float>& values, std::size_t percent) {
  if (values.empty()) return 0;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) * percent / 100);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

void Programs::declare(CLI::App& app) {
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
