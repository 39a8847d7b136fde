// SPDX-License-Identifier: Apache-2.0
#include "north/json/json_writer.h"

#include <boost/test/unit_test.hpp>

using namespace smppedge;
using north::json::JsonWriter;

namespace {

std::string written(const std::function<void(JsonWriter&)>& write) {
  JsonWriter json(0);
  write(json);
  return json.take();
}

std::string timestamp(std::int64_t since_epoch_ms) {
  return written([&](JsonWriter& json) { json.time(WallTime(Millis(since_epoch_ms))); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_writer)

BOOST_AUTO_TEST_CASE(members_and_elements_are_separated_by_commas) {
  const std::string out = written([](JsonWriter& json) {
    json.begin_object();
    json.number("a", 1);
    json.name("b");
    json.begin_array();
    json.text("x");
    json.begin_object();
    json.end_object();
    json.begin_array();
    json.end_array();
    json.end_array();
    json.boolean("c", false);
    json.end_object();
  });
  BOOST_TEST(out == R"({"a":1,"b":["x",{},[]],"c":false})");
}

BOOST_AUTO_TEST_CASE(text_is_escaped_where_json_asks_for_it_and_nowhere_else) {
  using namespace std::string_view_literals;
  const std::string out =
      written([](JsonWriter& json) { json.text("\"\\/\b\n\r\t\x1f\0\x7f 你好 \xF0\x9F\x98\x80"sv); });
  BOOST_TEST(out == "\"\\\"\\\\/\\u0008\\n\\r\\t\\u001f\\u0000\x7f 你好 \xF0\x9F\x98\x80\"");
}

BOOST_AUTO_TEST_CASE(a_peers_octets_are_shown_as_latin_1) {
  const std::string out = written([](JsonWriter& json) { json.octets("id\xFF\x80\x7f\"x"); });
  BOOST_TEST(out == R"("id\u00ff\u0080\u007f\"x")");
}

BOOST_AUTO_TEST_CASE(the_largest_number_is_written_whole) {
  BOOST_TEST(written([](JsonWriter& json) { json.number(UINT64_MAX); }) == "18446744073709551615");
}

BOOST_AUTO_TEST_CASE(empty_members_are_left_out_on_request) {
  const std::string out = written([](JsonWriter& json) {
    json.begin_object();
    json.text_if("a", "");
    json.octets_if("b", "");
    json.time_if("c", WallTime{});
    json.text_if("d", "x");
    json.end_object();
  });
  BOOST_TEST(out == R"({"d":"x"})");
}

BOOST_AUTO_TEST_CASE(times_are_rfc_3339_in_utc_with_milliseconds) {
  BOOST_TEST(timestamp(0) == "\"1970-01-01T00:00:00.000Z\"");
  BOOST_TEST(timestamp(1709164799999) == "\"2024-02-28T23:59:59.999Z\"");
  BOOST_TEST(timestamp(1709164800000) == "\"2024-02-29T00:00:00.000Z\"");
  BOOST_TEST(timestamp(253402300799999) == "\"9999-12-31T23:59:59.999Z\"");
}

BOOST_AUTO_TEST_CASE(a_time_in_another_second_is_not_written_with_the_last_ones_second) {
  const std::string out = written([](JsonWriter& json) {
    json.begin_array();
    for (const int ms : {1, 999, 1000, 0}) json.time(WallTime(Millis(ms)));
    json.end_array();
  });
  BOOST_TEST(out == R"(["1970-01-01T00:00:00.001Z","1970-01-01T00:00:00.999Z",)"
                    R"("1970-01-01T00:00:01.000Z","1970-01-01T00:00:00.000Z"])");
}

BOOST_AUTO_TEST_SUITE_END()
