// SPDX-License-Identifier: Apache-2.0
#include "gateway/phone_lines.h"

#include <boost/test/unit_test.hpp>

#include "gateway/limits.h"

using namespace smppedge;
using gateway::PhoneLines;
using gateway::read_phone_lines;

namespace {

std::string numbers_of(const PhoneLines& lines) {
  std::string text;
  for (const PhoneNumber& phone : lines.phones) text += std::string(phone.digits()) + " ";
  return text;
}

PhoneLines whole(std::string_view text) {
  return read_phone_lines(text, true, true).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(phone_lines)

BOOST_AUTO_TEST_CASE(a_line_holds_a_number_as_an_account_may_write_it) {
  const auto lines = whole("13800138000\n+8613800138001\r\n  008613800138002 \n\"8613800138003\"\n+447700900123\n");
  BOOST_TEST(numbers_of(lines) == "8613800138000 8613800138001 8613800138002 8613800138003 447700900123 ");
  BOOST_TEST(lines.lines == 5U);
  BOOST_TEST(lines.invalid == 0U);
}

BOOST_AUTO_TEST_CASE(of_a_table_the_first_column_counts) {
  const auto lines = whole("8613800138000,2026-03-01T08:15:30Z,reply\n8613800138001;x\n8613800138002\ty");
  BOOST_TEST(numbers_of(lines) == "8613800138000 8613800138001 8613800138002 ");
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_counted_with_its_line_and_an_empty_line_is_passed_over) {
  const auto lines = whole("\xEF\xBB\xBFphone\n8613800138000\n\n \r\n12\n8613800138001");
  BOOST_TEST(numbers_of(lines) == "8613800138000 8613800138001 ");
  BOOST_TEST(lines.lines == 6U);
  BOOST_TEST(lines.invalid == 2U);
  BOOST_TEST((lines.invalid_lines == std::vector<std::uint64_t>{1, 5}));
}

BOOST_AUTO_TEST_CASE(a_line_whose_first_column_is_empty_is_named_too) {
  const auto lines = whole("8613800138000\n,8613800138001\n\t8613800138002\n");
  BOOST_TEST(numbers_of(lines) == "8613800138000 ");
  BOOST_TEST((lines.invalid_lines == std::vector<std::uint64_t>{2, 3}));
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_in_front_of_the_first_number_is_none_of_it) {
  BOOST_TEST(numbers_of(whole("\xEF\xBB\xBF"
                              "8613800138000\n")) == "8613800138000 ");
  BOOST_TEST(read_phone_lines("\xEF\xBB\xBF"
                              "8613800138000\n",
                              false, true)
                 .value()
                 .invalid == 1U);
}

BOOST_AUTO_TEST_CASE(only_the_first_invalid_lines_are_named) {
  std::string text;
  for (std::size_t line = 0; line < gateway::invalid_lines_max + 5; ++line) text += "x\n";
  const auto lines = whole(text);
  BOOST_TEST(lines.invalid == gateway::invalid_lines_max + 5);
  BOOST_TEST(lines.invalid_lines.size() == gateway::invalid_lines_max);
}

BOOST_AUTO_TEST_CASE(a_part_ends_behind_its_last_whole_line_wherever_it_is_cut) {
  const std::string text = "8613800138000\n8613800138001\r\n\n8613800138002";
  for (std::size_t first = 14; first <= text.size(); ++first) {
    const auto head = read_phone_lines(std::string_view(text).substr(0, first), true, false).value();
    const auto tail = read_phone_lines(std::string_view(text).substr(head.octets), false, true).value();
    BOOST_TEST(numbers_of(head) + numbers_of(tail) == "8613800138000 8613800138001 8613800138002 ", first);
    BOOST_TEST(head.lines + tail.lines == 4U);
    BOOST_TEST(head.octets + tail.octets == text.size());
  }
}

BOOST_AUTO_TEST_CASE(a_line_that_does_not_end_is_an_error) {
  BOOST_TEST(!read_phone_lines(std::string(1'000, '1'), true, false).has_value());
  BOOST_TEST(read_phone_lines("", true, true).value().lines == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
