// SPDX-License-Identifier: Apache-2.0
// The life of a bind against a simulated carrier: connecting again and again, refusals, dead connections, unbinds.
#include <boost/test/unit_test.hpp>
#include <list>

#include "carrier/bind.h"
#include "tests/unit/carrier/account.h"

using namespace smppedge;
using namespace smppedge::carrier;
using namespace smppedge::carrier::test;
using enum pdu::CommandStatus;

namespace {
bool is(BindState a, BindState b) {
  return a == b;
}
std::int64_t seconds(const sim::SimScheduler& scheduler) {
  return scheduler.mono().time_since_epoch().count() / 1'000'000;
}
}  // namespace

BOOST_FIXTURE_TEST_SUITE(carrier_bind, Account)

BOOST_AUTO_TEST_CASE(when_started_it_binds_with_the_configured_credentials) {
  start();
  BOOST_TEST(is(state(), BindState::connecting));
  BOOST_TEST(!carrier->can_submit());
  BOOST_TEST(carrier->claims_free() == 0U);
  run_for(Millis(10));
  BOOST_TEST(is(state(), BindState::bound));
  BOOST_TEST(carrier->can_submit());
  BOOST_TEST(carrier->urgent_claims_free() == settings.window + settings.claim_ahead);
  BOOST_TEST(smsc.system_id == "edge");
  BOOST_TEST(smsc.password == "secret");
  BOOST_TEST(heard.changes > 0U);
}

BOOST_AUTO_TEST_CASE(when_connections_are_refused_the_waits_grow_and_it_never_gives_up) {
  network.refuse(port, {DialError::Kind::refused, "connection refused"});
  start();
  std::vector<std::int64_t> gaps;
  std::int64_t last = 0;
  for (std::uint64_t dials = 2; dials < 40; ++dials) {
    BOOST_REQUIRE(scheduler.run_until([&] { return network.dials() == dials; }, Seconds(61)));
    gaps.push_back(scheduler.mono().time_since_epoch().count() - last);
    last = scheduler.mono().time_since_epoch().count();
  }
  BOOST_TEST(gaps.front() <= 1'001'000);
  BOOST_TEST(gaps[3] > gaps[0]);
  for (std::size_t i = 6; i < gaps.size(); ++i) BOOST_TEST(gaps[i] >= 30'000'000);
  network.allow(port);
  run_for(Seconds(61));
  BOOST_TEST(is(state(), BindState::bound));
}

BOOST_AUTO_TEST_CASE(when_dials_time_out_it_tries_again) {
  network.refuse(port, {DialError::Kind::timeout, "no answer"});
  start();
  run_for(Seconds(300));
  BOOST_TEST(network.dials() >= 5U);
  network.allow(port);
  run_for(Seconds(80));
  BOOST_TEST(is(state(), BindState::bound));
}

BOOST_AUTO_TEST_CASE(when_credentials_are_refused_it_alarms_retries_slowly_and_succeeds_once_they_are_mended) {
  for (const auto status : {ESME_RINVPASWD, ESME_RINVSYSID}) {
    smsc.bind_status = status;
    smsc.bind_requests = 0;
    start();
    run_for(Seconds(10));
    BOOST_TEST(carrier->status().binds[0].credentials_refused);
    BOOST_TEST(carrier->status().binds[0].last_bind_status == static_cast<std::uint32_t>(status));
    run_for(Seconds(3600));
    BOOST_TEST(smsc.bind_requests >= 12U);  // every 150 to 300 s
    BOOST_TEST(smsc.bind_requests <= 25U);
    smsc.bind_status = ESME_ROK;
    run_for(Seconds(301));
    BOOST_TEST(is(state(), BindState::bound));
    BOOST_TEST(!carrier->status().binds[0].credentials_refused);
    BOOST_TEST(carrier->status().binds[0].last_bind_status == 0U);
    carrier.reset();
  }
}

BOOST_AUTO_TEST_CASE(when_the_carrier_thinks_that_we_are_bound_it_waits_at_least_half_of_the_longest_wait) {
  smsc.bind_status = ESME_RALYBND;
  start();
  run_for(Seconds(29));
  BOOST_TEST(smsc.bind_requests == 1U);
  BOOST_TEST(!carrier->status().binds[0].credentials_refused);
  run_for(Seconds(32));
  BOOST_TEST(smsc.bind_requests == 2U);
}

BOOST_AUTO_TEST_CASE(when_the_carrier_closes_without_a_bind_resp_it_counts_as_refused) {
  smsc.closes_on_bind = true;
  start();
  run_for(Seconds(29));
  BOOST_TEST(smsc.bind_requests == 1U);
  smsc.closes_on_bind = false;
  run_for(Seconds(32));
  BOOST_TEST(is(state(), BindState::bound));
}

BOOST_AUTO_TEST_CASE(when_the_bind_is_not_answered_it_closes_after_bind_timeout_and_tries_again) {
  struct Deaf : ByteStreamHandler {
    std::unique_ptr<ByteStream> stream;
    std::size_t on_bytes(std::span<const std::uint8_t> bytes) override { return bytes.size(); }
    void on_closed(CloseReason) override {}
  };
  std::list<Deaf> deaf;
  network.listen(port, [&deaf](std::unique_ptr<ByteStream> stream) {
    deaf.emplace_back().stream = std::move(stream);
    deaf.back().stream->attach(deaf.back());
  });
  start();
  run_for(Seconds(9));
  BOOST_TEST(is(state(), BindState::binding));
  run_for(Seconds(2));
  BOOST_TEST(is(state(), BindState::waiting));
  run_for(Seconds(60));
  BOOST_TEST(network.dials() == 2U);
}

BOOST_AUTO_TEST_CASE(when_enquire_link_is_ignored_the_bind_is_closed_and_made_again) {
  start_bound();
  network.last_link().hold_reading(sim::SimLink::listener, true);
  run_for(Seconds(39));
  BOOST_TEST(is(state(), BindState::bound));
  run_for(Seconds(3));
  BOOST_TEST(is(state(), BindState::bound));
  BOOST_TEST(network.dials() == 2U);
}

BOOST_AUTO_TEST_CASE(where_enquire_link_is_off_a_carrier_that_never_answers_it_keeps_its_bind) {
  settings.profile.enquire_link = EnquireLink::off;
  smsc.session_settings.enquire_link_interval = Micros(0);
  smsc.session_settings.inactivity_timeout = Micros(0);
  smsc.ignores_enquire_links = true;
  start_bound();
  run_for(Seconds(300));
  BOOST_TEST(network.dials() == 1U);
  BOOST_TEST(is(state(), BindState::bound));
}

BOOST_AUTO_TEST_CASE(where_it_is_always_sent_a_carrier_that_hears_nothing_else_of_us_keeps_the_bind) {
  smsc.session_settings.enquire_link_interval = Micros(0);
  smsc.session_settings.inactivity_timeout = Seconds(60);
  for (const auto habit : {EnquireLink::idle, EnquireLink::always}) {
    settings.profile.enquire_link = habit;
    start_bound();
    const std::uint64_t dials = network.dials();
    for (unsigned i = 0; i < 12; ++i) {
      const std::size_t newest = smsc.connections() - 1;
      if (smsc.state(newest) == session::State::bound_trx) (void)smsc.deliver(newest, {});
      run_for(Seconds(10));
    }
    BOOST_TEST((network.dials() > dials) == (habit == EnquireLink::idle));
    carrier.reset();
  }
}

BOOST_AUTO_TEST_CASE(when_the_peer_vanishes_the_half_open_connection_is_noticed_and_its_submits_are_in_doubt) {
  start_bound();
  network.last_link().go_silent();
  send(1);
  run_for(Seconds(45));
  BOOST_REQUIRE(heard.doubts.size() == 1U);
  BOOST_TEST(network.dials() == 2U);
  BOOST_TEST(is(state(), BindState::bound));
  BOOST_TEST(carrier->status().claims_open == 0U);
}

BOOST_AUTO_TEST_CASE(when_a_bind_flaps_the_waits_grow_although_each_bind_succeeds) {
  start_bound();
  for (int i = 0; i < 8; ++i) {
    network.last_link().reset();
    scheduler.run_until([&] { return is(state(), BindState::waiting); }, Seconds(1));
    scheduler.run_until([&] { return is(state(), BindState::bound); }, Seconds(61));
  }
  const std::int64_t before = seconds(scheduler);
  network.last_link().reset();
  scheduler.run_ready();
  scheduler.run_until([&] { return is(state(), BindState::bound); }, Seconds(61));
  BOOST_TEST(seconds(scheduler) - before >= 29);
}

BOOST_AUTO_TEST_CASE(when_a_bind_that_was_good_for_long_is_lost_it_is_back_within_a_second) {
  network.refuse(port, {DialError::Kind::refused, "connection refused"});
  start();
  run_for(Seconds(200));
  network.allow(port);
  run_for(Seconds(61));
  BOOST_REQUIRE(is(state(), BindState::bound));
  run_for(Bind::good_after);
  network.last_link().reset();
  run_for(Millis(1010));
  BOOST_TEST(is(state(), BindState::bound));
}

BOOST_AUTO_TEST_CASE(when_the_carrier_unbinds_mid_window_answers_still_count_and_the_rest_is_released) {
  settings.window = 2;
  start_bound();
  smsc.reply = [](const auto&) { return sim::SimSmsc::Reply{.message_id = "x", .delay = Millis(500)}; };
  for (std::uint64_t id = 1; id <= 5; ++id) send(id);
  run_for(Millis(100));
  smsc.unbind(0);
  run_for(Millis(100));
  BOOST_TEST(!carrier->can_submit());
  BOOST_TEST(heard.released.size() == 3U);
  run_for(Millis(500));
  BOOST_TEST(heard.answers.size() == 2U);
  BOOST_TEST(heard.doubts.empty());
  BOOST_TEST(carrier->status().claims_open == 0U);
  run_for(Seconds(2));
  BOOST_TEST(is(state(), BindState::bound));
}

BOOST_AUTO_TEST_CASE(when_the_carrier_keeps_saying_not_bound_it_binds_anew_but_not_for_a_single_one) {
  start_bound();
  int refusals = 1;
  smsc.reply = [&](const auto&) { return sim::SimSmsc::Reply{.status = refusals-- > 0 ? ESME_RINVBNDSTS : ESME_ROK}; };
  for (std::uint64_t id = 1; id <= 4; ++id) send(id);
  run_for(Seconds(5));
  BOOST_TEST(network.dials() == 1U);
  refusals = 1000;
  for (std::uint64_t id = 11; id <= 20; ++id) send(id);
  run_for(Seconds(5));
  BOOST_TEST(network.dials() == 2U);
}

BOOST_AUTO_TEST_CASE(transmitter_and_receiver_make_a_pair) {
  settings.binds = {BindKind::transmitter, BindKind::receiver};
  start_bound();
  BOOST_TEST((smsc.binds == std::vector{session::BindKind::transmitter, session::BindKind::receiver}));
  for (std::uint64_t id = 1; id <= 3; ++id) send(id);
  run_for(Millis(10));
  for (const auto& submit : smsc.submits) BOOST_TEST(submit.connection == 0U);
  BOOST_TEST(heard.answers.size() == 3U);
  BOOST_TEST(smsc.deliver(1, {}));
  BOOST_TEST(!smsc.deliver(0, {}));
  run_for(Millis(10));
  BOOST_REQUIRE(heard.delivers.size() == 1U);
  BOOST_TEST(heard.delivers[0].bind.value() == 2U);
}

BOOST_AUTO_TEST_CASE(a_receiver_alone_takes_no_claims) {
  settings.binds = {BindKind::receiver};
  start_bound();
  BOOST_TEST(is(state(), BindState::bound));
  BOOST_TEST(!carrier->can_submit());
  BOOST_TEST(carrier->claims_free() == 0U);
}

BOOST_AUTO_TEST_CASE(a_password_that_no_bind_may_carry_is_not_hammered) {
  settings.password = "longer than eight";
  start();
  run_for(Seconds(140));
  BOOST_TEST(network.dials() == 1U);
  BOOST_TEST(smsc.bind_requests == 0U);
}

BOOST_AUTO_TEST_CASE(a_longer_password_is_sent_where_the_profile_allows_it) {
  settings.password = "longer than eight";
  settings.profile.password_octets_max = 32;
  start_bound();
  BOOST_TEST(smsc.password == "longer than eight");
}

BOOST_AUTO_TEST_CASE(dialogue_is_the_same_when_octets_come_one_by_one) {
  network.conditions.piece_bytes = 1;
  start_bound();
  for (std::uint64_t id = 1; id <= 20; ++id) send(id);
  run_for(Seconds(1));
  BOOST_TEST(heard.answers.size() == 20U);
}

BOOST_AUTO_TEST_SUITE_END()
