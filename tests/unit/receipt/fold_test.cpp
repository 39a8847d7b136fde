// SPDX-License-Identifier: Apache-2.0
#include "receipt/fold.h"

#include <boost/test/unit_test.hpp>
#include <vector>

using namespace smppedge;
using namespace smppedge::receipt;

namespace {

constexpr Standing delivered{SegmentState::delivered, Reason::none};
constexpr Standing withdrawn{SegmentState::withdrawn, Reason::withdrawn};
constexpr Standing unknown{SegmentState::unknown, Reason::no_receipt};
constexpr Standing expired{SegmentState::expired, Reason::none};
constexpr Standing rejected{SegmentState::rejected, Reason::refused};

std::optional<Result> folded(const std::vector<Standing>& segments) {
  return fold(segments);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(folding)

BOOST_AUTO_TEST_CASE(nothing_is_told_before_every_segment_has_ended) {
  for (const auto open : {SegmentState::waiting, SegmentState::claimed, SegmentState::sent, SegmentState::in_doubt}) {
    BOOST_TEST(!folded({delivered, {open, Reason::none}}));
    BOOST_TEST(!folded({rejected, {open, Reason::none}}));
  }
  BOOST_TEST(!folded({}));
}

BOOST_AUTO_TEST_CASE(all_delivered_is_delivered) {
  BOOST_TEST((folded({delivered}) == Result{MessageState::delivered, Reason::none, 0}));
  BOOST_TEST((folded({delivered, delivered, delivered}) == Result{MessageState::delivered, Reason::none, 0}));
}

BOOST_AUTO_TEST_CASE(the_first_failed_segment_decides) {
  BOOST_TEST((folded({delivered, expired, rejected}) == Result{MessageState::expired, Reason::none, 1}));
  BOOST_TEST((folded({unknown, rejected, expired}) == Result{MessageState::rejected, Reason::refused, 1}));
}

BOOST_AUTO_TEST_CASE(unknown_decides_when_none_failed) {
  BOOST_TEST((folded({delivered, unknown, delivered}) == Result{MessageState::unknown, Reason::no_receipt, 1}));
}

BOOST_AUTO_TEST_CASE(withdrawn_segments_do_not_count) {
  BOOST_TEST(
      (folded({withdrawn, delivered, rejected, withdrawn}) == Result{MessageState::rejected, Reason::refused, 2}));
  BOOST_TEST((folded({withdrawn, delivered}) == Result{MessageState::delivered, Reason::none, 1}));
}

BOOST_AUTO_TEST_CASE(the_one_receipt_of_a_message_speaks_for_its_other_parts) {
  const Part open{{SegmentState::sent, Reason::none}, false};
  const Part receipted{delivered, true};
  const std::vector<Part> second{open, receipted, open};
  BOOST_TEST(!said_for_all(second, PartsOf::all));
  BOOST_TEST((said_for_all(second, PartsOf::any) == delivered));
  BOOST_TEST(!said_for_all(second, PartsOf::first));
  BOOST_TEST(!said_for_all(second, PartsOf::last));
  BOOST_TEST((said_for_all(std::vector<Part>{receipted, open}, PartsOf::first) == delivered));
  BOOST_TEST((said_for_all(std::vector<Part>{open, {expired, true}}, PartsOf::last) == expired));
  BOOST_TEST(!said_for_all(std::vector<Part>{receipted}, PartsOf::first));
}

BOOST_AUTO_TEST_CASE(where_the_part_that_speaks_got_no_receipt_nothing_is_known) {
  const Part open{{SegmentState::sent, Reason::none}, false};
  BOOST_TEST((said_for_all(std::vector<Part>{open, {rejected, false}}, PartsOf::last) == unknown));
  BOOST_TEST(!said_for_all(std::vector<Part>{open, {rejected, false}}, PartsOf::any));
}

BOOST_AUTO_TEST_SUITE_END()
