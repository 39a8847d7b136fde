// SPDX-License-Identifier: Apache-2.0
#include "message/states.h"

#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

using namespace smppedge;

BOOST_AUTO_TEST_SUITE(states)

BOOST_AUTO_TEST_CASE(every_state_and_reason_has_a_word_of_its_own) {
  const auto distinct = [](auto last, auto first) {
    std::set<std::string> words;
    for (int i = static_cast<int>(first); i <= static_cast<int>(last); ++i) {
      words.insert(std::string(to_string(static_cast<decltype(last)>(i))));
    }
    BOOST_TEST(words.count("") == 0U);
    return words.size();
  };
  BOOST_TEST(distinct(MessageState::unknown, MessageState::scheduled) == message_state_count);
  BOOST_TEST(distinct(SegmentState::withdrawn, SegmentState::waiting) == 11U);
  BOOST_TEST(distinct(AttemptState::in_doubt, AttemptState::claimed) == 5U);
  BOOST_TEST(distinct(Reason::not_writable, Reason::no_receipt) == 14U);
  BOOST_TEST(to_string(Reason::none).empty());
}

BOOST_AUTO_TEST_CASE(message_states_read_back) {
  for (unsigned number = 0; number < message_state_count; ++number) {
    const auto state = static_cast<MessageState>(number);
    BOOST_TEST((message_state_from(to_string(state)) == state));
  }
  BOOST_TEST(!message_state_from("Delivered"));
  BOOST_TEST(!message_state_from(""));
}

BOOST_AUTO_TEST_CASE(traffic_classes_read_back) {
  for (const auto traffic_class : {TrafficClass::otp, TrafficClass::notice, TrafficClass::marketing}) {
    BOOST_TEST((traffic_class_from(to_string(traffic_class)) == traffic_class));
  }
  BOOST_TEST(!traffic_class_from("OTP").has_value());
  BOOST_TEST(!traffic_class_from("").has_value());
}

BOOST_AUTO_TEST_CASE(a_terminal_segment_stands_for_a_final_message) {
  for (int i = 0; i <= static_cast<int>(SegmentState::withdrawn); ++i) {
    const auto state = static_cast<SegmentState>(i);
    BOOST_TEST(is_terminal(state) == is_final(message_state_of(state)));
    if (is_terminal(state) && state != SegmentState::withdrawn) {
      BOOST_TEST(to_string(state) == to_string(message_state_of(state)));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
