// SPDX-License-Identifier: Apache-2.0
// Values that stand in the store for good, and the chains that find messages in memory.
#include "gateway/lookups.h"

#include <boost/test/unit_test.hpp>

#include "gateway/live_table.h"

using namespace smppedge;
using namespace smppedge::gateway;

namespace {

const PhoneNumber phone = *PhoneNumber::from_digits("8613800138000");

std::shared_ptr<LiveMessage> message(std::uint64_t id, AccountNumber account = AccountNumber(1)) {
  auto live = std::make_shared<LiveMessage>();
  live->id = MessageId(id);
  live->account = account;
  live->to = phone;
  live->ref = "order-1";
  return live;
}

std::vector<std::uint64_t> to_phone(LiveTable& table, AccountNumber account = AccountNumber(1),
                                    MessageId before = MessageId()) {
  std::vector<std::uint64_t> ids;
  table.for_each_to(account, phone, before, [&ids](const LiveMessage& each) {
    ids.push_back(each.id.value());
    return true;
  });
  return ids;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lookups)

BOOST_AUTO_TEST_CASE(values_are_what_they_always_were) {
  BOOST_TEST(lookup_of(phone) == 18'613'800'138'000ULL);
  BOOST_TEST(lookup_of(*PhoneNumber::from_digits("0086")) == 10'086U);
  BOOST_TEST(lookup_of_ref("order-1") == 0x7D2F2086A0653016ULL);
  const PartsKey key{AccountNumber(1), *SenderAddress::make("1069", 0, 0), phone, PartForm::udh_8, 7, 3};
  BOOST_TEST(key.lookup() == 0x783A3D735B249914ULL);
}

BOOST_AUTO_TEST_CASE(each_thing_that_tells_parts_apart_is_in_their_value) {
  const PartsKey key{AccountNumber(1), *SenderAddress::make("1069", 0, 0), phone, PartForm::udh_8, 7, 3};
  std::vector<PartsKey> others(6, key);
  others[0].source = *SenderAddress::make("106", 0, 0);
  others[1].source = *SenderAddress::make("1069", 1, 0);
  others[2].to = *PhoneNumber::from_digits("98613800138000");
  others[3].form = PartForm::udh_16;
  others[4].reference = 8;
  others[5].total = 4;
  for (const PartsKey& other : others) BOOST_TEST(other.lookup() != key.lookup());
}

BOOST_AUTO_TEST_CASE(messages_in_memory_are_found_newest_first_until_they_leave) {
  LiveTable table(1);
  for (std::uint64_t id = 1; id <= 5'000; ++id) table.insert(message(id, AccountNumber(id % 2 == 0 ? 1 : 2)));
  BOOST_TEST(to_phone(table).size() == 2'500U);
  BOOST_TEST(to_phone(table).front() == 5'000U);
  for (std::uint64_t id = 2; id <= 4'998; id += 2) table.remove(MessageId(id));
  BOOST_TEST(to_phone(table) == std::vector<std::uint64_t>{5'000}, boost::test_tools::per_element());
  BOOST_TEST(to_phone(table, AccountNumber(2)).size() == 2'500U);
  std::size_t by_ref = 0;
  table.for_each_ref(AccountNumber(1), "order-1", MessageId(), [&by_ref](const LiveMessage&) { return ++by_ref > 0; });
  BOOST_TEST(by_ref == 1U);
}

BOOST_AUTO_TEST_CASE(they_are_found_in_order_of_id_from_any_id_on_whatever_order_they_came_in) {
  LiveTable table(1);
  for (const std::uint64_t id : {5U, 1U, 4U}) table.insert(message(id));
  for (const std::uint64_t id : {2U, 6U, 3U}) table.insert_returned(message(id));
  BOOST_TEST(to_phone(table) == (std::vector<std::uint64_t>{6, 5, 4, 3, 2, 1}), boost::test_tools::per_element());
  BOOST_TEST(to_phone(table, AccountNumber(1), MessageId(4)) == (std::vector<std::uint64_t>{3, 2, 1}),
             boost::test_tools::per_element());
  BOOST_TEST(to_phone(table, AccountNumber(1), MessageId(1)).empty());
}

BOOST_AUTO_TEST_CASE(a_message_outlives_the_table_that_found_it) {
  std::shared_ptr<LiveMessage> kept;
  {
    LiveTable table(1);
    table.insert(message(1));
    table.insert(message(2));
    kept = table.remove(MessageId(1));
    BOOST_TEST(to_phone(table) == std::vector<std::uint64_t>{2}, boost::test_tools::per_element());
  }
  BOOST_TEST(kept->id.value() == 1U);
}

BOOST_AUTO_TEST_CASE(the_newborn_of_an_account_are_forgotten_up_to_an_id) {
  LiveTable table(1);
  for (std::uint64_t id = 1; id <= 6; ++id) table.insert(message(id));
  table.insert_returned(message(100));  // has a record
  table.forget_newborn_before(MessageId(4));
  BOOST_TEST(table.newborn(AccountNumber(1)).size() == 3U);
  BOOST_TEST(table.newborn(AccountNumber(1)).front().value() == 4U);
  BOOST_TEST(table.newborn(AccountNumber(9)).empty());
}

BOOST_AUTO_TEST_SUITE_END()
