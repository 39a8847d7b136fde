// SPDX-License-Identifier: Apache-2.0
// What may not be in the log, what a line looks like, and that lost lines are told.
#include "base/log.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <regex>

using namespace smppedge;

namespace {

/// A log that goes to a file of this test's own.
struct LogFile {
  LogFile() : path(std::filesystem::temp_directory_path() / ("log_test." + std::to_string(::getpid()))) {
    log::start({.level = log::Level::info, .file = path.string()});
  }
  ~LogFile() {
    log::stop();
    std::filesystem::remove(path);
  }
  std::vector<std::string> lines() {
    log::stop();
    std::ifstream file(path);
    std::vector<std::string> read;
    for (std::string line; std::getline(file, line);) read.push_back(line);
    return read;
  }
  const std::filesystem::path path;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(log_lines)

BOOST_AUTO_TEST_CASE(when_a_phone_number_is_masked_then_at_least_five_digits_are_hidden) {
  BOOST_TEST(log::mask_phone("8613800138000") == "86138****000");
  BOOST_TEST(log::mask_phone("+8613800138000") == "+8613****000");
  BOOST_TEST(log::mask_phone("13800138000") == "138****000");
  BOOST_TEST(log::mask_phone("123456789") == "1****789");
}

BOOST_AUTO_TEST_CASE(when_a_number_is_short_then_two_digits_are_left) {
  BOOST_TEST(log::mask_phone("12345678") == "****78");
  BOOST_TEST(log::mask_phone("10086") == "****86");
  BOOST_TEST(log::mask_phone("12") == "****");
  BOOST_TEST(log::mask_phone("") == "****");
}

BOOST_AUTO_TEST_CASE(when_a_line_holds_control_characters_then_they_are_escaped) {
  BOOST_TEST(log::escape_controls("a\r\nb\tc\x1b[31m\x7f") == "a\\r\\nb\\tc\\x1b[31m\\x7f");
  BOOST_TEST(log::escape_controls(std::string("\0", 1)) == "\\x00");
  BOOST_TEST(log::escape_controls("\xC2\x9B\xC2\xA9 短信") == "\\x9b\xC2\xA9 短信");
}

BOOST_FIXTURE_TEST_CASE(when_a_line_is_logged_then_it_is_one_line_with_utc_time_and_level, LogFile) {
  log::debug("not at this level");
  log::warn("bind refused peer=\"{}\"", "x\ny");
  const auto written = lines();
  BOOST_TEST_REQUIRE(written.size() == 1U);
  const std::regex form(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warning bind refused peer="x\\ny")");
  BOOST_TEST(std::regex_match(written[0], form), written[0]);
}

BOOST_FIXTURE_TEST_CASE(when_more_is_logged_than_the_queue_holds_then_the_lost_lines_are_counted_in_the_log, LogFile) {
  constexpr std::size_t logged = log::queue_lines_max * 20;
  for (std::size_t i = 0; i < logged; ++i) log::info("line {}", i);
  std::size_t kept = 0;
  std::size_t lost = 0;
  const std::regex loss(R"(.* count=(\d+))");
  for (const std::string& line : lines()) {
    std::smatch match;
    if (std::regex_match(line, match, loss)) {
      lost += std::stoul(match[1]);
    } else {
      ++kept;
    }
  }
  BOOST_TEST(kept + lost == logged);
}

BOOST_AUTO_TEST_SUITE_END()
