// SPDX-License-Identifier: Apache-2.0
// A message is what its facts say: each transition, and what does not fit.
#include "gateway/fold_fact.h"

#include <boost/test/unit_test.hpp>

using namespace smppedge;
using namespace smppedge::gateway;

namespace {

constexpr WallTime at(std::int64_t second) {
  return WallTime(Seconds(1'700'000'000 + second));
}

struct Life {
  explicit Life(std::uint8_t segments = 1) {
    store::Accepted accepted;
    accepted.account = AccountNumber(1);
    accepted.to = *PhoneNumber::from_digits("8613800138000");
    accepted.body = "hello";
    accepted.plan.carrier = CarrierNumber(1);
    accepted.plan.segments = segments;
    message = make_message({MessageId(1), {}, at(0)}, accepted);
  }
  template <class FactType>
  bool apply(const FactType& fact, std::int64_t second = 1) {
    return fold_fact(message, {message.id, {}, at(second)}, fact);
  }
  [[nodiscard]] std::string_view state() const { return to_string(message.state); }
  [[nodiscard]] std::string_view segment(std::size_t index = 0) const {
    return to_string(message.segments[index].state);
  }
  Message message;
};

store::Answered answered(std::uint8_t segment, std::uint8_t attempt, std::uint32_t status, bool retry = false) {
  store::Answered fact;
  fact.segment = segment;
  fact.attempt = attempt;
  fact.bind = BindId(1);
  fact.command_status = status;
  fact.carrier_message_id = status == 0 ? "id" : "";
  fact.retry = retry;
  fact.reason = status == 0 || retry ? Reason::none : Reason::refused;
  return fact;
}

store::Receipted receipted(std::uint8_t segment, std::uint8_t attempt, SegmentState state) {
  store::Receipted fact;
  fact.segment = segment;
  fact.attempt = attempt;
  fact.bind = BindId(1);
  fact.state = state;
  return fact;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fold_fact_)

BOOST_AUTO_TEST_CASE(a_message_goes_from_queued_over_submitted_and_sent_to_its_end) {
  Life life;
  BOOST_TEST(life.state() == "queued");
  BOOST_TEST(life.apply(store::Claimed{0, CarrierNumber(1)}));
  BOOST_TEST(life.state() == "submitted");
  BOOST_TEST(life.apply(answered(0, 0, 0)));
  BOOST_TEST(life.state() == "sent");
  BOOST_TEST(life.apply(receipted(0, 0, SegmentState::delivered)));
  BOOST_TEST(life.segment() == "delivered");
  BOOST_TEST(life.apply(store::Ended{MessageState::delivered, Reason::none, {Door::http, EventSequence(1)}}, 9));
  BOOST_TEST(life.state() == "delivered");
  BOOST_TEST((life.message.ended_at == at(9)));
}

BOOST_AUTO_TEST_CASE(a_released_claim_leaves_no_attempt_behind_however_often) {
  Life life;
  for (int i = 0; i < 1000; ++i) {
    BOOST_REQUIRE(life.apply(store::Claimed{0, CarrierNumber(1)}));
    BOOST_REQUIRE(life.apply(store::Released{0, Reason::bind_closed}));
    BOOST_REQUIRE_EQUAL(life.segment(), "waiting");
  }
  BOOST_TEST(life.message.segments[0].attempts.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_passing_error_waits_again_and_a_final_one_ends_the_segment) {
  Life life;
  BOOST_TEST(life.apply(store::Claimed{0, CarrierNumber(1)}));
  BOOST_TEST(life.apply(answered(0, 0, 0x58, true)));
  BOOST_TEST(life.segment() == "waiting");
  BOOST_TEST(life.apply(store::Claimed{0, CarrierNumber(1)}));
  BOOST_TEST(life.apply(answered(0, 1, 0x0B)));
  BOOST_TEST(life.segment() == "rejected");
  BOOST_TEST(life.message.segments[0].attempts.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_late_ok_settles_the_doubt_but_not_a_newer_attempt) {
  Life life;
  BOOST_TEST(life.apply(store::Claimed{0, CarrierNumber(1)}));
  BOOST_TEST(life.apply(store::Doubted{0, 0, BindId(1), 7, Reason::response_timeout, {}}));
  BOOST_TEST(life.state() == "in_doubt");
  BOOST_TEST(life.apply(store::Resent{0}));
  BOOST_TEST(life.apply(store::Claimed{0, CarrierNumber(1)}));
  BOOST_TEST(life.apply(answered(0, 0, 0)));
  BOOST_TEST(life.segment() == "claimed");
  BOOST_TEST(to_string(life.message.segments[0].attempts[0].state) == "accepted");
  BOOST_TEST(life.apply(answered(0, 1, 0)));
  BOOST_TEST(life.segment() == "sent");
}

BOOST_AUTO_TEST_CASE(a_segment_that_an_older_attempt_has_sent_stays_sent_whatever_becomes_of_the_resend) {
  const auto resent_and_answered_late = [] {
    Life life;
    BOOST_REQUIRE(life.apply(store::Claimed{0, CarrierNumber(1)}));
    BOOST_REQUIRE(life.apply(store::Doubted{0, 0, BindId(1), 7, Reason::response_timeout, {}}));
    BOOST_REQUIRE(life.apply(store::Resent{0}));
    BOOST_REQUIRE(life.apply(store::Claimed{0, CarrierNumber(1)}));
    BOOST_REQUIRE(life.apply(answered(0, 0, 0)));
    return life;
  };
  Life doubted = resent_and_answered_late();
  BOOST_TEST(doubted.apply(store::Doubted{0, 1, BindId(1), 8, Reason::response_timeout, {}}));
  BOOST_TEST(doubted.segment() == "sent");
  Life refused = resent_and_answered_late();
  BOOST_TEST(refused.apply(answered(0, 1, 0x0B)));
  BOOST_TEST(refused.segment() == "sent");
  Life released = resent_and_answered_late();
  BOOST_TEST(released.apply(store::Released{0, Reason::bind_closed}));
  BOOST_TEST(released.segment() == "sent");
}

BOOST_AUTO_TEST_CASE(a_late_ok_of_an_older_attempt_takes_back_the_next_one_that_only_waits) {
  Life life;
  BOOST_TEST(life.apply(store::Claimed{0, CarrierNumber(1)}));
  BOOST_TEST(life.apply(store::Doubted{0, 0, BindId(1), 7, Reason::response_timeout, {}}));
  BOOST_TEST(life.apply(store::Resent{0}));
  BOOST_TEST(life.apply(store::Claimed{0, CarrierNumber(1)}));
  BOOST_TEST(life.apply(answered(0, 1, 0x58, true)));
  BOOST_TEST(life.segment() == "waiting");
  BOOST_TEST(life.apply(answered(0, 0, 0)));
  BOOST_TEST(life.segment() == "sent");
}

BOOST_AUTO_TEST_CASE(the_first_final_receipt_stands_and_knowledge_replaces_unknown) {
  Life life;
  BOOST_TEST(life.apply(store::Claimed{0, CarrierNumber(1)}));
  BOOST_TEST(life.apply(answered(0, 0, 0)));
  BOOST_TEST(life.apply(receipted(0, 0, SegmentState::delivered)));
  BOOST_TEST(life.apply(receipted(0, 0, SegmentState::undeliverable)));
  BOOST_TEST(life.segment() == "delivered");

  Life unknown;
  BOOST_TEST(unknown.apply(store::Claimed{0, CarrierNumber(1)}));
  BOOST_TEST(unknown.apply(answered(0, 0, 0)));
  BOOST_TEST(unknown.apply(store::SegmentEnded{0, SegmentState::unknown, Reason::no_receipt}));
  BOOST_TEST(unknown.apply(receipted(0, 0, SegmentState::undeliverable)));
  BOOST_TEST(unknown.segment() == "undeliverable");
}

BOOST_AUTO_TEST_CASE(an_intermediate_receipt_changes_nothing_but_proves_a_doubted_submit) {
  Life life;
  BOOST_TEST(life.apply(store::Claimed{0, CarrierNumber(1)}));
  BOOST_TEST(life.apply(store::Doubted{0, 0, BindId(1), 7, Reason::bind_closed, {}}));
  store::Receipted interim = receipted(0, 0, SegmentState::sent);
  interim.carrier_message_id = "c9";
  BOOST_TEST(life.apply(interim));
  BOOST_TEST(life.segment() == "sent");
  BOOST_TEST(life.message.segments[0].attempts[0].carrier_message_id == "c9");
}

BOOST_AUTO_TEST_CASE(facts_about_what_is_not_there_do_not_fit) {
  Life life;
  BOOST_TEST(!life.apply(store::Claimed{1, CarrierNumber(1)}));
  BOOST_TEST(!life.apply(answered(0, 0, 0)));
  BOOST_TEST(!life.apply(store::Released{0, Reason::none}));
  BOOST_TEST(!life.apply(receipted(0, 3, SegmentState::delivered)));
  BOOST_TEST(!fold_any_fact(life.message, {life.message.id, {}, at(1)}, store::Accepted{}));
  BOOST_TEST(life.state() == "queued");
}

BOOST_AUTO_TEST_CASE(the_state_of_an_open_message_names_its_most_pressing_segment) {
  Life life(3);
  BOOST_TEST(life.apply(store::Claimed{0, CarrierNumber(1)}));
  BOOST_TEST(life.apply(answered(0, 0, 0)));
  BOOST_TEST(life.state() == "submitted");
  BOOST_TEST(life.apply(store::Claimed{1, CarrierNumber(1)}));
  BOOST_TEST(life.apply(store::Doubted{1, 0, BindId(1), 1, Reason::crash, {}}));
  BOOST_TEST(life.state() == "in_doubt");
}

BOOST_AUTO_TEST_CASE(a_send_time_schedules_until_the_first_claim) {
  Life life;
  BOOST_TEST(life.apply(store::Replaced{BodyKind::text, 0, "new", at(900), at(100), 1, life.message.plan}));
  BOOST_TEST(life.state() == "scheduled");
  BOOST_TEST(life.message.body == "new");
  BOOST_TEST(to_string(state_at(life.message, at(99))) == "scheduled");
  BOOST_TEST(to_string(state_at(life.message, at(100))) == "queued");
  BOOST_TEST(life.apply(store::Claimed{0, CarrierNumber(1)}, 100));
  BOOST_TEST(life.state() == "submitted");
  BOOST_TEST(life.apply(store::Released{0, Reason::bind_closed}, 101));
  BOOST_TEST(life.state() == "queued");
}

BOOST_AUTO_TEST_SUITE_END()
