// SPDX-License-Identifier: Apache-2.0
#include "gateway/blocked_phones.h"

#include <boost/test/unit_test.hpp>
#include <random>
#include <set>
#include <string>

using namespace smppedge;
using gateway::BlockedPhones;

namespace {

const AccountNumber one{1};
const AccountNumber two{2};

PhoneNumber phone(const std::string& digits) {
  return *PhoneNumber::from_digits(digits);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(blocked_phones)

BOOST_AUTO_TEST_CASE(a_phone_is_blocked_for_its_account_alone_until_it_is_removed) {
  BlockedPhones blocked;
  const PhoneNumber handset = phone("8613800138000");
  BOOST_TEST(!blocked.contains(one, handset));
  BOOST_TEST(!blocked.remove(one, handset));
  BOOST_TEST(blocked.add(one, handset));
  BOOST_TEST(!blocked.add(one, handset));
  BOOST_TEST(blocked.contains(one, handset));
  BOOST_TEST(!blocked.contains(two, handset));
  BOOST_TEST(!blocked.contains(one, phone("8613800138001")));
  BOOST_TEST(blocked.size(one) == 1U);
  BOOST_TEST(blocked.size(two) == 0U);
  BOOST_TEST(blocked.remove(one, handset));
  BOOST_TEST(!blocked.remove(one, handset));
  BOOST_TEST(!blocked.contains(one, handset));
  BOOST_TEST(blocked.size() == 0U);
}

BOOST_AUTO_TEST_CASE(numbers_of_every_length_are_kept_apart) {
  BlockedPhones blocked;
  // Zeros in front, and those that would be the same in eight octets: 10^19 and more wrap around.
  std::set<std::string> numbers{"0", "00", "18446744073709551616", "8446744073709551616", "99999999999999999999"};
  std::string ones;
  for (std::size_t length = 1; length <= PhoneNumber::digits_max; ++length) {
    ones += '1';
    numbers.insert(ones);
  }
  for (const std::string& number : numbers) BOOST_TEST(blocked.add(one, phone(number)), number);
  BOOST_TEST(blocked.size(one) == numbers.size());
  for (const std::string& number : numbers) BOOST_TEST(blocked.contains(one, phone(number)), number);
  BOOST_TEST(!blocked.contains(one, phone("000")));
  BOOST_TEST(!blocked.contains(one, phone("18446744073709551617")));
  for (const std::string& number : numbers) BOOST_TEST(blocked.remove(one, phone(number)), number);
  BOOST_TEST(blocked.size() == 0U);
}

BOOST_AUTO_TEST_CASE(it_is_exact_however_many_come_and_go) {
  BlockedPhones blocked;
  std::set<std::pair<AccountNumber, std::string>> expected;
  std::mt19937_64 chance(7);
  for (int step = 0; step < 100'000; ++step) {
    const AccountNumber account = chance() % 2 == 0 ? one : two;
    const std::string digits = "86138" + std::to_string(10'000'000 + chance() % 20'000);
    if (chance() % 3 == 0) {
      BOOST_REQUIRE(blocked.remove(account, phone(digits)) == (expected.erase({account, digits}) == 1));
    } else {
      BOOST_REQUIRE(blocked.add(account, phone(digits)) == expected.insert({account, digits}).second);
    }
  }
  BOOST_TEST(blocked.size() == expected.size());
  for (const AccountNumber account : {one, two}) {
    for (unsigned number = 0; number < 20'000; ++number) {
      const std::string digits = "86138" + std::to_string(10'000'000 + number);
      BOOST_REQUIRE(blocked.contains(account, phone(digits)) == expected.contains({account, digits}));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
