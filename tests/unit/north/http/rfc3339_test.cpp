// SPDX-License-Identifier: Apache-2.0
#include "north/http/rfc3339.h"

#include <boost/test/unit_test.hpp>

using namespace smppedge;
using namespace smppedge::north::http;

namespace {

void check(std::string_view text, std::int64_t ms_since_epoch) {
  const auto time = read_rfc3339(text);
  BOOST_REQUIRE_MESSAGE(time, text);
  BOOST_TEST(time->time_since_epoch().count() == ms_since_epoch, text);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rfc3339)

BOOST_AUTO_TEST_CASE(a_time_is_read_in_any_offset) {
  check("1970-01-01T00:00:00Z", 0);
  check("2023-11-14T22:13:20Z", 1'700'000'000'000);
  check("2023-11-15T06:13:20+08:00", 1'700'000'000'000);
  check("2023-11-14T16:43:20-05:30", 1'700'000'000'000);
  check("2023-11-14t22:13:20z", 1'700'000'000'000);
  check("2024-02-29T00:00:00Z", 1'709'164'800'000);
  check("2016-12-31T23:59:60Z", 1'483'228'800'000);
}

BOOST_AUTO_TEST_CASE(fractions_are_cut_to_milliseconds) {
  check("2023-11-14T22:13:20.1Z", 1'700'000'000'100);
  check("2023-11-14T22:13:20.012Z", 1'700'000'000'012);
  check("2023-11-14T22:13:20.9999999999999999999999Z", 1'700'000'000'999);
}

BOOST_AUTO_TEST_CASE(anything_else_is_none) {
  for (const std::string_view text : {"",
                                      "now",
                                      "1700000000",
                                      "2023-11-14",
                                      "2023-11-14T22:13:20",
                                      "2023-11-14 22:13:20Z",
                                      "2023-11-14T22:13Z",
                                      "2023-11-14T22:13:20.Z",
                                      "2023-11-14T22:13:20+0800",
                                      "2023-11-14T22:13:20+08",
                                      "2023-11-14T22:13:20Z ",
                                      " 2023-11-14T22:13:20Z",
                                      "2023-02-29T00:00:00Z",
                                      "2023-13-01T00:00:00Z",
                                      "2023-00-01T00:00:00Z",
                                      "2023-04-31T00:00:00Z",
                                      "2023-11-14T24:00:00Z",
                                      "2023-11-14T22:60:00Z",
                                      "2023-11-14T22:13:61Z",
                                      "2023-11-14T22:13:20+24:00",
                                      "1969-12-31T23:59:59Z",
                                      "2100-01-01T00:00:00Z",
                                      "20231114T221320Z",
                                      "2023-1-14T22:13:20Z",
                                      "-023-11-14T22:13:20Z"}) {
    BOOST_TEST(!read_rfc3339(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
