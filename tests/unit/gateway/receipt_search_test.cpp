// SPDX-License-Identifier: Apache-2.0
// What the attempts that a receipt's id led to say together.
#include "gateway/receipt_search.h"

#include <boost/test/unit_test.hpp>

#include "gateway/handset.h"
#include "gateway/receipt_reading.h"
#include "pdu/write.h"

using namespace smppedge;
using gateway::ReceiptCandidate;
using Kind = gateway::ReceiptFinding::Kind;

namespace {

ReceiptCandidate candidate(std::uint64_t message, bool fits, IdConvention convention = IdConvention::same) {
  ReceiptCandidate made;
  made.attempt.message = MessageId(message);
  made.explain.add(convention);
  made.phone_fits = fits;
  made.phone_differs = !fits;
  made.sender_fits = true;
  return made;
}

Message message_to(const char* to) {
  Message message;
  message.to = *PhoneNumber::from_digits(to);
  message.plan.sender = *SenderAddress::make("1069000111001", 0, 0);
  return message;
}

gateway::HandsetFit fit(const char* source, const char* destination) {
  return gateway::handset_fit(message_to("8613800138000"), gateway::phone_of(source), destination);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(receipt_search)

BOOST_AUTO_TEST_CASE(without_learning_the_newest_attempt_whose_phone_fits_is_meant) {
  const auto finding = gateway::judge({candidate(1, true), candidate(2, true), candidate(3, false)}, false, {});
  BOOST_TEST((finding.kind == Kind::match));
  BOOST_TEST((finding.attempt.message == MessageId(2)));
  BOOST_TEST((gateway::judge({candidate(3, false)}, false, {}).kind == Kind::ambiguous));
  BOOST_TEST((gateway::judge({}, false, {}).kind == Kind::none));
}

BOOST_AUTO_TEST_CASE(while_learning_more_than_one_that_fits_is_ambiguous) {
  BOOST_TEST((gateway::judge({candidate(1, true), candidate(2, true)}, true, {}).kind == Kind::ambiguous));
  BOOST_TEST((gateway::judge({candidate(1, true), candidate(2, false)}, true, {}).kind == Kind::match));
}

BOOST_AUTO_TEST_CASE(while_learning_a_receipt_that_tells_no_phone_is_not_assigned) {
  ReceiptCandidate untold = candidate(1, false);
  untold.phone_differs = false;
  BOOST_TEST((gateway::judge({untold}, true, {}).kind == Kind::ambiguous));
  BOOST_TEST((gateway::judge({untold}, false, {}).kind == Kind::match));
  BOOST_TEST((gateway::judge({untold}, true, IdConvention::same).kind == Kind::match));
}

BOOST_AUTO_TEST_CASE(what_is_settled_decides_before_other_conventions_do) {
  const auto finding =
      gateway::judge({candidate(1, true), candidate(2, true, IdConvention::receipt_hex)}, true, IdConvention::same);
  BOOST_TEST((finding.kind == Kind::match));
  BOOST_TEST((finding.attempt.message == MessageId(1)));
  BOOST_TEST(
      (gateway::judge({candidate(2, true, IdConvention::receipt_hex)}, true, IdConvention::same).kind == Kind::match));
}

BOOST_AUTO_TEST_CASE(a_phone_is_recognised_with_its_country_code_without_it_and_on_either_side) {
  using gateway::HandsetFit;
  BOOST_TEST((fit("8613800138000", "1069000111001") == HandsetFit::same));
  BOOST_TEST((fit("+8613800138000", "") == HandsetFit::same));
  BOOST_TEST((fit("13800138000", "") == HandsetFit::same));
  BOOST_TEST((fit("1069000111001", "13800138000") == HandsetFit::same));
  BOOST_TEST((fit("8613800138001", "1069000111001") == HandsetFit::another));
  BOOST_TEST((fit("", "") == HandsetFit::untold));
  BOOST_TEST((fit("ACME", "1069000111001") == HandsetFit::untold));
}

BOOST_AUTO_TEST_CASE(a_listed_text_ends_where_the_message_s_body_begins) {
  const std::string text = "id:7 stat:DELIVRD Text:your code \x02";
  pdu::ShortMessage message;
  message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  OutBuffer out(1024);
  BOOST_TEST_REQUIRE(
      pdu::write_short_message(out, pdu::CommandId::deliver_sm, pdu::SequenceNumber(1), message).has_value());
  const std::string octets(out.unsent().begin(), out.unsent().end());
  BOOST_TEST(gateway::shown_text(octets, false) == "id:7 stat:DELIVRD Text:...");
  BOOST_TEST(gateway::shown_text(octets, true) == "id:7 stat:DELIVRD Text:your code \\x02");
  BOOST_TEST(gateway::shown_text("", true).empty());
}

BOOST_AUTO_TEST_CASE(a_number_is_the_same_with_and_without_what_stands_before_it) {
  for (const char* written : {"8613800138000", "13800138000", "013800138000", "008613800138000"}) {
    BOOST_TEST(gateway::same_number("8613800138000", written), written);
  }
  BOOST_TEST(gateway::same_number("07700900123", "447700900123"));
  for (const char* other : {"8615900138000", "138000", "", "0", "86138001380001"}) {
    BOOST_TEST(!gateway::same_number("8613800138000", other), other);
  }
}

BOOST_AUTO_TEST_CASE(numbers_that_are_the_same_share_their_tail) {
  for (const char* written : {"8613800138000", "13800138000", "013800138000", "008613800138000", "+8613800138000"}) {
    BOOST_TEST(gateway::number_tail(written) == "0138000", written);
  }
  BOOST_TEST(gateway::number_tail("0012345") == "12345");
  BOOST_TEST(gateway::number_tail("000").empty());
}

BOOST_AUTO_TEST_CASE(an_international_address_is_not_taken_for_a_mainland_mobile) {
  BOOST_TEST(gateway::phone_of(pdu::Address{1, 1, "13105551234"}).digits() == "13105551234");
  BOOST_TEST(gateway::phone_of(pdu::Address{1, 1, "+13105551234"}).digits() == "13105551234");
  BOOST_TEST(gateway::phone_of(pdu::Address{1, 1, "0013105551234"}).digits() == "13105551234");
  BOOST_TEST(gateway::phone_of(pdu::Address{0, 1, "13800138000"}).digits() == "8613800138000");
  BOOST_TEST(gateway::phone_of(pdu::Address{1, 1, "8613800138000"}).digits() == "8613800138000");
  BOOST_TEST(gateway::phone_of(pdu::Address{1, 1, ""}).empty());
  BOOST_TEST(gateway::phone_of(pdu::Address{1, 1, std::string_view("123456789012345678901234567890")}).empty());
}

BOOST_AUTO_TEST_CASE(bare_digits_of_a_mainland_mobile_have_another_reading_and_nothing_else_has) {
  struct Case {
    pdu::Address address;
    const char* phone;
    const char* twin;
  };
  for (const Case& each : {
           Case{{0, 1, "13800138000"}, "8613800138000", "13800138000"},
           Case{{1, 1, "13800138000"}, "13800138000", "8613800138000"},
           Case{{2, 1, "13105551234"}, "8613105551234", "13105551234"},
           Case{{1, 1, "+13800138000"}, "13800138000", ""},
           Case{{0, 1, "0013800138000"}, "13800138000", ""},
           Case{{0, 1, "8613800138000"}, "8613800138000", ""},
           Case{{1, 1, "+8613800138000"}, "8613800138000", ""},
           Case{{0, 1, "013800138000"}, "8613800138000", ""},
           Case{{1, 1, "013800138000"}, "8613800138000", ""},
           Case{{0, 1, "12025550100"}, "12025550100", ""},
           Case{{0, 0, "10086"}, "10086", ""},
           Case{{0, 0, "1380013800x"}, "", ""},
           Case{{0, 0, ""}, "", ""},
       }) {
    BOOST_TEST_CONTEXT(std::string(each.address.addr)) {
      const gateway::Handset handset = gateway::handset_of(each.address);
      BOOST_TEST(handset.phone.digits() == each.phone);
      BOOST_TEST(handset.twin.digits() == each.twin);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_mainland_mobile_has_one_name_however_it_is_written) {
  for (const pdu::Address& address :
       {pdu::Address{0, 1, "13800138000"}, pdu::Address{1, 1, "13800138000"}, pdu::Address{1, 1, "8613800138000"},
        pdu::Address{0, 1, "013800138000"}, pdu::Address{2, 1, "+8613800138000"}}) {
    BOOST_TEST(gateway::handset_of(address).mainland().digits() == "8613800138000");
  }
}

BOOST_AUTO_TEST_SUITE_END()
