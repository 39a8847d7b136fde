// SPDX-License-Identifier: Apache-2.0
// A list of different messages: what refuses all of it, and what is told of one.
#include <boost/test/unit_test.hpp>

#include "north/http/send_request.h"

using namespace smppedge;
using namespace smppedge::north::http;

namespace {

const AccountNumber demo{7};
constexpr Seconds week{7 * 86'400};
const std::string good = R"({"to":["8613800138000"],"text":"hi"})";

std::string list_of(const std::vector<std::string>& entries) {
  std::string body = "{\"messages\":[";
  for (const std::string& entry : entries) body += (body.back() == '[' ? "" : ",") + entry;
  return body + "]}";
}

/// 36 good entries, this one, and one more.
std::string with_37th(const std::string& entry) {
  std::vector<std::string> entries(36, good);
  entries.push_back(entry);
  entries.push_back(good);
  return list_of(entries);
}

gateway::AcceptRequest accepted(std::string_view body) {
  auto request = read_send_request(body, demo, week);
  BOOST_REQUIRE_MESSAGE(request, "refused: " << request.error().detail);
  return std::move(*request);
}

void check_refused(std::string_view body, std::string_view code, std::string_view part_of_detail) {
  const auto request = read_send_request(body, demo, week);
  BOOST_REQUIRE_MESSAGE(!request, body.substr(0, 200) << " was taken");
  BOOST_TEST(request.error().status == 400U);
  BOOST_TEST(request.error().code == code);
  BOOST_TEST(request.error().detail.find(part_of_detail) != std::string::npos,
             request.error().detail << " does not say: " << part_of_detail);
}

void check_told_of_37th(const std::string& entry, std::string_view code, std::string_view part_of_detail) {
  const auto request = accepted(with_37th(entry));
  BOOST_TEST(request.is_list);
  BOOST_REQUIRE(request.items.size() == 38U);
  for (std::size_t index = 0; index < 38; ++index) BOOST_TEST(request.items[index].error.has_value() == (index == 36));
  const gateway::RequestError& error = *request.items[36].error;
  BOOST_TEST((error.kind == gateway::RequestError::Kind::invalid));
  BOOST_TEST(error.code == code);
  BOOST_TEST(error.message.find(part_of_detail) != std::string::npos, error.message);
  BOOST_TEST(request.items[36].to.front() == "1");
  BOOST_TEST(request.items[37].body == "hi");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(send_list)

BOOST_AUTO_TEST_CASE(each_entry_is_a_message_of_its_own) {
  const auto request =
      accepted(R"({"messages":[{"to":["1","2"],"text":"one","sign":"腾讯","class":"otp","ref":"r","extend":"42",)"
               R"("validity_s":300,"send_at":"2026-03-01T16:15:30+08:00"},{"text":"two","to":["3"]}]})");
  BOOST_TEST((request.account == demo));
  BOOST_TEST(request.is_list);
  BOOST_REQUIRE(request.items.size() == 2U);
  BOOST_TEST(request.items[0].to.size() == 2U);
  BOOST_TEST(request.items[0].body == "one");
  BOOST_TEST((request.items[0].traffic_class == TrafficClass::otp));
  BOOST_TEST((request.items[0].validity == Seconds(300)));
  BOOST_TEST((request.items[0].send_at == WallTime(Seconds(1'772'352'930))));
  // Nothing of the first is left in the second.
  BOOST_TEST(request.items[1].to.size() == 1U);
  BOOST_TEST(request.items[1].body == "two");
  BOOST_TEST(request.items[1].sign.empty());
  BOOST_TEST(request.items[1].ref.empty());
  BOOST_TEST(request.items[1].extend.empty());
  BOOST_TEST((request.items[1].traffic_class == TrafficClass::notice));
  BOOST_TEST(!request.items[1].validity.has_value());
  BOOST_TEST(!request.items[1].send_at.has_value());
  BOOST_TEST(!request.items[1].error.has_value());
}

BOOST_AUTO_TEST_CASE(a_list_of_one_is_a_list) {
  BOOST_TEST(accepted(list_of({good})).is_list);
  BOOST_TEST(!accepted(good).is_list);
}

BOOST_AUTO_TEST_CASE(a_wrong_value_is_told_of_its_message_alone) {
  check_told_of_37th(R"({"to":["1"],"text":""})", "empty_text", "\"text\" is empty");
  check_told_of_37th(R"({"to":["1"],"text":"hi","class":"urgent"})", "invalid_class", "otp, notice or marketing");
  check_told_of_37th(R"({"to":["1"],"text":"hi","validity_s":0})", "invalid_validity", "1 to 604800");
  check_told_of_37th(R"({"to":["1"],"text":"hi","send_at":"tomorrow"})", "invalid_schedule", "2026-03-01T08:15:30Z");
  check_told_of_37th(R"({"to":["1"],"text":")" + std::string(16'385, 'x') + "\"}", "text_too_long", "16384");
  check_told_of_37th(R"({"to":["1"],"text":"hi","ref":")" + std::string(257, 'x') + "\"}", "ref_too_long", "256");
  check_told_of_37th(R"({"to":["1"],"text":"hi","sign":")" + std::string(65, 'x') + "\"}", "invalid_sign", "64");
}

BOOST_AUTO_TEST_CASE(a_text_that_is_too_long_is_not_kept) {
  const auto request = accepted(with_37th(R"({"to":["1"],"text":")" + std::string(1'000'000, 'x') + "\"}"));
  BOOST_TEST(request.items[36].body.empty());
}

BOOST_AUTO_TEST_CASE(a_wrong_form_refuses_the_whole_and_tells_where) {
  check_refused(with_37th(R"({"to":"1","text":"hi"})"), "invalid_type",
                "messages[36]: \"to\" must be an array of strings");
  check_refused(with_37th(R"({"to":["1"],"text":7})"), "invalid_type", "messages[36]: \"text\" must be a string");
  check_refused(with_37th(R"({"to":["1"],"text":"hi","validity_s":true})"), "invalid_type", "messages[36]: ");
  check_refused(with_37th(R"({"to":["1"],"text":"hi","class":null})"), "invalid_type", "messages[36]: ");
  check_refused(with_37th(R"({"to":["1"],"text":"hi","txet":"ho"})"), "unknown_field",
                "messages[36]: \"txet\" is no field of this request; did you mean \"text\"?");
  check_refused(with_37th(R"({"to":["1"],"text":"hi","messages":[]})"), "unknown_field", "messages[36]: ");
  check_refused(with_37th(R"({"to":["1"],"text":"hi","text":"hi"})"), "duplicate_field", "messages[36]: ");
  check_refused(with_37th(R"({"to":["1"]})"), "missing_field", "messages[36]: \"text\" is missing");
  check_refused(with_37th("{}"), "missing_field", "messages[36]: \"to\" is missing");
  check_refused(with_37th(R"({"to":[],"text":"hi"})"), "no_recipients", "messages[36]: \"to\" is empty");
  check_refused(with_37th(R"({"to":["1",],"text":"hi"})"), "invalid_json", "messages[36]: ");
  check_refused(with_37th("7"), "invalid_type", "messages[36]: It must be an object, not a number");
  check_refused(with_37th("\"x\""), "invalid_type", "messages[36]: It must be an object, not a string");
  check_refused(with_37th("[]"), "invalid_type", "messages[36]: It must be an object, not an array");
  check_refused(with_37th("null"), "invalid_type", "messages[36]: It must be an object, not null");
}

BOOST_AUTO_TEST_CASE(messages_is_an_array_of_objects) {
  check_refused(R"({"messages":{}})", "invalid_type", "\"messages\" must be an array of objects; there is an object");
  check_refused(R"({"messages":"x"})", "invalid_type", "\"messages\" must be an array of objects; there is a string");
  check_refused(R"({"messages":7})", "invalid_type", "\"messages\" must be an array of objects; there is a number");
  check_refused(R"({"messages":true})", "invalid_type", "\"messages\" must be an array of objects; there is a boolean");
  check_refused(R"({"messages":[]})", "no_recipients", "1 to 1000");
  check_refused(R"({"message":[]})", "unknown_field", "did you mean \"messages\"?");
}

BOOST_AUTO_TEST_CASE(a_request_is_one_message_or_a_list) {
  check_refused(R"({"messages":[)" + good + R"(],"text":"hi"})", "mixed_forms", "\"text\" belongs into its entries");
  check_refused(R"({"ref":"x","messages":[)" + good + "]}", "mixed_forms", "\"ref\" belongs into its entries");
  check_refused(R"({"messages":[],"messages":[)" + good + "]}", "duplicate_field", "\"messages\" is given twice");
  check_refused(R"({"messages":[)" + good + R"(],"x":1})", "unknown_field", "\"x\"");
}

BOOST_AUTO_TEST_CASE(a_request_holds_1000_numbers_at_most_over_all_its_entries) {
  std::string to_200 = "\"1\"";
  for (int i = 1; i < 200; ++i) to_200 += ",\"1\"";
  const std::string entry = R"({"to":[)" + to_200 + R"(],"text":"hi"})";
  BOOST_TEST(accepted(list_of(std::vector<std::string>(5, entry))).items.size() == 5U);
  std::vector<std::string> too_many(5, entry);
  too_many.push_back(good);
  check_refused(list_of(too_many), "too_many_messages", "messages[5]: With it the request holds more than 1000");
  BOOST_TEST(accepted(list_of(std::vector<std::string>(1'000, good))).items.size() == 1'000U);
  check_refused(list_of(std::vector<std::string>(1'001, good)), "too_many_messages", "messages[1000]: ");
  check_refused(list_of({R"({"to":[)" + to_200 + R"(,"1"],"text":"hi"})"}), "too_many_recipients", "messages[0]: ");
}

BOOST_AUTO_TEST_CASE(deep_nesting_ends_at_its_first_level_too_many) {
  const std::string deep(100'000, '[');
  check_refused(R"({"messages":)" + deep, "invalid_type", "messages[0]: ");
  check_refused(R"({"messages":[{"to":)" + deep, "invalid_type", "messages[0]: \"to\"");
  check_refused(R"({"messages":[{"text":)" + deep, "invalid_type", "messages[0]: \"text\"");
  std::string objects;
  for (int level = 0; level < 100'000; ++level) objects += R"({"messages":[)";
  check_refused(objects, "unknown_field", "messages[0]: ");
}

BOOST_AUTO_TEST_CASE(a_body_cut_anywhere_is_refused) {
  const std::string whole = list_of({R"({"to":["1"],"text":"【1】\ud83d\ude00","validity_s":60,"class":"otp"})", good});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto request = read_send_request(std::string_view(whole).substr(0, size), demo, week);
    BOOST_REQUIRE_MESSAGE(!request, "taken when cut at " << size);
    BOOST_TEST(request.error().code == "invalid_json");
  }
}

BOOST_AUTO_TEST_CASE(a_body_changed_anywhere_is_taken_or_refused_with_a_reason) {
  const std::string whole =
      list_of({R"({"to":["1"],"text":"hi","validity_s":60,"send_at":"2026-03-01T08:15:30Z"})", good});
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const char octet : {'\0', '"', '[', ']', '{', '}', ',', ':', '-', '9', 'z', '\\', '\xFF'}) {
      std::string changed = whole;
      changed[at] = octet;
      const auto request = read_send_request(changed, demo, week);
      if (request) continue;
      BOOST_TEST(!request.error().code.empty(), changed);
      BOOST_TEST(!request.error().detail.empty(), changed);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
