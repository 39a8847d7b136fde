// SPDX-License-Identifier: Apache-2.0
// Every request body that is to be refused, and how it is said.
#include "north/http/send_request.h"

#include <boost/test/unit_test.hpp>

#include "north/http/json_body.h"

using namespace smppedge;
using namespace smppedge::north::http;

namespace {

const AccountNumber demo{7};
constexpr Seconds week{7 * 86'400};

gateway::AcceptItem accepted(std::string_view body) {
  auto request = read_send_request(body, demo, week);
  BOOST_REQUIRE_MESSAGE(request, body << " was refused: " << request.error().detail);
  BOOST_TEST((request->account == demo));
  BOOST_REQUIRE(request->items.size() == 1U);
  return std::move(request->items.front());
}

Problem refused(std::string_view body) {
  auto request = read_send_request(body, demo, week);
  BOOST_REQUIRE_MESSAGE(!request, body << " was taken");
  BOOST_TEST(request.error().status == 400U);
  return std::move(request.error());
}

void check_refused(std::string_view body, std::string_view code, std::string_view part_of_detail) {
  const Problem problem = refused(body);
  BOOST_TEST(problem.code == code);
  BOOST_TEST(problem.detail.find(part_of_detail) != std::string::npos,
             problem.detail << " does not say: " << part_of_detail);
}

std::string body_to(std::size_t recipients) {
  std::string body = R"({"text":"hi","to":[)";
  for (std::size_t index = 0; index < recipients; ++index)
    body += (index == 0 ? "\"8613800138000\"" : ",\"8613800138000\"");
  return body + "]}";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(send_request)

BOOST_AUTO_TEST_CASE(a_full_request_is_read) {
  const auto request = accepted(
      R"({"to":["8613800138000","8613800138001"],"text":"【1】a\"\u4f60\ud83d\ude00","sign":"腾讯","class":"otp",)"
      R"("ref":"r-1","extend":"42","validity_s":300})");
  BOOST_TEST(request.to == (std::vector<std::string>{"8613800138000", "8613800138001"}),
             boost::test_tools::per_element());
  BOOST_TEST(request.body == "【1】a\"你\xF0\x9F\x98\x80");
  BOOST_TEST(request.sign == "腾讯");
  BOOST_TEST((request.traffic_class == TrafficClass::otp));
  BOOST_TEST(request.ref == "r-1");
  BOOST_TEST(request.extend == "42");
  BOOST_TEST((request.validity == Seconds(300)));
}

BOOST_AUTO_TEST_CASE(what_is_not_given_has_its_default) {
  const auto request = accepted(R"( {"text":"hi","to":["1"]} )");
  BOOST_TEST((request.traffic_class == TrafficClass::notice));
  BOOST_TEST(request.sign.empty());
  BOOST_TEST(!request.validity.has_value());
}

BOOST_AUTO_TEST_CASE(malformed_json_is_refused_with_its_place) {
  check_refused("", "invalid_json", "empty");
  check_refused("   ", "invalid_json", "ends before");
  check_refused(R"({"to":["1"],"text":"hi")", "invalid_json", "ends before");
  check_refused("{\"to\":[\"1\"],\n \"text\":hi}", "invalid_json", "line 2, column 9");
  check_refused(R"({"to":["1"],"text":"hi"} x)", "invalid_json", "column 26");
  check_refused(R"({"to":["1"],"text":"hi"}{})", "invalid_json", "behind");
  check_refused(R"({"to":["1"],"text":"hi",})", "invalid_json", "column 25");
  check_refused(R"({'to':["1"]})", "invalid_json", "column 2");
  check_refused("{\"to\":[\"1\"],\"text\":\"a\nb\"}", "invalid_json", "column");
}

BOOST_AUTO_TEST_CASE(text_that_is_not_unicode_is_refused) {
  check_refused("{\"to\":[\"1\"],\"text\":\"\xC3\x28\"}", "invalid_json", "UTF-8");
  check_refused("{\"to\":[\"1\"],\"text\":\"\xED\xA0\x80\"}", "invalid_json", "UTF-8");
  check_refused(R"({"to":["1"],"text":"\ud83d"})", "invalid_json", "column");
  check_refused(R"({"to":["1"],"text":"\udc00 x"})", "invalid_json", "column");
}

BOOST_AUTO_TEST_CASE(wrong_types_are_refused_by_name) {
  check_refused("[]", "invalid_type", "must be a JSON object, not an array");
  check_refused("\"to\"", "invalid_type", "must be a JSON object, not a string");
  check_refused("17", "invalid_type", "must be a JSON object, not a number");
  check_refused("null", "invalid_type", "must be a JSON object, not null");
  check_refused(R"({"to":"8613800138000","text":"hi"})", "invalid_type", "\"to\" must be an array of strings");
  check_refused(R"({"to":[8613800138000],"text":"hi"})", "invalid_type",
                "\"to\" must be an array of strings; there is a number in it");
  check_refused(R"({"to":[["1"]],"text":"hi"})", "invalid_type", "\"to\"");
  check_refused(R"({"to":[{}],"text":"hi"})", "invalid_type", "\"to\"");
  check_refused(R"({"to":[null],"text":"hi"})", "invalid_type", "\"to\"");
  check_refused(R"({"to":["1"],"text":1})", "invalid_type", "\"text\" must be a string; there is a number");
  check_refused(R"({"to":["1"],"text":["hi"]})", "invalid_type", "\"text\" must be a string; there is an array");
  check_refused(R"({"to":["1"],"text":{"a":1}})", "invalid_type", "\"text\"");
  check_refused(R"({"to":["1"],"text":null})", "invalid_type", "\"text\"");
  check_refused(R"({"to":["1"],"text":"hi","class":true})", "invalid_type",
                "\"class\" must be a string; there is a boolean");
  check_refused(R"({"to":["1"],"text":"hi","validity_s":"60"})", "invalid_type",
                "\"validity_s\" must be a whole number");
  check_refused(R"({"to":["1"],"text":"hi","validity_s":60.5})", "invalid_type", "fraction");
}

BOOST_AUTO_TEST_CASE(unknown_members_are_refused_and_the_nearest_one_suggested) {
  check_refused(R"({"to":["1"],"text":"hi","validity":60})", "unknown_field", "did you mean \"validity_s\"?");
  check_refused(R"({"too":["1"],"text":"hi"})", "unknown_field", "did you mean \"to\"?");
  check_refused(R"({"to":["1"],"Text":"hi"})", "unknown_field", "did you mean \"text\"?");
  check_refused(R"({"to":["1"],"text":"hi","zzzzzzzz":60})", "unknown_field", "it may have to, text, sign, class");
}

BOOST_AUTO_TEST_CASE(a_long_unknown_name_is_quoted_short_and_at_a_characters_end) {
  std::string name = "x";
  while (name.size() < 200) name += "你";
  const Problem problem = refused("{\"" + name + "\":1}");
  BOOST_TEST(problem.code == "unknown_field");
  BOOST_TEST(problem.detail.find("\"" + name.substr(0, 40) + "\"") != std::string::npos);
  BOOST_TEST(problem.detail.size() < 200U);
  check_refused("{\"" + std::string(5000, 'x') + "\":1}", "invalid_json", "key too large");
}

BOOST_AUTO_TEST_CASE(repeated_members_are_refused) {
  check_refused(R"({"to":["1"],"text":"hi","text":"ho"})", "duplicate_field", "\"text\"");
  check_refused(R"({"to":["1"],"to":["2"],"text":"hi"})", "duplicate_field", "\"to\"");
}

BOOST_AUTO_TEST_CASE(missing_members_are_named) {
  check_refused("{}", "missing_field", "\"to\" is missing; give an array of strings");
  check_refused(R"({"to":["1"]})", "missing_field", "\"text\" is missing");
}

BOOST_AUTO_TEST_CASE(recipients_are_1_to_200) {
  check_refused(R"({"to":[],"text":"hi"})", "no_recipients", "1 to 200");
  BOOST_TEST(accepted(body_to(200)).to.size() == 200U);
  check_refused(body_to(201), "too_many_recipients", "more than 200");
}

BOOST_AUTO_TEST_CASE(an_empty_or_overlong_text_is_refused) {
  check_refused(R"({"to":["1"],"text":""})", "empty_text", "\"text\" is empty");
  const std::string longest(gateway::text_bytes_max, 'x');
  BOOST_TEST(accepted(R"({"to":["1"],"text":")" + longest + "\"}").body.size() == longest.size());
  check_refused(R"({"to":["1"],"text":")" + longest + "x\"}", "text_too_long", "16384");
}

BOOST_AUTO_TEST_CASE(every_other_text_has_its_bound) {
  const auto with = [](std::string_view member, std::size_t size) {
    return R"({"to":["1"],"text":"hi",")" + std::string(member) + "\":\"" + std::string(size, '1') + "\"}";
  };
  BOOST_TEST(accepted(with("ref", 256)).ref.size() == 256U);
  check_refused(with("ref", 257), "ref_too_long", "256");
  check_refused(with("sign", 65), "invalid_sign", "64");
  check_refused(with("extend", 21), "invalid_extend", "20");
  BOOST_TEST(accepted(with("conversation", 64)).conversation.size() == 64U);
  check_refused(with("conversation", 65), "invalid_conversation", "64");
  check_refused(R"({"text":"hi","to":[")" + std::string(65, '1') + "\"]}", "invalid_type", "Entry 1 of \"to\"");
}

BOOST_AUTO_TEST_CASE(class_is_one_of_three_words) {
  for (const std::string_view word : {"otp", "notice", "marketing"}) {
    BOOST_TEST(to_string(accepted(R"({"to":["1"],"text":"hi","class":")" + std::string(word) + "\"}").traffic_class) ==
               word);
  }
  check_refused(R"({"to":["1"],"text":"hi","class":"OTP"})", "invalid_class", "otp, notice or marketing");
  check_refused(R"({"to":["1"],"text":"hi","class":""})", "invalid_class", "otp, notice or marketing");
}

BOOST_AUTO_TEST_CASE(validity_has_its_range) {
  const auto with = [](std::string_view validity) {
    return R"({"to":["1"],"text":"hi","validity_s":)" + std::string(validity) + "}";
  };
  BOOST_TEST((accepted(with("1")).validity == Seconds(1)));
  BOOST_TEST((accepted(with("604800")).validity == Seconds(604800)));
  for (const std::string_view validity : {"0", "-1", "604801", "9223372036854775807", "18446744073709551615"}) {
    check_refused(with(validity), "invalid_validity", "1 to 604800 seconds");
  }
  check_refused(with("99999999999999999999999"), "invalid_type", "validity_s");
}

BOOST_AUTO_TEST_CASE(send_at_is_a_time) {
  const auto with = [](std::string_view time) {
    return R"({"to":["1"],"text":"hi","send_at":")" + std::string(time) + "\"}";
  };
  BOOST_TEST((accepted(with("2026-03-01T08:15:30Z")).send_at == WallTime(Seconds(1'772'352'930))));
  BOOST_TEST(!accepted(R"({"to":["1"],"text":"hi"})").send_at.has_value());
  for (const std::string_view time : {"", "tomorrow", "2026-03-01", "2026-03-01T08:15:30"}) {
    check_refused(with(time), "invalid_schedule", "2026-03-01T08:15:30Z");
  }
  check_refused(with(std::string(65, '1')), "invalid_schedule", "64");
  check_refused(R"({"to":["1"],"text":"hi","send_at":1772352930})", "invalid_type", "\"send_at\" must be a string");
}

BOOST_AUTO_TEST_CASE(deep_nesting_ends_at_its_first_level_too_many) {
  const std::string deep(100'000, '[');
  check_refused(deep, "invalid_type", "must be a JSON object");
  check_refused(R"({"to":)" + deep, "invalid_type", "\"to\"");
  check_refused(R"({"text":)" + deep, "invalid_type", "\"text\"");
  std::string objects;
  for (int level = 0; level < 100'000; ++level) objects += R"({"text":)";
  check_refused(objects, "invalid_type", "\"text\"");
}

BOOST_AUTO_TEST_SUITE_END()
