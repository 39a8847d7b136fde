// SPDX-License-Identifier: Apache-2.0
// The PDUs of an attempt are handed up as they were on the wire: what was written, what came back.
#include <boost/test/unit_test.hpp>

#include "pdu/pdu.h"
#include "tests/unit/carrier/account.h"

using namespace smppedge;
using namespace smppedge::carrier;
using namespace smppedge::carrier::test;

namespace {

constexpr auto per_element = boost::test_tools::per_element();

}  // namespace

BOOST_FIXTURE_TEST_SUITE(carrier_wire_octets, Account)

BOOST_AUTO_TEST_CASE(an_answer_brings_its_submit_and_its_response) {
  settings.window = 2;
  start_bound();
  answers_nothing();
  send(1, 2);
  const WallTime before = scheduler.wall();
  run_for(Millis(10));
  BOOST_REQUIRE(smsc.submits.size() == 2U);
  smsc.answer(smsc.submits[1], {.message_id = "second"});
  smsc.answer(smsc.submits[0], {.status = pdu::CommandStatus::ESME_RSYSERR});
  run_for(Millis(10));
  BOOST_REQUIRE(heard.answers.size() == 2U);
  for (const std::size_t i : {0U, 1U}) {
    const Recorder::Pdus& pdus = heard.answers[i].pdus;
    BOOST_TEST(pdus.submit == smsc.submits[1 - i].pdu, per_element);
    BOOST_TEST((pdus.submitted_at >= before && pdus.submitted_at < before + Millis(10)));
    const auto response = pdu::decode(pdus.response);
    BOOST_REQUIRE(response.has_value());
    BOOST_TEST((response->header.command_id == pdu::CommandId::submit_sm_resp));
    BOOST_TEST(response->header.sequence_number.value() == smsc.submits[1 - i].sequence.value());
  }
  const auto first = pdu::decode(heard.answers[0].pdus.response);
  BOOST_TEST(std::get<pdu::SubmitResp>(first->body).message_id == "second");
}

BOOST_AUTO_TEST_CASE(a_place_that_is_used_again_gives_the_newer_submit) {
  settings.window = 1;
  start_bound();
  heard.body_octets = 100;
  send(1);
  run_for(Millis(10));
  heard.body_octets = 0;
  send(2);
  run_for(Millis(10));
  BOOST_REQUIRE(heard.answers.size() == 2U);
  BOOST_TEST(heard.answers[1].pdus.submit == smsc.submits[1].pdu, per_element);
}

BOOST_AUTO_TEST_CASE(a_doubt_brings_its_submit_and_so_does_the_late_answer) {
  start_bound();
  answers_nothing();
  send(1);
  run_for(Seconds(31));
  BOOST_REQUIRE(heard.doubts.size() == 1U);
  BOOST_TEST(heard.doubts[0].pdus.submit == smsc.submits[0].pdu, per_element);
  smsc.answer(smsc.submits[0], {.message_id = "late"});
  run_for(Millis(10));
  BOOST_REQUIRE(heard.answers.size() == 1U);
  BOOST_TEST(heard.answers[0].pdus.submit == smsc.submits[0].pdu, per_element);
}

BOOST_AUTO_TEST_CASE(a_lost_bind_brings_the_submit_that_it_took_along) {
  start_bound();
  answers_nothing();
  send(1);
  run_for(Millis(10));
  network.last_link().reset();
  run_for(Millis(10));
  BOOST_REQUIRE(heard.doubts.size() == 1U);
  BOOST_TEST(heard.doubts[0].pdus.submit == smsc.submits[0].pdu, per_element);
}

BOOST_AUTO_TEST_CASE(a_delivery_brings_its_whole_pdu) {
  start_bound();
  pdu::ShortMessage message;
  message.source = {1, 1, "8613800138000"};
  BOOST_TEST(smsc.deliver(0, message));
  run_for(Millis(10));
  BOOST_REQUIRE(heard.delivered_pdus.size() == 1U);
  const auto deliver = pdu::decode(heard.delivered_pdus[0]);
  BOOST_REQUIRE(deliver.has_value());
  BOOST_TEST((deliver->header.command_id == pdu::CommandId::deliver_sm));
  BOOST_TEST(std::get<pdu::ShortMessage>(deliver->body).source.addr == "8613800138000");
}

BOOST_AUTO_TEST_SUITE_END()
