// SPDX-License-Identifier: Apache-2.0
// submit_sm and data_sm, field by field: conformance 39, 53, 54, 61, 69, 74, 75, 84.
#include "north/smpp/submit.h"

#include "client_message.h"

namespace smppedge::north::smpp {
namespace {

using pdu::CommandId;
using pdu::Tag;
using test::ClientMessage;
using test::Octets;
using test::octets;
using enum pdu::CommandStatus;

const WallTime now = test::now_of_the_tests();

BOOST_AUTO_TEST_SUITE(submits)

BOOST_AUTO_TEST_CASE(a_submit_becomes_an_item_that_keeps_what_the_client_said) {
  ClientMessage given(octets("hello"));
  given.message.service_type = "CMT";
  given.message.source = {1, 1, "+10690001"};
  given.message.esm_class = 0x83;  // store and forward, reply path
  given.message.protocol_id = 0x41;
  given.message.registered_delivery = 0x02;
  given.tlvs = {{Tag::user_message_reference, {0xBE, 0xEF}}};
  const auto item = given.item();
  BOOST_TEST((item.to == std::vector<std::string>{"+8613800138000"}));
  BOOST_TEST(item.body == "hello");
  BOOST_TEST((item.source == SenderAddress::make("10690001", 1, 1)));
  BOOST_TEST(!item.validity);
  BOOST_TEST(!item.expires_at);
  BOOST_TEST(!item.send_at);
  BOOST_TEST(item.sign.empty());
  BOOST_TEST(item.extend.empty());
  BOOST_TEST(!item.wants_alias);
  BOOST_TEST(!item.replace_if_present);
  BOOST_REQUIRE(item.client);
  ClientSubmit client;
  client.bind = ClientBindId(7);
  client.source = *SenderAddress::make("+10690001", 1, 1);
  client.destination = *SenderAddress::make("8613800138000", 1, 1);
  client.service_type.assign("CMT");
  client.esm_class = 0x83;
  client.protocol_id = 0x41;
  client.registered_delivery = 0x02;
  client.has_user_message_reference = true;
  client.user_message_reference = 0xBEEF;
  BOOST_TEST((*item.client == client));
}

BOOST_AUTO_TEST_CASE(without_a_source_one_is_assigned) {
  ClientMessage given;
  given.message.source = {};
  const auto item = given.item();
  BOOST_TEST(!item.source);
  BOOST_TEST((item.client->source == SenderAddress()));
}

BOOST_AUTO_TEST_CASE(a_peer_below_3_4_gets_an_alias__conformance_39) {
  ClientMessage given;
  given.reads_long_ids = false;
  BOOST_TEST(given.item().wants_alias);
}

BOOST_AUTO_TEST_CASE(priority_chooses_the_class__conformance_54) {
  ClientMessage given;
  const TrafficClass classes[] = {TrafficClass::marketing, TrafficClass::notice, TrafficClass::notice,
                                  TrafficClass::otp};
  for (std::uint8_t priority = 0; priority < priorities; ++priority) {
    given.message.priority_flag = priority;
    BOOST_TEST((given.item().traffic_class == classes[priority]));
  }
  given.account.class_of_priority[3] = TrafficClass::marketing;
  BOOST_TEST((given.item().traffic_class == TrafficClass::marketing));
  for (const unsigned reserved : {4U, 255U}) {
    given.message.priority_flag = static_cast<std::uint8_t>(reserved);
    BOOST_TEST((given.status() == ESME_RINVPRTFLG));
  }
}

BOOST_AUTO_TEST_CASE(every_esm_class_is_served_or_refused__conformance_53) {
  for (unsigned esm_class = 0; esm_class <= 0xFF; ++esm_class) {
    ClientMessage given(Octets{0x00, 'x'});  // an empty header, where UDHI is set
    given.message.esm_class = static_cast<std::uint8_t>(esm_class);
    const bool message_type = (esm_class & 0x3C) == 0;
    const bool transaction = (esm_class & 0x03) == 0x02;
    BOOST_TEST_CONTEXT(esm_class) {
      BOOST_TEST((given.status() == (message_type && !transaction ? ESME_ROK : ESME_RINVESMCLASS)));
      given.body.clear();
      given.tlvs = {{Tag::message_payload, {0x00, 'x'}}};
      BOOST_TEST((given.status(CommandId::data_sm) == (message_type ? ESME_ROK : ESME_RINVESMCLASS)));
    }
  }
}

BOOST_AUTO_TEST_CASE(registered_delivery_is_kept_or_refused__conformance_69_74_75) {
  struct Case {
    unsigned given;
    unsigned kept;
  };
  for (const Case& one : {Case{0x00, 0x00}, Case{0x01, 0x01}, Case{0x02, 0x02}, Case{0x03, 0x03}, Case{0x0D, 0x0D},
                          Case{0x11, 0x11}, Case{0x21, 0x11}, Case{0x31, 0x11}}) {
    ClientMessage given;
    given.message.registered_delivery = static_cast<std::uint8_t>(one.given);
    BOOST_TEST(given.item().client->registered_delivery == one.kept);
  }
  for (const unsigned reserved : {0x40U, 0x80U, 0xC1U}) {
    ClientMessage given;
    given.message.registered_delivery = static_cast<std::uint8_t>(reserved);
    BOOST_TEST((given.status() == ESME_RINVREGDLVFLG));
  }
}

BOOST_AUTO_TEST_CASE(replacing_is_for_whole_messages_of_accounts_that_may) {
  ClientMessage given;
  given.message.replace_if_present_flag = 1;
  BOOST_TEST(given.item().replace_if_present);
  given.message.replace_if_present_flag = 2;
  BOOST_TEST((given.status() == ESME_RINVREPFLAG));
  given.message.replace_if_present_flag = 1;
  given.tlvs = test::sar(1, 2, 2);
  BOOST_TEST((given.status() == ESME_RINVREPFLAG));
  given.tlvs.clear();
  given.account.may_replace = false;
  BOOST_TEST((given.status() == ESME_RINVREPFLAG));
}

BOOST_AUTO_TEST_CASE(there_are_no_canned_messages) {
  ClientMessage given;
  given.message.sm_default_msg_id = 1;
  BOOST_TEST((given.status() == ESME_RINVDFTMSGID));
}

BOOST_AUTO_TEST_CASE(times_reach_the_item__conformance_61) {
  ClientMessage given;
  given.message.schedule_delivery_time = "000000010000000R";
  given.message.validity_period = "000000020000000R";
  const auto item = given.item();
  BOOST_TEST((item.send_at == now + Seconds(3'600)));
  BOOST_TEST((item.expires_at == now + Seconds(7'200)));
  given.message.validity_period = "000000010000000R";
  BOOST_TEST((given.status() == ESME_RINVEXPIRY));
  given.message.validity_period = {};
  given.message.schedule_delivery_time = "200101000000000+";
  BOOST_TEST((given.status() == ESME_RINVSCHED));
}

BOOST_AUTO_TEST_CASE(addresses_are_checked) {
  ClientMessage given;
  given.message.source = {9, 1, "1069"};
  BOOST_TEST((given.status() == ESME_RINVSRCTON));
  given.message.source = {};
  given.message.destination = {1, 9, "8613800138000"};
  BOOST_TEST((given.status() == ESME_RINVDSTNPI));
}

BOOST_AUTO_TEST_CASE(what_a_peer_could_not_have_encoded_is_refused_all_the_same) {
  ClientMessage given;
  given.message.service_type = "SIXLET";
  BOOST_TEST((given.status() == ESME_RINVSERTYP));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(data_sms)

ClientMessage data(Octets payload) {
  ClientMessage given{Octets{}};
  given.tlvs = {{Tag::message_payload, std::move(payload)}};
  return given;
}

BOOST_AUTO_TEST_CASE(a_data_sm_is_a_message_of_the_lowest_priority) {
  const auto item = data(octets("hello")).item(CommandId::data_sm);
  BOOST_TEST(item.body == "hello");
  BOOST_TEST((item.traffic_class == TrafficClass::marketing));
}

BOOST_AUTO_TEST_CASE(it_may_say_how_long_it_is_good) {
  auto given = data(octets("hello"));
  given.tlvs.push_back({Tag::qos_time_to_live, {0, 0, 0x0E, 0x10}});
  BOOST_TEST((given.item(CommandId::data_sm).expires_at == now + Seconds(3'600)));
  given.tlvs.back().value = {0, 0, 0, 0};
  BOOST_TEST((given.status(CommandId::data_sm) == ESME_RINVEXPIRY));
  given.tlvs.back().value = {0xFF, 0xFF, 0xFF, 0xFF};
  BOOST_TEST((given.status(CommandId::data_sm) == ESME_RINVEXPIRY));
  given.tlvs.back().value = {1};
  BOOST_TEST((given.status(CommandId::data_sm) == ESME_RINVPARLEN));
}

BOOST_AUTO_TEST_CASE(addresses_longer_than_a_short_message_has_are_refused__conformance_84) {
  const std::string digits(64, '1');
  auto given = data(octets("hello"));
  given.message.destination.addr = digits;
  BOOST_TEST((given.status(CommandId::data_sm) == ESME_RINVDSTADR));
  given.message.destination.addr = "8613800138000";
  given.message.source.addr = digits;
  BOOST_TEST((given.status(CommandId::data_sm) == ESME_RINVSRCADR));
}

BOOST_AUTO_TEST_CASE(without_a_payload_it_says_nothing) {
  BOOST_TEST((ClientMessage{Octets{}}.status(CommandId::data_sm) == ESME_RINVMSGLEN));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::north::smpp
