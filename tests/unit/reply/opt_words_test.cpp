// SPDX-License-Identifier: Apache-2.0
#include "reply/opt_words.h"

#include <boost/test/unit_test.hpp>

#include "message/text/utf8.h"
#include "reply/limits.h"

using namespace smppedge;
using namespace smppedge::reply;

namespace {

OptWords words_of(const std::vector<std::string>& words) {
  const auto made = OptWords::make(words);
  BOOST_REQUIRE(made);
  return *made;
}
OptWords default_words() {
  return words_of({default_opt_out_words.begin(), default_opt_out_words.end()});
}

std::string utf8(char32_t character) {
  std::string text;
  text::append_utf8(text, character);
  return text;
}

std::string full_width(std::string_view ascii) {
  std::string wide;
  for (const char letter : ascii) wide += utf8(static_cast<char32_t>(letter) - U'!' + U'！');
  return wide;
}

/// Every way of writing `word` in upper and lower case; at most eleven letters here.
std::vector<std::string> cases_of(std::string_view word) {
  std::vector<std::string> cases;
  for (unsigned upper = 0; upper < (1U << word.size()); ++upper) {
    std::string written;
    for (std::size_t index = 0; index < word.size(); ++index) {
      const auto letter = static_cast<unsigned char>(word[index]);
      written.push_back(static_cast<char>((upper >> index & 1) != 0 ? std::toupper(letter) : std::tolower(letter)));
    }
    cases.push_back(written);
  }
  return cases;
}

/// All of Unicode's White_Space, and what is not seen: zero width, joiners, marks of direction, BOM, soft hyphen, NUL,
/// a variation selector, a Hangul filler, an Arabic number sign's kin.
constexpr std::u32string_view blanks =
    U"\u0009\u000A\u000B\u000C\u000D\u0020\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    U"\u2009\u200A\u2028\u2029\u202F\u205F\u3000"
    U"\u200B\u200C\u200D\u200E\u200F\u2060\uFEFF\u00AD\u180E\uFE0F\u3164\u061C\u2066\u2069\uFFF9\U000E0001";

}  // namespace

BOOST_AUTO_TEST_SUITE(opt_words)

BOOST_AUTO_TEST_CASE(every_word_counts_in_every_case) {
  const auto words = default_words();
  for (const std::string_view word : default_opt_out_words) {
    for (const std::string& written : cases_of(word)) {
      BOOST_TEST(words.matches(written), written);
      BOOST_TEST(words.matches(full_width(written)), written);
    }
  }
}

BOOST_AUTO_TEST_CASE(spaces_of_every_kind_around_a_word_do_not_count) {
  const auto words = default_words();
  for (const char32_t blank : blanks) {
    const std::string space = utf8(blank);
    for (const std::string_view word : default_opt_out_words) {
      BOOST_TEST_CONTEXT("U+" << std::hex << static_cast<unsigned>(blank) << " " << word) {
        BOOST_TEST(words.matches(space + std::string(word)));
        BOOST_TEST(words.matches(std::string(word) + space));
        BOOST_TEST(words.matches(space + space + full_width(word) + space));
      }
    }
    BOOST_TEST(!words.matches(space));
  }
  BOOST_TEST(words.matches(std::string("td\0", 3)));
}

BOOST_AUTO_TEST_CASE(spaces_without_end_around_a_word_do_not_count) {
  std::string text(20'000, ' ');
  text.replace(10'000, 2, "TD");
  BOOST_TEST(default_words().matches(text));
}

BOOST_AUTO_TEST_CASE(other_forms_of_the_same_letters_count) {
  const auto words = default_words();
  BOOST_TEST(words.matches("Ｔｄ"));
  BOOST_TEST(words.matches("０0０0"));
  BOOST_TEST(words.matches("𝐓𝐃"));
  BOOST_TEST(words.matches("ＵＮＳＵＢＳＣＲＩＢＥ"));
  BOOST_TEST(words.matches("un\u00ADsub\u200Bscribe"));
}

BOOST_AUTO_TEST_CASE(what_merely_contains_a_word_is_none) {
  const auto words = default_words();
  for (const std::string_view text : {"",
                                      " ",
                                      "TT",
                                      "no",
                                      "nn",
                                      "T ok",
                                      "ok T",
                                      "退订T",
                                      "T退订",
                                      "T D",
                                      "T\nD",
                                      "T.",
                                      "T!",
                                      "\"T\"",
                                      "回T",
                                      "0000 0000",
                                      "000",
                                      "00000",
                                      "O000",
                                      "Unsubscribed",
                                      "Unsubscribe me",
                                      "un subscribe",
                                      "QXQ",
                                      "Q X",
                                      "TD.",
                                      "-N",
                                      "ñ",
                                      "т",
                                      "Τ",
                                      "… T",
                                      "T …"}) {
    BOOST_TEST(!words.matches(text), text);
  }
}

BOOST_AUTO_TEST_CASE(words_of_any_language_may_be_named) {
  const auto words = words_of({" 退订 ", "ＳＴＯＰ", "Straße", "ÉTÉ"});
  BOOST_TEST(words.matches("退订"));
  BOOST_TEST(words.matches("　退订　"));
  BOOST_TEST(words.matches("stop"));
  BOOST_TEST(words.matches("STRASSE"));
  BOOST_TEST(words.matches("e\u0301te\u0301"));
  BOOST_TEST(!words.matches("退订了"));
  BOOST_TEST(!words.matches("ete"));
}

BOOST_AUTO_TEST_CASE(words_that_fold_to_the_same_are_one) {
  BOOST_TEST(words_of({"T", "t", "Ｔ"}).matches("t"));
}

BOOST_AUTO_TEST_CASE(without_words_nothing_counts) {
  BOOST_TEST(!OptWords().matches("T"));
  BOOST_TEST(!OptWords().matches(""));
  BOOST_TEST(OptWords().empty());
  BOOST_TEST(!default_words().empty());
}

BOOST_AUTO_TEST_CASE(a_word_that_cannot_be_one_is_refused_with_its_place) {
  const auto refused = [](const std::string& word) {
    const auto made = OptWords::make(std::vector<std::string>{"T", word});
    BOOST_REQUIRE(!made);
    BOOST_TEST(made.error().index == 1U);
    return made.error().error;
  };
  BOOST_TEST((refused("") == OptWordError::empty));
  BOOST_TEST((refused(" 　\t") == OptWordError::empty));
  BOOST_TEST((refused("\u200B\u00AD\uFE0F") == OptWordError::empty));
  BOOST_TEST((refused("\xC3") == OptWordError::not_utf8));
  BOOST_TEST((refused(std::string(opt_word_octets_max + 1, 'x')) == OptWordError::too_long));
  BOOST_TEST((!!OptWords::make(std::vector<std::string>{std::string(opt_word_octets_max, 'x')})));
}

BOOST_AUTO_TEST_CASE(what_is_far_longer_than_any_word_is_none_however_it_folds) {
  const auto words = words_of({"TD"});
  const auto padded = [](std::size_t octets) { return "T" + std::string(octets - 2, '\0') + "D"; };
  const auto hidden = [](std::size_t hyphens) {
    std::string text = "T";
    for (std::size_t count = 0; count < hyphens; ++count) text += "\u00AD";
    return text + "D";
  };
  BOOST_TEST(words.matches(hidden((2 * opt_word_growth_max - 2) / 2)));
  BOOST_TEST(!words.matches(hidden((2 * opt_word_growth_max - 2) / 2 + 1)));
  BOOST_TEST(!words.matches(padded(100)));
}

BOOST_AUTO_TEST_CASE(what_is_no_utf8_is_no_word) {
  BOOST_TEST(!default_words().matches("T\xFF"));
  BOOST_TEST(!default_words().matches("\xC3"));
}

BOOST_AUTO_TEST_SUITE_END()
