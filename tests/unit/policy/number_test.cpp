// SPDX-License-Identifier: Apache-2.0
// domain.md A28, A29, E.1, F16.
#include "policy/number.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace smppedge;
using namespace smppedge::policy;

namespace {

std::string normalised(std::string_view written) {
  const auto number = normalise_recipient(written);
  return number ? std::string(number->digits()) : std::string(to_string(number.error()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(recipients)

BOOST_AUTO_TEST_CASE(a_mainland_mobile_is_one_number_in_all_its_forms) {
  for (const char* written : {"+8613800138000", "008613800138000", "8613800138000", "13800138000"}) {
    BOOST_TEST(normalised(written) == "8613800138000");
  }
}

BOOST_AUTO_TEST_CASE(an_international_number_keeps_its_digits) {
  BOOST_TEST(normalised("85123456789") == "85123456789");
  BOOST_TEST(normalised("+85251234567") == "85251234567");
  BOOST_TEST(normalised("0085251234567") == "85251234567");
  BOOST_TEST(normalised("85251234567") == "85251234567");
  BOOST_TEST(normalised("844987654321") == "844987654321");
  BOOST_TEST(normalised("12125551234") == "12125551234");
}

BOOST_AUTO_TEST_CASE(a_plus_makes_eleven_digits_international) {
  BOOST_TEST(normalised("+13105551234") == "13105551234");
  BOOST_TEST(normalised("0013105551234") == "13105551234");
  BOOST_TEST(normalised("13105551234") == "8613105551234");
}

BOOST_AUTO_TEST_CASE(a_trunk_zero_goes_where_the_country_has_one_and_stays_in_italy) {
  BOOST_TEST(normalised("+8404987654321") == "844987654321");
  BOOST_TEST(normalised("4407700900123") == "447700900123");
  BOOST_TEST(normalised("886"
                        "0912345678") == "886912345678");
  BOOST_TEST(normalised("+390612345678") == "390612345678");
}

BOOST_AUTO_TEST_CASE(a_national_number_without_its_country_is_refused) {
  BOOST_TEST(normalised("04987654321") == "leading_zero");
  BOOST_TEST(normalised("+04987654321") == "leading_zero");
  BOOST_TEST(normalised("+008613800138000") == "leading_zero");
  BOOST_TEST(normalised("0008613800138000") == "leading_zero");
}

BOOST_AUTO_TEST_CASE(nothing_but_digits_and_one_plus_in_front_is_taken) {
  BOOST_TEST(normalised("") == "empty");
  for (const char* written : {"138 0013 8000", " 13800138000", "13800138000 ", "+ 8613800138000", "\t13800138000"}) {
    BOOST_TEST(normalised(written) == "has_space");
  }
  for (const char* written : {"138-0013-8000", "abc", "1380013800a", "++8613800138000", "86+13800138000", "(86)138",
                              "１３８００１３８０００", "13800138000\xC2\xA0", "138,139"}) {
    BOOST_TEST(normalised(written) == "has_other_character");
  }
  BOOST_TEST(normalised(std::string("13800138000\0", 12)) == "has_other_character");
}

BOOST_AUTO_TEST_CASE(length_is_5_to_15_digits) {
  BOOST_TEST(normalised("+") == "too_short");
  BOOST_TEST(normalised("00") == "too_short");
  BOOST_TEST(normalised("2345") == "too_short");
  BOOST_TEST(normalised("23456") == "23456");
  BOOST_TEST(normalised("234567890123456") == "234567890123456");
  BOOST_TEST(normalised("2345678901234567") == "too_long");
  BOOST_TEST(normalised("+" + std::string(5000, '7')) == "too_long");
}

BOOST_AUTO_TEST_CASE(behind_86_only_a_mobile_is_taken) {
  for (const char* written :
       {"8612345678901", "861380013800", "86138001380000", "+861012345678", "86013800138000", "86", "0086"}) {
    BOOST_TEST(normalised(written) == "not_mainland_mobile");
  }
  for (const char* written : {"8613000000000", "8619999999999"}) BOOST_TEST(normalised(written) == written);
}

BOOST_AUTO_TEST_CASE(every_error_says_what_to_change) {
  for (int i = 0; i <= static_cast<int>(NumberError::not_mainland_mobile); ++i) {
    BOOST_TEST(advice(static_cast<NumberError>(i)).size() > 10U);
    BOOST_TEST(!to_string(static_cast<NumberError>(i)).empty());
  }
}

BOOST_AUTO_TEST_CASE(a_number_that_is_shown_is_read_back_as_the_same) {
  for (const char* digits : {"8613800138000", "13105551234", "12025550100", "85251234567", "447700900123",
                             "19912345678", "1391234567", "139123456789", "12345"}) {
    const PhoneNumber phone = *PhoneNumber::from_digits(digits);
    BOOST_TEST((normalise_recipient(written(phone)).value() == phone), digits);
  }
  BOOST_TEST(written(*PhoneNumber::from_digits("8613800138000")).view() == "8613800138000");
  BOOST_TEST(written(*PhoneNumber::from_digits("13105551234")).view() == "+13105551234");
}

BOOST_AUTO_TEST_SUITE_END()
