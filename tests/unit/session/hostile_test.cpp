// SPDX-License-Identifier: Apache-2.0
// Whatever a peer sends costs it at most its session (faults.md 22 to 32): sound PDUs, bent at random, cut at random.
#include <boost/test/unit_test.hpp>

#include "tests/support/sim_rng.h"
#include "tests/unit/session/dialogue.h"

using namespace smppedge;
using namespace smppedge::session;
using namespace smppedge::session::testing;
using pdu::CommandId;

namespace {

/// Everything that a session says in a life of its own, to be bent and sent back.
Octets sample_of(Role role) {
  Dialogue dialogue;
  dialogue.smsc.events.answers_requests = false;
  dialogue.bind();
  Session& session = role == Role::esme ? dialogue.esme.session : dialogue.smsc.session;
  (void)session.submit_sm(hello(), 1, dialogue.now);
  (void)session.deliver_sm(hello(), 2, dialogue.now);
  (void)session.data_sm(hello(), 3, dialogue.now);
  (void)session.query_sm({"id", {}}, 4, dialogue.now);
  (void)session.cancel_sm({{}, "id", {}, {}}, 5, dialogue.now);
  (void)session.alert_notification({});
  session.enquire_link(dialogue.now);
  session.respond(CommandId::submit_sm, pdu::SequenceNumber(2), pdu::CommandStatus::ESME_ROK, "id");
  session.respond(CommandId::deliver_sm, pdu::SequenceNumber(2), pdu::CommandStatus::ESME_ROK);
  session.unbind(dialogue.now);
  return role == Role::esme ? dialogue.esme.take_output() : dialogue.smsc.take_output();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile_peers)

BOOST_AUTO_TEST_CASE(bent_pdus_never_do_more_than_end_the_session) {
  sim::SimRng rng(20261120);
  for (const Role role : {Role::esme, Role::smsc}) {
    const Octets sample = sample_of(peer_of(role));
    BOOST_REQUIRE(sample.size() > 100U);
    for (int life = 0; life < 3000; ++life) {
      Dialogue dialogue;
      if (rng.below(4) != 0) dialogue.bind();
      Side& side = role == Role::esme ? dialogue.esme : dialogue.smsc;
      (void)side.session.submit_sm(hello(), 1, dialogue.now);
      (void)side.session.deliver_sm(hello(), 1, dialogue.now);
      Octets octets = sample;
      for (std::uint64_t bends = rng.below(8); bends > 0; --bends) {
        octets[rng.below(octets.size())] = static_cast<std::uint8_t>(rng.next());
      }
      side.receive(octets, dialogue.now, 1 + rng.below(200));
      dialogue.wait(Seconds(1000));
      BOOST_TEST(side.session.outstanding() <= 10U);
      BOOST_TEST(side.inbox.size() <= octets.size());
      BOOST_TEST(side.session.counters().violations <= 20U);
    }
  }
}

BOOST_AUTO_TEST_CASE(noise_ends_in_a_nack_or_waits_for_its_end) {
  sim::SimRng rng(7);
  for (int life = 0; life < 2000; ++life) {
    Dialogue dialogue;
    Octets noise(1 + rng.below(300));
    for (std::uint8_t& octet : noise) octet = static_cast<std::uint8_t>(rng.next());
    dialogue.smsc.receive(noise, dialogue.now, 1 + rng.below(64));
    const Lines said = describe(dialogue.smsc.take_output());
    BOOST_TEST((!said.empty() || dialogue.smsc.inbox.size() == noise.size()));
    dialogue.wait(Seconds(10));
    BOOST_TEST((dialogue.smsc.session.state() == State::closed));
  }
}

BOOST_AUTO_TEST_SUITE_END()
