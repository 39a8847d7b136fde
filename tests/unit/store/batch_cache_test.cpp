// SPDX-License-Identifier: Apache-2.0
// What store/rocks/batch_cache.h says: copies of a memtable's batches are made once, and bounded.
#include "store/rocks/batch_cache.h"

#include <rocksdb/perf_context.h>

#include <boost/test/unit_test.hpp>

#include "store/rocks/queries.h"
#include "store/rocks/records.h"
#include "tests/unit/store/subjects.h"

namespace smppedge::store::test {
namespace {

using rocks::BatchCache;
using rocks::Database;
using rocks::Family;

BatchCache::Octets octets(std::size_t size) {
  return std::make_shared<const std::string>(size, 'x');
}

}  // namespace

BOOST_AUTO_TEST_SUITE(batch_cache)

BOOST_AUTO_TEST_CASE(it_keeps_what_was_asked_for_last_within_its_bound) {
  constexpr std::size_t batches_max = 16;
  BatchCache cache(batches_max * 1'000);
  for (std::uint64_t number = 1; number <= 100; ++number) {
    cache.keep(BatchNumber(number), octets(1'000));
    BOOST_TEST(cache.find(BatchNumber(number)) != nullptr);
    BOOST_TEST(cache.find(BatchNumber(1)) != nullptr);  // asked for again and again
  }
  std::size_t kept = 0;
  for (std::uint64_t number = 1; number <= 100; ++number) kept += cache.find(BatchNumber(number)) != nullptr ? 1 : 0;
  BOOST_TEST(kept <= batches_max);
  BOOST_TEST(kept > batches_max / 4);
}

BOOST_AUTO_TEST_CASE(one_that_is_larger_than_the_cache_is_not_kept_and_can_still_be_read) {
  BatchCache cache(1'000);
  const BatchCache::Octets large = octets(100'000);
  cache.keep(BatchNumber(1), large);
  BOOST_TEST(cache.find(BatchNumber(1)) == nullptr);
  BOOST_TEST(large.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(what_is_pushed_out_stays_whole_for_who_reads_it) {
  BatchCache cache(2'000);
  cache.keep(BatchNumber(1), octets(500));
  const BatchCache::Octets read = cache.find(BatchNumber(1));
  for (std::uint64_t number = 2; number < 50; ++number) cache.keep(BatchNumber(number), octets(500));
  BOOST_TEST(cache.find(BatchNumber(1)) == nullptr);
  BOOST_TEST(*read == std::string(500, 'x'));
}

BOOST_AUTO_TEST_CASE(the_messages_of_one_batch_cost_one_copy_of_it) {
  ScratchDirectory scratch;
  TestClock clock;
  const auto database = Database::open({.directory = scratch.path().string() + "/s", .node = NodeNumber(1)},
                                       *rocksdb::Env::Default(), [](const std::string&) {});
  BOOST_REQUIRE(database.has_value());
  FactBatch batch(BatchNumber().next(clock.now), clock.now);
  std::vector<Location> facts;
  for (unsigned index = 0; index < 100; ++index) {
    facts.push_back(batch.add({message_id(index), {}, clock.now}, Resent{}));
  }
  BOOST_REQUIRE((*database)
                    ->engine()
                    .Put({}, (*database)->family(Family::facts), rocks::key_of(batch.number()), batch.bytes())
                    .ok());
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kEnableCount);
  rocksdb::get_perf_context()->Reset();
  for (unsigned index = 0; index < 100; ++index) {
    const auto chain = rocks::read_chain(**database, facts[index]);
    BOOST_REQUIRE(chain.has_value());
    BOOST_TEST((chain->facts.front().header.message == message_id(index)));
  }
  BOOST_TEST(rocksdb::get_perf_context()->get_from_memtable_count == 1U);
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::store::test
