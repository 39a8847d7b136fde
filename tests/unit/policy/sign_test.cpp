// SPDX-License-Identifier: Apache-2.0
// domain.md A12, A13.
#include "policy/sign.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace smppedge;
using namespace smppedge::policy;

namespace {

std::string checked(std::string_view written) {
  const auto sign = check_sign(written);
  return std::string(sign ? *sign : to_string(sign.error()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(signs)

BOOST_AUTO_TEST_CASE(chinese_latin_and_digits_are_taken) {
  for (const char* sign : {"腾讯云", "Acme", "A1", "云1a", "㐀𠀀", "abcdefghijkl", "一二三四五六七八九十十二"}) {
    BOOST_TEST(checked(sign) == sign);
  }
}

BOOST_AUTO_TEST_CASE(length_counts_characters_not_octets) {
  BOOST_TEST(checked("") == "too_short");
  BOOST_TEST(checked("云") == "too_short");
  BOOST_TEST(checked("【云】") == "too_short");
  BOOST_TEST(checked("【】") == "too_short");
  BOOST_TEST(checked("abcdefghijklm") == "too_long");
  BOOST_TEST(checked("一二三四五六七八九十十二三") == "too_long");
}

BOOST_AUTO_TEST_CASE(symbols_spaces_and_other_scripts_are_refused) {
  for (const char* sign : {"Acme Inc", "Acme!", "云-讯", "【腾讯云", "腾讯云】", "【【腾讯】】", "[Ab]", "Ábc", "абв",
                           "カタ", "😀😀", "１２", "、。", "a@b"}) {
    BOOST_TEST_CONTEXT(sign) {
      BOOST_TEST(checked(sign) == "has_other_character");
    }
  }
  BOOST_TEST(checked("ab\xFF") == "not_utf8");
}

BOOST_AUTO_TEST_CASE(supplied_brackets_are_taken_off) {
  BOOST_TEST(checked("【腾讯云】") == "腾讯云");
}

BOOST_AUTO_TEST_CASE(the_sign_stands_in_front_once) {
  BOOST_TEST(signed_text("腾讯云", "您好") == "【腾讯云】您好");
  BOOST_TEST(signed_text("腾讯云", "【腾讯云】您好") == "【腾讯云】您好");
  BOOST_TEST(signed_text("腾讯云", signed_text("腾讯云", "您好")) == "【腾讯云】您好");
  BOOST_TEST(signed_text("腾讯云", "") == "【腾讯云】");
}

BOOST_AUTO_TEST_CASE(another_sign_in_the_text_does_not_replace_it) {
  BOOST_TEST(signed_text("腾讯云", "【腾讯】您好") == "【腾讯云】【腾讯】您好");
  BOOST_TEST(signed_text("腾讯云", "您好【腾讯云】") == "【腾讯云】您好【腾讯云】");
}

BOOST_AUTO_TEST_CASE(every_error_says_what_to_change) {
  for (int i = 0; i <= static_cast<int>(SignError::has_other_character); ++i) {
    BOOST_TEST(advice(static_cast<SignError>(i)).size() > 10U);
  }
}

BOOST_AUTO_TEST_CASE(the_signature_in_front_of_a_text_is_found) {
  BOOST_TEST(sign_of("【腾讯云】您的验证码") == "腾讯云");
  BOOST_TEST(sign_of(signed_text("Acme", "hello")) == "Acme");
  for (const char* none : {"", "hello", "hello【Acme】", "【Acme", "【】hello", "【A】hello", "【has blank】hello",
                           " 【Acme】", "【thirteenchars】", "【\xFF\xFF】"}) {
    BOOST_TEST(sign_of(none).empty(), none);
  }
  BOOST_TEST(sign_of("【" + std::string(100'000, 'a') + "】").empty());
}

BOOST_AUTO_TEST_SUITE_END()
