// SPDX-License-Identifier: Apache-2.0
// Clients that mean harm or mean nothing: bytes of other protocols, halves of PDUs, floods, silence. Whatever one
// does, another is served.
#include <boost/test/unit_test.hpp>

#include "tests/support/sim_rng.h"
#include "tests/unit/north/smpp/stage.h"

namespace smppedge::north::smpp::test {
namespace {

std::string pdu_of(std::uint32_t length, std::uint32_t id, const std::string& body = {}) {
  std::string octets;
  for (const std::uint32_t field : {length, id, 0U, 1U}) {
    for (int shift = 24; shift >= 0; shift -= 8) octets.push_back(static_cast<char>(field >> shift));
  }
  return octets + body;
}

struct Hostile : Stage {
  /// Another client binds, submits and is told of it.
  void others_are_served() {
    network.conditions = {};
    network.dialer_address = "203.0.113.5";
    SimEsme& other = bind();
    BOOST_TEST(other.bound());
    const std::size_t before = other.delivers.size();
    tell_result(bind_id(other));
    run_for(Millis(50));
    BOOST_TEST(other.delivers.size() == before + 1);
    other.unbind();
    run_for(Millis(50));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(smpp_door_hostile, Hostile)

BOOST_AUTO_TEST_CASE(bytes_of_other_protocols_end_the_connection) {
  start();
  for (const std::string& greeting :
       {std::string("GET / HTTP/1.1\r\nHost: smsc\r\n\r\n"), std::string("AMQP\0\0\x09\x01", 8),
        std::string("\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03", 11).append(500, 'x'), pdu_of(0, 9), pdu_of(15, 9),
        pdu_of(0x80000000, 9), pdu_of(0xFFFFFFFF, 9)}) {
    SimEsme& client = connect();
    client.send_raw(greeting);
    run_for(Seconds(5));
    BOOST_TEST(client.closed);
  }
  others_are_served();
  BOOST_TEST(server->status().connections == 0U);
}

BOOST_AUTO_TEST_CASE(requests_before_a_bind_are_refused_and_never_reach_the_gateway) {
  start();
  SimEsme& client = connect();
  for (const std::uint32_t id : {0x03U, 0x04U, 0x05U, 0x07U, 0x08U, 0x21U, 0x103U, 0x102U, 0x0BU}) {
    client.send_raw(pdu_of(16, id));
  }
  run_for(Millis(50));
  BOOST_TEST(!client.closed);
  BOOST_TEST(gateway.accepts.empty());
  for (int times = 0; times < 200; ++times) client.send_raw(pdu_of(16, 4));
  run_for(Millis(50));
  BOOST_TEST(client.closed);
  others_are_served();
}

BOOST_AUTO_TEST_CASE(half_a_pdu_is_waited_for_until_the_bind_is_overdue) {
  start();
  SimEsme& client = connect();
  client.send_raw(pdu_of(40, 9, "acme"));
  run_for(settings.session.session_init_timeout + Seconds(1));
  BOOST_TEST(client.closed);
  others_are_served();
}

BOOST_AUTO_TEST_CASE(half_a_pdu_of_a_bound_client_and_silence_end_it) {
  start();
  SimEsme& client = bind();
  client.send_raw(pdu_of(100, 4, "half"));
  client.link().go_silent();
  run_for(settings.session.enquire_link_interval + settings.session.enquire_link_response_timeout + Seconds(1));
  BOOST_TEST(status().binds[2] == 0U);
  others_are_served();
}

BOOST_AUTO_TEST_CASE(octets_one_at_a_time_are_as_good_as_any) {
  network.conditions.piece_bytes = 1;
  start();
  SimEsme& client = bind();
  BOOST_TEST(client.bound());
  tell_result(bind_id(client));
  run_for(Millis(50));
  BOOST_TEST(client.delivers.size() == 1U);
}

BOOST_AUTO_TEST_CASE(noise_after_a_bind_hurts_nobody) {
  sim::SimRng rng(7);
  start();
  for (int round = 0; round < 200; ++round) {
    SimEsme& client = bind();
    std::string noise;
    for (std::uint64_t octets = rng.below(2'000); octets != 0; --octets) {
      noise.push_back(static_cast<char>(rng.below(256)));
    }
    // Half of them as bodies of sound headers.
    if (round % 2 == 0) {
      constexpr std::uint32_t ids[] = {0x03, 0x04, 0x07, 0x08, 0x21, 0x103, 0x80000005, 0x15};
      noise = pdu_of(static_cast<std::uint32_t>(16 + noise.size()), ids[rng.below(8)], noise);
    }
    client.send_raw(noise);
    run_for(Millis(5));
    client.vanish();
    run_for(Millis(5));
  }
  gateway.commit();
  others_are_served();
  BOOST_TEST(server->status().connections == 0U);
}

BOOST_AUTO_TEST_CASE(a_client_that_floods_and_never_reads_is_closed_within_its_bounds) {
  network.conditions.buffer_bytes = 8'192;
  network.conditions.output_bytes_max = 16'384;
  settings.accounts[0].window = 50;
  start();
  SimEsme& flood = bind();
  flood.link().hold_reading(sim::SimLink::dialer, true);
  for (int round = 0; round < 200 && !flood.closed; ++round) {
    for (int message = 0; message < 50; ++message) flood.submit("8613800138000");
    run_for(Millis(10));
  }
  run_for(Seconds(1));
  BOOST_TEST(status().binds[2] == 0U);
  BOOST_TEST(gateway.accepts.size() <= 50U);
  BOOST_TEST(status().requests.refused_with(CommandStatus::ESME_RTHROTTLED) > 0U);
  gateway.commit();
  others_are_served();
}

BOOST_AUTO_TEST_CASE(a_client_that_vanishes_mid_window_leaves_nothing_behind) {
  start();
  SimEsme& client = bind();
  const ClientBindId id = bind_id(client);
  client.reply = [](const SimEsme::Delivered&) { return std::nullopt; };
  for (int message = 0; message < 500; ++message) {
    client.submit("8613800138000");
    tell_result(id);
  }
  run_for(Millis(5));
  client.link().go_silent();
  run_for(settings.session.enquire_link_interval + settings.session.enquire_link_response_timeout + Seconds(1));
  BOOST_TEST(status().binds[2] == 0U);
  gateway.commit();
  BOOST_TEST(server->status().requests_under_way == 0U);
  SimEsme& back = bind();
  run_for(Seconds(1));
  BOOST_TEST(back.delivers.size() == 500U);
  BOOST_TEST(gateway.kept(account()) == 0U);
}

BOOST_AUTO_TEST_CASE(answers_to_nothing_are_ignored) {
  start();
  SimEsme& client = bind();
  for (const std::uint32_t id : {0x80000005U, 0x80000103U, 0x80000000U, 0x80000004U}) client.send_raw(pdu_of(16, id));
  run_for(Millis(50));
  BOOST_TEST(client.bound());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::north::smpp::test
