// SPDX-License-Identifier: Apache-2.0
// What clients ask and are answered: after the commit, together, within their windows, on the connection it came on.
#include <boost/test/unit_test.hpp>

#include "pdu/destinations.h"
#include "pdu/tlv_writer.h"
#include "tests/unit/north/smpp/stage.h"

namespace smppedge::north::smpp::test {
namespace {

struct Requests : Stage {
  gateway::RequestError error(gateway::RequestError::Kind kind, std::string_view code) {
    return {kind, code, "no", Seconds(1)};
  }
  CommandStatus answered(SimEsme& client, std::optional<session::Cookie> cookie) {
    run_for(Millis(5));
    gateway.commit();
    run_for(Millis(5));
    const SimEsme::Answer* answer = client.answer_to(cookie.value());
    BOOST_REQUIRE(answer != nullptr);
    return answer->status;
  }
};

/// A link whose turns of bytes are counted.
std::uint64_t bytes_to(const SimEsme& client) {
  return client.link().bytes_received(sim::SimLink::dialer);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(smpp_door_requests, Requests)

BOOST_AUTO_TEST_CASE(a_submit_is_answered_with_its_id_after_the_commit_and_not_before) {
  start();
  SimEsme& client = bind();
  const auto cookie = client.submit("8613800138000", "hello");
  run_for(Seconds(1));
  BOOST_TEST(client.answers.empty());
  BOOST_REQUIRE(gateway.accepts.size() == 1U);
  const gateway::AcceptRequest& request = gateway.accepts.front().first;
  BOOST_TEST((request.account == account()));
  BOOST_TEST((request.door == smppedge::Door::smpp));
  BOOST_TEST(!request.is_list);
  BOOST_TEST(request.items.front().body == "hello");

  gateway.commit();
  run_for(Millis(5));
  BOOST_REQUIRE(client.answer_to(*cookie) != nullptr);
  BOOST_TEST((client.answer_to(*cookie)->status == CommandStatus::ESME_ROK));
  BOOST_TEST(client.answer_to(*cookie)->message_id == "0123456789000001");
  BOOST_TEST(status().requests.requests == 1U);
  BOOST_TEST(server->status().requests_under_way == 0U);
}

BOOST_AUTO_TEST_CASE(a_thousand_submits_in_one_burst_are_answered_in_one_flush_after_their_commit) {
  start();
  SimEsme& client = bind();
  for (int message = 0; message < 1'000; ++message) client.submit("8613800138000");
  run_for(Millis(10));
  BOOST_REQUIRE(gateway.accepts.size() == 1'000U);
  const std::uint64_t before = bytes_to(client);
  gateway.commit();
  // The network brings what was sent together at one time.
  BOOST_TEST(bytes_to(client) == before);
  scheduler.run_until([&] { return bytes_to(client) != before; }, Seconds(1));
  BOOST_TEST(bytes_to(client) - before == 1'000U * (16 + 17));
  BOOST_TEST(client.answered_with(CommandStatus::ESME_ROK) == 1'000U);
}

BOOST_AUTO_TEST_CASE(data_sm_is_a_submit_as_well) {
  start();
  SimEsme& client = bind();
  std::uint8_t octets[16] = {};
  pdu::TlvWriter tlvs(octets);
  tlvs.text(pdu::Tag::message_payload, "hello");
  pdu::ShortMessage message;
  message.destination = {1, 1, "8613800138000"};
  message.tlvs = tlvs.tlvs();
  BOOST_REQUIRE(client.session().data_sm(message, 77, scheduler.mono()));
  client.flush();
  BOOST_TEST((answered(client, 77) == CommandStatus::ESME_ROK));
  BOOST_TEST((client.answer_to(77)->request == pdu::CommandId::data_sm));
  BOOST_TEST(client.answer_to(77)->message_id == "0123456789000001");
}

BOOST_AUTO_TEST_CASE(a_peer_below_3_4_is_told_eight_digits) {
  start();
  SimEsme& client = bind("acme", BindKind::transmitter, "secret", 0x33);
  const auto cookie = client.submit("8613800138000");
  BOOST_TEST((answered(client, cookie) == CommandStatus::ESME_ROK));
  BOOST_TEST(client.answer_to(*cookie)->message_id.size() == 8U);
  BOOST_TEST(gateway.accepted.front().wants_alias);
}

BOOST_AUTO_TEST_CASE(submit_multi_is_one_request_and_tells_which_destinations_failed) {
  start();
  SimEsme& client = bind();
  std::uint8_t octets[256];
  pdu::DestinationWriter destinations(octets);
  BOOST_REQUIRE(destinations.add_sme({1, 1, "8613800138000"}));
  BOOST_REQUIRE(destinations.add_distribution_list("friends"));
  BOOST_REQUIRE(destinations.add_sme({1, 1, "8613800138001"}));
  const std::string text = "hello";
  pdu::SubmitMulti multi;
  multi.message = SimEsme::message_to("", text);
  multi.message.destination = {};
  multi.number_of_dests = destinations.count();
  multi.dest_addresses = destinations.octets();
  BOOST_REQUIRE(client.session().submit_multi(multi, 5, scheduler.mono()));
  client.flush();
  run_for(Millis(5));
  BOOST_REQUIRE(gateway.accepts.size() == 1U);
  BOOST_TEST(gateway.accepts.front().first.items.front().to.size() == 2U);
  BOOST_TEST((answered(client, 5) == CommandStatus::ESME_ROK));
  BOOST_TEST(client.answer_to(5)->unsuccessful == 1U);
}

BOOST_AUTO_TEST_CASE(what_the_gateway_refuses_has_its_status_and_is_counted) {
  using Kind = gateway::RequestError::Kind;
  start();
  SimEsme& client = bind();
  for (const auto& [refusal, status] : {std::pair(error(Kind::throttled, "throttled"), CommandStatus::ESME_RTHROTTLED),
                                        std::pair(error(Kind::overloaded, "overloaded"), CommandStatus::ESME_RMSGQFUL),
                                        std::pair(error(Kind::disk_full, "disk_full"), CommandStatus::ESME_RMSGQFUL)}) {
    gateway.refusal = refusal;
    BOOST_TEST((answered(client, client.submit("8613800138000")) == status));
  }
  const RequestCounters counters = this->status().requests;
  BOOST_TEST(counters.refused_with(CommandStatus::ESME_RTHROTTLED) == 1U);
  BOOST_TEST(counters.refused_with(CommandStatus::ESME_RMSGQFUL) == 2U);
}

BOOST_AUTO_TEST_CASE(more_unanswered_requests_than_the_window_are_throttled_on_that_connection_alone) {
  settings.accounts[0].window = 10;
  start();
  SimEsme& eager = bind();
  SimEsme& other = bind();
  for (int message = 0; message < 15; ++message) eager.submit("8613800138000");
  run_for(Millis(5));
  BOOST_TEST(eager.answered_with(CommandStatus::ESME_RTHROTTLED) == 5U);
  BOOST_TEST(gateway.accepts.size() == 10U);
  BOOST_TEST((answered(other, other.submit("8613800138000")) == CommandStatus::ESME_ROK));
  BOOST_TEST(eager.answered_with(CommandStatus::ESME_ROK) == 10U);
  BOOST_TEST((answered(eager, eager.submit("8613800138000")) == CommandStatus::ESME_ROK));
}

BOOST_AUTO_TEST_CASE(requests_of_all_clients_together_are_bounded) {
  constexpr std::size_t each = 10'000;  // what a SimEsme may leave unanswered
  network.conditions.output_bytes_max = 4 << 20;
  settings.accounts[0].window = each;
  settings.accounts[0].binds_max = 20;
  start();
  for (std::size_t sent = 0; sent <= requests_under_way_max; sent += each) {
    SimEsme& client = bind();
    for (std::size_t message = 0; message < each; ++message) BOOST_REQUIRE(client.submit("8613800138000"));
    run_for(Seconds(1));
  }
  BOOST_TEST(gateway.accepts.size() == requests_under_way_max);
  BOOST_TEST(clients.back()->answered_with(CommandStatus::ESME_RMSGQFUL) == each);
  gateway.commit();
  BOOST_TEST(server->status().requests_under_way == 0U);
}

BOOST_AUTO_TEST_CASE(a_client_that_is_gone_when_its_message_is_committed_hurts_nobody) {
  start();
  SimEsme& gone = bind();
  SimEsme& there = bind();
  gone.submit("8613800138000");
  const auto cookie = there.submit("8613800138001");
  run_for(Millis(5));
  gone.link().reset();
  run_for(Millis(5));
  BOOST_TEST(gone.closed);
  BOOST_TEST((answered(there, cookie) == CommandStatus::ESME_ROK));
  BOOST_TEST(gateway.accepted.size() == 2U);
  BOOST_TEST(status().requests.orphaned == 1U);
  BOOST_TEST(server->status().requests_under_way == 0U);
}

BOOST_AUTO_TEST_CASE(a_receiver_may_not_submit) {
  start();
  SimEsme& client = bind("acme", BindKind::receiver);
  BOOST_TEST(!client.submit("8613800138000"));
  client.send_raw(std::string("\0\0\0\x10\0\0\0\x04\0\0\0\0\0\0\0\x01", 16));
  run_for(Millis(5));
  BOOST_TEST(gateway.accepts.empty());
}

BOOST_AUTO_TEST_CASE(a_query_finds_a_message_by_id_and_source) {
  start();
  SimEsme& client = bind();
  const Message message = message_of(ClientBindId(1));
  gateway.messages.emplace(message.id, message);
  const std::string id = message.id.to_string();
  BOOST_REQUIRE(client.session().query_sm({id, {0, 1, "1069000111001"}}, 1, scheduler.mono()));
  BOOST_REQUIRE(client.session().query_sm({id, {0, 1, "1069000111002"}}, 2, scheduler.mono()));
  BOOST_REQUIRE(client.session().query_sm({"0000000000000001", {0, 1, "1069000111001"}}, 3, scheduler.mono()));
  BOOST_REQUIRE(client.session().query_sm({"what is this", {0, 1, "1069000111001"}}, 4, scheduler.mono()));
  client.flush();
  run_for(Millis(5));
  BOOST_REQUIRE(client.answer_to(1) != nullptr);
  BOOST_TEST((client.answer_to(1)->status == CommandStatus::ESME_ROK));
  BOOST_TEST(client.answer_to(1)->message_id == id);
  BOOST_TEST(unsigned{client.answer_to(1)->message_state} == 2U);  // DELIVERED
  BOOST_TEST((client.answer_to(2)->status == CommandStatus::ESME_RINVSRCADR));
  BOOST_TEST((client.answer_to(3)->status != CommandStatus::ESME_ROK));
  BOOST_TEST((client.answer_to(4)->status == CommandStatus::ESME_RINVMSGID));
}

BOOST_AUTO_TEST_CASE(an_alias_stands_for_its_message) {
  start();
  SimEsme& client = bind();
  const Message message = message_of(ClientBindId(1));
  gateway.messages.emplace(message.id, message);
  gateway.aliases.emplace(0x2a, message.id);
  BOOST_REQUIRE(client.session().query_sm({"0000002a", {0, 1, "1069000111001"}}, 1, scheduler.mono()));
  BOOST_REQUIRE(client.session().query_sm({"0000002b", {0, 1, "1069000111001"}}, 2, scheduler.mono()));
  BOOST_REQUIRE(client.session().cancel_sm({{}, "0000002a", {0, 1, "1069000111001"}, {}}, 3, scheduler.mono()));
  client.flush();
  run_for(Millis(5));
  BOOST_TEST((client.answer_to(1)->status == CommandStatus::ESME_ROK));
  BOOST_TEST((client.answer_to(2)->status != CommandStatus::ESME_ROK));
  BOOST_TEST((client.answer_to(3)->status == CommandStatus::ESME_ROK));
  BOOST_REQUIRE(gateway.cancels.size() == 1U);
  BOOST_TEST((gateway.cancels.front().id == message.id));
}

BOOST_AUTO_TEST_CASE(a_cancel_without_an_id_goes_by_its_addresses) {
  start();
  SimEsme& client = bind();
  BOOST_REQUIRE(
      client.session().cancel_sm({{}, {}, {0, 1, "1069000111001"}, {1, 1, "8613800138000"}}, 1, scheduler.mono()));
  client.flush();
  run_for(Millis(5));
  BOOST_TEST((client.answer_to(1)->status == CommandStatus::ESME_ROK));
  BOOST_REQUIRE(gateway.cancels.size() == 1U);
  BOOST_TEST((gateway.cancels.front().id == MessageId()));
  BOOST_TEST((gateway.cancels.front().account == account()));
  BOOST_TEST(gateway.cancels.front().to.value().digits() == "8613800138000");
}

BOOST_AUTO_TEST_CASE(a_replace_is_read_by_the_message_that_it_replaces) {
  start();
  SimEsme& client = bind();
  Message message = message_of(ClientBindId(1));
  message.state = MessageState::scheduled;
  gateway.messages.emplace(message.id, message);
  const std::string id = message.id.to_string();
  const std::string text = "other";
  pdu::ReplaceSm replace;
  replace.message_id = id;
  replace.source = {0, 1, "1069000111001"};
  replace.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  BOOST_REQUIRE(client.session().replace_sm(replace, 1, scheduler.mono()));
  replace.source.addr = "1069000111002";
  BOOST_REQUIRE(client.session().replace_sm(replace, 2, scheduler.mono()));
  client.flush();
  run_for(Millis(5));
  BOOST_REQUIRE(client.answer_to(2) != nullptr);
  BOOST_TEST((client.answer_to(1)->status == CommandStatus::ESME_ROK));
  BOOST_TEST((client.answer_to(2)->status == CommandStatus::ESME_RINVSRCADR));
  BOOST_REQUIRE(gateway.replaces.size() == 1U);
  BOOST_TEST(gateway.replaces.front().body == "other");
  BOOST_TEST((gateway.replaces.front().id == message.id));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::north::smpp::test
