// SPDX-License-Identifier: Apache-2.0
// Faults 7 to 9: a carrier that takes less than we have for it, says so or does not.
#include <boost/test/unit_test.hpp>

#include "tests/sim/faults/invariants.h"

using namespace smppedge;
using pdu::CommandStatus;
using sim::FaultStage;
using sim::FaultyCarrier;
using sim::SimSmsc;

namespace {

struct LoadFault : FaultStage {
  LoadFault() {
    shorten_times();
    settings.delivery.validity.fill(Seconds(7200));
    link().window = 50;
  }
  void refuse_with(CommandStatus status) {
    faulty.fate = [status](const SimSmsc::Submit&) { return FaultyCarrier::Fate{.takes = false, .status = status}; };
  }
  void take_all() {
    faulty.fate = [](const SimSmsc::Submit&) { return FaultyCarrier::Fate{}; };
  }
  std::size_t submits_within(Micros duration) {
    const std::size_t before = faulty.smsc().submits.size();
    scheduler.run_for(duration);
    return faulty.smsc().submits.size() - before;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(load_faults, LoadFault)

BOOST_AUTO_TEST_CASE(fault_07_esme_rthrottled_storm) {
  begin();
  refuse_with(CommandStatus::ESME_RTHROTTLED);
  ask_many(1000);
  scheduler.run_for(Seconds(10));
  // The pace has fallen: what is submitted now only asks whether it goes on.
  BOOST_TEST(submits_within(Seconds(20)) <= 100U);
  BOOST_TEST(carrier_status().refused > 0U);
  take_all();
  const MonoTime storm_ends = scheduler.mono();
  rest();
  // And recovered: the backlog has not left at the pace of the storm.
  MonoTime last{};
  for (const SimSmsc::Submit& submit : faulty.smsc().submits) last = std::max(last, submit.at);
  BOOST_TEST((last - storm_ends < Seconds(120)));
  BOOST_TEST(count_told("delivered") == 1000U);
  BOOST_TEST(gateway->status().counters.retries == carrier_status().refused);
  BOOST_TEST(sums().doubts == 0U);
  BOOST_TEST(invariants.broken() == "");
  BOOST_TEST(serves_again());
}

BOOST_AUTO_TEST_CASE(fault_07_esme_rthrottled_above_a_rate) {
  begin();
  MonoTime second{};
  unsigned taken = 0;
  faulty.fate = [&](const SimSmsc::Submit&) {
    if (scheduler.mono() - second >= Seconds(1)) {
      second = scheduler.mono();
      taken = 0;
    }
    if (++taken > 20) return FaultyCarrier::Fate{.takes = false, .status = CommandStatus::ESME_RTHROTTLED};
    return FaultyCarrier::Fate{};
  };
  ask_many(300);
  for (int i = 0; i < 40; ++i) ask(faulty_one, TrafficClass::marketing, 400);
  rest();
  BOOST_TEST(count_told("delivered") == 340U);
  BOOST_TEST(sums().doubts == 0U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_08_rmsgqful_and_rsyserr_on_and_off) {
  begin();
  for (const CommandStatus status : {CommandStatus::ESME_RMSGQFUL, CommandStatus::ESME_RSYSERR}) {
    for (int i = 0; i < 3; ++i) {
      refuse_with(status);
      ask_many(30);
      ask(faulty_one, TrafficClass::otp, 400);
      scheduler.run_for(Seconds(8));
      take_all();
      ask_many(30);
      scheduler.run_for(Seconds(60));
    }
  }
  rest();
  BOOST_TEST(count_told("delivered") == 6U * 61U);
  BOOST_TEST(gateway->status().counters.retries > 0U);
  BOOST_TEST(gateway->status().counters.retries == carrier_status().refused);
  BOOST_TEST(invariants.broken() == "");
  BOOST_TEST(serves_again());
}

BOOST_AUTO_TEST_CASE(fault_09_slow_carrier_of_one_byte_a_second) {
  begin();
  for (const auto& connection : faulty.open_links()) {
    connection->conditions.bytes_per_s = 1;
    connection->conditions.buffer_bytes = 500;
  }
  ask_many(200);
  scheduler.run_for(Seconds(20));
  // What does not fit what the carrier reads stays claimed or queued, and within its bounds.
  BOOST_TEST(carrier_status().window_used <= link().window);
  rest();
  BOOST_TEST(count_told("delivered") + count_told("unknown") == 200U);
  BOOST_TEST(count_told("delivered") >= 200U - link().window);
  BOOST_TEST(count_told("unknown") <= sums().doubts);
  BOOST_TEST(sums().doubts > 0U);
  BOOST_TEST(invariants.broken() == "");
  BOOST_TEST(serves_again());
}

BOOST_AUTO_TEST_CASE(fault_09_slow_carrier_with_a_zero_window) {
  begin();
  faulty.hold_reading(true);
  ask_many(200);
  ask_many(20, TrafficClass::otp);
  scheduler.run_for(Seconds(25));
  faulty.hold_reading(false);  // before the gateway has given anything up
  rest();
  BOOST_TEST(count_told("delivered") == 220U);
  BOOST_TEST(faulty.smsc().submits.size() == 220U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_09_slow_carrier_with_a_zero_window_for_ever) {
  begin();
  faulty.hold_reading(true);
  ask_many(200);
  ask_many(20, TrafficClass::otp);
  rest();
  BOOST_TEST(count_told("delivered") >= 220U - link().window);
  BOOST_TEST(count_told("unknown") <= link().window);
  BOOST_TEST(sums().doubts > 0U);
  BOOST_TEST(invariants.broken() == "");
  BOOST_TEST(serves_again());
}

BOOST_AUTO_TEST_SUITE_END()
