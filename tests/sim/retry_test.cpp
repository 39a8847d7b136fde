// SPDX-License-Identifier: Apache-2.0
// Refused segments are tried again: so often and so late as the class of each refusal says, each segment for itself.
#include <boost/test/unit_test.hpp>

#include "tests/sim/world.h"

using namespace smppedge;
using sim::SimSmsc;
using sim::World;
using enum pdu::CommandStatus;

namespace {

struct Refused : World {
  Refused() {
    smsc->reply = [this](const SimSmsc::Submit& submit) -> std::optional<SimSmsc::Reply> {
      std::deque<pdu::CommandStatus>& coming = refusals[part_of(submit)];
      if (coming.empty()) return reply_to(submit);
      const pdu::CommandStatus status = coming.front();
      coming.pop_front();
      return SimSmsc::Reply{.status = status};
    };
  }
  /// From 1, as the user data header says; 1 where there is none.
  static unsigned part_of(const SimSmsc::Submit& submit) {
    return (submit.esm_class & 0x40) == 0 ? 1U : static_cast<std::uint8_t>(submit.body[5]);
  }
  /// Seconds from the first submit of that part to the others.
  [[nodiscard]] std::vector<std::int64_t> tried_again_after(unsigned part) const {
    std::vector<std::int64_t> seconds;
    std::optional<MonoTime> first;
    for (const SimSmsc::Submit& submit : smsc->submits) {
      if (part_of(submit) != part) continue;
      if (first) seconds.push_back(std::chrono::duration_cast<Seconds>(submit.at - *first).count());
      if (!first) first = submit.at;
    }
    return seconds;
  }
  void put(pdu::CommandStatus status, carrier::StatusRule rule) {
    settings.carriers[0].link.statuses = carrier::StatusTable({{status, rule}});
  }
  std::string result(const std::string& text = "hello") {
    start_bound();
    const gateway::Event* told = result_of(accept("8613800138000", text), Seconds(3'600));
    if (told == nullptr) return "open";
    const std::string reason(to_string(told->message->reason));
    return std::string(to_string(told->message->state)) + (reason.empty() ? "" : " " + reason);
  }

  std::map<unsigned, std::deque<pdu::CommandStatus>> refusals;  ///< by part, in order; then it is taken
};

const std::string two_parts(300, 'a');

}  // namespace

BOOST_FIXTURE_TEST_SUITE(retry, Refused)

BOOST_AUTO_TEST_CASE(refusals_of_one_class_use_up_no_retries_of_another) {
  refusals[1] = {ESME_RTHROTTLED, ESME_RTHROTTLED, ESME_RTHROTTLED, ESME_RSYSERR, ESME_RSYSERR, ESME_RSYSERR};
  BOOST_TEST(result() == "delivered");
  BOOST_TEST(smsc->submits.size() == 7U);
}

BOOST_AUTO_TEST_CASE(a_status_with_bounds_of_its_own_is_counted_for_itself) {
  refusals[1] = std::deque(8, ESME_RTHROTTLED);
  refusals[1].push_back(ESME_RMSGQFUL);
  BOOST_TEST(result() == "delivered");
}

BOOST_AUTO_TEST_CASE(statuses_of_one_class_share_its_retries) {
  refusals[1] = {ESME_RSYSERR, ESME_RX_T_APPN, ESME_RSYSERR, ESME_RX_T_APPN};
  BOOST_TEST(result() == "rejected retries_exhausted");
  BOOST_TEST(smsc->submits.size() == 4U);
}

BOOST_AUTO_TEST_CASE(all_classes_together_are_bounded_by_retries_max) {
  settings.delivery.retries_max = 4;
  refusals[1] = {ESME_RTHROTTLED, ESME_RTHROTTLED, ESME_RTHROTTLED, ESME_RSYSERR, ESME_RSYSERR};
  BOOST_TEST(result() == "rejected retries_exhausted");
  BOOST_TEST(smsc->submits.size() == 5U);
}

BOOST_AUTO_TEST_CASE(each_refused_segment_waits_for_its_own_time) {
  refusals[1] = {ESME_RSYSERR, ESME_RSYSERR, ESME_RSYSERR};
  refusals[2] = {ESME_RTHROTTLED, ESME_RTHROTTLED};
  BOOST_TEST(result(two_parts) == "delivered");
  BOOST_TEST((tried_again_after(1) == std::vector<std::int64_t>{10, 30, 60}));
  BOOST_TEST_REQUIRE(tried_again_after(2).size() == 2U);
  BOOST_TEST(tried_again_after(2).back() < 10);
}

BOOST_AUTO_TEST_CASE(a_segment_that_waits_for_its_time_is_not_taken_along_by_one_that_comes_back_unwritten) {
  settings.carriers[0].link.pace_per_s = 1;
  settings.carriers[0].link.binds = {carrier::BindKind::transceiver, carrier::BindKind::transceiver};
  refusals[1] = {ESME_RSYSERR};
  start_bound();
  run_until([this] { return smsc->connections() == 2; });
  scheduler.run_for(Seconds(1));
  const MessageId id = accept("8613800138000", std::string(600, 'a'));
  run_until([this] { return smsc->submits.size() == 2; });
  scheduler.run_for(Millis(20));                          // until it is answered
  network.links()[smsc->submits[0].connection]->reset();  // with it goes what was claimed and not written
  BOOST_REQUIRE(result_of(id, Seconds(3'600)) != nullptr);
  BOOST_TEST((tried_again_after(1) == std::vector<std::int64_t>{10}));
}

BOOST_AUTO_TEST_CASE(a_carrier_s_own_row_says_how_often_and_when_it_is_tried_again) {
  put(ESME_RSYSERR, {carrier::StatusClass::retry, {2, Seconds(3), Seconds(4), Seconds(600)}});
  refusals[1] = std::deque(9, ESME_RSYSERR);
  BOOST_TEST(result() == "rejected retries_exhausted");
  BOOST_TEST((tried_again_after(1) == std::vector<std::int64_t>{3, 7}));
}

BOOST_AUTO_TEST_CASE(without_a_row_of_its_own_the_class_says_so) {
  refusals[1] = std::deque(9, ESME_RSYSERR);
  BOOST_TEST(result() == "rejected retries_exhausted");
  BOOST_TEST((tried_again_after(1) == std::vector<std::int64_t>{10, 30, 60}));
}

BOOST_AUTO_TEST_CASE(a_carrier_s_own_row_bounds_the_time_of_retries) {
  put(ESME_RSYSERR, {carrier::StatusClass::retry, {100, Seconds(10), Seconds(10), Seconds(35)}});
  refusals[1] = std::deque(9, ESME_RSYSERR);
  BOOST_TEST(result() == "rejected retries_exhausted");
  BOOST_TEST((tried_again_after(1) == std::vector<std::int64_t>{10, 20, 30, 40}));
}

BOOST_AUTO_TEST_CASE(a_carrier_s_own_row_makes_a_passing_status_final_and_a_final_one_passing) {
  settings.carriers[0].link.statuses = carrier::StatusTable(
      {{ESME_RSYSERR, {carrier::StatusClass::permanent, {}}},
       {ESME_RINVDSTADR, {carrier::StatusClass::retry, {1, Seconds(5), Seconds(5), Seconds(60)}}}});
  refusals[1] = {ESME_RINVDSTADR, ESME_RSYSERR};
  BOOST_TEST(result() == "rejected refused");
  BOOST_TEST((tried_again_after(1) == std::vector<std::int64_t>{5}));
}

BOOST_AUTO_TEST_SUITE_END()
