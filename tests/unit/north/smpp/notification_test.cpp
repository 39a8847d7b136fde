// SPDX-License-Identifier: Apache-2.0
// Receipts and replies as a client gets them, in golden octets where they matter: conformance 37, 70 to 76, 78.
#include "north/smpp/notification.h"

#include "base/out_buffer.h"
#include "client_message.h"
#include "message/text/user_data_header.h"
#include "pdu/pdu.h"
#include "pdu/write.h"
#include "profile/profile.h"
#include "receipt/receipt.h"

namespace smppedge::north::smpp {
namespace {

using gateway::Event;
using pdu::Tag;
using test::Octets;
using test::octets;
using text::Alphabet;

std::string text_of(const pdu::ShortMessage& message) {
  const auto payload = message.payload();
  return {payload.begin(), payload.end()};
}

struct Telling {
  Telling() {
    message.id = MessageId(0x0680F1C2A4C01000);
    message.to = *PhoneNumber::from_digits("8613800138000");
    message.body = "Your code is 123456, valid for 5 minutes";
    message.accepted_at = test::now_of_the_tests();
    message.ended_at = message.accepted_at + Seconds(61);
    message.state = MessageState::delivered;
    message.plan.sender = *SenderAddress::make("10690001110001", 0, 0);
    ClientSubmit& client = message.client.emplace();
    client.told_id = message.id;
    client.source = *SenderAddress::make("10690001", 1, 1);
    client.destination = *SenderAddress::make("13800138000", 0, 1);
    client.has_user_message_reference = true;
    client.user_message_reference = 0xBEEF;
    Segment segment;
    segment.state = SegmentState::delivered;
    segment.receipt_err = "000";
    message.segments.push_back(segment);
    reply.from = message.to;
    reply.to = "10690001110001";
    reply.text = "TD";
  }

  std::span<const pdu::ShortMessage> tell(Event::Kind kind) {
    event.kind = kind;
    event.at = message.ended_at + Seconds(3'600);
    event.id = EventSequence(0x10203);
    event.message = std::make_shared<const Message>(message);
    event.reply = std::make_shared<const gateway::Reply>(reply);
    if (kind != Event::Kind::reply) event.reply.reset();
    notification.write(event, account, reads_tlvs);
    return notification.messages();
  }
  pdu::ShortMessage receipt(Event::Kind kind = Event::Kind::result) {
    const auto messages = tell(kind);
    BOOST_REQUIRE_EQUAL(messages.size(), 1U);
    return messages.front();
  }
  pdu::ShortMessage answer() { return receipt(Event::Kind::reply); }

  Message message;
  gateway::Reply reply;
  ClientAccount account;
  bool reads_tlvs = true;
  Event event;
  Notification notification;
};

BOOST_AUTO_TEST_SUITE(receipts_to_clients)

BOOST_AUTO_TEST_CASE(a_result_on_the_wire) {
  Telling telling;
  OutBuffer out(1'000);
  BOOST_REQUIRE(pdu::write_short_message(out, pdu::CommandId::deliver_sm, pdu::SequenceNumber(1), telling.receipt()));
  Octets golden = {0, 0, 0, 0xD4, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1};
  const auto add = [&golden](const Octets& more) { golden.insert(golden.end(), more.begin(), more.end()); };
  add({0});                                           // service_type
  add({0, 1}), add(octets("13800138000")), add({0});  // source: the phone as the client wrote it
  add({1, 1}), add(octets("10690001")), add({0});     // destination: its source
  add({0x04, 0, 0, 0, 0, 0, 0, 0, 0});                // esm_class … sm_default_msg_id
  add({128});
  add(
      octets("id:0680f1c2a4c01000 sub:001 dlvrd:001 submit date:2603010815 done date:2603010816 stat:DELIVRD err:000 "
             "text:Your code is 123456,"));
  add({0x00, 0x1E, 0, 17}), add(octets("0680f1c2a4c01000")), add({0});
  add({0x04, 0x27, 0, 1, 2});
  add({0x02, 0x04, 0, 2, 0xBE, 0xEF});
  BOOST_TEST((Octets(out.unsent().begin(), out.unsent().end()) == golden));
}

BOOST_AUTO_TEST_CASE(our_own_reader_understands_what_is_told__conformance_70_72_73) {
  Telling telling;
  telling.message.state = MessageState::undeliverable;
  telling.message.segments[0].state = SegmentState::undeliverable;
  telling.message.segments[0].receipt_err = "21b";
  const auto told = telling.receipt();
  BOOST_REQUIRE(receipt::is_receipt(told, Profile{}));
  const auto read = receipt::parse_receipt(told, Profile{});
  BOOST_REQUIRE(read);
  BOOST_TEST(read->id.view() == "0680f1c2a4c01000");
  BOOST_TEST((read->state == receipt::State::undeliverable));
  BOOST_TEST(read->err.view() == "21b");
  BOOST_TEST(read->id_from_tlv);
  BOOST_TEST(read->state_from_tlv);
  BOOST_TEST(!read->id_disagrees);
  BOOST_TEST(!read->state_disagrees);
  BOOST_TEST(text_of(told).find("dlvrd:000") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(peers_below_3_4_get_no_tlvs_and_the_alias__conformance_37_39) {
  Telling telling;
  telling.reads_tlvs = false;
  telling.message.client->told_alias = 0x1F;
  const auto told = telling.receipt();
  BOOST_TEST(told.tlvs.empty());
  BOOST_TEST(text_of(told).starts_with("id:0000001f sub:"));
}

BOOST_AUTO_TEST_CASE(addresses_are_swapped_as_the_client_gave_them__conformance_71) {
  Telling telling;
  auto told = telling.receipt();
  BOOST_TEST(told.source.ton == 0);
  BOOST_TEST(told.source.addr == "13800138000");
  BOOST_TEST(told.destination.ton == 1);
  BOOST_TEST(told.destination.addr == "10690001");

  telling.message.client->source = {};  // then the number that was assigned
  told = telling.receipt();
  BOOST_TEST(told.destination.ton == 0);
  BOOST_TEST(told.destination.addr == "10690001110001");

  telling.message.client.reset();  // a message of another door
  told = telling.receipt();
  BOOST_TEST(told.source.ton == 1);
  BOOST_TEST(told.source.npi == 1);
  BOOST_TEST(told.source.addr == "8613800138000");
  BOOST_TEST(!told.tlvs.find(Tag::user_message_reference));
}

BOOST_AUTO_TEST_CASE(unused_fields_are_null__conformance_76) {
  const auto told = Telling().receipt();
  BOOST_TEST(told.service_type.empty());
  BOOST_TEST(told.schedule_delivery_time.empty());
  BOOST_TEST(told.validity_period.empty());
  BOOST_TEST(told.registered_delivery == 0);
  BOOST_TEST(told.replace_if_present_flag == 0);
  BOOST_TEST(told.sm_default_msg_id == 0);
}

BOOST_AUTO_TEST_CASE(every_state_has_its_word_and_octet) {
  struct Case {
    MessageState state;
    std::string_view stat;
    unsigned octet;
  };
  for (const Case& one : {Case{MessageState::delivered, "DELIVRD", 2}, Case{MessageState::expired, "EXPIRED", 3},
                          Case{MessageState::cancelled, "DELETED", 4}, Case{MessageState::undeliverable, "UNDELIV", 5},
                          Case{MessageState::unknown, "UNKNOWN", 7}, Case{MessageState::rejected, "REJECTD", 8}}) {
    Telling telling;
    telling.message.state = one.state;
    const auto told = telling.receipt();
    BOOST_TEST(told.esm_class == 0x04);
    BOOST_TEST(text_of(told).find(std::string(" stat:").append(one.stat).append(" ")) != std::string::npos);
    BOOST_TEST(told.tlvs.find_integer(Tag::message_state, 1).value_or(99) == one.octet);
  }
}

BOOST_AUTO_TEST_CASE(progress_is_an_intermediate_notification__conformance_75) {
  Telling telling;  // by now the message may have ended
  const auto told = telling.receipt(Event::Kind::progress);
  BOOST_TEST(told.esm_class == 0x20);
  BOOST_TEST(told.tlvs.find_integer(Tag::message_state, 1).value_or(99) == 1U);
  BOOST_TEST(text_of(told).find("dlvrd:000") != std::string::npos);
  BOOST_TEST(text_of(told).find("stat:ENROUTE") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_correction_is_a_receipt_of_its_own_time) {
  Telling telling;
  const auto told = telling.receipt(Event::Kind::receipt_late);
  BOOST_TEST(told.esm_class == 0x04);
  BOOST_TEST(text_of(told).find("done date:2603010916") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_doubt_has_no_word_in_smpp) {
  BOOST_TEST(Telling().tell(Event::Kind::in_doubt).empty());
}

BOOST_AUTO_TEST_CASE(dates_are_in_the_accounts_zone) {
  Telling telling;
  telling.account.receipt_zone_minutes = 480;
  BOOST_TEST(text_of(telling.receipt()).find("submit date:2603011615") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_text_is_quoted_in_the_default_alphabet_or_not_at_all) {
  const auto quoted = [](std::string body, Alphabet alphabet, BodyKind kind = BodyKind::text) {
    Telling telling;
    telling.message.body = std::move(body);
    telling.message.body_kind = kind;
    telling.account.default_alphabet = alphabet;
    const std::string text = text_of(telling.receipt());
    return text.substr(text.find("text:") + 5);
  };
  BOOST_TEST(quoted("a@b", Alphabet::gsm7_unpacked) == std::string("a\0b", 3));
  BOOST_TEST(quoted("a@b", Alphabet::ascii) == "a@b");
  BOOST_TEST(quoted("é", Alphabet::latin1) == "\xE9");
  BOOST_TEST(quoted("é", Alphabet::ascii).empty());
  BOOST_TEST(quoted("您的验证码", Alphabet::gsm7_unpacked).empty());
  BOOST_TEST(quoted("12345678901234567890字", Alphabet::gsm7_unpacked) == "12345678901234567890");
  BOOST_TEST(quoted("1234567890123456789€", Alphabet::gsm7_unpacked) == "1234567890123456789");  // no half of an escape
  BOOST_TEST(quoted("octets", Alphabet::ascii, BodyKind::octets).empty());
  BOOST_TEST(quoted("verbatim", Alphabet::ascii, BodyKind::verbatim).empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(replies_to_clients)

BOOST_AUTO_TEST_CASE(a_reply_is_a_message_from_the_phone_to_our_number) {
  Telling telling;
  auto told = telling.answer();
  BOOST_TEST(told.esm_class == 0);
  BOOST_TEST(told.data_coding == 0);
  BOOST_TEST(text_of(told) == "TD");
  BOOST_TEST(told.source.ton == 1);
  BOOST_TEST(told.source.npi == 1);
  BOOST_TEST(told.source.addr == "8613800138000");
  BOOST_TEST(told.destination.ton == 0);
  BOOST_TEST(told.destination.addr == "10690001110001");
  BOOST_TEST(told.tlvs.empty());

  telling.reply.to = "10690001";  // the source that the client named
  told = telling.answer();
  BOOST_TEST(told.destination.ton == 1);
  telling.reply.to = std::string(64, '1');
  BOOST_TEST(telling.answer().destination.addr.size() == 20U);
}

BOOST_AUTO_TEST_CASE(a_reply_is_in_the_default_alphabet_where_that_has_it) {
  Telling telling;
  telling.reply.text = "é@";
  BOOST_TEST(text_of(telling.answer()) == std::string("\x05\x00", 2));
  telling.account.default_alphabet = Alphabet::latin1;
  BOOST_TEST(text_of(telling.answer()) == "\xE9@");
  telling.account.default_alphabet = Alphabet::ascii;
  auto told = telling.answer();
  BOOST_TEST(told.data_coding == 8);
  BOOST_TEST(text_of(told) == std::string("\x00\xE9\x00@", 4));
  telling.reply.text = "退订";
  told = telling.answer();
  BOOST_TEST(told.data_coding == 8);
  BOOST_TEST(text_of(told) == std::string("\x90\x00\x8B\xA2", 4));
}

BOOST_AUTO_TEST_CASE(what_did_not_decode_is_told_as_octets) {
  Telling telling;
  telling.reply.text = "00ff80";
  telling.reply.text_error = "binary";
  const auto told = telling.answer();
  BOOST_TEST(told.data_coding == 4);
  BOOST_TEST(text_of(told) == std::string("\x00\xFF\x80", 3));
  for (const std::string odd : {"0", "zz", "0G"}) {
    telling.reply.text = odd;
    BOOST_TEST(text_of(telling.answer()) == odd);
  }
}

BOOST_AUTO_TEST_CASE(an_empty_reply_is_told) {
  Telling telling;
  telling.reply.text.clear();
  BOOST_TEST(telling.answer().payload().empty());
}

BOOST_AUTO_TEST_CASE(a_long_reply_is_a_payload__conformance_50) {
  Telling telling;
  telling.reply.text.assign(254, 'a');
  BOOST_TEST(telling.answer().short_message.size() == 254U);
  telling.reply.text.assign(255, 'a');
  const auto told = telling.answer();
  BOOST_TEST(told.short_message.empty());
  BOOST_TEST(told.tlvs.find(Tag::message_payload)->size() == 255U);
}

/// Puts the parts together again and checks that each stands alone.
std::string joined(std::span<const pdu::ShortMessage> messages, std::uint8_t reference, Alphabet alphabet) {
  std::string text;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    BOOST_TEST(messages[i].esm_class == 0x40);
    BOOST_TEST(messages[i].short_message.size() <= 140U);
    const auto data = text::split_user_data(messages[i].short_message);
    BOOST_REQUIRE((data && data->concatenation));
    const std::size_t group = i / 255;
    const text::Concatenation expected{
        static_cast<std::uint8_t>(reference + group), text::ReferenceWidth::bits_8,
        static_cast<std::uint8_t>(std::min<std::size_t>(255, messages.size() - group * 255)),
        static_cast<std::uint8_t>(i % 255 + 1)};
    BOOST_TEST((data->concatenation == expected));
    const auto decoded = text::decode(data->body, alphabet);
    BOOST_REQUIRE(decoded);
    text += *decoded;
  }
  return text;
}

BOOST_AUTO_TEST_CASE(peers_below_3_4_get_a_long_reply_in_parts__conformance_37) {
  Telling telling;
  telling.reads_tlvs = false;
  telling.reply.text = std::string(133, 'a') + "€" + std::string(150, 'b');  // an escape at the cut
  auto messages = telling.tell(Event::Kind::reply);
  BOOST_TEST(messages.size() == 3U);
  BOOST_TEST(joined(messages, 0x03, Alphabet::gsm7_unpacked) == telling.reply.text);

  telling.reply.text.clear();
  for (unsigned i = 0; i < 66; ++i) telling.reply.text += "字";
  for (unsigned i = 0; i < 66; ++i) telling.reply.text += "😀";  // a surrogate pair at the cut
  messages = telling.tell(Event::Kind::reply);
  BOOST_TEST(messages.size() == 3U);
  BOOST_TEST(joined(messages, 0x03, Alphabet::ucs2) == telling.reply.text);
}

BOOST_AUTO_TEST_CASE(what_no_payload_holds_is_several_long_messages) {
  Telling telling;
  telling.reply.text.clear();
  for (unsigned i = 0; i < 40'000; ++i) telling.reply.text += "字";
  const auto messages = telling.tell(Event::Kind::reply);
  BOOST_TEST(messages.size() == 598U);
  BOOST_TEST(joined(messages, 0x03, Alphabet::ucs2) == telling.reply.text);
}

BOOST_AUTO_TEST_CASE(one_notification_serves_one_event_after_another) {
  Telling telling;
  telling.reads_tlvs = false;
  telling.reply.text.assign(300, 'a');
  BOOST_TEST(telling.tell(Event::Kind::reply).size() == 3U);
  BOOST_TEST(telling.tell(Event::Kind::reply).size() == 3U);
  BOOST_TEST(telling.tell(Event::Kind::result).size() == 1U);
  BOOST_TEST(telling.tell(Event::Kind::in_doubt).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::north::smpp
