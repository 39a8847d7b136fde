// SPDX-License-Identifier: Apache-2.0
// Faults 10 to 13: binds that are refused, flap, are taken back or not kept alive, and sequence numbers at their end.
#include <boost/test/unit_test.hpp>

#include "tests/sim/faults/invariants.h"

using namespace smppedge;
using pdu::CommandStatus;
using sim::FaultStage;
using sim::FaultyCarrier;
using sim::SimSmsc;

namespace {

struct BindFault : FaultStage {
  BindFault() {
    shorten_times();
    settings.delivery.validity.fill(Seconds(7200));
    link().window = 10;
  }
  void begin_without_binds() {
    start();
    scheduler.run_for(Seconds(1));
  }
  void answer_after(Micros delay) {
    faulty.fate = [delay](const SimSmsc::Submit&) { return FaultyCarrier::Fate{.answers_after = delay}; };
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(bind_faults, BindFault)

BOOST_AUTO_TEST_CASE(fault_10_bind_refused) {
  faulty.smsc().bind_status = CommandStatus::ESME_RBINDFAIL;
  begin_without_binds();
  ask_many(100);
  scheduler.run_for(Seconds(300));
  // Two binds, a wait of 30 to 60 seconds between tries.
  BOOST_TEST(faulty.smsc().bind_requests >= 2U * 5U);
  BOOST_TEST(faulty.smsc().bind_requests <= 2U * 11U);
  BOOST_TEST(carrier_status().binds[0].last_bind_status == static_cast<std::uint32_t>(CommandStatus::ESME_RBINDFAIL));
  BOOST_TEST(!carrier_status().binds[0].credentials_refused);
  BOOST_TEST(gateway->status().queued_messages == 100U);
  faulty.smsc().bind_status = CommandStatus::ESME_ROK;
  rest();
  BOOST_TEST(count_told("delivered") == 100U);
  BOOST_TEST(carrier_status().binds[0].last_bind_status == 0U);
  BOOST_TEST(sums().doubts == 0U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_10_bind_refused_for_its_credentials) {
  faulty.smsc().bind_status = CommandStatus::ESME_RINVPASWD;
  begin_without_binds();
  ask_many(10);
  scheduler.run_for(Seconds(1200));
  BOOST_TEST(faulty.smsc().bind_requests <= 2U * 9U);
  BOOST_TEST(carrier_status().binds[0].credentials_refused);
  faulty.smsc().bind_status = CommandStatus::ESME_ROK;
  rest();
  BOOST_TEST(!carrier_status().binds[0].credentials_refused);
  BOOST_TEST(count_told("delivered") == 10U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_10_bind_flapping) {
  settings.delivery.in_doubt_timeout = Seconds(3600);  // the receipts come when a bind stays again
  begin();
  answer_after(Millis(200));
  ask_many(200);
  bool flapping = true;
  std::function<void()> flap = [&] {
    if (!flapping) return;
    faulty.reset_all();
    scheduler.call_after(Millis(700), flap);
  };
  flap();
  scheduler.run_for(Seconds(300));
  // It is not dialed faster and faster, nor at once: from a second to a minute.
  BOOST_TEST(faulty.smsc().bind_requests <= 2U * 15U);
  std::uint64_t ended = 0;
  for (const carrier::BindStatus& bind : carrier_status().binds) ended += bind.connections_ended;
  BOOST_TEST(ended >= 2U * 5U);
  flapping = false;
  rest();
  BOOST_TEST(count_told("delivered") == 200U);  // a receipt for each that was in doubt
  BOOST_TEST(invariants.broken() == "");
  BOOST_TEST(serves_again());
}

BOOST_AUTO_TEST_CASE(fault_11_unbind_mid_window) {
  begin();
  answer_after(Millis(300));
  ask_many(100);
  BOOST_REQUIRE(run_until([&] { return faulty.smsc().submits.size() >= 10; }));
  faulty.unbind_all();
  rest();
  // The carrier has answered what it had before it went.
  BOOST_TEST(count_told("delivered") == 100U);
  BOOST_TEST(sums().doubts == 0U);
  BOOST_TEST(faulty.smsc().submits.size() == 100U);
  BOOST_TEST(carrier_status().binds[0].connections_ended == 1U);
  BOOST_TEST(invariants.broken() == "");
  BOOST_TEST(serves_again());
}

BOOST_AUTO_TEST_CASE(fault_11_unbind_mid_window_without_another_answer) {
  begin();
  faulty.fate = [](const SimSmsc::Submit&) {
    return FaultyCarrier::Fate{.takes = false, .answers_after = std::nullopt};
  };
  ask_many(50);
  ask_many(10, TrafficClass::otp);
  BOOST_REQUIRE(run_until([&] { return faulty.smsc().submits.size() >= 10; }));
  faulty.unbind_all();
  faulty.fate = [](const SimSmsc::Submit&) { return FaultyCarrier::Fate{}; };
  rest();
  BOOST_TEST(sums().doubts == 10U);
  BOOST_TEST(count_told("unknown") + sums().resends == 10U);
  BOOST_TEST(count_told("delivered") == 60U - count_told("unknown"));
  BOOST_TEST(invariants.broken() == "");
  BOOST_TEST(serves_again());
}

BOOST_AUTO_TEST_CASE(fault_12_enquire_link_ignored) {
  faulty.smsc().ignores_enquire_links = true;
  faulty.smsc().session_settings.enquire_link_interval = Micros(0);
  faulty.smsc().session_settings.inactivity_timeout = Micros(0);
  begin();
  for (int i = 0; i < 10; ++i) {
    ask_many(20);
    scheduler.run_for(Seconds(60));
  }
  // An idle connection is given up, one that is used is not.
  const std::uint64_t ended = carrier_status().binds[0].connections_ended;
  BOOST_TEST(ended >= 3U);
  BOOST_TEST(ended <= 20U);
  rest();
  BOOST_TEST(count_told("delivered") == 200U);
  BOOST_TEST(faulty.smsc().submits.size() == 200U);
  BOOST_TEST(sums().doubts == 0U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_12_enquire_link_ignored_under_traffic) {
  faulty.smsc().ignores_enquire_links = true;
  faulty.smsc().session_settings.enquire_link_interval = Micros(0);
  begin();
  for (int i = 0; i < 50; ++i) {
    ask_many(4);
    scheduler.run_for(Seconds(5));
  }
  BOOST_TEST(carrier_status().binds[0].connections_ended == 0U);
  rest();
  BOOST_TEST(count_told("delivered") == 200U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_13_sequence_number_wraps_at_0x7fffffff) {
  constexpr std::uint32_t last = 0x7FFF'FFFF;
  link().first_sequence_number = last - 20;
  link().binds.resize(1);
  link().window = 15;
  begin();
  std::uint64_t answered = 0;
  faulty.fate = [&](const SimSmsc::Submit&) {
    // Out of order, so that both sides of the wrap are open at the same time.
    return FaultyCarrier::Fate{.answers_after = Millis(++answered % 7 == 0 ? 400 : 20)};
  };
  ask_many(200);
  rest();
  BOOST_TEST(count_told("delivered") == 200U);
  BOOST_TEST(faulty.smsc().submits.size() == 200U);
  std::set<std::uint32_t> numbers;
  for (const SimSmsc::Submit& submit : faulty.smsc().submits) numbers.insert(submit.sequence.value());
  BOOST_TEST(numbers.size() == 200U);
  BOOST_TEST(numbers.contains(last));
  BOOST_TEST(numbers.contains(1U));
  BOOST_TEST(!numbers.contains(0U));
  BOOST_TEST(*numbers.rbegin() == last);
  BOOST_TEST(sums().doubts == 0U);
  BOOST_TEST(carrier_status().binds[0].unknown_responses == 0U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_SUITE_END()
