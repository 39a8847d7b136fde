// SPDX-License-Identifier: Apache-2.0
// The policies: which number a message leaves from, given what its recipient knows already.
#include "sender/number_choice.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/seeded_rng.h"
#include "sender/sender_directory.h"

using namespace smppedge;
using namespace smppedge::sender;

namespace {

constexpr CarrierNumber one{1};
constexpr AccountNumber alpha{10};
constexpr AccountNumber beta{20};
constexpr WallTime now{Millis(1'000'000'000)};
constexpr auto window = Seconds(72 * 3'600);

const PhoneNumber mainland = *PhoneNumber::from_digits("8613800138000");
const PhoneNumber hong_kong = *PhoneNumber::from_digits("85291234567");

struct House {
  explicit House(std::vector<Grant> grants, std::vector<AccountHoldings> accounts = {{alpha, "01", {}, {}}})
      : directory(SenderDirectory::build(std::vector<CarrierGrants>{{one, std::move(grants), {}}}, accounts).value()) {}

  [[nodiscard]] Candidates candidates(const PhoneNumber& to = mainland, std::string_view sign = {}) const {
    return directory.numbers_for(one, alpha, sign, TrafficClass::notice, to).value();
  }
  [[nodiscard]] Expected<Chosen, SenderError> choose(std::string_view extend = {}) {
    return choose_number(candidates(), extend, policy, conversation, used, now, rng);
  }
  [[nodiscard]] std::string number(std::string_view extend = {}) {
    const auto chosen = choose(extend);
    return chosen ? std::string(chosen->address.text()) : "refused " + std::to_string(static_cast<int>(chosen.error()));
  }

  SenderDirectory directory;
  NumberPolicy policy{Policy::fixed, 0};
  std::uint64_t conversation = 0;
  std::vector<UsedNumber> used;
  SeededRng rng{1};
};

std::string refused(SenderError error) {
  return "refused " + std::to_string(static_cast<int>(error));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(number_choice)

BOOST_AUTO_TEST_CASE(the_parts_follow_each_other) {
  House house({{"10690021"}});
  BOOST_TEST(house.number("0077") == "10690021010077");
  house.policy = {Policy::sticky, 3};
  const std::string tailed = house.number("77");
  BOOST_TEST(tailed.size() == 15U);
  BOOST_TEST(tailed.starts_with("106900210177"));
}

BOOST_AUTO_TEST_CASE(a_1069_number_has_13_to_20_digits) {
  House house({{"1069000111"}});
  BOOST_TEST(house.number() == refused(SenderError::too_short));
  BOOST_TEST(house.number("2") == "1069000111012");
  BOOST_TEST(house.number("23456789") == "10690001110123456789");
  BOOST_TEST(house.number("234567890") == refused(SenderError::too_long));
  BOOST_TEST(house.number("2345678901234567890123") == refused(SenderError::too_long));
  BOOST_TEST(House({{"10655"}}).number() == "1065501");
}

BOOST_AUTO_TEST_CASE(what_the_carrier_appends_has_room_and_counts_for_the_13) {
  House house({{"1069000111", 20, 4}});
  BOOST_TEST(house.number() == "106900011101");
  BOOST_TEST(house.number("2345") == "1069000111012345");
  BOOST_TEST(house.number("23456") == refused(SenderError::too_long));
  BOOST_TEST(House({{"1069000111", 14}}).number("345") == refused(SenderError::too_long));
}

BOOST_AUTO_TEST_CASE(the_tail_has_room_and_counts_for_the_13) {
  House house({{"1069000111"}});
  house.policy = {Policy::sticky, 1};
  BOOST_TEST(house.number().size() == 13U);
  house.policy.tail_digits = 8;
  BOOST_TEST(house.number().size() == 20U);
  BOOST_TEST(house.number("2") == refused(SenderError::too_long));
}

BOOST_AUTO_TEST_CASE(only_digits_make_a_number) {
  House house({{"1069000111"}});
  BOOST_TEST(house.number("+1") == refused(SenderError::not_digits));
  BOOST_TEST(House({}).number("a") == refused(SenderError::not_digits));
}

BOOST_AUTO_TEST_CASE(without_a_granted_number_the_given_sender_is_used_and_takes_no_digits) {
  House house({});
  BOOST_TEST(house.number().empty());
  BOOST_TEST(house.number("5") == refused(SenderError::no_number));
  house.policy = {Policy::rotating, 2};
  BOOST_TEST(house.number().empty());
}

BOOST_AUTO_TEST_CASE(digits_that_make_anothers_number_are_refused) {
  House house({{"10690021010"}}, {{alpha, "01", {}, {}}, {beta, "012", {}, {}}});
  BOOST_TEST(house.number("1") == "10690021010011");
  BOOST_TEST(house.number("2") == refused(SenderError::of_other_account));
  BOOST_TEST(house.number("23") == refused(SenderError::of_other_account));
}

BOOST_AUTO_TEST_CASE(what_the_carrier_appends_does_not_make_anothers_number_of_it) {
  House house({{"10690021010", 20, 2}, {"10690031010"}}, {{alpha, "01", {}, {}}, {beta, "0123", {}, {}}});
  BOOST_TEST(house.number() == "1069003101001");  // of the first the carrier may make 1069002101001 23
  BOOST_TEST(house.number("7") == "10690021010017");
  house.policy = {Policy::sticky, 1};
  std::set<std::string> numbers;
  for (int i = 0; i < 1'000; ++i) numbers.insert(house.number());
  BOOST_TEST(numbers.size() == 19U);
  BOOST_TEST(!numbers.contains("10690021010012"));
}

BOOST_AUTO_TEST_CASE(nor_that_of_another_conversation) {
  House house({{"10690021010", 20, 2}});
  house.policy = {Policy::rotating, 1};
  house.used = {{"106900210100131", alpha, 1, now + window}, {"10690021010015", alpha, 2, now + window}};
  std::set<std::string> numbers;
  for (int i = 0; i < 1'000; ++i) numbers.insert(house.number());
  BOOST_TEST(numbers.size() == 8U);  // neither 3, which 31 follows, nor 5
  BOOST_TEST(!numbers.contains("10690021010013"));
  numbers.clear();
  for (int i = 0; i < 1'000; ++i) numbers.insert(house.number("5"));
  BOOST_TEST(numbers == std::set<std::string>{refused(SenderError::all_in_use)}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nor_does_what_another_carrier_appends_to_the_same_number) {
  const auto directory =
      SenderDirectory::build(std::vector<CarrierGrants>{{one, {{"10690021010"}, {"10690031010"}}, {}},
                                                        {CarrierNumber(2), {{"10690021010", 20, 2}}, {}}},
                             std::vector<AccountHoldings>{{alpha, "01", {}, {}}});
  auto candidates = directory->numbers_for(one, alpha, {}, TrafficClass::notice, mainland).value();
  const BaseNumber plain = candidates.numbers.back();
  candidates.numbers.pop_back();
  const std::vector<UsedNumber> used{{"10690021010015", alpha, 1, now + window}};
  SeededRng rng(1);
  BOOST_TEST(
      (choose_number(candidates, "5", {Policy::rotating, 1}, 2, used, now, rng).error() == SenderError::all_in_use));
  BOOST_TEST(choose_number(candidates, "6", {Policy::rotating, 1}, 2, used, now, rng).has_value());
  candidates.numbers = {plain};  // to these none appends any
  const std::vector<UsedNumber> plain_used{{"10690031010015", alpha, 1, now + window}};
  BOOST_TEST(choose_number(candidates, "5", {Policy::rotating, 1}, 2, plain_used, now, rng).has_value());
}

BOOST_AUTO_TEST_CASE(digits_that_make_the_number_of_another_signature_are_refused) {
  const House house({{"10690021010"}}, {{alpha, "", {{"Acme", "01"}, {"Shop", "012"}}, {}}});
  SeededRng rng(1);
  const auto chosen = choose_number(house.candidates(mainland, "Acme"), "2", {Policy::fixed, 0}, 0, {}, now, rng);
  BOOST_REQUIRE(!chosen);
  BOOST_TEST((chosen.error() == SenderError::of_other_account));
}

BOOST_AUTO_TEST_CASE(no_1069_number_goes_abroad_however_it_comes_about) {
  Grant odd{"10"};
  odd.region = Region::any;
  House house({odd}, {{alpha, "6", {}, {}}});
  SeededRng rng(1);
  const auto choose = [&](std::string_view extend) {
    return choose_number(house.candidates(hong_kong), extend, {Policy::sticky, 1}, 0, {}, now, rng);
  };
  BOOST_TEST(!choose("9000111222"));
  for (int i = 0; i < 50; ++i) BOOST_TEST(choose("")->address.text() != "1069");
}

BOOST_AUTO_TEST_CASE(fixed_is_the_first_number_whatever_is_in_use) {
  House house({{"10690001110"}, {"10690002220"}});
  house.used = {{"1069000222001", alpha, 0, now + window}, {"1069000111001", beta, 0, now + window}};
  for (int i = 0; i < 20; ++i) BOOST_TEST(house.number() == "1069000111001");
  BOOST_TEST(!needs_history(house.candidates(), house.policy));
}

BOOST_AUTO_TEST_CASE(sticky_keeps_the_number_used_last_as_long_as_the_pair_is_in_use) {
  House house({{"10690001110"}, {"10690002220"}, {"10690003330"}});
  house.policy = {Policy::sticky, 0};
  house.used = {{"1069000222001", alpha, 0, now + Seconds(5)}, {"1069000333001", alpha, 0, now + Seconds(9)}};
  for (int i = 0; i < 20; ++i) BOOST_TEST(house.number() == "1069000333001");
  BOOST_TEST(house.choose()->kept);
  house.used[1].in_use_until = now;  // the last instant
  house.used[0].in_use_until = now - Millis(1);
  for (int i = 0; i < 20; ++i) BOOST_TEST(house.number() == "1069000333001");
  house.used[1].in_use_until = now - Millis(1);
  std::map<std::string, int> seen;
  for (int i = 0; i < 3'000; ++i) ++seen[house.number()];
  BOOST_TEST(seen.size() == 3U);
  for (const auto& [number, times] : seen) BOOST_TEST(times > 850, number);
  BOOST_TEST(!house.choose()->kept);
}

BOOST_AUTO_TEST_CASE(sticky_with_a_tail_has_one_tail_for_a_phone_and_other_digits_another) {
  House house({{"10690001110"}});
  house.policy = {Policy::sticky, 2};
  house.used = {{"106900011100142", alpha, 0, now + window}};
  for (int i = 0; i < 20; ++i) BOOST_TEST(house.number() == "106900011100142");
  BOOST_TEST(house.number("7").starts_with("10690001110017"));
  house.used.clear();
  std::set<std::string> tails;
  for (int i = 0; i < 2'000; ++i) tails.insert(house.number());
  BOOST_TEST(tails.size() == 100U);
}

BOOST_AUTO_TEST_CASE(sticky_keeps_nothing_of_another_account_signature_or_carrier) {
  House house({{"10690001110"}, {"10690002220"}}, {{alpha, "01", {}, {}}, {beta, "012", {}, {}}});
  house.policy = {Policy::sticky, 1};
  house.used = {{"10690001110012", beta, 0, now + window}, {"10690009990017", alpha, 0, now + window}};
  for (int i = 0; i < 200; ++i) {
    const auto chosen = house.choose();
    BOOST_TEST(!chosen->kept);
    BOOST_TEST(chosen->address.text() != "10690001110012");
  }
}

BOOST_AUTO_TEST_CASE(a_pair_of_another_account_is_passed_over_after_its_extension_was_given_away) {
  House house({{"10690001110"}, {"10690002220"}});
  house.policy = {Policy::sticky, 0};
  house.used = {{"1069000111001", beta, 0, now + window}};
  for (int i = 0; i < 20; ++i) BOOST_TEST(house.number() == "1069000222001");
  house.used.push_back({"1069000222001", beta, 0, now + window});
  BOOST_TEST(house.number() == refused(SenderError::all_in_use));
}

BOOST_AUTO_TEST_CASE(rotating_keeps_the_number_of_its_conversation_and_takes_no_other) {
  House house({{"10690001110"}});
  house.policy = {Policy::rotating, 1};
  house.conversation = 7;
  house.used = {{"10690001110013", alpha, 7, now + window}, {"10690001110014", alpha, 8, now + window}};
  BOOST_TEST(house.number() == "10690001110013");
  house.conversation = 9;
  std::set<std::string> seen;
  for (int i = 0; i < 500; ++i) {
    const auto chosen = house.choose();
    BOOST_TEST(!chosen->kept);
    seen.emplace(chosen->address.text());
  }
  BOOST_TEST(seen.size() == 8U);
  BOOST_TEST(seen.count("10690001110013") == 0U);
  BOOST_TEST(seen.count("10690001110014") == 0U);
}

BOOST_AUTO_TEST_CASE(without_a_conversation_rotating_takes_a_free_number_each_time) {
  House house({{"10690001110"}});
  house.policy = {Policy::rotating, 1};
  house.used = {{"10690001110013", alpha, 0, now + window}};
  for (int i = 0; i < 100; ++i) BOOST_TEST(house.number() != "10690001110013");
}

BOOST_AUTO_TEST_CASE(rotating_finds_the_last_free_number_and_says_when_there_is_none) {
  House house({{"10690001110"}, {"10690002220"}});
  house.policy = {Policy::rotating, 2};
  std::vector<std::string> numbers;
  for (const char* base : {"1069000111001", "1069000222001"}) {
    for (int tail = 0; tail < 100; ++tail) {
      numbers.push_back(base + std::to_string(tail / 10) + std::to_string(tail % 10));
    }
  }
  for (const std::string& number : numbers) house.used.push_back({number, alpha, 5, now + window});
  BOOST_TEST(house.number() == refused(SenderError::all_in_use));
  house.used[142].in_use_until = now - Millis(1);
  for (int i = 0; i < 20; ++i) BOOST_TEST(house.number() == "106900022200142");
  BOOST_TEST(house.choose()->avoided > 0U);
  house.conversation = 5;  // which has them all
  BOOST_TEST(house.choose()->kept);
}

BOOST_AUTO_TEST_CASE(rotating_passes_over_tails_that_make_anothers_number) {
  House house(
      {{"10690001110"}},
      {{alpha, "01", {}, {}}, {beta, "015", {{"Acme", "0169"}}, {}}, {AccountNumber(30), "", {{"Shop", "017"}}, {}}});
  house.policy = {Policy::rotating, 2};
  std::set<std::string> seen;
  for (int i = 0; i < 4'000; ++i) seen.insert(house.number());
  BOOST_TEST(seen.size() == 79U);  // not 5x, not 69, not 7x
  for (const std::string& number : seen) {
    BOOST_TEST((house.directory.owner_of(one, number)->account == alpha), number);
  }
}

BOOST_AUTO_TEST_CASE(a_tail_whose_every_digit_is_anothers_is_refused) {
  std::vector<AccountHoldings> accounts{{alpha, "01", {}, {}}};
  std::vector<Signature> all;
  for (char digit = '0'; digit <= '9'; ++digit) all.push_back({std::string(1, digit), std::string("01") + digit});
  accounts.push_back({beta, "", all, {}});
  House house({{"10690001110"}}, accounts);
  house.policy = {Policy::rotating, 8};
  BOOST_TEST(house.number() == refused(SenderError::too_long));
  house.policy = {Policy::rotating, 6};
  BOOST_TEST(house.number() == refused(SenderError::of_other_account));
}

BOOST_AUTO_TEST_CASE(a_number_tells_its_range_and_how_many_like_it_others_use) {
  House house({{"10690001110"}, {"10690002220"}});
  house.policy = {Policy::rotating, 1};
  house.used = {
      {"10690001110013", alpha, 7, now + window},    {"10690001110014", beta, 8, now + window},
      {"10690001110015", alpha, 8, now - Millis(1)}, {"10690001110777", alpha, 8, now + window},
      {"10690001110015551", alpha, 9, now + window}, {"10690002220010", alpha, 8, now + window},
  };
  std::set<std::string> ranges;
  for (int i = 0; i < 200; ++i) {
    const auto chosen = house.choose();
    const std::string_view range = chosen->address.text().substr(0, chosen->base_digits);
    ranges.emplace(range);
    BOOST_TEST(chosen->of == 10U);
    BOOST_TEST(chosen->in_use == (range == "1069000111001" ? 2U : 1U));
  }
  BOOST_TEST((ranges == std::set<std::string>{"1069000111001", "1069000222001"}));
}

BOOST_AUTO_TEST_CASE(the_customers_digits_are_none_of_the_range) {
  House house({{"10690001110"}});
  BOOST_TEST(house.choose("77")->base_digits == 13U);
  house.policy = {Policy::rotating, 2};
  house.used = {{"1069000111001771", alpha, 8, now + window},
                {"10690001110017712", alpha, 8, now + window},
                {"10690001110017812", alpha, 8, now + window}};
  const auto chosen = house.choose("77");
  BOOST_TEST(chosen->base_digits == 13U);
  BOOST_TEST(chosen->of == 100U);
  BOOST_TEST(chosen->in_use == 1U);
}

BOOST_AUTO_TEST_CASE(a_number_that_is_kept_is_not_in_use_by_others) {
  House house({{"10690001110"}});
  house.policy = {Policy::rotating, 1};
  house.conversation = 7;
  house.used = {{"10690001110013", alpha, 7, now + window}, {"10690001110014", alpha, 8, now + window}};
  const auto chosen = house.choose();
  BOOST_TEST(chosen->kept);
  BOOST_TEST(chosen->base_digits == 13U);
  BOOST_TEST(chosen->of == 10U);
  BOOST_TEST(chosen->in_use == 1U);
  BOOST_TEST(chosen->avoided == 0U);
}

BOOST_AUTO_TEST_CASE(under_sticky_only_the_numbers_of_other_accounts_are_not_to_be_had) {
  House house({{"10690001110"}});
  house.policy = {Policy::sticky, 1};
  house.used = {{"10690001110013", beta, 0, now + window}};
  BOOST_TEST(house.choose()->in_use == 1U);
  house.used.push_back({"10690001110014", alpha, 0, now + window});
  house.used.push_back({"10690001110015", alpha, 0, now + Seconds(1)});
  BOOST_TEST(house.choose()->kept);
  BOOST_TEST(house.choose()->in_use == 1U);
}

BOOST_AUTO_TEST_CASE(numbers_passed_over_are_counted) {
  House house({{"10690001110"}});
  house.policy = {Policy::rotating, 1};
  std::vector<std::string> numbers;
  for (char tail = '0'; tail <= '8'; ++tail) numbers.push_back(std::string("1069000111001") + tail);
  for (const std::string& number : numbers) house.used.push_back({number, alpha, 5, now + window});
  std::set<std::uint32_t> avoided;
  for (int i = 0; i < 500; ++i) {
    const auto chosen = house.choose();
    BOOST_TEST(chosen->address.text() == "10690001110019");
    BOOST_TEST(chosen->in_use == 9U);
    avoided.insert(chosen->avoided);
  }
  BOOST_TEST(*avoided.begin() == 0U);
  BOOST_TEST(*avoided.rbegin() == 9U);
}

BOOST_AUTO_TEST_CASE(without_a_choice_there_is_one_number_or_none_of_ours) {
  House fixed({{"10690001110"}});
  fixed.used = {{"1069000111001", beta, 0, now + window}};
  BOOST_TEST(fixed.choose()->base_digits == 13U);
  BOOST_TEST(fixed.choose()->of == 1U);
  BOOST_TEST(fixed.choose()->in_use == 0U);
  BOOST_TEST(House({}).choose()->base_digits == 0U);
}

BOOST_AUTO_TEST_CASE(the_history_is_asked_for_only_where_the_choice_depends_on_it) {
  const House single({{"10690001110"}});
  const House several({{"10690001110"}, {"10690002220"}});
  const House none({});
  BOOST_TEST(!needs_history(single.candidates(), {Policy::sticky, 0}));
  BOOST_TEST(needs_history(single.candidates(), {Policy::sticky, 2}));
  BOOST_TEST(needs_history(several.candidates(), {Policy::sticky, 0}));
  BOOST_TEST(!needs_history(several.candidates(), {Policy::fixed, 0}));
  BOOST_TEST(needs_history(single.candidates(), {Policy::rotating, 1}));
  BOOST_TEST(!needs_history(none.candidates(), {Policy::rotating, 1}));
}

BOOST_AUTO_TEST_CASE(a_number_made_up_elsewhere_is_allowed_when_it_is_ours_and_legal) {
  const House house({{"1069000111"}}, {{alpha, "01", {}, {}}, {beta, "0155", {}, {}}});
  const auto allowed = [&](std::string_view number) { return allows(house.candidates(), number); };
  BOOST_TEST(allowed("10690001110177"));
  BOOST_TEST(!allowed("106900011101"));           // 12 digits
  BOOST_TEST(!allowed("1069000111017x"));         // digits only
  BOOST_TEST(!allowed("106900011101770000000"));  // 21 of them
  BOOST_TEST(!allowed("10690001110155"));         // beta's
  BOOST_TEST(!allowed("10690002220177"));
}

BOOST_AUTO_TEST_CASE(every_error_says_what_to_change) {
  for (int error = 0; error <= static_cast<int>(SenderError::all_in_use); ++error) {
    BOOST_TEST(advice(static_cast<SenderError>(error)).ends_with("."));
  }
}

BOOST_AUTO_TEST_SUITE_END()
