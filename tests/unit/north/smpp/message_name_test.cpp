// SPDX-License-Identifier: Apache-2.0
// message_id: conformance 39, 52, 73.
#include "north/smpp/message_name.h"

#include <boost/test/unit_test.hpp>

namespace smppedge::north::smpp {
namespace {

BOOST_AUTO_TEST_SUITE(message_names)

BOOST_AUTO_TEST_CASE(an_id_is_16_digits_and_an_alias_8__conformance_39) {
  BOOST_TEST(name_of(MessageId(0x0680F1C2A4C01000)).view() == "0680f1c2a4c01000");
  BOOST_TEST(name_of(MessageAlias(0x1F)).view() == "0000001f");
  BOOST_TEST(name_of(MessageAlias(0xFFFFFFFF)).view() == "ffffffff");
}

BOOST_AUTO_TEST_CASE(answer_and_receipt_name_a_message_alike__conformance_73) {
  gateway::AcceptEntry entry;
  entry.id = MessageId(2);
  entry.told_id = MessageId(1);
  Message message;
  message.id = entry.id;
  message.client.emplace().told_id = entry.told_id;
  BOOST_TEST((name_of(entry) == name_of(message)));
  BOOST_TEST((name_of(entry) == name_of(MessageId(1))));
  entry.told_alias = message.client->told_alias = 9;
  BOOST_TEST((name_of(entry) == name_of(message)));
  BOOST_TEST((name_of(entry) == name_of(MessageAlias(9))));
}

BOOST_AUTO_TEST_CASE(a_message_of_another_door_has_its_own_id) {
  Message message;
  message.id = MessageId(5);
  BOOST_TEST((name_of(message) == name_of(MessageId(5))));
}

BOOST_AUTO_TEST_CASE(what_was_told_reads_back_in_either_case) {
  BOOST_TEST((read_message_name("0680f1C2A4c01000") == NamedMessage(MessageId(0x0680F1C2A4C01000))));
  BOOST_TEST((read_message_name("0000001F") == NamedMessage(MessageAlias(0x1F))));
}

BOOST_AUTO_TEST_CASE(what_was_never_told_is_nobody) {
  for (const std::string_view text :
       {"", "1", "0000000", "000000001", "00000000", "0000000000000000", "-0000001", "+0000001", "0x000001", " 0000001",
        "0000001g", "0680f1c2a4c0100g", "0680f1c2a4c010000", "680f1c2a4c01000"}) {
    BOOST_TEST_CONTEXT(text) BOOST_TEST((!read_message_name(text)));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::north::smpp
