// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <fmt/format.h>
#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <atomic>
#include <cstdio>
#include <memory>
#include <mutex>

namespace smppedge::log {
namespace {

using spdlog::details::log_msg;

constexpr auto pattern = "%Y-%m-%dT%H:%M:%S.%eZ %l %v";

std::unique_ptr<spdlog::formatter> make_formatter() {
  return std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc);
}

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warn:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

/// Passes lines on and says, between them, how many were lost since it last said so. Runs on the log's thread.
class LossReportingSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit LossReportingSink(spdlog::sink_ptr target) : target_(std::move(target)) {
    target_->set_formatter(make_formatter());
  }

  /// Whose losses are counted; must outlive the last line.
  void watch(spdlog::details::thread_pool& pool) { pool_ = &pool; }

  /// `lost` counts from the start.
  void report(std::size_t lost) {
    if (lost == reported_) return;
    const std::string line = fmt::format("log lines lost, its queue was full count={}", lost - reported_);
    reported_ = lost;
    target_->log(log_msg("", spdlog::level::warn, line));
  }

 protected:
  void sink_it_(const log_msg& message) override {
    if (message.time >= reported_at_ + report_interval) {
      reported_at_ = message.time;
      report(pool_->overrun_counter());
    }
    target_->log(message);
    if (pool_->queue_size() == 0) target_->flush();
  }
  void flush_() override { target_->flush(); }

 private:
  static constexpr std::chrono::seconds report_interval{1};

  spdlog::sink_ptr target_;
  spdlog::details::thread_pool* pool_ = nullptr;
  std::size_t reported_ = 0;
  spdlog::log_clock::time_point reported_at_{};
};

/// The one log of the process: like standard error, whose place it takes, it is not passed around.
struct Running {
  std::atomic<Level> level{Level::info};
  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::shared_ptr<LossReportingSink> sink;
  std::shared_ptr<spdlog::async_logger> logger;
};
Running running;

bool is_clean(std::string_view line) {
  for (const char character : line) {
    const auto octet = static_cast<unsigned char>(character);
    if (octet < 0x20 || octet == 0x7F || octet == 0xC2) return false;
  }
  return true;
}

}  // namespace

void start(const Settings& settings) {
  stop();
  running.level = settings.level;
  spdlog::sink_ptr target;
  if (settings.file.empty()) {
    target = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  } else {
    try {
      target = std::make_shared<spdlog::sinks::basic_file_sink_mt>(settings.file);
    } catch (const spdlog::spdlog_ex& problem) {
      target = std::make_shared<spdlog::sinks::stderr_sink_mt>();
      target->set_formatter(make_formatter());
      const std::string line = fmt::format("log.file cannot be used, lines go to standard error: {}", problem.what());
      target->log(log_msg("", spdlog::level::err, line));
    }
  }
  running.sink = std::make_shared<LossReportingSink>(std::move(target));
  running.pool = std::make_shared<spdlog::details::thread_pool>(queue_lines_max, 1);
  running.sink->watch(*running.pool);
  running.logger = std::make_shared<spdlog::async_logger>("", running.sink, running.pool,
                                                          spdlog::async_overflow_policy::overrun_oldest);
  running.logger->set_level(spdlog::level::trace);  // enabled() decides
}

void stop() {
  if (running.logger == nullptr) return;
  running.logger.reset();
  const std::size_t lost = running.pool->overrun_counter();
  running.pool.reset();  // writes what is queued
  running.sink->report(lost);
  running.sink->flush();
  running.sink.reset();
}

void set_level(Level level) {
  running.level = level;
}

bool enabled(Level level) {
  return level >= running.level.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view line) {
  std::string escaped;
  if (!is_clean(line)) {
    escaped = escape_controls(line);
    line = escaped;
  }
  if (running.logger != nullptr) {
    running.logger->log(to_spdlog(level), line);
    return;
  }
  spdlog::memory_buf_t formatted;
  make_formatter()->format(log_msg("", to_spdlog(level), line), formatted);
  std::fwrite(formatted.data(), 1, formatted.size(), stderr);
}

std::string escape_controls(std::string_view line) {
  std::string escaped;
  escaped.reserve(line.size() + 16);
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto octet = static_cast<unsigned char>(line[i]);
    const auto next = i + 1 < line.size() ? static_cast<unsigned char>(line[i + 1]) : 0U;
    if (octet == '\n') {
      escaped += "\\n";
    } else if (octet == '\r') {
      escaped += "\\r";
    } else if (octet == '\t') {
      escaped += "\\t";
    } else if (octet < 0x20 || octet == 0x7F) {
      escaped += fmt::format("\\x{:02x}", octet);
    } else if (octet == 0xC2 && next >= 0x80 && next < 0xA0) {  // U+0080 to U+009F steer terminals too
      escaped += fmt::format("\\x{:02x}", next);
      ++i;
    } else {
      escaped += line[i];
    }
  }
  return escaped;
}

std::string mask_phone(std::string_view phone) {
  constexpr std::size_t hidden_min = 5;
  constexpr std::size_t tail = 3;
  constexpr std::size_t head_max = 5;
  std::string masked;
  if (phone.size() <= hidden_min + tail) {
    masked = "****";
    if (phone.size() > 2) masked += phone.substr(phone.size() - 2);
    return masked;
  }
  masked = phone.substr(0, std::min(head_max, phone.size() - hidden_min - tail));
  masked += "****";
  masked += phone.substr(phone.size() - tail);
  return masked;
}

}  // namespace smppedge::log
