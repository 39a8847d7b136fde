// SPDX-License-Identifier: Apache-2.0
// Failover: what waits for a carrier that takes nothing leaves by another of its route, what a carrier says is not its
// own goes on, and what is in doubt never does, except as its policy says.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "receipt/receipt_text.h"
#include "tests/sim/client.h"
#include "tests/sim/world.h"

using namespace smppedge;
using namespace smppedge::sim;

namespace {

constexpr std::uint16_t second_port = 2777;

/// The world's carrier first, another behind it.
struct TwoCarriers : World {
  TwoCarriers() {
    settings.carriers.push_back(another_carrier("second", second_port, "10690002220"));
    second = settings.carriers.back().number;
    settings.routes = {{"", {{carrier, 1, 1}, {second, 2, 1}}}};
    other = std::make_unique<SimSmsc>(scheduler, network, second_port);
    other->reply = [this](const SimSmsc::Submit& submit) -> std::optional<SimSmsc::Reply> {
      if (other_refuses) return SimSmsc::Reply{.status = *other_refuses};
      const std::string id = "o" + std::to_string(++ids);
      scheduler.call_after(receipt_delay, [this, id, submit] { other_receipt(id, submit.destination); });
      return SimSmsc::Reply{.message_id = id};
    };
  }

  CarrierNumber add_third() {
    constexpr std::uint16_t third_port = 2778;
    settings.carriers.push_back(another_carrier("third", third_port, "10690003330"));
    last = std::make_unique<SimSmsc>(scheduler, network, third_port);
    return settings.carriers.back().number;
  }
  void other_receipt(const std::string& id, const std::string& phone) {
    std::string text;
    receipt::ReceiptFields fields;
    fields.id = id;
    fields.state = receipt::State::delivered;
    fields.submit_date = fields.done_date = scheduler.wall();
    receipt::write_receipt_text(fields, 0, text);
    pdu::ShortMessage message;
    message.esm_class = 0x04;
    message.source.addr = phone;
    message.destination.addr = "1069000222001";
    message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    for (std::size_t i = other->connections(); i-- > 0;) {
      if (other->state(i) == session::State::bound_trx && other->deliver(i, message, ++cookies)) return;
    }
  }
  [[nodiscard]] bool both_bound() const {
    const auto status = gateway->status();
    return status.carriers[0].status.binds[0].state == carrier::BindState::bound &&
           status.carriers[1].status.binds[0].state == carrier::BindState::bound;
  }
  void start_both() {
    start();
    run_until([this] { return both_bound(); });
  }
  void kill(std::uint16_t port) {
    network.refuse(port, {DialError::Kind::refused, "connection refused"});
    for (const auto& link : network.links()) {
      if (link->endpoint.port == port && link->open()) link->reset();
    }
  }
  [[nodiscard]] std::uint64_t delivered() const {
    return gateway->status().counters.ended[static_cast<std::size_t>(MessageState::delivered)];
  }
  std::string phone_of(unsigned i) { return "86138" + std::to_string(10'000'000 + i * 10); }
  /// Handsets that got a message more than once, over both carriers.
  [[nodiscard]] std::size_t duplicates() const {
    std::map<std::string, unsigned> taken;
    for (const auto* smsc_of : {smsc.get(), other.get()}) {
      for (const SimSmsc::Submit& submit : smsc_of->submits) ++taken[submit.destination];
    }
    std::size_t more = 0;
    for (const auto& [phone, count] : taken) more += count - 1;
    return more;
  }

  [[nodiscard]] carrier::CarrierStatus first_status() const { return gateway->status().carriers[0].status; }
  /// One message each `every`, from the phone of `next_phone` on.
  void traffic(Micros duration, Micros every) {
    for (const MonoTime end = scheduler.mono() + duration; scheduler.mono() < end; scheduler.run_for(every)) {
      send(phone_of(next_phone++));
    }
  }

  unsigned next_phone = 0;
  CarrierNumber second;
  std::unique_ptr<SimSmsc> other;
  std::unique_ptr<SimSmsc> last;
  std::optional<pdu::CommandStatus> other_refuses;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reroute, TwoCarriers)

BOOST_AUTO_TEST_CASE(what_is_queued_goes_on_elsewhere_once_its_carrier_was_gone_for_reroute_after) {
  settings.carriers[0].link.pace_per_s = 100;
  receipts = false;
  start_both();
  for (unsigned i = 0; i < 1000; ++i) send(phone_of(i));
  run_until([&] { return smsc->submits.size() >= 200; });
  kill(carrier_port);
  const MonoTime killed_at = scheduler.mono();
  run_until([&] { return !other->submits.empty(); }, Seconds(60));
  BOOST_TEST((scheduler.mono() - killed_at >= Seconds(5)));
  BOOST_TEST((scheduler.mono() - killed_at <= Seconds(6)));
  run_until([&] { return smsc->submits.size() + other->submits.size() >= 1000; }, Seconds(60));
  BOOST_TEST(smsc->submits.size() + other->submits.size() == 1000U);
  BOOST_TEST(duplicates() == 0U);
  BOOST_TEST(gateway->status().counters.rerouted[0] == other->submits.size());
  BOOST_TEST(other->submits.front().source == "1069000222001");
}

BOOST_AUTO_TEST_CASE(under_resend_a_carrier_killed_at_full_load_costs_no_more_duplicates_than_its_open_claims) {
  settings.carriers[0].link.window = 50;
  settings.carriers[0].link.claim_ahead = 20;
  receipts = false;
  response_delay = Millis(100);
  start_both();
  for (unsigned i = 0; i < 2000; ++i) send(phone_of(i), "code 1234", TrafficClass::otp);
  run_until([&] { return smsc->submits.size() >= 500; });
  kill(carrier_port);
  run_until([&] { return !other->submits.empty(); }, Seconds(60));
  scheduler.run_for(Seconds(60));
  std::set<std::string> reached;
  for (const auto* smsc_of : {smsc.get(), other.get()}) {
    for (const SimSmsc::Submit& submit : smsc_of->submits) reached.insert(submit.destination);
  }
  BOOST_TEST(reached.size() == 2000U);
  BOOST_TEST(duplicates() > 0U);
  BOOST_TEST(duplicates() <= 50U + 20U);
  BOOST_TEST(gateway->status().counters.resends == duplicates());
}

BOOST_AUTO_TEST_CASE(a_short_outage_moves_nothing) {
  settings.carriers[0].link.pace_per_s = 10;
  start_both();
  for (unsigned i = 0; i < 50; ++i) send(phone_of(i));
  run_until([&] { return smsc->submits.size() >= 10; });
  network.links().front()->reset();
  BOOST_TEST(run_until([&] { return delivered() >= 45; }, Seconds(60)));
  BOOST_TEST(other->submits.empty());
}

BOOST_AUTO_TEST_CASE(new_messages_leave_by_the_other_carrier_at_once_and_by_the_first_when_it_is_back) {
  start_both();
  kill(carrier_port);
  scheduler.run_for(Seconds(1));
  const MessageId id = accept(phone_of(1));
  BOOST_REQUIRE(result_of(id) != nullptr);
  BOOST_TEST(other->submits.size() == 1U);
  network.allow(carrier_port);
  run_until([this] { return both_bound(); }, Seconds(120));
  BOOST_REQUIRE(result_of(accept(phone_of(2))) != nullptr);
  BOOST_TEST(smsc->submits.size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_in_doubt_stays_with_its_carrier_under_hold) {
  settings.delivery.in_doubt_timeout = Seconds(60);
  silent = true;
  start_both();
  const MessageId id = accept(phone_of(1));
  run_until([&] { return smsc->submits.size() == 1; });
  kill(carrier_port);
  const gateway::Event* result = result_of(id, Seconds(120));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "unknown");
  BOOST_TEST(other->submits.empty());
}

BOOST_AUTO_TEST_CASE(a_single_segment_in_doubt_may_be_resent_elsewhere_under_resend) {
  silent = true;
  start_both();
  const MessageId id = accept(phone_of(1), "code 1234", TrafficClass::otp);
  run_until([&] { return smsc->submits.size() == 1; });
  kill(carrier_port);
  const gateway::Event* result = result_of(id, Seconds(120));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  BOOST_TEST(other->submits.size() == 1U);
  BOOST_REQUIRE_EQUAL(result->message->segments[0].attempts.size(), 2U);
  BOOST_TEST((result->message->segments[0].attempts[0].carrier == carrier));
  BOOST_TEST((result->message->segments[0].attempts[1].carrier == second));
}

struct SilentCarrier : TwoCarriers {
  /// A code whose resend waits for a carrier that is bound and answers nothing.
  MessageId code_in_doubt() {
    settings.carriers[0].link.unanswered_max = 1;
    settings.carriers[0].link.response_timeout = Seconds(10);
    settings.carriers[0].reroute_after = Seconds(1);
    silent = true;
    start_both();
    const MessageId id = accept(phone_of(1), "code 1234", TrafficClass::otp);
    scheduler.run_for(Seconds(60));
    BOOST_TEST(gateway->status().counters.resends == 1U);
    BOOST_TEST(gateway->status().carriers[0].status.silent);
    BOOST_TEST(other->submits.empty());
    return id;
  }
};

BOOST_FIXTURE_TEST_CASE(a_resend_stays_with_a_silent_carrier_until_that_has_no_bind, SilentCarrier) {
  const MessageId id = code_in_doubt();
  kill(carrier_port);
  const gateway::Event* result = result_of(id, Seconds(60));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  BOOST_TEST(other->submits.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_resend_that_waits_for_a_silent_carrier_leaves_its_probes_to_others, SilentCarrier) {
  const MessageId id = code_in_doubt();
  silent = false;
  BOOST_REQUIRE(result_of(accept(phone_of(2), "code 5678", TrafficClass::otp)) != nullptr);
  BOOST_TEST(!gateway->status().carriers[0].status.silent);
  const gateway::Event* result = result_of(id, Seconds(60));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  BOOST_TEST(other->submits.empty());
}

BOOST_AUTO_TEST_CASE(a_receipt_of_the_first_carrier_still_settles_what_was_resent_elsewhere) {
  settings.carriers[0].link.response_timeout = Seconds(10);
  other_refuses = pdu::CommandStatus::ESME_RINVDSTADR;
  response_delay = Seconds(12);
  start_both();
  const MessageId id = accept(phone_of(1), "code 1234", TrafficClass::otp);
  const gateway::Event* result = result_of(id, Seconds(120));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
}

BOOST_AUTO_TEST_CASE(a_long_message_moves_as_a_whole_or_not_at_all) {
  settings.carriers[0].link.pace_per_s = 1;
  receipts = false;
  start_both();
  const std::string text(400, 'x');
  const MessageId begun = accept(phone_of(1), text);
  run_until([&] { return smsc->submits.size() == 1; });
  const MessageId waiting = accept(phone_of(2), text);
  kill(carrier_port);
  run_until([&] { return other->submits.size() >= 3; }, Seconds(60));
  scheduler.run_for(Seconds(10));
  BOOST_TEST(other->submits.size() == 3U);
  for (const SimSmsc::Submit& submit : other->submits) BOOST_TEST(submit.destination == phone_of(2));
  BOOST_TEST(results_of(begun) == 0U);
  BOOST_TEST(waiting.value() != begun.value());
}

BOOST_AUTO_TEST_CASE(a_number_that_is_not_the_carrier_s_goes_to_the_next_and_is_told_which) {
  constexpr auto vendor = static_cast<pdu::CommandStatus>(0x410);
  settings.carriers[0].link.statuses = carrier::StatusTable({{vendor, {carrier::StatusClass::not_mine, {}}}});
  smsc->reply = [](const SimSmsc::Submit&) -> std::optional<SimSmsc::Reply> {
    return SimSmsc::Reply{.status = vendor};
  };
  start_both();
  const MessageId id = accept(phone_of(1), std::string(300, 'x'));
  const gateway::Event* result = result_of(id);
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  BOOST_TEST(smsc->submits.size() == 2U);
  BOOST_TEST(other->submits.size() == 2U);
  BOOST_TEST(gateway->status().counters.rerouted[1] == 1U);
  Client client(*this);
  const auto view = client.find(id);
  BOOST_REQUIRE(view.has_value());
  bool told = false;
  for (const auto& step : view->timeline) {
    told = told || (step.step == "replanned" && step.reason == "not_mine" && step.carrier == second);
  }
  BOOST_TEST(told);
}

BOOST_AUTO_TEST_CASE(a_segment_that_is_not_the_carrier_s_is_not_tried_there_again_with_its_sibling) {
  constexpr auto vendor = static_cast<pdu::CommandStatus>(0x410);
  settings.carriers[0].link.statuses =
      carrier::StatusTable({{vendor, {carrier::StatusClass::not_mine, {}}},
                            {pdu::CommandStatus::ESME_RTHROTTLED,
                             {carrier::StatusClass::throttle, {5, Millis(10), Millis(10), Seconds(60)}}}});
  settings.carriers[0].link.window = 1;
  settings.carriers[0].link.claim_ahead = 1;
  smsc->reply = [this, tried = 0](const SimSmsc::Submit& submit) mutable -> std::optional<SimSmsc::Reply> {
    if (submit.destination != phone_of(1))
      return SimSmsc::Reply{.message_id = "c" + std::to_string(++ids), .delay = Millis(100)};
    const auto status = ++tried == 2 ? vendor : pdu::CommandStatus::ESME_RTHROTTLED;
    return SimSmsc::Reply{.status = status, .delay = Millis(100)};
  };
  start_both();
  const MessageId id = accept(phone_of(1), std::string(300, 'x'));
  // With these before it, the retry of the first segment stands in the queue when the second is refused.
  for (unsigned i = 2; i < 5; ++i) send(phone_of(i));
  const gateway::Event* result = result_of(id, Seconds(120));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  unsigned refused = 0;
  for (const Segment& segment : result->message->segments) {
    for (const Attempt& attempt : segment.attempts) refused += attempt.command_status == 0x410 ? 1U : 0U;
  }
  BOOST_TEST(refused == 1U);
  BOOST_TEST(other->submits.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_late_answer_that_it_is_not_the_carrier_s_sends_on_what_stood_there_for_its_resend) {
  constexpr auto vendor = static_cast<pdu::CommandStatus>(0x410);
  carrier::Settings& link = settings.carriers[0].link;
  link.statuses = carrier::StatusTable({{vendor, {carrier::StatusClass::not_mine, {}}}});
  link.window = 3;
  link.claim_ahead = 0;
  link.response_timeout = Seconds(10);
  smsc->reply = [this](const SimSmsc::Submit& submit) -> std::optional<SimSmsc::Reply> {
    if (submit.destination == phone_of(1)) return SimSmsc::Reply{.status = vendor, .delay = Seconds(20)};
    return SimSmsc::Reply{.message_id = "c1", .delay = Seconds(9)};
  };
  settings.routes.push_back({"44", {carrier}});
  start_both();
  const MessageId id = accept(phone_of(1), "code 1234", TrafficClass::otp);
  scheduler.run_for(Seconds(14));
  for (const char* phone : {"447700900120", "447700900130", "447700900140"}) send(phone);  // take all claims meanwhile
  const gateway::Event* result = result_of(id, Seconds(60));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  const auto to_it = [&](const SimSmsc::Submit& submit) { return submit.destination == phone_of(1); };
  BOOST_TEST(std::count_if(smsc->submits.begin(), smsc->submits.end(), to_it) == 1);
  BOOST_TEST(std::count_if(other->submits.begin(), other->submits.end(), to_it) == 1);
}

BOOST_AUTO_TEST_CASE(a_number_that_is_no_carrier_s_is_refused_and_goes_round_no_more) {
  constexpr auto vendor = static_cast<pdu::CommandStatus>(0x410);
  for (auto& each : settings.carriers) {
    each.link.statuses = carrier::StatusTable({{vendor, {carrier::StatusClass::not_mine, {}}}});
  }
  smsc->reply = [](const SimSmsc::Submit&) -> std::optional<SimSmsc::Reply> {
    return SimSmsc::Reply{.status = vendor};
  };
  other_refuses = vendor;
  start_both();
  const gateway::Event* result = result_of(accept(phone_of(1)));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "rejected");
  BOOST_TEST(to_string(result->message->reason) == "not_mine");
  BOOST_TEST(smsc->submits.size() == 1U);
  BOOST_TEST(other->submits.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_carrier_that_fails_nearly_all_opens_its_breaker_and_its_queue_leaves_elsewhere) {
  settings.carriers[0].link.pace_per_s = 100;
  smsc->reply = [](const SimSmsc::Submit&) -> std::optional<SimSmsc::Reply> {
    return SimSmsc::Reply{.status = pdu::CommandStatus::ESME_RSYSERR};
  };
  start_both();
  for (unsigned i = 0; i < 500; ++i) send(phone_of(i));
  BOOST_TEST(run_until([&] { return delivered() == 500; }, Seconds(300)));
  BOOST_TEST(gateway->status().carriers[0].status.breaker_opened >= 1U);
  BOOST_TEST(smsc->submits.size() < 200U);
}

BOOST_AUTO_TEST_CASE(a_silent_carrier_with_an_alternative_is_probed_by_what_only_it_can_take) {
  settings.carriers[0].link.unanswered_max = 3;
  settings.carriers[0].link.response_timeout = Seconds(5);
  settings.carriers[0].link.response_timeouts_max = 1'000;
  settings.routes = {{"", {{carrier, 1, 1}, {second, 2, 1}}}, {"44", {carrier}}};
  silent = true;
  start_both();
  for (unsigned i = 0; i < 3; ++i) send(phone_of(i));
  run_until([this] { return first_status().silent; });
  scheduler.run_for(Seconds(10));
  for (unsigned i = 0; i < 20; ++i) send("4477" + std::to_string(10'000'000 + i * 10));
  scheduler.run_for(Seconds(30));
  BOOST_TEST(smsc->submits.size() <= 3U + 7U);
  silent = false;
  BOOST_TEST(run_until([this] { return delivered() >= 10; }, Seconds(30)));
  BOOST_TEST(!first_status().silent);
  BOOST_REQUIRE(result_of(accept(phone_of(9))) != nullptr);
  BOOST_TEST(other->submits.empty());
}

BOOST_AUTO_TEST_CASE(a_silent_carrier_whose_queue_has_left_is_probed_by_new_messages_until_it_answers) {
  settings.carriers[0].link.unanswered_max = 3;
  settings.carriers[0].link.response_timeout = Seconds(5);
  settings.carriers[0].link.response_timeouts_max = 1'000;
  silent = true;
  start_both();
  traffic(Millis(300), Millis(100));
  run_until([this] { return first_status().silent; });
  const std::size_t before = smsc->submits.size();
  traffic(Seconds(60), Millis(200));
  BOOST_TEST(smsc->submits.size() - before >= 5U);
  BOOST_TEST(smsc->submits.size() - before <= 13U);
  BOOST_TEST(delivered() >= 280U);
  silent = false;
  traffic(Seconds(10), Millis(200));
  BOOST_TEST(!first_status().silent);
  const std::size_t by_other = other->submits.size();
  traffic(Seconds(2), Millis(200));
  BOOST_TEST(other->submits.size() == by_other);
}

BOOST_AUTO_TEST_CASE(a_probe_that_hangs_holds_up_nothing_but_itself) {
  settings.carriers[0].link.breaker.results_min = 10;
  unsigned answered = 0;
  smsc->reply = [&answered](const SimSmsc::Submit&) -> std::optional<SimSmsc::Reply> {
    if (++answered > 10) return std::nullopt;
    return SimSmsc::Reply{.status = pdu::CommandStatus::ESME_RSYSERR};
  };
  start_both();
  traffic(Seconds(1), Millis(50));
  run_until([this] { return first_status().breaker == carrier::BreakerState::open; });
  traffic(Seconds(60), Millis(50));
  scheduler.run_for(Seconds(2));
  BOOST_TEST(smsc->submits.size() <= 12U);
  BOOST_TEST(delivered() + 2 >= next_phone);
  BOOST_TEST(gateway->status().queued_messages == 0U);
}

BOOST_AUTO_TEST_CASE(a_carrier_that_has_become_slow_is_probed_by_single_messages_until_it_is_fast_again) {
  settings.carriers[0].link.breaker.results_min = 10;
  settings.carriers[0].link.breaker.round_trip_max = Seconds(1);
  response_delay = Seconds(2);
  start_both();
  traffic(Seconds(60), Millis(100));
  BOOST_TEST(first_status().breaker_opened >= 2U);
  BOOST_TEST(smsc->submits.size() < 60U);
  response_delay = Millis(5);
  traffic(Seconds(60), Millis(100));
  BOOST_TEST((first_status().breaker == carrier::BreakerState::closed));
  const std::size_t by_other = other->submits.size();
  traffic(Seconds(2), Millis(100));
  BOOST_TEST(other->submits.size() == by_other);
  BOOST_TEST(duplicates() == 0U);
}

BOOST_AUTO_TEST_CASE(codes_of_a_dead_carrier_do_not_wait_behind_the_other_one_s_mass_of_marketing) {
  settings.carriers[0].link.pace_per_s = 1;
  settings.carriers[1].link.pace_per_s = 20;
  settings.routes = {{"", {{carrier, 1, 1}, {second, 2, 1}}}, {"44", {second}}};
  receipts = false;
  start_both();
  for (unsigned i = 0; i < 3'000; ++i) {
    send("4477" + std::to_string(10'000'000 + i * 10), "sale", TrafficClass::marketing);
  }
  for (unsigned i = 0; i < 50; ++i) send(phone_of(i), "code 1234", TrafficClass::otp);
  scheduler.run_for(Seconds(2));
  kill(carrier_port);
  const auto codes_there = [this] {
    const auto is_code = [](const SimSmsc::Submit& submit) { return submit.body == "code 1234"; };
    return static_cast<std::size_t>(std::count_if(other->submits.begin(), other->submits.end(), is_code));
  };
  BOOST_TEST(run_until([&] { return codes_there() + smsc->submits.size() >= 50; }, Seconds(15)));
}

BOOST_AUTO_TEST_CASE(what_waits_for_a_dead_carrier_has_its_part_of_an_overloaded_one) {
  settings.carriers[0].link.pace_per_s = 1;
  settings.carriers[1].link.pace_per_s = 20;
  settings.routes = {{"", {{carrier, 1, 1}, {second, 2, 1}}}, {"44", {second}}};
  receipts = false;
  start_both();
  for (unsigned i = 0; i < 3'000; ++i) send("4477" + std::to_string(10'000'000 + i * 10));
  for (unsigned i = 0; i < 800; ++i) send(phone_of(i));
  scheduler.run_for(Seconds(2));
  kill(carrier_port);
  next_phone = 1'000;
  traffic(Seconds(15), Millis(100));
  BOOST_TEST(gateway->status().counters.rerouted[0] >= 500U + 60U);
}

BOOST_AUTO_TEST_CASE(where_the_next_carrier_is_overloaded_the_one_behind_it_takes_what_waits) {
  const CarrierNumber third = add_third();
  settings.carriers[0].link.pace_per_s = 1;
  settings.carriers[1].link.pace_per_s = 20;
  settings.routes = {{"", {{carrier, 1, 1}, {second, 2, 1}, {third, 3, 1}}}, {"44", {second}}};
  receipts = false;
  start_both();
  for (unsigned i = 0; i < 3'000; ++i) send("4477" + std::to_string(10'000'000 + i * 10));
  for (unsigned i = 0; i < 200; ++i) send(phone_of(i));
  scheduler.run_for(Seconds(2));
  kill(carrier_port);
  BOOST_TEST(run_until([&] { return last->submits.size() + smsc->submits.size() >= 200; }, Seconds(8)));
}

BOOST_AUTO_TEST_CASE(what_can_leave_by_a_third_carrier_does_not_wait_behind_what_the_overloaded_second_is_to_take) {
  const CarrierNumber third = add_third();
  settings.carriers[0].link.pace_per_s = 1;
  settings.carriers[1].link.pace_per_s = 20;
  settings.routes = {
      {"", {{carrier, 1, 1}, {second, 2, 1}}}, {"44", {second}}, {"33", {{carrier, 1, 1}, {third, 2, 1}}}};
  receipts = false;
  start_both();
  for (unsigned i = 0; i < 3'000; ++i) send("4477" + std::to_string(10'000'000 + i * 10));
  for (unsigned i = 0; i < 800; ++i) send(phone_of(i));
  for (unsigned i = 0; i < 50; ++i) send("3361" + std::to_string(10'000'000 + i * 10));
  scheduler.run_for(Seconds(2));
  kill(carrier_port);
  BOOST_TEST(run_until([&] { return last->submits.size() == 50; }, Seconds(8)));
  BOOST_TEST(gateway->status().counters.rerouted[0] < 800U);
  // And what was held goes on as the second gets room.
  BOOST_TEST(run_until([&] { return gateway->status().counters.rerouted[0] >= 840; }, Seconds(200)));
}

BOOST_AUTO_TEST_CASE(what_was_taken_to_another_carrier_stays_there_over_a_crash) {
  other_refuses = pdu::CommandStatus::ESME_RTHROTTLED;
  start_both();
  kill(carrier_port);
  kill(second_port);
  scheduler.run_for(Seconds(1));
  const MessageId id = accept(phone_of(1));
  network.allow(second_port);
  run_until([&] { return gateway->status().counters.retries == 1; }, Seconds(60));
  BOOST_TEST(gateway->status().counters.rerouted[0] == 1U);
  scheduler.run_for(Millis(100));
  crash();
  network.allow(carrier_port);
  other_refuses.reset();
  start_both();
  const gateway::Event* result = result_of(id, Seconds(300));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST((result->message->plan.carrier == second));
}

BOOST_AUTO_TEST_CASE(messages_of_a_carrier_that_is_not_configured_any_more_leave_by_its_route) {
  start();
  kill(carrier_port);
  kill(second_port);
  const MessageId id = accept(phone_of(1));
  crash();
  settings.carriers.erase(settings.carriers.begin());
  settings.routes = {{"", {second}}};
  network.allow(second_port);
  start();
  const gateway::Event* result = result_of(id, Seconds(300));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
}

BOOST_AUTO_TEST_CASE(one_that_can_go_nowhere_holds_up_none_behind_it) {
  settings.routes = {{"", {{carrier, 1, 1}, {second, 2, 1}}}, {"44", {carrier}}};
  start_both();
  kill(carrier_port);
  kill(second_port);
  scheduler.run_for(Seconds(1));
  const MessageId stays = accept("447700900120");
  const MessageId goes = accept(phone_of(1));
  network.allow(second_port);
  BOOST_REQUIRE(result_of(goes, Seconds(120)) != nullptr);
  BOOST_TEST(results_of(stays) == 0U);
  network.allow(carrier_port);
  BOOST_REQUIRE(result_of(stays, Seconds(120)) != nullptr);
  BOOST_TEST(smsc->submits.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
