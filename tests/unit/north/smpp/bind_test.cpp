// SPDX-License-Identifier: Apache-2.0
// Connecting, binding, unbinding and stopping, over the simulated network with the project's own session as client.
#include <boost/test/unit_test.hpp>

#include "tests/unit/north/smpp/stage.h"

namespace smppedge::north::smpp::test {

BOOST_FIXTURE_TEST_SUITE(smpp_door_binds, Stage)

BOOST_AUTO_TEST_CASE(a_client_binds_in_each_way_and_hears_who_we_are) {
  settings.system_id = "edge";
  start();
  for (const BindKind kind : {BindKind::transmitter, BindKind::receiver, BindKind::transceiver}) {
    SimEsme& client = bind("acme", kind);
    BOOST_TEST(client.bound());
    BOOST_TEST(client.smsc_system_id == "edge");
    BOOST_TEST(client.session().peer_interface_version() == 0x34);
  }
  BOOST_TEST(status().binds == (std::array<unsigned, 3>{1, 1, 1}), boost::test_tools::per_element());
  BOOST_TEST(server->status().connections == 3U);
}

BOOST_AUTO_TEST_CASE(a_second_bind_on_a_connection_is_refused) {
  start();
  SimEsme& client = bind();
  std::string again(
      "\0\0\0\x1d\0\0\0\x09\0\0\0\0\0\0\0\x63"
      "acme\0p\0\0\x34\0\0\0",
      28);
  again[3] = static_cast<char>(again.size());
  client.send_raw(again);
  run_for(Millis(5));
  BOOST_TEST(client.bound());
  BOOST_TEST(status().binds[2] == 1U);
}

BOOST_AUTO_TEST_CASE(a_wrong_id_and_a_wrong_password_look_the_same_and_take_the_same_time) {
  start();
  std::vector<std::pair<CommandStatus, Micros>> answers;
  for (const auto& [system_id, password] : {std::pair("acme", "wrong"), std::pair("nobody", "secret")}) {
    network.dialer_address = system_id == std::string("acme") ? "192.0.2.1" : "192.0.2.2";
    SimEsme& client = connect();
    const MonoTime asked = scheduler.mono();
    client.bind(BindKind::transceiver, system_id, password);
    run_for(Seconds(2));
    BOOST_REQUIRE(client.bind_status);
    answers.emplace_back(*client.bind_status, client.bind_answered_at - asked);
    BOOST_TEST(client.closed);
  }
  BOOST_TEST((answers[0] == answers[1]));
  BOOST_TEST((answers[0].first == CommandStatus::ESME_RINVPASWD));
  BOOST_TEST((answers[0].second >= settings.bind_failure_delay));
  BOOST_TEST(refused(Refusal::credentials) == 2U);
}

BOOST_AUTO_TEST_CASE(an_address_that_is_not_allowed_is_refused_as_if_the_password_were_wrong) {
  settings.accounts[0].allowed_addresses = {AddressRange::parse("203.0.113.0/24").value()};
  start();
  SimEsme& client = bind();
  run_for(Seconds(2));
  BOOST_TEST((client.bind_status == CommandStatus::ESME_RINVPASWD));
  network.dialer_address = "203.0.113.9";
  BOOST_TEST(bind().bound());
  BOOST_TEST(refused(Refusal::address) == 1U);
}

BOOST_AUTO_TEST_CASE(more_binds_than_an_account_may_have_are_refused_until_one_ends) {
  settings.accounts[0].binds_max = 2;
  start();
  SimEsme& first = bind();
  bind("acme", BindKind::receiver);
  SimEsme& third = bind();
  run_for(Seconds(2));
  BOOST_TEST((third.bind_status == CommandStatus::ESME_RBINDFAIL));
  BOOST_TEST(refused(Refusal::binds_max) == 1U);
  first.unbind();
  run_for(Millis(5));
  BOOST_TEST(bind().bound());
}

BOOST_AUTO_TEST_CASE(a_dead_bind_does_not_keep_its_account_out_for_long) {
  settings.accounts[0].binds_max = 1;
  settings.session.enquire_link_interval = Seconds(3600);
  settings.session.inactivity_timeout = Micros(0);
  start();
  bind().link().go_silent();
  SimEsme& second = bind();
  run_for(Seconds(2));
  BOOST_TEST((second.bind_status == CommandStatus::ESME_RBINDFAIL));
  run_for(settings.session.enquire_link_response_timeout);
  BOOST_TEST(bind().bound());
}

BOOST_AUTO_TEST_CASE(a_flood_of_wrong_binds_does_not_block_the_right_client_elsewhere) {
  settings.connections_max = 60;
  settings.connections_per_address_max = 20;
  start();
  network.dialer_address = "198.51.100.66";
  for (int round = 0; round < 50; ++round) {
    for (int times = 0; times < 20; ++times) {
      clients.push_back(std::make_unique<SimEsme>(scheduler, network, door_port));
      clients.back()->bind(BindKind::transceiver, "acme", "guess" + std::to_string(times));
    }
    run_for(Millis(100));
  }
  network.dialer_address = "192.0.2.1";
  SimEsme& right = bind();
  run_for(system_id_delay_max);
  BOOST_TEST(right.bound());
  BOOST_TEST(refused(Refusal::backing_off) > 0U);
  BOOST_TEST(refused(Refusal::connections_per_address_max) > 0U);
  BOOST_TEST(server->status().connections <= 60U);
}

BOOST_AUTO_TEST_CASE(who_connects_and_does_not_bind_in_time_is_closed) {
  start();
  SimEsme& client = connect();
  run_for(settings.session.session_init_timeout - Millis(10));
  BOOST_TEST(!client.closed);
  run_for(Millis(20));
  BOOST_TEST(client.closed);
  BOOST_TEST(server->status().connections == 0U);
}

BOOST_AUTO_TEST_CASE(a_client_that_leaves_while_its_bind_is_judged_does_no_harm) {
  start();
  for (int times = 0; times < 6; ++times) {
    SimEsme& client = bind("acme", BindKind::transceiver, "wrong");
    client.vanish();
    run_for(Millis(5));
  }
  run_for(Seconds(10));
  BOOST_TEST(server->status().connections == 0U);
}

BOOST_AUTO_TEST_CASE(bind_ids_are_never_used_again_not_even_after_a_restart) {
  start();
  SimEsme& first = bind();
  const ClientBindId one = bind_id(first);
  const ClientBindId two = bind_id(bind());
  BOOST_TEST((two > one));
  clients.clear();
  run_for(Millis(5));
  start();
  BOOST_TEST((bind_id(bind()) > two));
}

BOOST_AUTO_TEST_CASE(a_client_unbinds_in_good_order) {
  start();
  SimEsme& client = bind();
  client.unbind();
  run_for(Seconds(3));
  BOOST_TEST(client.closed);
  BOOST_TEST((client.session().state() == session::State::closed));
  BOOST_TEST(status().binds[2] == 0U);
}

BOOST_AUTO_TEST_CASE(a_stop_answers_what_is_under_way_then_unbinds) {
  start();
  SimEsme& client = bind();
  connect();
  const auto under_way = client.submit("8613800138000");
  run_for(Millis(5));
  bool stopped = false;
  server->stop(Seconds(20), [&] { stopped = true; });
  run_for(Millis(5));
  const auto too_late = client.submit("8613800138000");
  run_for(Millis(5));
  BOOST_REQUIRE(client.answer_to(*too_late) != nullptr);
  BOOST_TEST((client.answer_to(*too_late)->status == CommandStatus::ESME_RTHROTTLED));
  BOOST_TEST(!client.unbound_by_smsc);
  BOOST_TEST(!stopped);

  gateway.commit();
  run_for(Millis(50));
  BOOST_REQUIRE(client.answer_to(*under_way) != nullptr);
  BOOST_TEST((client.answer_to(*under_way)->status == CommandStatus::ESME_ROK));
  BOOST_TEST(client.unbound_by_smsc);
  BOOST_TEST(client.closed);
  BOOST_TEST(stopped);
  BOOST_TEST(server->status().connections == 0U);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_at_its_deadline_whatever_clients_do) {
  settings.session.unbind_timeout = Seconds(30);
  start();
  SimEsme& client = bind();
  client.submit("8613800138000");
  run_for(Millis(5));
  bool stopped = false;
  server->stop(Seconds(3), [&] {
    stopped = true;
    server.reset();
  });
  run_for(Seconds(2));
  BOOST_TEST(!stopped);
  run_for(Seconds(1) + Millis(1));
  BOOST_TEST(stopped);
  gateway.commit();  // finds nobody
  run_for(Millis(5));
  BOOST_TEST(client.closed);
}

BOOST_AUTO_TEST_CASE(nobody_is_let_in_while_stopping) {
  start();
  bool stopped = false;
  server->stop(Seconds(3), [&] { stopped = true; });
  SimEsme& client = bind();
  BOOST_TEST(client.closed);
  BOOST_TEST(stopped);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::north::smpp::test
