// SPDX-License-Identifier: Apache-2.0
// An account whose carrier fails: what opens its breaker, and what becomes of claims then.
#include <boost/test/unit_test.hpp>

#include "tests/unit/carrier/account.h"

using namespace smppedge;
using namespace smppedge::carrier;
using namespace smppedge::carrier::test;
using enum pdu::CommandStatus;

namespace {

struct Failing : Account {
  Failing() {
    settings.breaker.results_min = 5;
    settings.window = 5;
  }
  void answers(pdu::CommandStatus status) {
    smsc.reply = [status](const auto&) { return sim::SimSmsc::Reply{.status = status}; };
  }
  [[nodiscard]] std::string breaker() const { return std::string(to_string(carrier->status().breaker)); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(carrier_failing, Failing)

BOOST_AUTO_TEST_CASE(statuses_that_may_speak_of_messages_alone_open_no_breaker) {
  start_bound();
  constexpr auto vendor = static_cast<pdu::CommandStatus>(0x410);
  for (const auto status : {ESME_RSUBMITFAIL, ESME_RDELIVERYFAILURE, ESME_RUNKNOWNERR, vendor, ESME_RINVDSTADR}) {
    answers(status);
    for (std::uint64_t id = 1; id <= 10; ++id) send(id);
    run_for(Millis(100));
    BOOST_TEST(breaker() == "closed");
  }
  run_for(Seconds(11));
  answers(ESME_RSYSERR);
  for (std::uint64_t id = 1; id <= 5; ++id) send(id);
  run_for(Millis(100));
  BOOST_TEST(breaker() == "open");
}

BOOST_AUTO_TEST_CASE(claims_that_become_durable_when_the_breaker_is_open_already_are_released) {
  start_bound();
  answers(ESME_RSYSERR);
  for (std::uint64_t id = 1; id <= 5; ++id) send(id);
  for (std::uint64_t id = 6; id <= 9; ++id) carrier->claim({MessageId(id), 0, 1, false});
  run_for(Millis(100));
  BOOST_REQUIRE(breaker() == "open");
  for (std::uint64_t id = 6; id <= 9; ++id) carrier->submit({MessageId(id), 0, 1, false});
  run_for(Seconds(5));
  BOOST_TEST(smsc.submits.size() == 5U);
  BOOST_REQUIRE(heard.released.size() == 4U);
  BOOST_TEST((heard.released[0].reason == Reason::breaker_open));
  BOOST_TEST(carrier->status().claims_open == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
