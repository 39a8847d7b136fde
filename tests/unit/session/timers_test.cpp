// SPDX-License-Identifier: Apache-2.0
// The timers of 7.2 on a clock moved by hand: nothing here waits.
#include <boost/test/unit_test.hpp>

#include "tests/unit/session/dialogue.h"

using namespace smppedge;
using namespace smppedge::session;
using namespace smppedge::session::testing;
using pdu::CommandId;
using pdu::CommandStatus;
using pdu::SequenceNumber;

namespace {

void check_lines(const Lines& actual, const Lines& expected) {
  BOOST_TEST(actual == expected, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(timers)

BOOST_AUTO_TEST_CASE(when_no_bind_comes_then_the_smsc_closes) {  // conformance 28; faults 28, 31
  Dialogue dialogue;
  dialogue.wait(Micros(Seconds(10)) - Micros(1));
  BOOST_TEST(dialogue.smsc.take_lines().empty());
  dialogue.smsc.receive(raw(CommandId::enquire_link, CommandStatus::ESME_ROK, 1), dialogue.now, whole_stream);
  dialogue.wait(Micros(1));
  check_lines(dialogue.smsc.take_lines(), {"close: no bind in time"});
}

BOOST_AUTO_TEST_CASE(when_no_bind_response_comes_then_the_esme_closes) {
  Dialogue dialogue;
  (void)dialogue.esme.session.bind(BindKind::transceiver, {}, dialogue.now);
  dialogue.esme.take_output();
  dialogue.wait(Seconds(9));
  BOOST_TEST(dialogue.esme.take_lines().empty());
  dialogue.wait(Seconds(1));
  check_lines(dialogue.esme.take_lines(), {"close: no bind response in time"});
}

BOOST_AUTO_TEST_CASE(when_idle_then_the_link_is_enquired_and_lives_on) {  // conformance 31, 32
  Dialogue dialogue;
  dialogue.bind();
  dialogue.wait_talking(Seconds(3600));
  BOOST_TEST(is_bound(dialogue.esme.session.state()));
  BOOST_TEST(is_bound(dialogue.smsc.session.state()));
  BOOST_TEST(dialogue.esme.session.counters().unknown_responses == 0U);
  const std::uint64_t heard = dialogue.smsc.session.counters().pdus_received;
  BOOST_TEST(heard >= 120U);
  BOOST_TEST(heard <= 250U);
}

BOOST_AUTO_TEST_CASE(when_enquire_link_is_ignored_then_closed) {  // fault 12
  Dialogue dialogue;
  dialogue.bind();
  dialogue.wait(Seconds(30));
  check_lines(describe(dialogue.esme.take_output()), {"enquire_link ESME_ROK 2"});
  dialogue.wait(Seconds(9));
  BOOST_TEST(dialogue.esme.take_lines().empty());
  dialogue.wait(Seconds(1));
  check_lines(dialogue.esme.take_lines(), {"close: enquire_link unanswered"});
}

BOOST_AUTO_TEST_CASE(when_anything_arrives_instead_of_the_answer_then_the_peer_lives) {
  Dialogue dialogue;
  dialogue.bind();
  dialogue.wait(Seconds(35));
  dialogue.esme.receive(raw(CommandId::enquire_link, CommandStatus::ESME_ROK, 1), dialogue.now, whole_stream);
  dialogue.wait(Seconds(29));
  BOOST_TEST(is_bound(dialogue.esme.session.state()));
  BOOST_TEST(dialogue.esme.take_lines().empty());
}

BOOST_AUTO_TEST_CASE(the_time_that_credentials_take_is_not_the_peers_silence) {
  Settings settings;
  settings.session_init_timeout = Seconds(60);
  settings.bind_response_timeout = Seconds(60);
  Dialogue dialogue(settings);
  dialogue.smsc.events.accepts_binds = false;
  dialogue.bind();
  dialogue.wait(Seconds(40));
  dialogue.smsc.session.accept_bind("carrier", dialogue.now);
  dialogue.smsc.take_output();
  dialogue.wait(Seconds(10));
  BOOST_TEST(dialogue.smsc.output.empty());
}

BOOST_AUTO_TEST_CASE(when_octets_dribble_but_no_pdu_ends_then_closed) {  // fault 28
  Dialogue dialogue;
  dialogue.bind();
  const Octets octets = raw(CommandId::enquire_link, CommandStatus::ESME_ROK, 1);
  for (std::size_t i = 0; i + 1 < octets.size(); ++i) {
    dialogue.smsc.receive({&octets[i], 1}, dialogue.now, 1);
    dialogue.wait(Seconds(3));
  }
  check_lines(dialogue.smsc.take_lines(), {"close: enquire_link unanswered"});
}

BOOST_AUTO_TEST_CASE(a_peer_that_wants_it_is_enquired_however_much_it_says) {
  Settings settings;
  settings.enquire_link_always = true;
  Dialogue dialogue(settings);
  dialogue.bind();
  for (int second = 1; second <= 90; ++second) {
    dialogue.wait(Seconds(1));
    dialogue.esme.receive(raw(CommandId::enquire_link, CommandStatus::ESME_ROK, 1000 + second), dialogue.now,
                          whole_stream);
  }
  Lines asked;
  for (const std::string& line : describe(dialogue.esme.take_output())) {
    if (line.starts_with("enquire_link ")) asked.push_back(line);
  }
  check_lines(asked, {"enquire_link ESME_ROK 2", "enquire_link ESME_ROK 3", "enquire_link ESME_ROK 4"});
}

BOOST_AUTO_TEST_CASE(when_nothing_at_all_arrives_then_inactivity_closes) {  // conformance 29, 30
  Settings settings;
  settings.enquire_link_interval = {};
  Dialogue dialogue(settings);
  dialogue.bind();
  dialogue.wait(Seconds(119));
  BOOST_TEST(dialogue.smsc.take_lines().empty());
  dialogue.wait(Seconds(1));
  check_lines(dialogue.smsc.take_lines(), {"close: inactive"});
}

BOOST_AUTO_TEST_CASE(when_all_timers_are_off_then_nothing_is_ever_due) {  // conformance 29
  Settings settings;
  settings.session_init_timeout = settings.enquire_link_interval = settings.inactivity_timeout = {};
  settings.response_timeout = settings.bind_response_timeout = {};
  Dialogue dialogue(settings);
  BOOST_TEST((dialogue.smsc.session.next_deadline() == MonoTime::max()));
  dialogue.bind();
  (void)dialogue.esme.session.submit_sm(hello(), 1, dialogue.now);
  BOOST_TEST((dialogue.esme.session.next_deadline() == MonoTime::max()));
}

BOOST_AUTO_TEST_CASE(when_a_response_is_late_then_its_timeout_is_told_once_and_its_slot_kept) {  // faults 4, 5
  Settings settings;
  settings.window = 2;
  settings.enquire_link_interval = settings.inactivity_timeout = {};
  Dialogue dialogue(settings);
  dialogue.bind();
  dialogue.smsc.events.answers_requests = false;
  (void)dialogue.esme.session.submit_sm(hello(), 1, dialogue.now);
  dialogue.wait(Seconds(1));
  (void)dialogue.esme.session.submit_sm(hello(), 2, dialogue.now);
  dialogue.talk();
  dialogue.wait(Seconds(29));
  check_lines(dialogue.esme.take_lines(), {"timeout 1 submit_sm"});
  dialogue.wait(Seconds(600));
  check_lines(dialogue.esme.take_lines(), {"timeout 2 submit_sm"});
  BOOST_TEST((dialogue.esme.session.submit_sm(hello(), 3, dialogue.now).error() == SendRefusal::window_full));

  dialogue.smsc.session.respond(CommandId::submit_sm, SequenceNumber(2), CommandStatus::ESME_ROK, "a");
  dialogue.talk();
  check_lines(dialogue.esme.take_lines(), {"answer 1 ESME_ROK a late"});
  BOOST_TEST(dialogue.esme.session.window_free() == 1U);
  BOOST_TEST(dialogue.esme.session.counters().late_responses == 1U);
  unsigned left = 0;
  dialogue.esme.session.drain_outstanding([&](Cookie cookie, CommandId) {
    BOOST_TEST(cookie == 2U);
    ++left;
  });
  BOOST_TEST(left == 1U);
}

BOOST_AUTO_TEST_CASE(when_answered_in_time_then_no_timeout_is_told) {
  Dialogue dialogue;
  dialogue.bind();
  for (Cookie cookie = 0; cookie < 1000; ++cookie) {
    BOOST_TEST(dialogue.esme.session.submit_sm(hello(), cookie, dialogue.now).has_value());
    dialogue.wait(Millis(500));
    dialogue.talk();
  }
  BOOST_TEST(dialogue.esme.session.counters().response_timeouts == 0U);
  BOOST_TEST(dialogue.esme.session.counters().late_responses == 0U);
  BOOST_TEST(dialogue.esme.take_lines().size() == 1000U);
}

BOOST_AUTO_TEST_CASE(when_unbind_is_ignored_then_we_leave_all_the_same) {
  Dialogue dialogue;
  dialogue.bind();
  (void)dialogue.esme.session.submit_sm(hello(), 1, dialogue.now);
  dialogue.esme.session.unbind(dialogue.now);
  dialogue.esme.take_output();
  dialogue.wait(Seconds(5));
  check_lines(describe(dialogue.esme.take_output()), {"unbind ESME_ROK 3"});
  BOOST_TEST(dialogue.esme.take_lines().empty());
  dialogue.wait(Seconds(5));
  check_lines(dialogue.esme.take_lines(), {"close: unbound"});
}

BOOST_AUTO_TEST_CASE(when_the_peer_unbinds_and_never_answers_then_it_gets_its_unbind_resp) {
  Dialogue dialogue;
  dialogue.bind();
  (void)dialogue.smsc.session.deliver_sm(hello(), 1, dialogue.now);
  dialogue.smsc.take_output();
  dialogue.smsc.receive(raw(CommandId::unbind, CommandStatus::ESME_ROK, 4), dialogue.now, whole_stream);
  BOOST_TEST(dialogue.smsc.output.empty());
  dialogue.wait(Seconds(5));
  check_lines(describe(dialogue.smsc.take_output()), {"unbind_resp ESME_ROK 4"});
  check_lines(dialogue.smsc.take_lines(), {"peer unbinds", "close: unbound"});
}

BOOST_AUTO_TEST_CASE(when_the_output_is_full_then_the_enquiry_counts_as_asked) {
  Dialogue dialogue;
  Side small(Role::smsc, {}, 200);
  small.session.on_connected(dialogue.now);
  small.receive(raw(CommandId::bind_receiver, CommandStatus::ESME_ROK, 1, {"edge\0secret\0\0\x34\0\0\0", 17}),
                dialogue.now, whole_stream);
  small.output.commit(small.output.reserve(150) == nullptr ? 0 : 150);
  small.session.on_deadline(dialogue.now + Seconds(30));
  BOOST_TEST((small.session.next_deadline() == dialogue.now + Seconds(40)));
}

BOOST_AUTO_TEST_CASE(when_a_proof_is_wanted_on_a_busy_line_then_one_enquire_link_goes_out_for_it) {
  Dialogue dialogue;
  dialogue.bind();
  const auto busy_for = [&](Micros duration) {
    Lines sent;
    for (const MonoTime until = dialogue.now + duration; dialogue.now < until;) {
      dialogue.wait(Seconds(1));
      dialogue.esme.receive(raw(CommandId::enquire_link, CommandStatus::ESME_ROK, 1), dialogue.now, whole_stream);
      for (const std::string& line : describe(dialogue.esme.take_output())) {
        if (line.starts_with("enquire_link ")) sent.push_back(line);
      }
      dialogue.smsc.take_output();
    }
    return sent;
  };
  check_lines(busy_for(Seconds(100)), {});
  dialogue.esme.session.want_proof(dialogue.now);
  const MonoTime wanted = dialogue.now;
  check_lines(busy_for(Seconds(29)), {});
  dialogue.esme.session.want_proof(dialogue.now);
  check_lines(busy_for(Seconds(1)), {"enquire_link ESME_ROK 2"});
  check_lines(busy_for(Seconds(20)), {});  // its response is given time, whatever else comes
  dialogue.esme.receive(raw(CommandId::enquire_link_resp, CommandStatus::ESME_ROK, 2), dialogue.now, whole_stream);
  BOOST_TEST((dialogue.esme.session.answered_through() == wanted + Seconds(30)));
  BOOST_TEST(dialogue.esme.session.counters().unknown_responses == 0U);
  check_lines(busy_for(Seconds(300)), {});
}

BOOST_AUTO_TEST_CASE(when_an_answered_submit_proves_it_then_no_enquire_link_goes_out_for_it) {
  Settings settings;
  settings.enquire_link_interval = Seconds(20);
  Dialogue dialogue(settings);
  dialogue.bind();
  dialogue.esme.session.want_proof(dialogue.now);
  dialogue.wait(Seconds(15));
  (void)dialogue.esme.session.submit_sm(hello(), 1, dialogue.now);
  dialogue.talk();
  dialogue.esme.session.want_proof(dialogue.now);  // no sooner than the submit: that one proves it not
  dialogue.wait(Seconds(19));
  BOOST_TEST(dialogue.esme.output.empty());
  dialogue.wait(Seconds(1));
  check_lines(describe(dialogue.esme.take_output()), {"enquire_link ESME_ROK 3"});
}

BOOST_AUTO_TEST_CASE(when_no_enquire_link_may_be_sent_then_a_proof_is_waited_for) {
  Settings settings;
  settings.enquire_link_interval = Micros(0);
  settings.inactivity_timeout = Micros(0);
  Dialogue dialogue(settings);
  dialogue.bind();
  dialogue.esme.session.want_proof(dialogue.now);
  dialogue.wait(Seconds(3600));
  BOOST_TEST(dialogue.esme.output.empty());
}

BOOST_AUTO_TEST_CASE(when_the_peer_lets_us_unbind_then_it_has_received_what_was_written_before) {
  Dialogue dialogue;
  dialogue.bind();
  dialogue.wait(Seconds(5));
  dialogue.esme.session.unbind(dialogue.now);
  dialogue.talk();
  BOOST_TEST((dialogue.esme.session.answered_through() == dialogue.now));
}

BOOST_AUTO_TEST_SUITE_END()
