// SPDX-License-Identifier: Apache-2.0
// The simulated carrier, judged as a gateway sees it; hours pass in microseconds.
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>

#include "tests/unit/tools/smpp/client.h"

using namespace smppedge;
using namespace smppedge::simulator;
using namespace smppedge::simulator::testing;
using pdu::CommandStatus;
using session::BindKind;

namespace {

const std::string delivered = "stat:DELIVRD err:000 text:";

void check(const Lines& actual, const Lines& expected) {
  BOOST_TEST(actual == expected, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(simulated_carrier)

BOOST_AUTO_TEST_CASE(the_last_digit_decides) {
  for (const char* number : {"1380", "1381", "1382", "1383", "1384", "1385", "1386", "", "Edge"}) {
    BOOST_TEST((outcome_by_digit(number) == Outcome::delivered));
  }
  BOOST_TEST((outcome_by_digit("1387") == Outcome::reply));
  BOOST_TEST((outcome_by_digit("1388") == Outcome::undeliverable));
  BOOST_TEST((outcome_by_digit("1389") == Outcome::refused));
  for (const char* word :
       {"delivered", "reply", "undeliverable", "expired", "rejected", "no-receipt", "refused", "throttled"}) {
    BOOST_TEST(to_string(*outcome_from(word)) == word);
  }
  BOOST_TEST(!outcome_from("digit").has_value());
}

BOOST_AUTO_TEST_CASE(when_submitted_then_answered_and_a_receipt_comes_after_its_delay) {
  House house;
  Client client(house);
  client.submit("8613800138000");
  check(client.take(), {"bound", "ESME_ROK"});
  house.loop.run_for(Millis(990));
  BOOST_TEST(client.take().empty());
  house.loop.run_for(Millis(20));
  check(client.take(), {"8613800138000>1069000001: " + delivered});
  BOOST_TEST(house.carrier.kept() == 0U);
  BOOST_TEST(house.carrier.counters().acknowledged == 1U);
}

BOOST_AUTO_TEST_CASE(when_the_handset_answers_then_after_its_receipt) {
  House house;
  Client client(house);
  client.submit("13807");
  house.loop.run_for(Seconds(5));
  check(client.take(), {"bound", "ESME_ROK", "13807>1069000001: " + delivered, "13807>1069000001: Yes, thanks"});
}

BOOST_AUTO_TEST_CASE(a_handset_may_have_an_answer_of_its_own) {
  Settings settings;
  settings.replies["13817"] = "TD";
  House house(settings);
  Client client(house);
  client.submit("13817");
  client.submit("13807");
  house.loop.run_for(Seconds(5));
  const auto lines = client.take();
  BOOST_TEST(std::count(lines.begin(), lines.end(), "13817>1069000001: TD") == 1);
  BOOST_TEST(std::count(lines.begin(), lines.end(), "13807>1069000001: Yes, thanks") == 1);
}

BOOST_AUTO_TEST_CASE(when_a_long_message_is_answered_then_once_after_its_last_part) {
  House house;
  Client client(house);
  using namespace std::string_view_literals;
  client.submit("13807", 0, 0x40, "\x05\x00\x03\x01\x02\x01one"sv);
  client.submit("13807", 0, 0x40, "\x05\x00\x03\x01\x02\x02two"sv);
  house.loop.run_for(Seconds(5));
  check(client.take(), {"bound", "ESME_ROK", "ESME_ROK", "13807>1069000001: Yes, thanks"});
}

BOOST_AUTO_TEST_CASE(each_outcome_has_its_status_and_receipt) {
  const std::map<std::string, Lines> expected{
      {"undeliverable", {"ESME_ROK", "1>1069000001: stat:UNDELIV err:069 text:"}},
      {"expired", {"ESME_ROK", "1>1069000001: stat:EXPIRED err:027 text:"}},
      {"rejected", {"ESME_ROK", "1>1069000001: stat:REJECTD err:040 text:"}},
      {"no-receipt", {"ESME_ROK"}},
      {"refused", {"ESME_RINVDSTADR"}},
      {"throttled", {"ESME_RTHROTTLED"}},
  };
  for (const auto& [word, lines] : expected) {
    Settings settings;
    settings.outcome = outcome_from(word);
    House house(settings);
    Client client(house);
    (void)client.take();
    client.submit("1");
    house.loop.run_for(Seconds(5));
    check(client.take(), lines);
  }
}

BOOST_AUTO_TEST_CASE(receipts_are_sent_as_registered_delivery_asks) {
  House house;
  Client client(house);
  client.submit("10", 0);
  client.submit("18", 0);
  client.submit("10", 2);
  (void)client.take();
  house.loop.run_for(Seconds(5));
  BOOST_TEST(client.take().empty());
  client.submit("18", 2);
  (void)client.take();
  house.loop.run_for(Seconds(5));
  BOOST_TEST(client.take().size() == 1U);
}

BOOST_AUTO_TEST_CASE(receipts_carry_id_and_state_in_the_form_chosen) {
  for (const ReceiptForm form : {ReceiptForm::text, ReceiptForm::tlv, ReceiptForm::both, ReceiptForm::none}) {
    Settings settings;
    settings.receipt = form;
    House house(settings);
    Client client(house);
    client.submit("10");
    (void)client.take();
    house.loop.run_for(Seconds(5));
    const Lines lines = client.take();
    BOOST_REQUIRE(lines.size() == (form == ReceiptForm::none ? 0U : 1U));
    if (form == ReceiptForm::none) continue;
    BOOST_TEST((lines[0].find("stat:") != std::string::npos) == (form != ReceiptForm::tlv));
    const pdu::Tlvs tlvs{client.last_tlvs};
    BOOST_TEST(tlvs.find_integer(pdu::Tag::message_state, 1).value_or(0) == (form == ReceiptForm::text ? 0U : 2U));
  }
}

BOOST_AUTO_TEST_CASE(when_the_client_is_gone_then_receipts_wait_for_its_next_bind) {
  House house;
  {
    Client client(house);
    for (int i = 0; i < 5; ++i) client.submit("10");
    client.drop_connection();
  }
  house.loop.run_for(Seconds(60));
  BOOST_TEST(house.carrier.kept() == 5U);
  Client stranger(house, BindKind::transceiver, "other");
  house.loop.run_for(Seconds(1));
  check(stranger.take(), {"bound"});
  Client again(house, BindKind::receiver);
  house.loop.run_for(Seconds(1));
  BOOST_TEST(again.take().size() == 6U);
  BOOST_TEST(house.carrier.kept() == 0U);
  BOOST_TEST(house.carrier.counters().redelivered == 0U);
}

BOOST_AUTO_TEST_CASE(when_receipts_were_not_acknowledged_then_they_are_sent_again_on_the_next_bind) {
  House house;
  {
    Client client(house);
    client.answer.reset();
    client.submit("10");
    client.submit("17");
    house.loop.run_for(Seconds(5));
    BOOST_TEST(client.take().size() == 6U);
    client.drop_connection();
  }
  BOOST_TEST(house.carrier.kept() == 3U);
  Client again(house);
  house.loop.run_for(Seconds(1));
  BOOST_TEST(again.take().size() == 4U);
  BOOST_TEST(house.carrier.counters().redelivered == 3U);
  BOOST_TEST(house.carrier.kept() == 0U);
}

BOOST_AUTO_TEST_CASE(when_another_bind_of_the_account_lives_then_it_takes_over) {
  House house;
  Client sender(house, BindKind::transmitter);
  Client receiver(house, BindKind::receiver);
  sender.submit("10");
  house.loop.run_for(Seconds(5));
  check(sender.take(), {"bound", "ESME_ROK"});
  check(receiver.take(), {"bound", "10>1069000001: " + delivered});
}

BOOST_AUTO_TEST_CASE(the_bind_that_submitted_is_preferred) {
  House house;
  Client first(house);
  Client second(house);
  for (int i = 0; i < 4; ++i) second.submit("10");
  house.loop.run_for(Seconds(5));
  BOOST_TEST(first.take().size() == 1U);
  BOOST_TEST(second.take().size() == 9U);
}

BOOST_AUTO_TEST_CASE(when_asked_to_come_later_then_tried_again_and_when_refused_given_up) {
  House house;
  Client client(house);
  client.answer = CommandStatus::ESME_RX_T_APPN;
  client.submit("10");
  house.loop.run_for(Millis(4500));
  client.answer = CommandStatus::ESME_ROK;
  house.loop.run_for(Seconds(5));
  BOOST_TEST(house.carrier.counters().receipts == 5U);
  BOOST_TEST(house.carrier.kept() == 0U);
  client.answer = CommandStatus::ESME_RX_P_APPN;
  client.submit("10");
  house.loop.run_for(Seconds(5));
  BOOST_TEST(house.carrier.counters().given_up == 1U);
  BOOST_TEST(house.carrier.kept() == 0U);
}

BOOST_AUTO_TEST_CASE(the_window_is_kept_and_everything_comes) {
  Settings settings;
  settings.window = 2;
  House house(settings);
  Client client(house);
  client.answer.reset();
  for (int i = 0; i < 5; ++i) client.submit("10");
  house.loop.run_for(Seconds(5));
  BOOST_TEST(house.carrier.counters().receipts == 2U);
  client.drop_connection();
  Client again(house);
  house.loop.run_for(Seconds(5));
  BOOST_TEST(house.carrier.counters().acknowledged == 5U);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_kept_is_counted) {
  Settings settings;
  settings.kept_max = 3;
  House house(settings);
  Client client(house);
  for (int i = 0; i < 5; ++i) client.submit("10");
  BOOST_TEST(house.carrier.kept() == 3U);
  BOOST_TEST(house.carrier.counters().overflowed == 2U);
}

BOOST_AUTO_TEST_CASE(credentials_are_asked_when_given) {
  Settings settings;
  settings.system_id = "edge";
  settings.password = "secret";
  House house(settings);
  check(Client(house).take(), {"bound"});
  check(Client(house, BindKind::receiver, "other").take(), {"refused ESME_RINVSYSID"});
  check(Client(house, BindKind::receiver, "edge", "wrong").take(), {"refused ESME_RINVPASWD"});
}

BOOST_AUTO_TEST_CASE(faults_happen_when_asked_for) {
  Settings settings;
  settings.drop_responses_percent = 100;
  settings.duplicate_receipts_percent = 100;
  House house(settings);
  Client client(house);
  client.submit("10");
  house.loop.run_for(Seconds(5));
  check(client.take(), {"bound", "10>1069000001: " + delivered, "10>1069000001: " + delivered});
  BOOST_TEST(house.carrier.counters().responses_dropped == 1U);
}

BOOST_AUTO_TEST_CASE(when_so_chosen_the_receipt_comes_before_the_response) {
  Settings settings;
  settings.receipt_before_response = true;
  House house(settings);
  Client client(house);
  client.submit("10");
  check(client.take(), {"bound", "10>1069000001: " + delivered, "ESME_ROK"});
}

BOOST_AUTO_TEST_CASE(responses_can_be_late_and_the_pace_limited) {
  Settings settings;
  settings.response_delay = Millis(200);
  settings.throttle_above_per_s = 2;
  House house(settings);
  Client client(house);
  for (int i = 0; i < 3; ++i) client.submit("10", 0);
  check(client.take(), {"bound"});
  house.loop.run_for(Millis(300));
  check(client.take(), {"ESME_ROK", "ESME_ROK", "ESME_RTHROTTLED"});
}

BOOST_AUTO_TEST_CASE(jitter_spreads_receipts_within_its_bound) {
  Settings settings;
  settings.receipt_jitter = Millis(1000);
  House house(settings);
  Client client(house);
  for (int i = 0; i < 50; ++i) client.submit("10");
  house.loop.run_for(Millis(940));
  const auto early = house.carrier.counters().receipts;
  house.loop.run_for(Millis(500));
  BOOST_TEST(house.carrier.counters().receipts > early);
  BOOST_TEST(house.carrier.counters().receipts < 50U);
  house.loop.run_for(Millis(600));
  BOOST_TEST(house.carrier.counters().acknowledged == 50U);
}

BOOST_AUTO_TEST_CASE(ids_take_the_form_chosen) {
  Settings settings;
  settings.id_form = IdForm::hex_response;
  const MessageWriter writer(settings);
  BOOST_TEST(writer.response_id(255).view() == "ff");
  BOOST_TEST(writer.receipt_id(255).view() == "255");
}

BOOST_AUTO_TEST_CASE(the_ledger_tells_each_message_and_is_json) {
  std::string path = "/tmp/smpp-sim-test-XXXXXX";
  ::close(::mkstemp(path.data()));
  {
    House house({}, path);
    Client client(house);
    client.submit("17");
    client.submit("1\"9");
    house.loop.run_for(Seconds(5));
  }
  std::ifstream file(path);
  std::map<std::string, int> events;
  for (std::string line; std::getline(file, line);) {
    const auto value = boost::json::parse(line);
    ++events[std::string(value.at("event").as_string())];
    if (value.at("event") == "refused") BOOST_TEST(value.at("to").as_string() == "1\"9");
  }
  ::unlink(path.c_str());
  const std::map<std::string, int> expected{{"bind", 1},    {"submit", 1}, {"refused", 1},
                                            {"receipt", 1}, {"reply", 1},  {"acknowledged", 2}};
  BOOST_TEST((events == expected));
}

BOOST_AUTO_TEST_CASE(stopping_unbinds_everyone) {
  House house;
  Client one(house);
  Client two(house);
  bool stopped = false;
  house.carrier.stop([&] { stopped = true; });
  house.loop.run_for(Seconds(3));
  BOOST_TEST(stopped);
}

BOOST_AUTO_TEST_SUITE_END()
