// SPDX-License-Identifier: Apache-2.0
// The PDUs that libsmpp34 packs, and those the table must write because a field does not fit it.
#include "pdu/pack.h"

#include "octets.h"
#include "pdu/destinations.h"

namespace smppedge::pdu {
namespace {

constexpr SequenceNumber seven(7);

/// Decodes what `out` holds; the views stay good as long as `out` does.
template <class Body>
Body sent(const OutBuffer& out) {
  const auto pdu = decode(out.unsent());
  BOOST_REQUIRE(pdu);
  BOOST_TEST(pdu->header.sequence_number.value() == 7U);
  BOOST_REQUIRE(std::holds_alternative<Body>(pdu->body));
  return std::get<Body>(pdu->body);
}

BOOST_AUTO_TEST_SUITE(pack_pdu)

BOOST_AUTO_TEST_CASE(binds_of_all_three_kinds_are_packed) {
  for (const CommandId id : {CommandId::bind_receiver, CommandId::bind_transmitter, CommandId::bind_transceiver}) {
    OutBuffer out(1000);
    BOOST_REQUIRE(pack_bind(out, id, seven, {"smppedge", "secret", "sys", 0x34, 1, 1, "^1069"}));
    const auto bind = sent<Bind>(out);
    BOOST_TEST(decode_header(out.unsent()).command_id == id);
    BOOST_TEST(bind.system_id == "smppedge");
    BOOST_TEST(bind.password == "secret");
    BOOST_TEST(bind.system_type == "sys");
    BOOST_TEST(bind.interface_version == 0x34);
    BOOST_TEST(bind.address_range == "^1069");
  }
}

BOOST_AUTO_TEST_CASE(a_password_over_8_octets_needs_leave) {
  OutBuffer out(1000);
  const Bind bind{"demo", "longer-than-eight", "", 0x34, 0, 0, ""};
  const Written refused = pack_bind(out, CommandId::bind_transceiver, seven, bind);
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().field == "password");
  BOOST_TEST(out.empty());
  BOOST_REQUIRE(pack_bind(out, CommandId::bind_transceiver, seven, bind, 17));
  BOOST_TEST(sent<Bind>(out).password == "longer-than-eight");
}

BOOST_AUTO_TEST_CASE(a_password_of_8_octets_is_packed) {
  OutBuffer out(1000);
  BOOST_REQUIRE(pack_bind(out, CommandId::bind_receiver, seven, {"demo", "12345678", "", 0x34, 0, 0, ""}));
  BOOST_TEST(sent<Bind>(out).password == "12345678");
}

BOOST_AUTO_TEST_CASE(what_libsmpp34_does_not_know_is_written_from_the_table) {
  OutBuffer out(1000);
  BOOST_REQUIRE(pack_bind(out, CommandId::bind_transceiver, seven, {"demo", "p", "", 0x33, 9, 77, ""}));
  BOOST_TEST(sent<Bind>(out).addr_npi == 77);
  BOOST_TEST(sent<Bind>(out).interface_version == 0x33);

  OutBuffer answer(1000);
  constexpr auto vendors = static_cast<CommandStatus>(0x410);
  BOOST_REQUIRE(pack_query_sm_resp(answer, vendors, seven, {"m1", "", 5, 0}));
  BOOST_TEST(decode_header(answer.unsent()).command_status == vendors);
}

BOOST_AUTO_TEST_CASE(bind_resp_carries_the_interface_version_unless_told_not_to) {
  OutBuffer with(1000);
  BOOST_REQUIRE(pack_bind_resp(with, CommandId::bind_transceiver_resp, CommandStatus::ESME_ROK, seven, "SMSC", 0x34));
  BOOST_TEST(sent<BindResp>(with).tlvs.find_integer(Tag::sc_interface_version, 1).value_or(0) == 0x34U);
  OutBuffer without(1000);
  BOOST_REQUIRE(pack_bind_resp(without, CommandId::bind_receiver_resp, CommandStatus::ESME_ROK, seven, "SMSC", 0));
  BOOST_TEST(sent<BindResp>(without).tlvs.empty());
  BOOST_TEST(sent<BindResp>(without).system_id == "SMSC");
}

BOOST_AUTO_TEST_CASE(a_failed_bind_resp_has_no_body_but_for_the_transceiver) {
  for (const CommandId id : {CommandId::bind_receiver_resp, CommandId::bind_transmitter_resp}) {
    OutBuffer out(1000);
    BOOST_REQUIRE(pack_bind_resp(out, id, CommandStatus::ESME_RINVPASWD, seven, "SMSC", 0x34));
    BOOST_TEST(out.size() == header_bytes);
  }
  OutBuffer out(1000);
  BOOST_REQUIRE(
      pack_bind_resp(out, CommandId::bind_transceiver_resp, CommandStatus::ESME_RINVPASWD, seven, "SMSC", 0x34));
  BOOST_TEST(sent<BindResp>(out).system_id == "SMSC");
}

BOOST_AUTO_TEST_CASE(query_cancel_replace_and_outbind_are_packed) {
  OutBuffer query(1000);
  BOOST_REQUIRE(pack_query_sm(query, seven, {"m1", {1, 1, "1069"}}));
  BOOST_TEST(sent<QuerySm>(query).source.addr == "1069");

  OutBuffer cancel(1000);
  BOOST_REQUIRE(pack_cancel_sm(cancel, seven, {"CMT", "m1", {1, 1, "1069"}, {1, 1, "86139"}}));
  BOOST_TEST(sent<CancelSm>(cancel).destination.addr == "86139");

  OutBuffer replace(1000);
  const std::string text(254, 'x');  // libsmpp34 packs at most 253
  BOOST_REQUIRE(pack_replace_sm(replace, seven, {"m1", {1, 1, "1069"}, "", "", 1, 0, test::as_octets(text)}));
  BOOST_TEST(sent<ReplaceSm>(replace).short_message.size() == 254U);

  OutBuffer outbind(1000);
  BOOST_REQUIRE(pack_outbind(outbind, seven, {"SMSC", "secret"}));
  BOOST_TEST(sent<Outbind>(outbind).password == "secret");
}

BOOST_AUTO_TEST_CASE(submit_multi_is_packed_with_few_and_with_254_destinations) {
  for (const unsigned count : {1U, 7U, 8U, 254U}) {
    std::vector<std::uint8_t> room(10'000);
    DestinationWriter dests(room);
    for (unsigned i = 0; i + 1 < count; ++i) BOOST_REQUIRE(dests.add_sme({1, 1, "86139" + std::to_string(i)}));
    BOOST_REQUIRE(dests.add_distribution_list("friends"));
    SubmitMulti multi;
    multi.message.source = {1, 1, "1069"};
    multi.message.short_message = test::as_octets("hi");
    multi.number_of_dests = dests.count();
    multi.dest_addresses = dests.octets();

    OutBuffer out(20'000);
    BOOST_REQUIRE(pack_submit_multi(out, seven, multi));
    const auto got = sent<SubmitMulti>(out);
    BOOST_TEST(got.number_of_dests == count);
    BOOST_TEST(test::hex(got.dest_addresses) == test::hex(multi.dest_addresses));
    BOOST_TEST(test::as_text(got.message.short_message) == "hi");
  }
}

BOOST_AUTO_TEST_CASE(a_destination_list_that_does_not_match_its_count_is_refused) {
  std::array<std::uint8_t, 100> room;
  DestinationWriter dests(room);
  BOOST_REQUIRE(dests.add_sme({1, 1, "86139"}));
  SubmitMulti multi;
  multi.number_of_dests = 2;
  multi.dest_addresses = dests.octets();
  OutBuffer out(1000);
  BOOST_TEST(!pack_submit_multi(out, seven, multi).has_value());
  multi.number_of_dests = 0;
  BOOST_TEST(!pack_submit_multi(out, seven, multi).has_value());
  BOOST_TEST(out.empty());
}

BOOST_AUTO_TEST_CASE(destination_writer_refuses_what_3_4_does_not_hold) {
  std::vector<std::uint8_t> room(10'000);
  DestinationWriter dests(room);
  BOOST_TEST(!dests.add_sme({1, 1, "123456789012345678901"}));
  BOOST_TEST(!dests.add_distribution_list("123456789012345678901"));
  for (int i = 0; i < 254; ++i) BOOST_TEST_REQUIRE(dests.add_sme({1, 1, "1"}));
  BOOST_TEST(!dests.add_sme({1, 1, "1"}));
  std::array<std::uint8_t, 4> tiny;
  BOOST_TEST(!DestinationWriter(tiny).add_sme({1, 1, "1"}));
}

BOOST_AUTO_TEST_CASE(submit_multi_resp_is_packed) {
  for (const unsigned count : {0U, 3U, 20U}) {
    std::vector<std::uint8_t> room(1'000);
    DestinationWriter list(room);
    for (unsigned i = 0; i < count; ++i) {
      BOOST_REQUIRE(list.add_unsuccess({{1, 1, "86139"}, CommandStatus::ESME_RINVDSTADR}));
    }
    OutBuffer out(2'000);
    BOOST_REQUIRE(pack_submit_multi_resp(out, CommandStatus::ESME_ROK, seven, {"m1", list.count(), list.octets(), {}}));
    BOOST_TEST(test::hex(sent<SubmitMultiResp>(out).unsuccess_sme) == test::hex(list.octets()));
  }
}

BOOST_AUTO_TEST_CASE(alert_notification_is_packed) {
  const test::Octets available = test::octets("0422 0001 00");
  OutBuffer out(1000);
  BOOST_REQUIRE(pack_alert_notification(out, seven, {{1, 1, "86139"}, {1, 1, "1069"}, Tlvs(available)}));
  const auto alert = sent<AlertNotification>(out);
  BOOST_TEST(alert.esme.addr == "1069");
  BOOST_TEST(test::hex(alert.tlvs.octets()) == test::hex(available));
}

BOOST_AUTO_TEST_CASE(a_full_buffer_is_told) {
  OutBuffer out(20);
  const Written written = pack_bind(out, CommandId::bind_receiver, seven, {"demo", "p", "", 0x34, 0, 0, ""});
  BOOST_REQUIRE(!written);
  BOOST_TEST((written.error().kind == WriteError::Kind::buffer_full));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::pdu
