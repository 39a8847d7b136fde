// SPDX-License-Identifier: Apache-2.0
// Every row of 2.3, written down a second time as a matrix and asked of the table and of live sessions.
#include "session/state.h"

#include <boost/test/unit_test.hpp>
#include <map>

#include "tests/unit/session/dialogue.h"

using namespace smppedge;
using namespace smppedge::session;
using namespace smppedge::session::testing;
using pdu::CommandId;
using pdu::CommandStatus;

namespace {

/// '.' not allowed; 'E' from the ESME, 'S' from the SMSC, 'B' from both. Columns: open, bound_tx, bound_rx, bound_trx.
struct Row {
  CommandId request;
  std::string_view allowed;
  std::string_view body;  // a sound one
};
constexpr std::string_view short_message_body{"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 17};
constexpr std::string_view data_body{"\0\0\0\0\0\0\0\0\0\0", 10};
constexpr std::string_view bind_body{"edge\0secret\0\0\x34\0\0\0", 17};

const std::vector<Row>& rows() {
  static const std::vector<Row> all = {
      {CommandId::bind_transmitter, "E...", bind_body},
      {CommandId::bind_receiver, "E...", bind_body},
      {CommandId::bind_transceiver, "E...", bind_body},
      {CommandId::outbind, "S...", {"edge\0secret\0", 12}},
      {CommandId::unbind, ".BBB", {}},
      {CommandId::submit_sm, ".E.E", short_message_body},
      {CommandId::submit_multi, ".E.E", {"\0\0\0\0\1\1\0\0x\0\0\0\0\0\0\0\0\0\0\0\0", 21}},
      {CommandId::data_sm, ".BBB", data_body},
      {CommandId::deliver_sm, "..SS", short_message_body},
      {CommandId::query_sm, ".E.E", {"id\0\0\0\0", 6}},
      {CommandId::cancel_sm, ".E.E", {"\0id\0\0\0\0\0\0\0", 10}},
      {CommandId::replace_sm, ".E.E", {"id\0\0\0\0\0\0\0\0\0", 11}},
      {CommandId::alert_notification, "..SS", {"\0\0\0\0\0\0", 6}},
      {CommandId::enquire_link, "BBBB", {}},
  };
  return all;
}
constexpr State columns[] = {State::open, State::bound_tx, State::bound_rx, State::bound_trx};

bool allows(char cell, Role sender) {
  return cell == 'B' || cell == (sender == Role::esme ? 'E' : 'S');
}

void bring_to(Dialogue& dialogue, State state) {
  if (state == State::bound_tx) dialogue.bind(BindKind::transmitter);
  if (state == State::bound_rx) dialogue.bind(BindKind::receiver);
  if (state == State::bound_trx) dialogue.bind(BindKind::transceiver);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(states)

BOOST_AUTO_TEST_CASE(the_table_says_what_2_3_says) {  // conformance 17, 19 to 22, 24, 26
  BOOST_TEST(rows().size() == std::size(permissions));
  for (const Row& row : rows()) {
    for (std::size_t column = 0; column < std::size(columns); ++column) {
      for (const Role sender : {Role::esme, Role::smsc}) {
        BOOST_TEST_CONTEXT(pdu::to_string(row.request) << " in " << to_string(columns[column])) {
          BOOST_TEST(permitted(row.request, sender, columns[column]) == allows(row.allowed[column], sender));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_allowed_when_closed_and_only_good_byes_while_unbinding) {
  for (const Row& row : rows()) {
    for (const Role sender : {Role::esme, Role::smsc}) {
      BOOST_TEST(!permitted(row.request, sender, State::closed));
      const bool expected = row.request == CommandId::unbind || row.request == CommandId::enquire_link;
      BOOST_TEST(permitted(row.request, sender, State::unbinding) == expected);
    }
  }
}

// conformance 14, 18, 23: a request in the wrong state is answered by its own response with an error, changes nothing,
// and is never shown to the owner.
BOOST_AUTO_TEST_CASE(a_session_answers_every_misplaced_request_and_shows_every_allowed_one) {
  for (const Row& row : rows()) {
    for (std::size_t column = 0; column < std::size(columns); ++column) {
      for (const Role sender : {Role::esme, Role::smsc}) {
        BOOST_TEST_CONTEXT(pdu::to_string(row.request) << " in " << to_string(columns[column]) << " from "
                                                       << (sender == Role::esme ? "esme" : "smsc")) {
          Dialogue dialogue;
          bring_to(dialogue, columns[column]);
          Side& receiver = sender == Role::esme ? dialogue.smsc : dialogue.esme;
          receiver.events.accepts_binds = false;
          receiver.events.answers_requests = false;
          receiver.receive(raw(row.request, CommandStatus::ESME_ROK, 77, row.body), dialogue.now, whole_stream);
          const Lines said = describe(receiver.take_output());
          const std::string response(pdu::to_string(pdu::response_of(row.request)));
          if (allows(row.allowed[column], sender)) {
            BOOST_TEST(receiver.session.counters().violations == 0U);
            const bool shown = row.request != CommandId::enquire_link;
            BOOST_TEST(receiver.take_lines().empty() == !shown);
          } else {
            BOOST_TEST((receiver.session.state() == columns[column]));
            BOOST_TEST(receiver.session.counters().violations == 1U);
            BOOST_TEST(receiver.take_lines().empty());
            const bool rebind = is_bind(row.request) && sender == Role::esme;
            if (has_response(row.request)) {
              BOOST_REQUIRE(said.size() == 1U);
              BOOST_TEST(said[0] == response + (rebind ? " ESME_RALYBND 77" : " ESME_RINVBNDSTS 77"));
            } else {
              BOOST_TEST(said.empty());
            }
          }
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_may_not_be_sent_is_refused_before_it_is_written) {
  for (const State state : columns) {
    Dialogue dialogue;
    bring_to(dialogue, state);
    for (Side* side : {&dialogue.esme, &dialogue.smsc}) {
      Session& session = side->session;
      const auto check = [&](CommandId request, const Sent& sent) {
        BOOST_TEST_CONTEXT(pdu::to_string(request) << " in " << to_string(state)) {
          BOOST_TEST(sent.has_value() == permitted(request, session.role(), state));
          BOOST_TEST(side->take_output().empty() == !sent.has_value());
        }
      };
      check(CommandId::submit_sm, session.submit_sm(hello(), 1, dialogue.now));
      check(CommandId::deliver_sm, session.deliver_sm(hello(), 1, dialogue.now));
      check(CommandId::data_sm, session.data_sm(hello(), 1, dialogue.now));
      check(CommandId::query_sm, session.query_sm({"id", {}}, 1, dialogue.now));
      check(CommandId::cancel_sm, session.cancel_sm({{}, "id", {}, {}}, 1, dialogue.now));
      check(CommandId::replace_sm, session.replace_sm({"id", {}, {}, {}, 0, 0, {}}, 1, dialogue.now));
      check(CommandId::alert_notification, session.alert_notification({}));
      check(CommandId::outbind, session.outbind({"edge", "secret"}));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
