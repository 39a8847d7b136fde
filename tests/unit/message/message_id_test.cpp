// SPDX-License-Identifier: Apache-2.0
#include "message/message_id.h"

#include <boost/test/unit_test.hpp>
#include <random>

using namespace smppedge;

namespace {

WallTime at(std::int64_t ms) {
  return WallTime(Millis(ms));
}
unsigned sequence(MessageId id) {
  return static_cast<unsigned>(id.value() & 0xFFF);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(message_id)

BOOST_AUTO_TEST_CASE(the_text_is_sixteen_hex_digits_and_reads_back) {
  const auto id = MessageId::from_parts(Millis(1'700'000'000'123), NodeNumber(1023), 4095);
  const std::string text = id.to_string();
  BOOST_TEST(text.size() == MessageId::text_length);
  BOOST_TEST(text.find_first_not_of("0123456789abcdef") == std::string::npos);
  BOOST_TEST((MessageId::parse(text) == id));
  BOOST_TEST(MessageId(0xABC).to_string() == "0000000000000abc");
  BOOST_TEST((MessageId::parse("0000000000000ABC") == MessageId(0xABC)));
  BOOST_TEST((id.time() == at(1'700'000'000'123)));
  BOOST_TEST((id.node() == NodeNumber(1023)));
}

BOOST_AUTO_TEST_CASE(anything_else_is_no_id) {
  for (const char* text : {"", "abc", "0000000000000ab", "0000000000000abcd", "0000000000000abg", "0x00000000000abc",
                           " 000000000000abc", "-000000000000abc", "000000000000ab "}) {
    BOOST_TEST(!MessageId::parse(text).has_value());
  }
}

BOOST_AUTO_TEST_CASE(ids_of_one_millisecond_are_numbered_from_zero) {
  MessageIdAllocator ids{NodeNumber(5)};
  const auto first = ids.next(at(1000));
  const auto second = ids.next(at(1000));
  BOOST_TEST((first == MessageId::from_parts(Millis(1000), NodeNumber(5), 0)));
  BOOST_TEST((second == MessageId::from_parts(Millis(1000), NodeNumber(5), 1)));
  BOOST_TEST(sequence(ids.next(at(1001))) == 0U);
}

BOOST_AUTO_TEST_CASE(when_the_sequence_runs_out_the_millisecond_moves_on) {
  MessageIdAllocator ids{NodeNumber(5)};
  MessageId last;
  for (int i = 0; i < 4096; ++i) last = ids.next(at(1000));
  BOOST_TEST(sequence(last) == 4095U);
  BOOST_TEST((ids.next(at(1000)) == MessageId::from_parts(Millis(1001), NodeNumber(5), 0)));
  BOOST_TEST((ids.next(at(1001)) == MessageId::from_parts(Millis(1001), NodeNumber(5), 1)));
}

BOOST_AUTO_TEST_CASE(when_the_clock_steps_back_ids_still_grow_and_keep_their_node) {
  MessageIdAllocator ids{NodeNumber(5)};
  std::mt19937 random(7);
  MessageId last;
  for (int i = 0; i < 20'000; ++i) {
    const auto id = ids.next(at(1'000'000 + static_cast<std::int64_t>(random() % 2'000) - 1'000));
    BOOST_REQUIRE(id > last);
    BOOST_REQUIRE((id.node() == NodeNumber(5)));
    last = id;
  }
  BOOST_TEST((ids.next(at(-5)) > last));
}

BOOST_AUTO_TEST_CASE(after_a_restart_no_id_up_to_the_high_water_mark_comes_again) {
  MessageIdAllocator ids{NodeNumber(5)};
  const auto mark = MessageId::from_parts(Millis(2000), NodeNumber(5), 17);
  ids.never_below(mark);
  ids.never_below(MessageId(1));
  BOOST_TEST((ids.next(at(1000)) == MessageId(mark.value() + 1)));
  // A mark of another node, before and behind ours in order.
  for (const std::uint16_t other : {std::uint16_t{1}, std::uint16_t{9}}) {
    for (const unsigned sequence_seen : {17U, 4095U}) {
      const auto foreign = MessageId::from_parts(Millis(3000 + 10 * other), NodeNumber(other), sequence_seen);
      ids.never_below(foreign);
      const auto id = ids.next(at(1000));
      BOOST_TEST((id > foreign));
      BOOST_TEST((id.node() == NodeNumber(5)));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
