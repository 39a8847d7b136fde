// SPDX-License-Identifier: Apache-2.0
// Whole dialogues, between two sessions and against raw octets; each one whole and a byte at a time (conformance 13).
#include "session/session.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "session/limits.h"
#include "tests/unit/session/dialogue.h"

using namespace smppedge;
using namespace smppedge::session;
using namespace smppedge::session::testing;
using pdu::CommandId;
using pdu::CommandStatus;
using pdu::SequenceNumber;

namespace {

const auto cuts = boost::unit_test::data::make({std::size_t{1}, std::size_t{7}, whole_stream});
constexpr auto ok = CommandStatus::ESME_ROK;

void check_lines(const Lines& actual, const Lines& expected) {
  BOOST_TEST(actual == expected, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sessions)

// --- framing: conformance 1 to 9, 13 to 15

BOOST_DATA_TEST_CASE(when_command_length_is_impossible_then_nacked_with_sequence_0_and_closed, cuts) {  // 3, 5
  for (const char* length : {"\x00\x00\x00\x0F", "\x00\x00\x00\x00", "\x80\x00\x00\x00", "AMQP", "GET "}) {
    Dialogue dialogue({}, sample);
    Octets octets = raw(CommandId::enquire_link, ok, 5);
    std::copy_n(length, 4, octets.begin());
    dialogue.smsc.receive(octets, dialogue.now, sample);
    check_lines(describe(dialogue.smsc.take_output()), {"generic_nack ESME_RINVCMDLEN 0"});
    check_lines(dialogue.smsc.take_lines(), {"close: impossible command_length"});
    BOOST_TEST(dialogue.smsc.inbox.empty());
  }
}

BOOST_DATA_TEST_CASE(when_the_command_is_unknown_then_nacked_and_the_next_is_served, cuts) {  // 4, 5
  Dialogue dialogue({}, sample);
  dialogue.bind();
  dialogue.smsc.receive(raw(0x42, 0, 9, "what?"), dialogue.now, sample);
  dialogue.smsc.receive(raw(CommandId::enquire_link, ok, 10), dialogue.now, sample);
  check_lines(describe(dialogue.smsc.take_output()),
              {"generic_nack ESME_RINVCMDID 9", "enquire_link_resp ESME_ROK 10"});
}

BOOST_DATA_TEST_CASE(when_a_body_is_broken_then_its_own_response_says_so_and_the_next_is_served, cuts) {  // 15
  Dialogue dialogue({}, sample);
  dialogue.bind();
  dialogue.smsc.receive(raw(CommandId::submit_sm, ok, 3, "no end in sight"), dialogue.now, sample);
  dialogue.smsc.receive(raw(CommandId::submit_sm, ok, 4, {"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 17}), dialogue.now,
                        sample);
  const Lines said = describe(dialogue.smsc.take_output());
  BOOST_REQUIRE(said.size() == 2U);
  BOOST_TEST(said[0].starts_with("submit_sm_resp "));
  BOOST_TEST(!said[0].starts_with("submit_sm_resp ESME_ROK"));
  BOOST_TEST(said[0].ends_with(" 3"));
  BOOST_TEST(said[1] == "submit_sm_resp ESME_ROK 4");
  BOOST_TEST(dialogue.smsc.session.counters().violations == 1U);
}

BOOST_DATA_TEST_CASE(a_generic_nack_is_never_answered, cuts) {  // 6
  Dialogue dialogue({}, sample);
  dialogue.bind();
  for (const std::uint32_t sequence : {0U, 1U, 4711U}) {
    dialogue.smsc.receive(raw(CommandId::generic_nack, CommandStatus::ESME_RINVCMDID, sequence), dialogue.now, sample);
  }
  BOOST_TEST(dialogue.smsc.output.empty());
  BOOST_TEST(dialogue.smsc.session.counters().unknown_responses == 3U);
}

BOOST_AUTO_TEST_CASE(requests_carry_status_0_and_responses_their_sequence) {  // 7, 8, 9
  Dialogue dialogue;
  dialogue.bind();
  (void)dialogue.esme.session.submit_sm(hello(), 1, dialogue.now);
  const Octets submit = dialogue.esme.take_output();
  check_lines(describe(submit), {"submit_sm ESME_ROK 2"});
  dialogue.smsc.receive(submit, dialogue.now, whole_stream);
  check_lines(describe(dialogue.smsc.take_output()), {"submit_sm_resp ESME_ROK 2"});
}

BOOST_AUTO_TEST_CASE(any_sequence_number_of_a_peer_is_echoed) {  // domain.md D26
  Dialogue dialogue;
  dialogue.bind();
  for (const std::uint32_t sequence : {0U, 0x80000000U, 0xFFFFFFFFU}) {
    dialogue.smsc.receive(raw(CommandId::enquire_link, ok, sequence), dialogue.now, whole_stream);
    check_lines(describe(dialogue.smsc.take_output()), {"enquire_link_resp ESME_ROK " + std::to_string(sequence)});
  }
}

BOOST_AUTO_TEST_CASE(when_a_peer_uses_one_number_for_all_then_each_request_is_answered) {  // domain.md D26
  Dialogue dialogue;
  dialogue.bind();
  const Octets submit = raw(CommandId::submit_sm, ok, 7, {"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 17});
  for (int i = 0; i < 3; ++i) dialogue.smsc.receive(submit, dialogue.now, whole_stream);
  BOOST_TEST(describe(dialogue.smsc.take_output()).size() == 3U);
  BOOST_TEST(dialogue.smsc.session.unanswered_inbound() == 0U);
}

BOOST_AUTO_TEST_CASE(when_a_peer_sends_rubbish_without_end_then_the_session_ends) {
  Dialogue dialogue;
  dialogue.bind();
  for (unsigned i = 0; i <= violations_per_minute_max; ++i) {
    BOOST_TEST(dialogue.smsc.take_lines().empty());
    dialogue.smsc.receive(raw(0x42, 0, i), dialogue.now, whole_stream);
  }
  check_lines(dialogue.smsc.take_lines(), {"close: too many bad PDUs"});
  dialogue.smsc.take_output();
  dialogue.smsc.receive(raw(0x42, 0, 1), dialogue.now, whole_stream);
  BOOST_TEST(dialogue.smsc.output.empty());
}

BOOST_AUTO_TEST_CASE(when_rubbish_is_rare_then_the_session_lives) {
  Dialogue dialogue;
  dialogue.bind();
  for (unsigned i = 0; i < 3 * violations_per_minute_max; ++i) {
    dialogue.now += Seconds(1);
    dialogue.smsc.receive(raw(0x42, 0, i), dialogue.now, whole_stream);
  }
  BOOST_TEST(is_bound(dialogue.smsc.session.state()));
}

// --- bind: conformance 17, 23, 35 to 38

BOOST_DATA_TEST_CASE(each_kind_of_bind_succeeds, cuts) {
  for (const BindKind kind : {BindKind::transmitter, BindKind::receiver, BindKind::transceiver}) {
    Dialogue dialogue({}, sample);
    pdu::Bind request;
    request.system_id = "edge";
    BOOST_TEST(dialogue.esme.session.bind(kind, request, dialogue.now).has_value());
    BOOST_TEST((dialogue.esme.session.bind(kind, request, dialogue.now).error() == SendRefusal::wrong_state));
    dialogue.talk();
    check_lines(dialogue.smsc.take_lines(), {"bind " + std::string(to_string(kind)) + " edge"});
    check_lines(dialogue.esme.take_lines(), {"bound carrier"});
    BOOST_TEST((dialogue.esme.session.state() == bound_state(kind)));
    BOOST_TEST((dialogue.smsc.session.state() == bound_state(kind)));
    BOOST_TEST(dialogue.esme.session.peer_speaks_tlvs());  // 36
    BOOST_TEST(dialogue.smsc.session.peer_speaks_tlvs());
  }
}

BOOST_AUTO_TEST_CASE(when_the_peer_is_below_3_4_then_it_gets_no_tlv) {  // 37
  Dialogue dialogue;
  pdu::Bind request;
  request.system_id = "old";
  request.interface_version = 0x33;
  (void)dialogue.esme.session.bind(BindKind::transmitter, request, dialogue.now);
  dialogue.smsc.receive(dialogue.esme.take_output(), dialogue.now, whole_stream);
  BOOST_TEST(dialogue.smsc.output.size() == 16 + sizeof "carrier");
  dialogue.talk();
  BOOST_TEST(!dialogue.smsc.session.peer_speaks_tlvs());
  BOOST_TEST(!dialogue.esme.session.peer_speaks_tlvs());  // 38
}

BOOST_AUTO_TEST_CASE(when_a_bind_is_refused_then_the_session_is_open_for_another) {
  Dialogue dialogue;
  dialogue.smsc.events.accepts_binds = false;
  pdu::Bind request;
  for (const BindKind kind : {BindKind::transmitter, BindKind::receiver, BindKind::transceiver}) {
    BOOST_TEST(dialogue.esme.session.bind(kind, request, dialogue.now).has_value());
    dialogue.talk();
    dialogue.smsc.session.refuse_bind(CommandStatus::ESME_RINVPASWD);
    if (kind != BindKind::transceiver) BOOST_TEST(dialogue.smsc.output.size() == 16U);  // 35
    dialogue.talk();
    check_lines(dialogue.esme.take_lines(), {"bind refused ESME_RINVPASWD"});
    BOOST_TEST((dialogue.esme.session.state() == State::open));
  }
  dialogue.smsc.session.accept_bind("late", dialogue.now);  // of nothing
  BOOST_TEST((dialogue.smsc.session.state() == State::open));
}

BOOST_AUTO_TEST_CASE(when_bound_or_a_bind_is_pending_then_another_bind_is_refused) {  // 23
  Dialogue dialogue;
  dialogue.smsc.events.accepts_binds = false;
  const Octets bind = raw(CommandId::bind_receiver, ok, 8, {"edge\0secret\0\0\x34\0\0\0", 17});
  dialogue.smsc.receive(bind, dialogue.now, whole_stream);
  dialogue.smsc.receive(bind, dialogue.now, whole_stream);
  check_lines(describe(dialogue.smsc.take_output()), {"bind_receiver_resp ESME_RALYBND 8"});
  dialogue.smsc.session.accept_bind("carrier", dialogue.now);
  dialogue.smsc.receive(bind, dialogue.now, whole_stream);
  check_lines(describe(dialogue.smsc.take_output()),
              {"bind_receiver_resp ESME_ROK 8", "bind_receiver_resp ESME_RALYBND 8"});
  BOOST_TEST((dialogue.smsc.session.state() == State::bound_rx));
}

BOOST_DATA_TEST_CASE(a_bind_may_be_answered_by_generic_nack, cuts) {
  Dialogue dialogue({}, sample);
  (void)dialogue.esme.session.bind(BindKind::transceiver, {}, dialogue.now);
  dialogue.esme.receive(raw(CommandId::generic_nack, CommandStatus::ESME_RINVCMDID, 1), dialogue.now, sample);
  check_lines(dialogue.esme.take_lines(), {"bind refused ESME_RINVCMDID"});
}

BOOST_AUTO_TEST_CASE(when_the_bind_response_is_of_another_kind_then_it_is_not_ours) {
  Dialogue dialogue;
  (void)dialogue.esme.session.bind(BindKind::transceiver, {}, dialogue.now);
  dialogue.esme.receive(raw(CommandId::bind_receiver_resp, ok, 1, {"x\0", 2}), dialogue.now, whole_stream);
  BOOST_TEST((dialogue.esme.session.state() == State::open));
  BOOST_TEST(dialogue.esme.session.counters().unknown_responses == 1U);
}

BOOST_AUTO_TEST_CASE(when_the_bind_response_has_a_broken_body_then_its_status_still_counts) {
  Dialogue dialogue;
  (void)dialogue.esme.session.bind(BindKind::transceiver, {}, dialogue.now);
  dialogue.esme.receive(raw(CommandId::bind_transceiver_resp, ok, 1, "unterminated"), dialogue.now, whole_stream);
  check_lines(dialogue.esme.take_lines(), {"bound "});
}

BOOST_AUTO_TEST_CASE(an_outbind_is_shown_and_leads_to_a_bind) {  // 25
  Dialogue dialogue;
  BOOST_TEST(dialogue.smsc.session.outbind({"carrier", "pw"}).has_value());
  dialogue.talk();
  check_lines(dialogue.esme.take_lines(), {"request outbind"});
  BOOST_TEST(dialogue.smsc.output.empty());
  dialogue.bind(BindKind::receiver);
  BOOST_TEST((dialogue.smsc.session.state() == State::bound_rx));
}

// --- flow: conformance 43 to 46

BOOST_DATA_TEST_CASE(when_submitted_then_answered_with_the_cookie, cuts) {
  Dialogue dialogue({}, sample);
  dialogue.bind();
  BOOST_TEST(dialogue.esme.session.submit_sm(hello(), 501, dialogue.now).has_value());
  BOOST_TEST(dialogue.esme.session.submit_sm(hello(), 502, dialogue.now).has_value());  // 43
  dialogue.now += Millis(25);
  dialogue.talk();
  check_lines(dialogue.smsc.take_lines(), {"request submit_sm", "request submit_sm"});
  check_lines(dialogue.esme.take_lines(), {"answer 501 ESME_ROK id", "answer 502 ESME_ROK id"});
  BOOST_TEST((dialogue.esme.events.round_trip == Millis(25)));
  BOOST_TEST(dialogue.esme.session.outstanding() == 0U);
}

BOOST_DATA_TEST_CASE(messages_flow_both_ways_at_once, cuts) {
  Dialogue dialogue({}, sample);
  dialogue.bind();
  (void)dialogue.esme.session.submit_sm(hello(), 1, dialogue.now);
  (void)dialogue.esme.session.data_sm(hello(), 2, dialogue.now);
  (void)dialogue.smsc.session.deliver_sm(hello(), 3, dialogue.now);
  (void)dialogue.smsc.session.data_sm(hello(), 4, dialogue.now);
  (void)dialogue.smsc.session.alert_notification({});
  dialogue.talk();
  check_lines(dialogue.smsc.take_lines(),
              {"request submit_sm", "request data_sm", "answer 3 ESME_ROK ", "answer 4 ESME_ROK id"});
  check_lines(dialogue.esme.take_lines(), {"request deliver_sm", "request data_sm", "request alert_notification",
                                           "answer 1 ESME_ROK id", "answer 2 ESME_ROK id"});
}

BOOST_AUTO_TEST_CASE(when_the_window_is_full_then_nothing_more_is_sent_until_an_answer) {  // 45
  Dialogue dialogue;
  dialogue.bind();
  dialogue.smsc.events.answers_requests = false;
  for (Cookie cookie = 0; cookie < 10; ++cookie) {
    BOOST_TEST(dialogue.esme.session.submit_sm(hello(), cookie, dialogue.now).has_value());
  }
  BOOST_TEST(dialogue.esme.session.window_free() == 0U);
  dialogue.talk();
  BOOST_TEST((dialogue.esme.session.submit_sm(hello(), 11, dialogue.now).error() == SendRefusal::window_full));
  BOOST_TEST(dialogue.esme.output.empty());
  dialogue.smsc.session.respond(CommandId::submit_sm, SequenceNumber(5), ok, "x");
  dialogue.talk();
  check_lines(dialogue.esme.take_lines(), {"answer 3 ESME_ROK x"});
  BOOST_TEST(dialogue.esme.session.submit_sm(hello(), 11, dialogue.now).has_value());
}

BOOST_AUTO_TEST_CASE(when_the_window_is_full_then_the_link_can_still_be_asked_and_unbound) {
  Settings settings;
  settings.window = 1;
  Dialogue dialogue(settings);
  dialogue.bind();
  dialogue.smsc.events.answers_requests = false;
  (void)dialogue.esme.session.submit_sm(hello(), 1, dialogue.now);
  dialogue.esme.session.enquire_link(dialogue.now);
  dialogue.talk();
  BOOST_TEST(dialogue.esme.session.counters().unknown_responses == 0U);
  BOOST_TEST(dialogue.esme.session.outstanding() == 1U);
}

BOOST_DATA_TEST_CASE(responses_may_come_in_any_order, cuts) {  // 44
  Dialogue dialogue({}, sample);
  dialogue.bind();
  dialogue.smsc.events.answers_requests = false;
  for (Cookie cookie = 1; cookie <= 3; ++cookie) (void)dialogue.esme.session.submit_sm(hello(), cookie, dialogue.now);
  dialogue.talk();
  for (const std::uint32_t number : {4U, 2U, 3U}) {
    dialogue.smsc.session.respond(CommandId::submit_sm, SequenceNumber(number), ok, std::to_string(number));
  }
  dialogue.talk();
  check_lines(dialogue.esme.take_lines(), {"answer 3 ESME_ROK 4", "answer 1 ESME_ROK 2", "answer 2 ESME_ROK 3"});
}

BOOST_AUTO_TEST_CASE(numbers_wrap_within_a_dialogue) {  // 11
  Settings settings;
  settings.first_sequence_number = 0x7FFFFFFD;
  Dialogue dialogue(settings);
  dialogue.bind();
  for (Cookie cookie = 1; cookie <= 4; ++cookie) (void)dialogue.esme.session.submit_sm(hello(), cookie, dialogue.now);
  const Octets sent = dialogue.esme.take_output();
  check_lines(describe(sent), {"submit_sm ESME_ROK 2147483646", "submit_sm ESME_ROK 2147483647", "submit_sm ESME_ROK 1",
                               "submit_sm ESME_ROK 2"});
  dialogue.smsc.receive(sent, dialogue.now, whole_stream);
  dialogue.talk();
  BOOST_TEST(dialogue.esme.take_lines().size() == 4U);
}

BOOST_AUTO_TEST_CASE(when_a_response_is_unknown_repeated_or_of_another_command_then_it_is_counted_only) {  // fault 6
  Dialogue dialogue;
  dialogue.bind();
  dialogue.smsc.events.answers_requests = false;
  (void)dialogue.esme.session.submit_sm(hello(), 1, dialogue.now);
  dialogue.talk();
  dialogue.esme.receive(raw(CommandId::submit_sm_resp, ok, 99, {"id\0", 3}), dialogue.now, whole_stream);
  dialogue.esme.receive(raw(CommandId::data_sm_resp, ok, 2, {"id\0", 3}), dialogue.now, whole_stream);
  dialogue.esme.receive(raw(0x80000042, 0, 2), dialogue.now, whole_stream);
  BOOST_TEST(dialogue.esme.take_lines().empty());
  dialogue.esme.receive(raw(CommandId::submit_sm_resp, ok, 2, {"id\0", 3}), dialogue.now, whole_stream);
  check_lines(dialogue.esme.take_lines(), {"answer 1 ESME_ROK id"});
  dialogue.esme.receive(raw(CommandId::submit_sm_resp, ok, 2, {"id\0", 3}), dialogue.now, whole_stream);
  BOOST_TEST(dialogue.esme.take_lines().empty());
  BOOST_TEST(dialogue.esme.session.counters().unknown_responses == 4U);
  BOOST_TEST(dialogue.esme.output.empty());
}

BOOST_AUTO_TEST_CASE(a_generic_nack_settles_the_request_of_its_number) {  // domain.md D24
  Dialogue dialogue;
  dialogue.bind();
  (void)dialogue.esme.session.submit_sm(hello(), 1, dialogue.now);
  (void)dialogue.esme.session.submit_sm(hello(), 2, dialogue.now);
  dialogue.esme.receive(raw(CommandId::generic_nack, CommandStatus::ESME_RINVCMDLEN, 0), dialogue.now, whole_stream);
  dialogue.esme.receive(raw(CommandId::generic_nack, CommandStatus::ESME_RSYSERR, 2), dialogue.now, whole_stream);
  dialogue.esme.receive(raw(CommandId::generic_nack, ok, 3), dialogue.now, whole_stream);
  check_lines(dialogue.esme.take_lines(), {"answer 1 ESME_RSYSERR ", "answer 2 ESME_RUNKNOWNERR "});
}

BOOST_AUTO_TEST_CASE(responses_are_understood_as_carriers_write_them) {  // 51; domain.md D19, D20, D23
  Dialogue dialogue;
  dialogue.bind();
  for (Cookie cookie = 2; cookie <= 6; ++cookie) (void)dialogue.esme.session.submit_sm(hello(), cookie, dialogue.now);
  const auto answer = [&](CommandStatus status, std::uint32_t number, std::string_view body) {
    dialogue.esme.receive(raw(CommandId::submit_sm_resp, status, number, body), dialogue.now, whole_stream);
  };
  answer(CommandStatus::ESME_RTHROTTLED, 2, {});
  answer(CommandStatus::ESME_RTHROTTLED, 3, {"\0", 1});
  answer(CommandStatus::ESME_RTHROTTLED, 4, {"id\0", 3});
  answer(ok, 5, {"\0", 1});
  answer(ok, 6, "an id without its end");
  check_lines(dialogue.esme.take_lines(), {"answer 2 ESME_RTHROTTLED ", "answer 3 ESME_RTHROTTLED ",
                                           "answer 4 ESME_RTHROTTLED id", "answer 5 ESME_ROK ", "answer 6 ESME_ROK "});
}

BOOST_AUTO_TEST_CASE(when_we_owe_too_many_answers_then_the_peer_is_asked_to_wait) {  // 46
  for (const Role role : {Role::esme, Role::smsc}) {
    Dialogue dialogue;
    dialogue.bind();
    Side& side = role == Role::esme ? dialogue.esme : dialogue.smsc;
    side.events.answers_requests = false;
    const CommandId request = role == Role::esme ? CommandId::deliver_sm : CommandId::submit_sm;
    const Octets octets = raw(request, ok, 7, {"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 17});
    for (unsigned i = 0; i < unanswered_inbound_max; ++i) side.receive(octets, dialogue.now, whole_stream);
    BOOST_TEST(side.output.empty());
    side.receive(octets, dialogue.now, whole_stream);
    check_lines(describe(side.take_output()),
                {role == Role::esme ? "deliver_sm_resp ESME_RX_T_APPN 7" : "submit_sm_resp ESME_RTHROTTLED 7"});
    side.session.respond(request, SequenceNumber(7), ok, "id");
    side.take_output();
    side.receive(octets, dialogue.now, whole_stream);
    BOOST_TEST(side.output.empty());
    BOOST_TEST(side.session.unanswered_inbound() == unanswered_inbound_max);
  }
}

BOOST_AUTO_TEST_CASE(when_the_output_is_nearly_full_then_requests_wait_but_responses_still_fit) {
  Dialogue dialogue;
  Settings settings;
  settings.window = 100;
  Side small(Role::smsc, settings, 1000);
  small.session.on_connected(dialogue.now);
  small.receive(raw(CommandId::bind_transceiver, ok, 1, {"edge\0secret\0\0\x34\0\0\0", 17}), dialogue.now,
                whole_stream);
  Sent sent = small.session.deliver_sm(hello(), 1, dialogue.now);
  while (sent) sent = small.session.deliver_sm(hello(), 1, dialogue.now);
  BOOST_TEST((sent.error() == SendRefusal::output_full));
  BOOST_TEST(small.output.size() < 900U);
  small.receive(raw(CommandId::submit_sm, ok, 9, {"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 17}), dialogue.now,
                whole_stream);
  BOOST_TEST(describe(small.take_output()).back() == "submit_sm_resp ESME_ROK 9");
}

BOOST_AUTO_TEST_CASE(when_a_peer_asks_and_never_reads_then_the_session_ends) {  // fault 32
  Dialogue dialogue;
  Side small(Role::smsc, {}, 1000);
  small.session.on_connected(dialogue.now);
  for (std::uint32_t i = 0; i < 100; ++i)
    small.receive(raw(CommandId::enquire_link, ok, i), dialogue.now, whole_stream);
  check_lines(small.take_lines(), {"close: the peer does not read"});
  BOOST_TEST(small.output.size() <= 1000U);
}

BOOST_AUTO_TEST_CASE(when_a_field_is_too_long_then_nothing_is_sent_and_no_number_used) {
  Dialogue dialogue;
  dialogue.bind();
  pdu::ShortMessage message = hello();
  message.destination.addr = "861380013800086138001380001";
  BOOST_TEST((dialogue.esme.session.submit_sm(message, 1, dialogue.now).error() == SendRefusal::malformed));
  BOOST_TEST(dialogue.esme.output.empty());
  BOOST_TEST(dialogue.esme.session.outstanding() == 0U);
  BOOST_TEST(dialogue.esme.session.submit_sm(hello(), 1, dialogue.now)->value() == 2U);
}

// --- the end

BOOST_DATA_TEST_CASE(unbind_is_answered_and_both_sides_end, cuts) {  // 26, 27
  for (const bool by_esme : {true, false}) {
    Dialogue dialogue({}, sample);
    dialogue.bind();
    Side& asker = by_esme ? dialogue.esme : dialogue.smsc;
    Side& other = by_esme ? dialogue.smsc : dialogue.esme;
    asker.session.unbind(dialogue.now);
    BOOST_TEST((asker.session.state() == State::unbinding));
    dialogue.talk();
    check_lines(other.take_lines(), {"peer unbinds", "close: unbound"});
    check_lines(asker.take_lines(), {"close: unbound"});
  }
}

BOOST_AUTO_TEST_CASE(when_we_unbind_then_the_window_is_waited_for_first) {
  Dialogue dialogue;
  dialogue.bind();
  (void)dialogue.esme.session.submit_sm(hello(), 1, dialogue.now);
  dialogue.esme.session.unbind(dialogue.now);
  check_lines(describe(dialogue.esme.output.unsent()), {"submit_sm ESME_ROK 2"});
  BOOST_TEST((dialogue.esme.session.submit_sm(hello(), 2, dialogue.now).error() == SendRefusal::wrong_state));
  dialogue.talk();
  check_lines(dialogue.esme.take_lines(), {"answer 1 ESME_ROK id", "close: unbound"});
}

BOOST_AUTO_TEST_CASE(when_the_peer_unbinds_then_everything_is_answered_before_unbind_resp) {
  Dialogue dialogue;
  dialogue.bind();
  dialogue.smsc.events.answers_requests = false;
  (void)dialogue.esme.session.submit_sm(hello(), 1, dialogue.now);
  dialogue.talk();
  dialogue.smsc.receive(raw(CommandId::unbind, ok, 3), dialogue.now, whole_stream);
  BOOST_TEST(dialogue.smsc.output.empty());
  BOOST_TEST((dialogue.smsc.session.deliver_sm(hello(), 2, dialogue.now).error() == SendRefusal::wrong_state));
  dialogue.smsc.session.respond(CommandId::submit_sm, SequenceNumber(2), ok, "id");
  check_lines(describe(dialogue.smsc.take_output()), {"submit_sm_resp ESME_ROK 2", "unbind_resp ESME_ROK 3"});
  check_lines(dialogue.smsc.take_lines(), {"request submit_sm", "peer unbinds", "close: unbound"});
}

BOOST_AUTO_TEST_CASE(when_both_unbind_at_once_then_both_end) {
  Dialogue dialogue;
  dialogue.bind();
  dialogue.esme.session.unbind(dialogue.now);
  dialogue.smsc.session.unbind(dialogue.now);
  dialogue.talk();
  check_lines(dialogue.esme.take_lines(), {"close: unbound"});
  check_lines(dialogue.smsc.take_lines(), {"close: unbound"});
}

BOOST_AUTO_TEST_CASE(when_we_unbind_as_smsc_then_new_work_is_put_off_and_as_esme_still_taken) {
  Dialogue dialogue;
  dialogue.bind();
  (void)dialogue.smsc.session.deliver_sm(hello(), 1, dialogue.now);
  dialogue.smsc.session.unbind(dialogue.now);
  dialogue.smsc.receive(raw(CommandId::submit_sm, ok, 5, {"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 17}), dialogue.now,
                        whole_stream);
  check_lines(describe(dialogue.smsc.take_output()), {"deliver_sm ESME_ROK 1", "submit_sm_resp ESME_RTHROTTLED 5"});

  Dialogue other;
  other.bind();
  (void)other.esme.session.submit_sm(hello(), 1, other.now);
  other.esme.session.unbind(other.now);
  other.esme.receive(raw(CommandId::deliver_sm, ok, 5, {"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 17}), other.now,
                     whole_stream);
  check_lines(other.esme.take_lines(), {"request deliver_sm"});
}

BOOST_AUTO_TEST_CASE(when_the_peer_unbinds_and_goes_on_then_it_is_told_so) {
  Dialogue dialogue;
  dialogue.bind();
  (void)dialogue.smsc.session.deliver_sm(hello(), 1, dialogue.now);
  dialogue.smsc.take_output();
  dialogue.smsc.receive(raw(CommandId::unbind, ok, 4), dialogue.now, whole_stream);
  dialogue.smsc.receive(raw(CommandId::submit_sm, ok, 5), dialogue.now, whole_stream);
  check_lines(describe(dialogue.smsc.take_output()), {"submit_sm_resp ESME_RINVBNDSTS 5"});
}

BOOST_AUTO_TEST_CASE(when_never_bound_then_unbind_closes_at_once) {
  Dialogue dialogue;
  dialogue.esme.session.unbind(dialogue.now);
  check_lines(dialogue.esme.take_lines(), {"close: unbound"});
  BOOST_TEST(dialogue.esme.output.empty());
}

BOOST_AUTO_TEST_CASE(when_the_connection_is_lost_then_what_was_outstanding_is_given_back) {  // 16; faults 1, 3
  Dialogue dialogue;
  dialogue.bind();
  for (Cookie cookie = 1; cookie <= 3; ++cookie) (void)dialogue.esme.session.submit_sm(hello(), cookie, dialogue.now);
  dialogue.esme.receive(raw(CommandId::submit_sm_resp, ok, 3, {"id\0", 3}), dialogue.now, whole_stream);
  dialogue.esme.session.on_closed();
  std::vector<Cookie> lost;
  dialogue.esme.session.drain_outstanding([&](Cookie cookie, CommandId request) {
    BOOST_TEST((request == CommandId::submit_sm));
    lost.push_back(cookie);
  });
  BOOST_TEST(lost == (std::vector<Cookie>{1, 3}), boost::test_tools::per_element());
  BOOST_TEST((dialogue.esme.session.submit_sm(hello(), 9, dialogue.now).error() == SendRefusal::wrong_state));
  BOOST_TEST((dialogue.esme.session.next_deadline() == MonoTime::max()));
}

BOOST_AUTO_TEST_CASE(when_closed_then_answers_of_the_owner_are_dropped) {
  Dialogue dialogue;
  dialogue.bind();
  dialogue.smsc.session.on_closed();
  dialogue.smsc.session.respond(CommandId::submit_sm, SequenceNumber(1), ok, "id");
  dialogue.smsc.session.respond_status(CommandId::cancel_sm, SequenceNumber(1), ok);
  BOOST_TEST(dialogue.smsc.output.empty());
}

BOOST_AUTO_TEST_SUITE_END()
