// SPDX-License-Identifier: Apache-2.0
// Receipts as carriers were seen to send them (domain.md C.8, D6 to D17, D39).
#include "receipt/receipt.h"

#include <boost/test/unit_test.hpp>
#include <random>

#include "receipt/pattern_text.h"
#include "receipt/receipt_text.h"

using namespace smppedge;
using namespace smppedge::receipt;

namespace {

using Octets = std::vector<std::uint8_t>;
using namespace std::chrono_literals;

WallTime utc(int year, unsigned month, unsigned day, unsigned hour, unsigned minute, unsigned second = 0) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

/// A deliver_sm in memory that its ShortMessage views.
struct Delivery {
  Octets body;
  Octets tlv_octets;
  std::uint8_t esm_class = 0x04;
  std::uint8_t data_coding = 0;

  explicit Delivery(std::string_view text) : body(text.begin(), text.end()) {}
  Delivery& tlv(std::uint16_t tag, const Octets& value) {
    for (const std::size_t number : {std::size_t{tag}, value.size()}) {
      tlv_octets.push_back(static_cast<std::uint8_t>(number >> 8));
      tlv_octets.push_back(static_cast<std::uint8_t>(number));
    }
    tlv_octets.insert(tlv_octets.end(), value.begin(), value.end());
    return *this;
  }
  Delivery& tlv_text(std::uint16_t tag, std::string_view text) { return tlv(tag, Octets(text.begin(), text.end())); }
  [[nodiscard]] pdu::ShortMessage message() const {
    pdu::ShortMessage message;
    message.esm_class = esm_class;
    message.data_coding = data_coding;
    message.short_message = body;
    message.tlvs = pdu::Tlvs(tlv_octets);
    return message;
  }
};

constexpr std::uint16_t tag_id = 0x001E;
constexpr std::uint16_t tag_state = 0x0427;
constexpr std::uint16_t tag_network_error = 0x0423;
constexpr std::uint16_t tag_payload = 0x0424;

Receipt parsed(const Delivery& delivery, const Profile& profile = {}) {
  const auto receipt = parse_receipt(delivery.message(), profile);
  BOOST_REQUIRE(receipt);
  return *receipt;
}
ReceiptError error_of(const Delivery& delivery) {
  const auto receipt = parse_receipt(delivery.message(), {});
  BOOST_REQUIRE(!receipt);
  return receipt.error();
}

constexpr std::string_view ordinary =
    "id:0911897980 sub:001 dlvrd:000 submit date:1201121551 done date:1201121552 stat:UNDELIV err:075 text:-PROFILE";

}  // namespace

BOOST_AUTO_TEST_SUITE(receipts)

BOOST_AUTO_TEST_CASE(the_form_of_appendix_b_is_read_whole) {
  const auto receipt = parsed(Delivery(ordinary));
  BOOST_TEST(receipt.id.view() == "0911897980");
  BOOST_TEST(receipt.stat.view() == "UNDELIV");
  BOOST_TEST((receipt.state == State::undeliverable));
  BOOST_TEST(receipt.err.view() == "075");
  BOOST_TEST((receipt.submit_date == utc(2012, 1, 12, 15, 51)));
  BOOST_TEST((receipt.done_date == utc(2012, 1, 12, 15, 52)));
  BOOST_TEST(!receipt.id_from_tlv);
  BOOST_TEST(!receipt.state_from_tlv);
}

BOOST_AUTO_TEST_CASE(the_sample_corpus_is_understood) {
  const auto ycloud = parsed(
      Delivery("id:11041301030001006668 sub:001 dlvrd:001 submit date:2111040501 done date:2111040501 stat:DELIVRD "
               "err:0 text:none"));
  BOOST_TEST(ycloud.id.view() == "11041301030001006668");
  BOOST_TEST(ycloud.err.view() == "0");
  BOOST_TEST((ycloud.state == State::delivered));
  BOOST_TEST((ycloud.done_date == utc(2021, 11, 4, 5, 1)));

  const auto aldeamo =
      parsed(Delivery("id:3b08ca73-4244-4717-9e88-082414ff3d2e submit date:202009281149 done date:202009281149 "
                      "stat:DELIVRD err:000"));
  BOOST_TEST(aldeamo.id.view() == "3b08ca73-4244-4717-9e88-082414ff3d2e");
  BOOST_TEST((aldeamo.submit_date == utc(2020, 9, 28, 11, 49)));
  BOOST_TEST(aldeamo.err.view() == "000");

  BOOST_TEST((error_of(Delivery("00,0210021543,0210021500,,447887123456,10110200000000,we2345678i9o03er45ty67u")) ==
              ReceiptError::no_id));
  BOOST_TEST(parsed(Delivery("id:1 stat:UNDELIV err:21b")).err.view() == "21b");
  BOOST_TEST(parsed(Delivery("id:1 stat:DELIVRD err:0000")).err.view() == "0000");
}

BOOST_AUTO_TEST_CASE(order_case_and_underscores_do_not_matter) {
  const auto receipt =
      parsed(Delivery("STAT:delivrd Err:1 DONE_DATE:2111040501 Submit Date:2111040500 Dlvrd:001 SUB:001 Id:A7"));
  BOOST_TEST(receipt.id.view() == "A7");
  BOOST_TEST((receipt.state == State::delivered));
  BOOST_TEST((receipt.submit_date == utc(2021, 11, 4, 5, 0)));
  BOOST_TEST((receipt.done_date == utc(2021, 11, 4, 5, 1)));
}

BOOST_AUTO_TEST_CASE(any_order_of_fields_reads_the_same) {
  std::vector<std::string> fields = {
      "id:X1", "sub:001", "dlvrd:001", "submit date:2111040501", "done date:2111040502", "stat:EXPIRED", "err:007"};
  std::mt19937 random(3);
  for (int round = 0; round < 500; ++round) {
    std::shuffle(fields.begin(), fields.end(), random);
    std::string text;
    for (const auto& field : fields) text += field + (random() % 4 == 0 ? "  " : " ");
    const auto receipt = parsed(Delivery(text + "text:id:9 stat:DELIVRD"));
    BOOST_REQUIRE(receipt.id.view() == "X1");
    BOOST_REQUIRE(receipt.stat.view() == "EXPIRED");
    BOOST_REQUIRE(receipt.err.view() == "007");
    BOOST_REQUIRE((receipt.submit_date == utc(2021, 11, 4, 5, 1)));
    BOOST_REQUIRE((receipt.done_date == utc(2021, 11, 4, 5, 2)));
  }
}

BOOST_AUTO_TEST_CASE(what_stands_behind_text_is_never_believed) {
  const auto spoofed = parsed(Delivery("id:1 stat:UNDELIV err:001 Text:id:2 stat:DELIVRD err:000"));
  BOOST_TEST(spoofed.id.view() == "1");
  BOOST_TEST(spoofed.stat.view() == "UNDELIV");
  BOOST_TEST((error_of(Delivery("text:x id:2 stat:DELIVRD id:1")) == ReceiptError::no_id));
  BOOST_TEST((error_of(Delivery("id:1 text: stat:DELIVRD")) == ReceiptError::no_state));
  BOOST_TEST((error_of(Delivery("stat:DELIVRD text:x id:1")) == ReceiptError::no_id));
}

BOOST_AUTO_TEST_CASE(only_a_whole_word_is_a_key) {
  const auto receipt = parsed(Delivery("xid:1 my_id:2 1id:3 id:4 substat:A stat:DELIVRD"));
  BOOST_TEST(receipt.id.view() == "4");
  BOOST_TEST(receipt.stat.view() == "DELIVRD");
}

BOOST_AUTO_TEST_CASE(of_a_repeated_key_the_first_counts) {
  BOOST_TEST(parsed(Delivery("id:1 stat:DELIVRD id:2 stat:UNDELIV")).id.view() == "1");
}

BOOST_AUTO_TEST_CASE(words_of_any_length_and_with_colons_are_kept_and_never_count_as_delivered) {
  for (const std::string word : {"MK:0001", "DB:0141", "2_10", "0", "BLACK", "KEYWORD", "SIGFAIL", "Yo!"}) {
    const auto receipt = parsed(Delivery("id:1 stat:" + word + " err:000"));
    BOOST_TEST(receipt.stat.view() == word);
    BOOST_TEST((receipt.state == State::unknown));
  }
  BOOST_TEST((parsed(Delivery("id:1 stat:CANCELLED")).state == State::deleted));
  BOOST_TEST(parsed(Delivery("id:1 stat:ABCDEFGHIJKLMNOPQRSTUVWXYZ")).stat.view() == "ABCDEFGHIJKLMNOP");
}

BOOST_AUTO_TEST_CASE(blank_and_impossible_dates_are_absent) {
  for (const std::string_view date :
       {"", "0000000000", "2113040501", "2102300501", "2111042501", "21110405", "2111x40501", "211104050"}) {
    const auto receipt =
        parsed(Delivery("id:1 submit date:" + std::string(date) + " done date:2111040501 stat:DELIVRD"));
    BOOST_TEST(!receipt.submit_date.has_value());
    BOOST_TEST(receipt.done_date.has_value());
    BOOST_TEST((receipt.state == State::delivered));
  }
}

BOOST_AUTO_TEST_CASE(dates_of_all_lengths_are_in_the_zone_of_the_profile) {
  Profile profile;
  profile.receipt_zone_minutes = 8 * 60;
  const auto done = [&profile](std::string_view date) {
    return parsed(Delivery("id:1 stat:DELIVRD done date:" + std::string(date)), profile).done_date;
  };
  BOOST_TEST((done("2401010730") == utc(2023, 12, 31, 23, 30)));
  BOOST_TEST((done("240101073059") == utc(2023, 12, 31, 23, 30, 59)));
  BOOST_TEST((done("202401010730") == utc(2023, 12, 31, 23, 30)));
  BOOST_TEST((done("20240101073059") == utc(2023, 12, 31, 23, 30, 59)));
  BOOST_TEST((done("3812311200") == utc(1938, 12, 31, 4, 0)));
  BOOST_TEST((done("3712311200") == utc(2037, 12, 31, 4, 0)));
}

BOOST_AUTO_TEST_CASE(tlvs_win_over_the_text_and_a_contradiction_shows) {
  const auto receipt = parsed(Delivery(ordinary).tlv_text(tag_id, std::string_view("0A1B\0", 5)).tlv(tag_state, {2}));
  BOOST_TEST(receipt.id.view() == "0A1B");
  BOOST_TEST((receipt.state == State::delivered));
  BOOST_TEST(receipt.stat.view() == "UNDELIV");
  BOOST_TEST(receipt.id_from_tlv);
  BOOST_TEST(receipt.state_from_tlv);
  BOOST_TEST(receipt.id_disagrees);
  BOOST_TEST(receipt.state_disagrees);

  const auto agreeing = parsed(Delivery(ordinary).tlv_text(tag_id, "0911897980").tlv(tag_state, {5}));
  BOOST_TEST(!agreeing.id_disagrees);
  BOOST_TEST(!agreeing.state_disagrees);
}

BOOST_AUTO_TEST_CASE(tlvs_alone_are_enough_and_may_share_with_the_text) {
  const auto alone = parsed(Delivery("").tlv_text(tag_id, "77").tlv(tag_state, {8}).tlv(tag_network_error, {3, 0, 11}));
  BOOST_TEST(alone.id.view() == "77");
  BOOST_TEST((alone.state == State::rejected));
  BOOST_TEST(alone.stat.empty());
  BOOST_TEST(alone.err.view() == "011");
  const auto shared = parsed(Delivery("id:1 stat:EXPIRED").tlv_text(tag_id, "77"));
  BOOST_TEST(shared.id.view() == "77");
  BOOST_TEST((shared.state == State::expired));
}

BOOST_AUTO_TEST_CASE(tlvs_of_no_use_leave_the_text_alone) {
  const auto receipt = parsed(
      Delivery(ordinary).tlv(tag_state, {99}).tlv(tag_state, {2, 2}).tlv(tag_id, {}).tlv(tag_id, Octets(65, 'a')));
  BOOST_TEST(receipt.id.view() == "0911897980");
  BOOST_TEST((receipt.state == State::undeliverable));
}

BOOST_AUTO_TEST_CASE(network_error_codes_are_read_in_the_forms_seen) {
  const auto err = [](const Octets& value) {
    return std::string(parsed(Delivery("id:1 stat:UNDELIV").tlv(tag_network_error, value)).err.view());
  };
  BOOST_TEST(err({3, 0, 1}) == "001");
  BOOST_TEST(err({3, 0xFF, 0xFF}) == "65535");
  BOOST_TEST(err({'0', '7', '5'}) == "075");
  BOOST_TEST(err({3, '0', '7', '5'}) == "075");
  BOOST_TEST(err({3, 0, 4, 0xD2}) == "1234");
  BOOST_TEST(err({3, 0}) == "");
  BOOST_TEST(parsed(Delivery(ordinary).tlv(tag_network_error, {3, 0, 1})).err.view() == "075");
}

BOOST_AUTO_TEST_CASE(the_text_may_come_as_payload_as_ucs2_or_behind_a_header) {
  const auto payload = parsed(Delivery("").tlv_text(tag_payload, ordinary));
  BOOST_TEST(payload.id.view() == "0911897980");

  Delivery ucs2("");
  for (const char character : ordinary) {
    ucs2.body.push_back(0);
    ucs2.body.push_back(static_cast<std::uint8_t>(character));
  }
  ucs2.data_coding = 8;
  BOOST_TEST(parsed(ucs2).id.view() == "0911897980");
  BOOST_TEST(parsed(ucs2).err.view() == "075");

  Delivery headed("\x05" + std::string("\0\3\7\2\1", 5) + std::string(ordinary));
  headed.esm_class = 0x44;
  BOOST_TEST(parsed(headed).id.view() == "0911897980");
  headed.body = {200, 1, 2};
  BOOST_TEST((error_of(headed) == ReceiptError::bad_header));
}

BOOST_AUTO_TEST_CASE(one_nul_behind_the_text_is_tolerated) {
  const auto receipt = parsed(Delivery(std::string_view("id:1 stat:DELIVRD\0", 18)));
  BOOST_TEST((receipt.state == State::delivered));
}

BOOST_AUTO_TEST_CASE(an_id_too_long_to_be_one_is_none) {
  BOOST_TEST(parsed(Delivery("id:" + std::string(64, '7') + " stat:DELIVRD")).id.size() == 64U);
  BOOST_TEST((error_of(Delivery("id:" + std::string(65, '7') + " stat:DELIVRD")) == ReceiptError::no_id));
}

BOOST_AUTO_TEST_CASE(octets_of_any_kind_are_survived) {
  std::mt19937 random(11);
  const std::vector<std::string> pieces = {"id:", " ",    "stat:",      "text:", ":",       "date", "submit",
                                           "\0",  "\xFF", "done date:", "err",   "DELIVRD", "_",    "::"};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (auto count = random() % 20; count > 0; --count) text += pieces[random() % pieces.size()];
    Delivery delivery(text);
    delivery.data_coding = static_cast<std::uint8_t>(random() % 2 * 8);
    delivery.esm_class = static_cast<std::uint8_t>(random());
    const auto receipt = parse_receipt(delivery.message(), {});
    BOOST_REQUIRE(!receipt || !receipt->id.empty());
  }
}

ReceiptPattern comma_pattern() {
  using Field = ReceiptField;
  return {"<", {{Field::status, ","}, {Field::ignored, ", "}, {Field::err, ","}, {Field::id, ">"}}};
}

BOOST_AUTO_TEST_CASE(a_pattern_is_read_once_from_left_to_right) {
  const auto read = [](std::string_view text) { return read_pattern_text(text, comma_pattern()); };
  const auto fields = read(" <00, x,y, ,7>\n");
  BOOST_REQUIRE(fields);
  BOOST_TEST(fields->stat == "00");
  BOOST_TEST(fields->err == "");
  BOOST_TEST(fields->id == "7");
  for (const std::string_view other : {"", "<", "<>", "<00,x,e,7>", "<00,x, e,7", "00,x, e,7>", "<00,x, e,7>,"}) {
    BOOST_TEST(!read(other).has_value(), other);
  }
  // The first comma ends it, whatever comes: nothing is tried again.
  BOOST_TEST(read("<0,0,x, e,7>")->stat == "0");
}

BOOST_AUTO_TEST_CASE(octets_of_any_kind_are_survived_by_a_pattern) {
  std::mt19937 random(12);
  Profile profile;
  profile.receipt_pattern = comma_pattern();
  const std::vector<std::string> pieces = {"<", ",", ", ", ">", "a", std::string(1, '\0'), "\xFF", "00"};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (auto count = random() % 20; count > 0; --count) text += pieces[random() % pieces.size()];
    const auto receipt = parse_receipt(Delivery(text).message(), profile);
    BOOST_REQUIRE(!receipt || !receipt->id.empty());
  }
}

BOOST_AUTO_TEST_CASE(by_default_esm_class_alone_tells_a_receipt_from_a_reply) {
  const Profile profile;
  const auto with = [&profile](std::uint8_t esm_class) {
    Delivery delivery(ordinary);
    delivery.esm_class = esm_class;
    delivery.tlv_text(tag_id, "1");
    return is_receipt(delivery.message(), profile);
  };
  for (const int esm_class : {0x04, 0x44, 0x84, 0x07, 0x20}) BOOST_TEST(with(static_cast<std::uint8_t>(esm_class)));
  for (const int esm_class : {0x00, 0x40, 0x08, 0x10, 0x18, 0x0C, 0x03}) {
    BOOST_TEST(!with(static_cast<std::uint8_t>(esm_class)));
  }
}

BOOST_AUTO_TEST_CASE(a_profile_may_add_tlv_and_text_as_signs) {
  Profile profile;
  Delivery by_text(ordinary);
  by_text.esm_class = 0;
  Delivery by_tlv("");
  by_tlv.esm_class = 0;
  by_tlv.tlv_text(tag_id, "1");
  BOOST_TEST(!is_receipt(by_text.message(), profile));
  BOOST_TEST(!is_receipt(by_tlv.message(), profile));
  profile.receipt_detection = {false, true, true};
  BOOST_TEST(is_receipt(by_text.message(), profile));
  BOOST_TEST(is_receipt(by_tlv.message(), profile));
  by_text.body = Octets{'i', 'd', ':', '1'};
  BOOST_TEST(!is_receipt(by_text.message(), profile));
}

BOOST_AUTO_TEST_CASE(each_state_ends_its_segment_or_does_not) {
  Profile profile;
  const auto end = [&profile](std::string_view stat, std::uint8_t esm_class = 0x04) {
    Delivery delivery("id:1 stat:" + std::string(stat));
    delivery.esm_class = esm_class;
    return outcome_of(parsed(delivery), profile);
  };
  for (const char* interim : {"ENROUTE", "ACCEPTD", "SCHEDULED", "BUFFRED", "BUFFERD"}) BOOST_TEST(!end(interim));
  BOOST_TEST((end("DELIVRD") == Standing{SegmentState::delivered, Reason::none}));
  BOOST_TEST((end("EXPIRED") == Standing{SegmentState::expired, Reason::none}));
  BOOST_TEST((end("DELETED") == Standing{SegmentState::undeliverable, Reason::none}));
  BOOST_TEST((end("UNDELIV") == Standing{SegmentState::undeliverable, Reason::none}));
  BOOST_TEST((end("SKIPPED") == Standing{SegmentState::undeliverable, Reason::none}));
  BOOST_TEST((end("REJECTD") == Standing{SegmentState::rejected, Reason::none}));
  BOOST_TEST((end("UNKNOWN") == Standing{SegmentState::unknown, Reason::by_carrier}));
  BOOST_TEST((end("MA:0001") == Standing{SegmentState::unknown, Reason::by_carrier}));
  BOOST_TEST(!end("DELIVRD", 0x20));
  profile.acceptd_is_final = true;
  BOOST_TEST((end("ACCEPTD") == Standing{SegmentState::delivered, Reason::none}));
}

BOOST_AUTO_TEST_CASE(state_words_and_octets_are_one_list) {
  for (std::uint32_t octet = 0; octet <= 9; ++octet) {
    const auto state = state_from_octet(octet);
    BOOST_REQUIRE(state);
    BOOST_TEST((state_from_word(to_word(*state), {}) == *state));
  }
  BOOST_TEST(!state_from_octet(10).has_value());
}

BOOST_AUTO_TEST_CASE(what_we_write_is_appendix_b_and_reads_back) {
  ReceiptFields fields;
  fields.id = "00ff";
  fields.delivered = 1;
  fields.submit_date = utc(2024, 2, 29, 23, 59, 58);
  fields.done_date = utc(2024, 3, 1, 0, 0, 1);
  fields.state = State::delivered;
  fields.text = "Your code is 123456, do not tell";
  std::string text;
  write_receipt_text(fields, 0, text);
  BOOST_TEST(text ==
             "id:00ff sub:001 dlvrd:001 submit date:2402292359 done date:2403010000 stat:DELIVRD err:000 "
             "text:Your code is 123456,");
  Profile profile;
  profile.receipt_zone_minutes = -210;
  text.clear();
  write_receipt_text(fields, -210, text);
  const auto receipt = parsed(Delivery(text), profile);
  BOOST_TEST((receipt.submit_date == utc(2024, 2, 29, 23, 59)));
  BOOST_TEST((receipt.state == State::delivered));
}

BOOST_AUTO_TEST_SUITE_END()
