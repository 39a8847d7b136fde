// SPDX-License-Identifier: Apache-2.0
// docs/openapi.json and the code say the same, both ways: paths and methods, parameters, members of requests and of
// answers, words, problem codes.
#include "tests/unit/north/http/openapi.h"

#include <filesystem>
#include <map>
#include <regex>

#include "north/http/endpoint.h"
#include "tests/unit/north/http/http_door.h"
#include "tests/unit/north/http/sample_answers.h"

using namespace smppedge;
using namespace smppedge::north::http;
using test::OpenApi;
using test::SchemaCheck;
namespace json = boost::json;

namespace {

using Names = std::set<std::string>;

/// The API's own paths; /healthz and /metrics are admin/'s.
bool is_ours(std::string_view path) {
  return path.starts_with("/v1/");
}

const json::object& operation(const OpenApi& api, const Endpoint& endpoint) {
  std::string method(endpoint.method);
  std::transform(method.begin(), method.end(), method.begin(), [](char c) { return static_cast<char>(c | 0x20); });
  return api.root().at("paths").at(endpoint.path).at(method).as_object();
}

/// Of what is wrong with a request that has a member of no meaning: "…; it may have to, text, messages."
Names names_told(const std::string& method, const std::string& path) {
  HttpDoor door;
  const std::string body = door.answer(door.send(method, path, R"({"zzzzzzzzzzzzzzzz":1})")).body;
  std::smatch told;
  BOOST_REQUIRE_MESSAGE(std::regex_search(body, told, std::regex("it may have ([a-z_, ]+)")), body);
  Names names;
  std::istringstream list(told[1].str());
  for (std::string name; std::getline(list, name, ',');) names.insert(name.substr(name.find_first_not_of(' ')));
  return names;
}

Names names_described(const OpenApi& api, std::initializer_list<std::string_view> schemas) {
  Names names;
  for (const std::string_view schema : schemas) {
    for (const auto& [name, property] : api.properties(api.schema(schema))) names.insert(name);
  }
  return names;
}

/// Every `code` that the sources give a problem.
Names codes_in_sources() {
  const std::regex with_status(R"re([{(](?:4|5)\d\d, "([a-z_0-9]+)")re");
  const std::regex by_word(R"re((?:invalid|conflict|overloaded)\(\s*"([a-z_]+)",)re");
  const std::regex by_kind(R"re(Kind::[a-z_]+,\s+"([a-z_]+)")re");
  const std::regex by_member(R"re((?:refuse\(error|max|true \?)[^"\n]*"([a-z]+_[a-z_]+)")re");
  Names codes;
  for (const std::string_view folder : {"net", "north/http", "gateway"}) {
    const std::filesystem::path path = std::filesystem::path(SMPPEDGE_SOURCE_DIR) / "src" / folder;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      if (entry.is_directory()) continue;
      const std::string text = test::content_of(entry.path().string());
      for (const std::regex* pattern : {&with_status, &by_word, &by_kind, &by_member}) {
        for (std::sregex_iterator at(text.begin(), text.end(), *pattern), end; at != end; ++at) codes.insert((*at)[1]);
      }
    }
  }
  codes.erase("too_many_matches");  // of a cancel by address, which only SMPP has
  for (const char* of_admin : {"unknown_carrier", "rematch_under_way", "no_file_directory", "invalid_file",
                               "job_under_way", "unknown_job", "job_ended"}) {
    codes.erase(of_admin);
  }
  return codes;
}

/// Every code that is described: of problems, and of one number.
Names codes_described(const OpenApi& api) {
  Names codes = test::texts_of(api.schema("Problem").at("properties").at("code").at("enum"));
  codes.merge(test::texts_of(api.schema("NumberError").at("properties").at("code").at("enum")));
  return codes;
}

Names event_types(const OpenApi& api) {
  Names types;
  for (const std::string_view schema : {"MessageEvent", "ReplyEvent"}) {
    for (const auto& [name, property] : api.properties(api.schema(schema))) {
      if (name == "type") types.merge(test::texts_of(property->at("enum")));
    }
  }
  return types;
}

/// Names of one that the other lacks.
std::string lacking(const Names& one, const Names& other) {
  std::string names;
  for (const std::string& name : one) {
    if (!other.contains(name)) names += name + " ";
  }
  return names;
}
void check_same(const Names& described, const Names& coded, const std::string& what) {
  BOOST_TEST(lacking(described, coded).empty(),
             what << " described, and not in the code: " << lacking(described, coded));
  BOOST_TEST(lacking(coded, described).empty(),
             what << " in the code, and not described: " << lacking(coded, described));
}

template <class Word, class Last>
Names words(Word first, Last last) {
  Names all;
  for (int number = static_cast<int>(first); number <= static_cast<int>(last); ++number) {
    all.insert(std::string(to_string(static_cast<Word>(number))));
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(openapi)

BOOST_AUTO_TEST_CASE(each_path_and_method_is_served_and_described) {
  const OpenApi api;
  Names described;
  for (const auto& path : api.root().at("paths").as_object()) {
    if (!is_ours(path.key())) continue;
    for (const auto& method : path.value().as_object()) {
      described.insert(std::string(method.key()) + " " + std::string(path.key()));
    }
  }
  Names served;
  for (const Endpoint& endpoint : endpoints()) {
    std::string method(endpoint.method);
    std::transform(method.begin(), method.end(), method.begin(), [](char c) { return static_cast<char>(c | 0x20); });
    served.insert(method + " " + std::string(endpoint.path));
  }
  check_same(described, served, "operations");
}

BOOST_AUTO_TEST_CASE(each_query_parameter_is_read_and_described) {
  const OpenApi api;
  for (const Endpoint& endpoint : endpoints()) {
    Names described;
    if (const auto* parameters = operation(api, endpoint).if_contains("parameters")) {
      for (const json::value& parameter : parameters->as_array()) {
        if (parameter.at("in") == "query") described.insert(test::text_of(parameter.at("name")));
      }
    }
    check_same(described, Names(endpoint.parameters.begin(), endpoint.parameters.end()), std::string(endpoint.path));
  }
}

BOOST_AUTO_TEST_CASE(the_bounds_of_numbers_are_those_of_the_code) {
  const OpenApi api;
  for (const Endpoint& endpoint : endpoints()) {
    const auto* parameters = operation(api, endpoint).if_contains("parameters");
    if (parameters == nullptr) continue;
    for (const json::value& parameter : parameters->as_array()) {
      const json::object& schema = api.resolved(parameter.at("schema")).as_object();
      const auto* maximum = schema.if_contains("maximum");
      if (maximum == nullptr) continue;
      for (const std::int64_t beyond : {0, 1}) {
        HttpDoor door;
        const auto exchange =
            door.send("GET", std::string(endpoint.path), {},
                      test::text_of(parameter.at("name")) + "=" + std::to_string(maximum->as_int64() + beyond));
        BOOST_TEST(door.gateway.untouched() == (beyond == 1), endpoint.path << " " << parameter.at("name"));
        if (beyond == 1) door.check_problem(exchange, 400, "invalid_parameter");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(each_member_of_a_request_is_read_and_described) {
  const OpenApi api;
  check_same(names_described(api, {"SendMessage", "SendList"}), names_told("POST", "/v1/messages"), "sending");
  check_same(names_described(api, {"Acknowledge"}), names_told("POST", "/v1/events/ack"), "acknowledging");
  check_same(names_described(api, {"Retry"}), names_told("POST", "/v1/events/dead/retry"), "retrying");
}

BOOST_AUTO_TEST_CASE(what_a_request_requires_is_described_as_required) {
  const OpenApi api;
  const json::object full{{"to", {"8613800138000"}}, {"text", "hi"},     {"sign", "x"},
                          {"class", "otp"},          {"ref", "r"},       {"extend", "1"},
                          {"conversation", "c"},     {"validity_s", 60}, {"send_at", "2026-03-01T08:15:30Z"}};
  check_same(
      names_described(api, {"SendMessage"}),
      [&] {
        Names names;
        for (const auto& member : full) names.insert(std::string(member.key()));
        return names;
      }(),
      "the full message");
  BOOST_TEST(SchemaCheck(api).violation(full, api.schema("SendMessage")) == "");
  for (const auto& member : full) {
    json::object without = full;
    without.erase(member.key());
    HttpDoor door;
    const auto exchange = door.send("POST", "/v1/messages", json::serialize(without));
    const bool is_required = api.required(api.schema("SendMessage")).contains(std::string(member.key()));
    BOOST_TEST(door.gateway.untouched() == is_required, member.key());
    if (is_required) door.check_problem(exchange, 400, "missing_field");
  }
}

BOOST_AUTO_TEST_CASE(each_member_of_an_answer_is_described_and_each_that_is_described_is_rendered) {
  const OpenApi api;
  SchemaCheck check(api);
  for (const test::SampleAnswer& sample : test::sample_answers()) BOOST_TEST_CONTEXT(sample.operation) {
      const json::value body = json::parse(sample.body);
      BOOST_TEST(check.violation(body, api.schema(sample.schema)) == "", sample.body);
    }
  for (const std::string_view schema :
       {"AcceptAnswer", "Accepted",    "Refused",   "NumberError", "MessagesPage", "MessageSummary",
        "Message",      "Segment",     "Step",      "WirePdu",     "Cancelled",    "BlockedPage",
        "BlockedPhone", "Blocked",     "Unblocked", "Events",      "MessageEvent", "ReplyEvent",
        "Acknowledged", "DeadLetters", "Retried",   "Problem"}) {
    for (const auto& [name, property] : api.properties(api.schema(schema))) {
      BOOST_TEST(check.has_seen(property), schema << " has " << name << ", which no answer shows");
    }
  }
}

BOOST_AUTO_TEST_CASE(each_operation_is_answered_with_the_schema_that_is_described) {
  const OpenApi api;
  std::map<std::string, std::string> sampled;
  for (const test::SampleAnswer& sample : test::sample_answers()) sampled[sample.operation] = sample.schema;
  for (const Endpoint& endpoint : endpoints()) {
    const json::object& responses = operation(api, endpoint).at("responses").as_object();
    const auto* found =
        responses.if_contains(endpoint.method == "POST" && endpoint.path == "/v1/messages" ? "202" : "200");
    BOOST_REQUIRE(found != nullptr);
    const std::string reference = test::text_of(found->at("content").at("application/json").at("schema").at("$ref"));
    BOOST_TEST(reference ==
               "#/components/schemas/" + sampled[std::string(endpoint.method) + " " + std::string(endpoint.path)]);
  }
}

BOOST_AUTO_TEST_CASE(words_are_those_of_the_code) {
  const OpenApi api;
  const auto described = [&](std::string_view schema) { return test::texts_of(api.schema(schema).at("enum")); };
  check_same(described("MessageState"), words(MessageState::scheduled, MessageState::unknown), "message states");
  check_same(described("SegmentState"), words(SegmentState::waiting, SegmentState::withdrawn), "segment states");
  check_same(described("Reason"), words(Reason::no_receipt, Reason::profile_changed), "reasons");
  check_same(described("Class"), words(TrafficClass::otp, TrafficClass::marketing), "classes");
  check_same(described("Encoding"), words(text::Encoding::gsm7, text::Encoding::utf8), "encodings");
  check_same(test::texts_of(api.schema("BlockedPhone").at("properties").at("source").at("enum")),
             words(store::BlockSource::reply, store::BlockSource::admin), "sources");
}

BOOST_AUTO_TEST_CASE(event_types_are_those_of_the_code) {
  const OpenApi api;
  Names told;
  const json::value events = json::parse(test::all_events());
  for (const json::value& event : events.at("events").as_array()) told.insert(test::text_of(event.at("type")));
  check_same(event_types(api), told, "event types");
}

BOOST_AUTO_TEST_CASE(problem_codes_are_those_of_the_code) {
  const OpenApi api;
  Names coded = codes_in_sources();
  // Told over SMPP alone, or to nobody: to a webhook's own code, which knows that its account has one.
  for (const std::string_view elsewhere : {"invalid_sender", "events_are_pulled"}) coded.erase(std::string(elsewhere));
  check_same(codes_described(api), coded, "problem codes");
}

BOOST_AUTO_TEST_CASE(each_problem_code_is_told_by_some_status) {
  const OpenApi api;
  Names by_status;
  for (const auto& response : api.root().at("components").at("responses").as_object()) {
    const json::value& schema = response.value().at("content").at("application/problem+json").at("schema");
    for (const auto& [name, property] : api.properties(schema)) {
      if (name == "code" && property != nullptr && !property->as_object().contains("type")) {
        by_status.merge(test::texts_of(property->at("enum")));
      }
    }
  }
  check_same(test::texts_of(api.schema("Problem").at("properties").at("code").at("enum")), by_status,
             "codes by status");
}

BOOST_AUTO_TEST_CASE(the_reference_names_each_word) {
  const OpenApi api;
  const std::string reference = test::content_of(SMPPEDGE_SOURCE_DIR "/docs/http-api.md");
  Names described = codes_described(api);
  for (const std::string_view schema : {"MessageState", "SegmentState", "Reason", "Class"}) {
    described.merge(test::texts_of(api.schema(schema).at("enum")));
  }
  described.merge(event_types(api));
  for (const std::string& word : described) {
    BOOST_TEST(reference.find("`" + word + "`") != std::string::npos, word);
  }
  for (const Endpoint& endpoint : endpoints()) {
    const std::string request = "| `" + std::string(endpoint.method) + " " + std::string(endpoint.path);
    BOOST_TEST(reference.find(request) != std::string::npos, request);
  }
}

BOOST_AUTO_TEST_SUITE_END()
