// SPDX-License-Identifier: Apache-2.0
// The log: one line an event, key=value at the end, written by spdlog's own thread so that the loop never waits for
// a disk or a pipe; when its bounded queue is full the oldest lines go and their number is logged.
// Never pass a password, a key or a message body. Phone numbers go through mask_phone. CR, LF and other control
// characters in arguments are escaped by the sink.
#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace smppedge::log {

enum class Level : std::uint8_t { debug, info, warn, error };

/// Lines that may wait for the log's thread; beyond, the oldest are dropped and counted.
inline constexpr std::size_t queue_lines_max = 8192;

struct Settings {
  Level level = Level::info;
  std::string file;  ///< empty: standard error
};

/// Called once by main() before the threads start; without it the log goes to standard error, synchronously.
void start(const Settings& settings);
/// From now on; any thread.
void set_level(Level level);
/// Writes what is queued and stops the thread; called by main() last.
void stop();

[[nodiscard]] bool enabled(Level level);
void write(Level level, std::string_view line);

template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::debug)) write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::info)) write(Level::info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warn(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::warn)) write(Level::warn, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::error, fmt::format(format, std::forward<Args>(args)...));
}

/// Line ends, other control characters and U+0080 to U+009F as \n, \r, \t or \xNN; write() applies it.
[[nodiscard]] std::string escape_controls(std::string_view line);

/// "8613800138000" -> "86138****000": enough to find a conversation, not to reach its owner. At least five
/// digits are hidden; of a number of eight or fewer the last two are shown.
[[nodiscard]] std::string mask_phone(std::string_view phone);

}  // namespace smppedge::log
