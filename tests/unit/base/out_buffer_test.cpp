// SPDX-License-Identifier: Apache-2.0
#include "base/out_buffer.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>

using namespace smppedge;

namespace {

bool append(OutBuffer& buffer, std::string_view text) {
  return buffer.append({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}
std::string content(const OutBuffer& buffer) {
  const auto unsent = buffer.unsent();
  return {reinterpret_cast<const char*>(unsent.data()), unsent.size()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(out_buffer)

BOOST_AUTO_TEST_CASE(when_the_bound_would_be_passed_then_nothing_is_written) {
  OutBuffer buffer(10);
  BOOST_TEST(append(buffer, "0123456"));
  BOOST_TEST(!append(buffer, "789a"));
  BOOST_TEST(content(buffer) == "0123456");
  BOOST_TEST(append(buffer, "789"));
  BOOST_TEST(buffer.reserve(1) == nullptr);
  BOOST_TEST(buffer.reserve(static_cast<std::size_t>(-1)) == nullptr);
}

BOOST_AUTO_TEST_CASE(when_consumed_then_the_room_comes_back) {
  OutBuffer buffer(10);
  BOOST_TEST(append(buffer, "0123456789"));
  buffer.consume(4);
  BOOST_TEST(content(buffer) == "456789");
  BOOST_TEST(append(buffer, "abcd"));
  BOOST_TEST(content(buffer) == "456789abcd");
  buffer.consume(10);
  BOOST_TEST(buffer.empty());
}

BOOST_AUTO_TEST_CASE(when_less_is_committed_than_reserved_then_only_that_is_output) {
  OutBuffer buffer(100);
  std::uint8_t* room = buffer.reserve(50);
  BOOST_TEST_REQUIRE(room != nullptr);
  room[0] = 'x';
  buffer.commit(1);
  BOOST_TEST(content(buffer) == "x");
  BOOST_TEST(append(buffer, "y"));
  BOOST_TEST(content(buffer) == "xy");
}

BOOST_AUTO_TEST_CASE(when_written_and_consumed_in_uneven_steps_then_order_and_content_hold) {
  OutBuffer buffer(50'000);
  std::string expected;
  std::string sent;
  for (std::size_t i = 0; i < 3000; ++i) {
    const std::string piece(1 + i % 97, static_cast<char>('a' + i % 26));
    if (append(buffer, piece)) expected += piece;
    const std::size_t take = std::min(buffer.size(), i % 89);
    sent += content(buffer).substr(0, take);
    buffer.consume(take);
  }
  sent += content(buffer);
  BOOST_TEST((sent == expected));
}

BOOST_AUTO_TEST_SUITE_END()
