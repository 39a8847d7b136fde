// SPDX-License-Identifier: Apache-2.0
// query_sm, cancel_sm and replace_sm: conformance 55, 80 to 83.
#include "client_message.h"
#include "north/smpp/cancel.h"
#include "north/smpp/message_state.h"
#include "north/smpp/query.h"
#include "north/smpp/replace.h"

namespace smppedge::north::smpp {
namespace {

using test::Octets;
using test::octets;
using enum pdu::CommandStatus;

const WallTime now = test::now_of_the_tests();

Message submitted(std::uint8_t data_coding = 0) {
  Message message;
  message.id = MessageId(0xABC);
  message.door = Door::smpp;
  message.data_coding = data_coding;
  message.client.emplace();
  message.client->told_id = message.id;
  message.client->source = *SenderAddress::make("10690001", 1, 1);
  return message;
}
Segment segment(SegmentState state, std::string err = {}) {
  Segment made;
  made.state = state;
  made.receipt_err = std::move(err);
  return made;
}

BOOST_AUTO_TEST_SUITE(queries)

BOOST_AUTO_TEST_CASE(an_open_message_is_enroute_without_a_date__conformance_81) {
  for (const MessageState state : {MessageState::scheduled, MessageState::accepted, MessageState::queued,
                                   MessageState::submitted, MessageState::sent, MessageState::in_doubt}) {
    Message message = submitted();
    message.state = state;
    message.ended_at = now;
    const auto answer = answer_query(message);
    BOOST_TEST(answer.final_date.empty());
    BOOST_TEST(answer.message_state == 1);
    BOOST_TEST(answer.message_id.view() == "0000000000000abc");
  }
}

BOOST_AUTO_TEST_CASE(an_ended_message_has_its_state_and_date) {
  const std::pair<MessageState, unsigned> states[] = {{MessageState::delivered, 2}, {MessageState::expired, 3},
                                                      {MessageState::cancelled, 4}, {MessageState::undeliverable, 5},
                                                      {MessageState::unknown, 7},   {MessageState::rejected, 8}};
  for (const auto& [state, octet] : states) {
    Message message = submitted();
    message.state = state;
    message.ended_at = now;
    const auto answer = answer_query(message);
    BOOST_TEST(answer.final_date.view() == "260301081530200+");
    BOOST_TEST(answer.message_state == octet);
  }
}

BOOST_AUTO_TEST_CASE(the_error_is_the_carriers_where_an_octet_holds_it) {
  const std::pair<std::string_view, unsigned> errors[] = {{"075", 75}, {"0255", 255}, {"256", 0}, {"21b", 0}, {"", 0}};
  for (const auto& [err, code] : errors) {
    Message message = submitted();
    message.segments.push_back(segment(SegmentState::undeliverable, std::string(err)));
    BOOST_TEST(answer_query(message).error_code == code);
  }
}

BOOST_AUTO_TEST_CASE(the_first_failed_segment_speaks_for_the_message) {
  Message message = submitted();
  message.segments.push_back(segment(SegmentState::delivered, "000"));
  message.segments.push_back(segment(SegmentState::expired, "012"));
  message.segments.push_back(segment(SegmentState::rejected, "013"));
  BOOST_TEST(carrier_error_of(message).view() == "012");
  message.segments[1].state = message.segments[2].state = SegmentState::withdrawn;
  BOOST_TEST(carrier_error_of(message).view() == "000");
}

BOOST_AUTO_TEST_CASE(a_refused_submit_speaks_by_its_status) {
  Message message = submitted();
  message.segments.push_back(segment(SegmentState::rejected));
  Attempt attempt;
  attempt.state = AttemptState::refused;
  attempt.command_status = 0x0B;
  message.segments[0].attempts.push_back(attempt);
  BOOST_TEST(carrier_error_of(message).view() == "011");
  message.segments[0].attempts[0].command_status = 0x410;
  BOOST_TEST(carrier_error_of(message).view() == "1040");
}

BOOST_AUTO_TEST_CASE(an_error_that_is_no_word_is_left_out) {
  Message message = submitted();
  for (const std::string err : {"0 stat:DELIVRD", "a\nb", "\xFF", "12345678901234567"}) {
    message.segments.assign(1, segment(SegmentState::undeliverable, err));
    BOOST_TEST(carrier_error_of(message).empty());
  }
}

BOOST_AUTO_TEST_CASE(the_source_must_be_the_one_that_was_given__conformance_80) {
  const Message message = submitted();
  BOOST_TEST(is_source_of(message, {1, 1, "10690001"}));
  BOOST_TEST(!is_source_of(message, {1, 1, "10690002"}));
  BOOST_TEST(!is_source_of(message, {1, 1, ""}));
  BOOST_TEST(!is_source_of(message, {1, 1, "123456789012345678901"}));
  Message unnamed = submitted();
  unnamed.client->source = {};
  BOOST_TEST(is_source_of(unnamed, {5, 0, ""}));
  BOOST_TEST(!is_source_of(unnamed, {1, 1, "10690001"}));
  unnamed.client.reset();
  BOOST_TEST(is_source_of(unnamed, {}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(cancels)

BOOST_AUTO_TEST_CASE(a_cancel_names_its_message) {
  const auto read = read_cancel({"CMT", "0000000000000abc", {1, 1, "10690001"}, {}}, AccountNumber(3));
  BOOST_REQUIRE(read);
  BOOST_TEST((read->message == NamedMessage(MessageId(0xABC))));
  BOOST_TEST((read->request.account == AccountNumber(3)));
  BOOST_TEST((read->request.source == SenderAddress::make("10690001", 1, 1)));
  BOOST_TEST((!read->request.to));
  BOOST_TEST(read->request.service_type.empty());  // of cancels without an id
}

BOOST_AUTO_TEST_CASE(without_an_id_it_means_all_between_two_addresses__conformance_82) {
  const auto read = read_cancel({"CMT", "", {}, {1, 1, "+8613800138000"}}, AccountNumber(3));
  BOOST_REQUIRE(read);
  BOOST_TEST((!read->message));
  BOOST_TEST((read->request.source == SenderAddress()));
  BOOST_TEST((read->request.to == PhoneNumber::from_digits("8613800138000")));
  BOOST_TEST(read->request.service_type == "CMT");
}

BOOST_AUTO_TEST_CASE(a_cancel_that_means_nothing_is_refused) {
  const auto status = [](const pdu::CancelSm& cancel) {
    return test::status_of_read(read_cancel(cancel, AccountNumber(3)));
  };
  BOOST_TEST((status({"", "12", {}, {}}) == ESME_RINVMSGID));
  BOOST_TEST((status({"", "", {}, {}}) == ESME_RINVDSTADR));
  BOOST_TEST((status({"", "", {}, {5, 0, "Qcloud"}}) == ESME_RINVDSTTON));
  BOOST_TEST((status({"", "0000000000000abc", {}, {1, 1, "x"}}) == ESME_RINVDSTADR));
  BOOST_TEST((status({"", "0000000000000abc", {1, 1, "123456789012345678901"}, {}}) == ESME_RINVSRCADR));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(replacements)

struct Replacement {
  [[nodiscard]] Expected<gateway::ReplaceRequest, pdu::CommandStatus> read() const {
    pdu::ReplaceSm given = replace;
    given.short_message = body;
    return read_replace(given, message, account, now);
  }
  [[nodiscard]] pdu::CommandStatus status() const { return test::status_of_read(read()); }

  pdu::ReplaceSm replace{"0000000000000abc", {1, 1, "10690001"}, {}, {}, 0x21, 0, {}};
  Octets body = octets("new");
  Message message = submitted();
  ClientAccount account;
};

BOOST_AUTO_TEST_CASE(a_text_is_read_by_the_coding_of_its_message) {
  Replacement given;
  given.replace.schedule_delivery_time = "000000010000000R";
  given.replace.validity_period = "000000020000000R";
  auto read = given.read();
  BOOST_REQUIRE(read);
  BOOST_TEST((read->id == MessageId(0xABC)));
  BOOST_TEST((read->source == given.message.client->source));
  BOOST_TEST(read->body == "new");
  BOOST_TEST((read->send_at == now + Seconds(3'600)));
  BOOST_TEST((read->expires_at == now + Seconds(7'200)));
  BOOST_TEST(read->registered_delivery == 0x11);

  given.message.data_coding = 8;
  given.body = {0x5B, 0x57};
  read = given.read();
  BOOST_REQUIRE(read);
  BOOST_TEST(read->body == "字");
  given.message.data_coding = 4;
  given.message.body_kind = BodyKind::octets;
  BOOST_TEST((octets(given.read()->body) == Octets{0x5B, 0x57}));
  given.message.data_coding = 0xF0;
  given.message.body_kind = BodyKind::verbatim;
  BOOST_TEST((octets(given.read()->body) == Octets{0x5B, 0x57}));
}

BOOST_AUTO_TEST_CASE(a_replacement_that_cannot_be_is_refused) {
  Replacement given;
  given.replace.source.addr = "10690002";
  BOOST_TEST((given.status() == ESME_RINVSRCADR));
  given = {};
  given.account.may_replace = false;
  BOOST_TEST((given.status() == ESME_RREPLACEFAIL));
  given = {};
  given.replace.sm_default_msg_id = 1;
  BOOST_TEST((given.status() == ESME_RINVDFTMSGID));
  given = {};
  given.replace.registered_delivery = 0x80;
  BOOST_TEST((given.status() == ESME_RINVREGDLVFLG));
  given = {};
  given.replace.validity_period = "000000000000000R";
  BOOST_TEST((given.status() == ESME_RINVEXPIRY));
  given = {};
  given.body = {};
  BOOST_TEST((given.status() == ESME_RINVMSGLEN));
  given = {};
  given.body = {0x80};
  BOOST_TEST((given.status() == ESME_RREPLACEFAIL));
  given = {};
  given.message.client->part = {PartForm::sar, 1, 2, 1};
  BOOST_TEST((given.status() == ESME_RREPLACEFAIL));
  given = {};
  given.message.client->esm_class = 0x40;
  BOOST_TEST((given.status() == ESME_RREPLACEFAIL));
  given = {};
  given.message.client.reset();
  BOOST_TEST((given.status() == ESME_RREPLACEFAIL));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::north::smpp
