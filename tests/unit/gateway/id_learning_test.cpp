// SPDX-License-Identifier: Apache-2.0
#include "gateway/id_learning.h"

#include <boost/test/unit_test.hpp>

#include "gateway/limits.h"

using namespace smppedge;
using gateway::IdLearning;
using News = IdLearning::News;

namespace {

const CarrierNumber carrier(4);

IdConventions only(std::initializer_list<IdConvention> conventions) {
  IdConventions set;
  for (const IdConvention convention : conventions) set.add(convention);
  return set;
}

const IdConventions exact = only({IdConvention::same, IdConvention::same_loosely});
const IdConventions loose = only({IdConvention::same_loosely});
const IdConventions hex = only({IdConvention::response_hex});

void settle(IdLearning& learning, IdConventions votes) {
  for (unsigned i = 0; i < gateway::id_votes_to_settle; ++i) (void)learning.vote(carrier, votes);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(id_learning)

BOOST_AUTO_TEST_CASE(the_last_vote_of_enough_settles_the_strictest_convention_that_explains_all) {
  IdLearning learning;
  for (unsigned i = 1; i < gateway::id_votes_to_settle; ++i) BOOST_TEST((learning.vote(carrier, exact) == News::none));
  BOOST_TEST(!learning.settled(carrier).has_value());
  BOOST_TEST((learning.vote(carrier, exact) == News::settled));
  BOOST_TEST((learning.settled(carrier) == IdConvention::same));
  BOOST_TEST(!learning.settled(CarrierNumber(5)).has_value());
}

BOOST_AUTO_TEST_CASE(one_vote_that_needs_the_looser_convention_makes_it_that) {
  IdLearning learning;
  (void)learning.vote(carrier, loose);
  settle(learning, exact);
  BOOST_TEST((learning.settled(carrier) == IdConvention::same_loosely));
}

BOOST_AUTO_TEST_CASE(votes_that_tell_nothing_apart_do_not_count) {
  IdLearning learning;
  settle(learning, IdConventions::all());
  BOOST_TEST(learning.of(carrier).votes == 0U);
}

BOOST_AUTO_TEST_CASE(a_contradiction_before_it_is_settled_begins_anew) {
  IdLearning learning;
  for (unsigned i = 1; i < gateway::id_votes_to_settle; ++i) (void)learning.vote(carrier, exact);
  BOOST_TEST((learning.vote(carrier, hex) == News::none));
  BOOST_TEST(learning.of(carrier).votes == 1U);
  BOOST_TEST(!learning.settled(carrier).has_value());
}

BOOST_AUTO_TEST_CASE(a_contradiction_of_what_is_settled_unsettles_it) {
  IdLearning learning;
  settle(learning, exact);
  BOOST_TEST((learning.vote(carrier, exact) == News::none));
  BOOST_TEST((learning.vote(carrier, hex) == News::unsettled));
  BOOST_TEST(!learning.settled(carrier).has_value());
  settle(learning, hex);
  BOOST_TEST((learning.settled(carrier) == IdConvention::response_hex));
}

BOOST_AUTO_TEST_CASE(a_vote_for_a_looser_convention_that_no_vote_spoke_against_makes_it_the_settled_one) {
  IdLearning learning;
  settle(learning, exact);
  BOOST_TEST((learning.vote(carrier, loose) == News::settled));
  BOOST_TEST((learning.settled(carrier) == IdConvention::same_loosely));
  BOOST_TEST((learning.vote(carrier, exact) == News::none));
  BOOST_TEST((learning.settled(carrier) == IdConvention::same_loosely));
}

BOOST_AUTO_TEST_CASE(only_a_row_of_receipts_without_an_attempt_unsettles_it) {
  IdLearning learning;
  BOOST_TEST((learning.unmatched(carrier) == News::none));
  settle(learning, exact);
  for (unsigned i = 1; i < gateway::id_unmatched_to_unsettle; ++i) (void)learning.unmatched(carrier);
  (void)learning.vote(carrier, exact);
  for (unsigned i = 1; i < gateway::id_unmatched_to_unsettle; ++i) {
    BOOST_TEST((learning.unmatched(carrier) == News::none));
  }
  BOOST_TEST((learning.unmatched(carrier) == News::unsettled));
  BOOST_TEST(!learning.settled(carrier).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
