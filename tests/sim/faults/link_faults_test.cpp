// SPDX-License-Identifier: Apache-2.0
// Faults 1 to 6: connections that end or go silent, responses that come late, never, or to nothing.
#include <boost/test/unit_test.hpp>

#include "tests/sim/faults/invariants.h"

using namespace smppedge;
using sim::FaultStage;
using sim::FaultWorld;
using sim::FaultyCarrier;
using sim::SimSmsc;

namespace {

struct LinkFault : FaultStage {
  LinkFault() {
    shorten_times();
    link().window = 30;
  }
  void answer_after(std::optional<Micros> delay, bool takes = true) {
    faulty.fate = [delay, takes](const SimSmsc::Submit&) {
      return FaultyCarrier::Fate{.takes = takes, .answers_after = delay};
    };
  }
  void run_until_submitted(std::size_t count) {
    BOOST_REQUIRE(run_until([&] { return faulty.smsc().submits.size() >= count; }));
  }
  [[nodiscard]] std::uint64_t connections_ended() const {
    std::uint64_t ended = 0;
    for (const carrier::BindStatus& bind : carrier_status().binds) ended += bind.connections_ended;
    return ended;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(link_faults, LinkFault)

BOOST_AUTO_TEST_CASE(fault_01_rst_mid_window) {
  link().binds.assign(3, carrier::BindKind::transceiver);
  begin();
  answer_after(Seconds(2));
  ask_many(100);
  run_until_submitted(30);
  faulty.open_links()[0]->reset();
  scheduler.run_for(Millis(100));
  BOOST_TEST(bound_count() == 2U);
  BOOST_TEST(connections_ended() == 1U);
  BOOST_TEST(gateway->status().in_doubt_segments == 10U);
  rest();
  // What was in doubt has been settled by its receipt.
  BOOST_TEST(count_told("delivered") == 100U);
  BOOST_TEST(carrier_status().doubts == 10U);
  BOOST_TEST(faulty.smsc().submits.size() == 100U);
  BOOST_TEST(invariants.broken() == "");
  BOOST_TEST(serves_again());
}

BOOST_AUTO_TEST_CASE(fault_01_rst_mid_window_of_urgent_messages_without_receipts_in_time) {
  begin();
  answer_after(std::nullopt);
  faulty.receipts = [](const FaultyCarrier::Taken&) {
    return std::vector{FaultyCarrier::Receipt{.after = Seconds(60)}};
  };
  ask_many(30, TrafficClass::otp);
  run_until_submitted(30);
  answer_after(Millis(5));
  faulty.reset_all();
  rest();
  BOOST_TEST(count_told("delivered") == 30U);
  BOOST_TEST(sums().resends == 30U);
  BOOST_TEST(sums().duplicates_delivered == 30U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_02_half_open_tcp) {
  begin();
  const auto vanished = faulty.open_links();
  faulty.vanish();
  ask_many(20);
  ask_many(10, TrafficClass::otp);
  scheduler.run_for(Millis(500));
  BOOST_TEST(faulty.smsc().submits.empty());
  // Found by the responses that do not come, or by the enquire_link that is not answered.
  BOOST_REQUIRE(run_until([&] { return connections_ended() == 2 && bound_count() == 2; }, Seconds(60)));
  ask_many(20);
  rest();
  BOOST_TEST(count_told("unknown") == 20U);
  BOOST_TEST(reason_of(0) == "in_doubt");
  BOOST_TEST(count_told("delivered") == 30U);
  BOOST_TEST(sums().resends == 10U);
  BOOST_TEST(invariants.broken() == "");
  BOOST_TEST(serves_again());
}

BOOST_AUTO_TEST_CASE(fault_02_half_open_tcp_of_an_idle_bind) {
  begin();
  faulty.vanish();
  BOOST_REQUIRE(run_until([&] { return connections_ended() == 2 && bound_count() == 2; }, Seconds(60)));
  ask_many(20);
  rest();
  BOOST_TEST(count_told("delivered") == 20U);
  BOOST_TEST(sums().doubts == 0U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_03_fin_after_the_submit_before_the_response) {
  begin();
  const auto links = faulty.open_links();
  faulty.fate = [&](const SimSmsc::Submit& submit) {
    if (submit.connection < links.size()) links[submit.connection]->finish(sim::SimLink::listener);
    const bool survives = submit.connection >= links.size();
    return FaultyCarrier::Fate{.answers_after = survives ? std::optional<Micros>(Millis(5)) : std::nullopt};
  };
  faulty.receipts = [](const FaultyCarrier::Taken& taken) {
    if (taken.connection < 2 && taken.segment.first == 0) return std::vector<FaultyCarrier::Receipt>{};
    return std::vector{FaultyCarrier::Receipt{.after = Seconds(30)}};
  };
  const std::size_t held = ask(faulty_one);
  const std::size_t urgent = ask(faulty_one, TrafficClass::otp);
  scheduler.run_for(Seconds(1));
  BOOST_TEST(gateway->status().counters.doubts == 2U);
  BOOST_TEST(sent[held].doubts == 1U);
  BOOST_TEST(sent[urgent].doubts == 1U);
  rest();
  BOOST_TEST(state_of(held) == "unknown");
  BOOST_TEST(reason_of(held) == "in_doubt");
  BOOST_TEST(state_of(urgent) == "delivered");
  BOOST_TEST(faulty.smsc().submits.size() == 3U);
  BOOST_TEST(sums().resends == 1U);
  BOOST_TEST(sums().duplicates_delivered == 1U);
  BOOST_TEST(invariants.broken() == "");
  BOOST_TEST(serves_again());
}

BOOST_AUTO_TEST_CASE(fault_04_carrier_never_responds) {
  link().window = 10;
  link().unanswered_max = 20;
  link().response_timeout = Seconds(10);
  begin();
  answer_after(std::nullopt, false);
  ask_many(500);
  scheduler.run_for(Seconds(300));
  BOOST_TEST(carrier_status().silent);
  const std::uint64_t doubts = sums().doubts;
  // Until it counts as silent, what was open then, and a probe at a time: the backlog stays.
  BOOST_TEST(doubts <= 20U + 10U + 300U / 10U);
  BOOST_TEST(gateway->status().queued_messages >= 500U - doubts - 10U);
  answer_after(Millis(5));
  rest();
  BOOST_TEST(!carrier_status().silent);
  BOOST_TEST(count_told("unknown") == sums().doubts);
  BOOST_TEST(count_told("delivered") == 500U - sums().doubts);
  BOOST_TEST(invariants.broken() == "");
  BOOST_TEST(serves_again());
}

BOOST_AUTO_TEST_CASE(fault_05_response_after_our_timeout) {
  link().window = 100;
  link().response_timeout = Seconds(10);
  link().response_timeouts_max = 1000;
  begin();
  answer_after(Seconds(12));
  faulty.receipts = [](const FaultyCarrier::Taken&) {
    return std::vector{FaultyCarrier::Receipt{.after = Seconds(20)}};
  };
  ask_many(20);
  ask_many(10, TrafficClass::otp);
  scheduler.run_for(Seconds(11));
  BOOST_TEST(gateway->status().in_doubt_segments == 30U);
  rest();
  BOOST_TEST(count_told("delivered") == 30U);
  BOOST_TEST(gateway->status().counters.late_answers == 30U);
  BOOST_TEST(carrier_status().late_answers == 30U);
  BOOST_TEST(faulty.smsc().submits.size() == 30U);
  BOOST_TEST(connections_ended() == 0U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_05_response_after_our_timeout_and_after_the_resend) {
  link().window = 100;
  link().response_timeout = Seconds(10);
  link().response_timeouts_max = 1000;
  begin();
  answer_after(Seconds(25));
  faulty.receipts = [](const FaultyCarrier::Taken&) {
    return std::vector{FaultyCarrier::Receipt{.after = Seconds(40)}};
  };
  ask_many(10, TrafficClass::otp);
  rest();
  BOOST_TEST(count_told("delivered") == 10U);
  BOOST_TEST(sums().resends == 10U);
  BOOST_TEST(faulty.smsc().submits.size() == 20U);
  BOOST_TEST(sums().duplicates_delivered == 10U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_05_response_after_our_timeout_while_the_resend_is_never_answered) {
  link().window = 100;
  link().response_timeout = Seconds(10);
  link().response_timeouts_max = 1000;
  begin();
  faulty.fate = [this](const SimSmsc::Submit&) {
    const bool first = faulty.taken().size() < 10;
    return FaultyCarrier::Fate{.answers_after = first ? std::optional<Micros>(Seconds(18)) : std::nullopt};
  };
  faulty.receipts = [](const FaultyCarrier::Taken&) {
    return std::vector{FaultyCarrier::Receipt{.after = Seconds(100)}};
  };
  ask_many(10, TrafficClass::otp);
  rest();
  // The first attempt is known to have been taken: no third one.
  BOOST_TEST(faulty.smsc().submits.size() == 20U);
  BOOST_TEST(sums().resends == 10U);
  BOOST_TEST(count_told("delivered") == 10U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_06_response_with_an_unknown_or_repeated_sequence_number) {
  begin();
  faulty.fate = [this](const SimSmsc::Submit& submit) {
    const pdu::SequenceNumber nobodys(submit.sequence.value() + 1'000'000);
    faulty.smsc().answer_beside(submit.connection, nobodys, {.message_id = "nobody's"});
    scheduler.call_after(Millis(50), [this, submit] {
      faulty.smsc().answer_beside(submit.connection, submit.sequence, {.message_id = "another"});
      faulty.smsc().answer_beside(submit.connection, submit.sequence, {.status = pdu::CommandStatus::ESME_RSYSERR});
    });
    return FaultyCarrier::Fate{};
  };
  ask_many(50);
  rest();
  BOOST_TEST(count_told("delivered") == 50U);
  BOOST_TEST(faulty.smsc().submits.size() == 50U);
  std::uint64_t unknown = 0;
  for (const carrier::BindStatus& bind : carrier_status().binds) unknown += bind.unknown_responses;
  BOOST_TEST(unknown == 150U);
  BOOST_TEST(connections_ended() == 0U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_SUITE_END()
