// SPDX-License-Identifier: Apache-2.0
// Addresses: conformance 47, 84; domain.md A28, A29, A38, C.11, D31.
#include "north/smpp/address.h"

#include "client_message.h"

namespace smppedge::north::smpp {
namespace {

using pdu::Address;
using enum pdu::CommandStatus;

BOOST_AUTO_TEST_SUITE(addresses)

BOOST_AUTO_TEST_CASE(a_source_is_digits_or_a_short_word) {
  struct Case {
    Address given;
    SenderAddress sender;
  };
  for (const Case& one : {
           Case{{1, 1, "10690001"}, *SenderAddress::make("10690001", 1, 1)},
           Case{{0, 0, "10690001"}, *SenderAddress::make("10690001", 0, 0)},
           Case{{1, 1, "+8613800138000"}, *SenderAddress::make("8613800138000", 1, 1)},
           Case{{3, 0, "12345"}, *SenderAddress::make("12345", 3, 0)},
           Case{{0, 0, "12345678901234567890"}, *SenderAddress::make("12345678901234567890", 0, 0)},
           Case{{5, 0, "Qcloud"}, *SenderAddress::make("Qcloud", 5, 0)},
           Case{{5, 1, "My Shop 24h"}, *SenderAddress::make("My Shop 24h", 5, 0)},
           Case{{0, 1, "Qsms"}, *SenderAddress::make("Qsms", 5, 0)},  // the type that it has, not the one given
       }) {
    const auto sender = read_source(one.given);
    BOOST_REQUIRE_MESSAGE(sender, one.given.addr);
    BOOST_TEST((*sender == one.sender), one.given.addr);
  }
}

BOOST_AUTO_TEST_CASE(an_empty_source_names_nobody_whatever_its_type) {
  const auto sender = read_source({77, 77, ""});
  BOOST_REQUIRE(sender);
  BOOST_TEST(!sender->has_value());
  BOOST_TEST((as_given({77, 77, ""}) == SenderAddress()));
}

BOOST_AUTO_TEST_CASE(a_source_that_cannot_leave_is_refused) {
  struct Case {
    Address given;
    pdu::CommandStatus status;
  };
  for (const Case& one : {
           Case{{7, 1, "1069"}, ESME_RINVSRCTON}, Case{{1, 2, "1069"}, ESME_RINVSRCNPI},
           Case{{1, 19, "1069"}, ESME_RINVSRCNPI}, Case{{1, 1, "10 69"}, ESME_RINVSRCADR},
           Case{{1, 1, "Qcloud"}, ESME_RINVSRCADR}, Case{{1, 1, "+"}, ESME_RINVSRCADR},
           Case{{2, 1, "+1069"}, ESME_RINVSRCADR}, Case{{5, 0, "a@b"}, ESME_RINVSRCADR},  // D31
           Case{{5, 0, "back`quote"}, ESME_RINVSRCADR},                                   // not in GSM 03.38
           Case{{5, 0, "TwelveLetter"}, ESME_RINVSRCADR},                                 // 12
           Case{{5, 0, "[[[[[["}, ESME_RINVSRCADR},                                       // 6 characters, 12 septets
           Case{{5, 0, "a\tb"}, ESME_RINVSRCADR}, Case{{5, 0, "\xE5\xB1\xB1"}, ESME_RINVSRCADR},
           Case{{0, 0, "1069*"}, ESME_ROK},  // a word, then
           Case{{0, 0, "a word too long"}, ESME_RINVSRCADR},
           Case{{1, 1, "123456789012345678901"}, ESME_RINVSRCADR},  // 21 digits, as a data_sm may hold
       }) {
    BOOST_TEST_CONTEXT(one.given.addr) BOOST_TEST((test::status_of_read(read_source(one.given)) == one.status));
  }
}

BOOST_AUTO_TEST_CASE(a_destination_is_read_by_its_type_of_number) {
  struct Case {
    Address given;
    std::string_view phone;
  };
  for (const Case& one : {
           Case{{1, 1, "8613800138000"}, "8613800138000"},
           Case{{1, 1, "+8613800138000"}, "8613800138000"},
           Case{{1, 1, "008613800138000"}, "8613800138000"},
           Case{{0, 0, "8613800138000"}, "8613800138000"},
           Case{{0, 1, "+85123456789"}, "85123456789"},
           Case{{0, 0, "0085123456789"}, "85123456789"},
           Case{{0, 0, "13800138000"}, "8613800138000"},  // as over HTTP
           Case{{2, 1, "13800138000"}, "8613800138000"},
           Case{{2, 0, "8613800138000"}, "8613800138000"},
           // An international number has its country code: this is one of North America.
           Case{{1, 1, "13105551234"}, "13105551234"},
       }) {
    const auto phone = read_phone(one.given);
    BOOST_REQUIRE_MESSAGE(phone, one.given.addr);
    BOOST_TEST(phone->digits() == one.phone);
  }
}

BOOST_AUTO_TEST_CASE(a_destination_that_cannot_be_served_is_refused) {
  struct Case {
    Address given;
    pdu::CommandStatus status;
  };
  for (const Case& one : {
           Case{{3, 1, "8613800138000"}, ESME_RINVDSTTON},
           Case{{5, 0, "Qcloud"}, ESME_RINVDSTTON},
           Case{{9, 1, "8613800138000"}, ESME_RINVDSTTON},
           Case{{1, 6, "8613800138000"}, ESME_RINVDSTNPI},
           Case{{1, 200, "8613800138000"}, ESME_RINVDSTNPI},
           Case{{1, 1, ""}, ESME_RINVDSTADR},
           Case{{1, 1, "86138 0013 8000"}, ESME_RINVDSTADR},
           Case{{1, 1, "86-13800138000"}, ESME_RINVDSTADR},
           Case{{1, 1, "013800138000"}, ESME_RINVDSTADR},
           Case{{1, 1, "8613800138"}, ESME_RINVDSTADR},
           Case{{2, 1, "85123456789"}, ESME_RINVDSTADR},  // national of which nation?
           Case{{1, 1, "123456789012345678901"}, ESME_RINVDSTADR},
       }) {
    BOOST_TEST_CONTEXT(one.given.addr) BOOST_TEST((test::status_of_read(read_phone(one.given)) == one.status));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::north::smpp
