// SPDX-License-Identifier: Apache-2.0
// What is refused, over the wire: a stable code, a sentence, and nothing stored or counted. And configurations that
// the daemon does not start with.
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/system/stage.h"

using namespace smppedge::system_test;
namespace json = boost::json;

namespace {

struct Stage {
  Directory directory;
  Simulator carrier{directory, {"--receipt-delay-ms", "0"}};
  Gateway gateway{directory, carrier.port()};
  Stage() { gateway.start(); }
};

std::string request(const std::vector<std::string>& numbers, const std::string& text) {
  return json::serialize(json::object{{"to", json::array(numbers.begin(), numbers.end())}, {"text", text}});
}

void check_problem(const smppedge::HttpAnswer& answer, long status, std::string_view code) {
  BOOST_TEST(answer.status == status, answer.status << " " << answer.body << answer.error);
  BOOST_TEST(answer.headers.at("content-type") == "application/problem+json");
  const auto body = body_of(answer);
  BOOST_TEST(text_of(body, "code") == code);
  BOOST_TEST(text_of(body, "detail").size() > 20U, "no sentence that says what to change");
  BOOST_TEST(body.at("status").as_int64() == status);
}

/// The value of one sample of GET /metrics.
std::string metric(smppedge::HttpClient& api, const std::string& name) {
  const std::string text = api.get("/metrics").body;
  const std::size_t at = text.find("\n" + name + " ");
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, "no metric " << name << " in\n" << text);
  const std::size_t from = at + name.size() + 2;
  return text.substr(from, text.find('\n', from) - from);
}

/// --check on a configuration that is the sample with `from` replaced by `to`: exit code and output.
std::pair<int, std::string> check_configuration(const std::string& from, const std::string& to) {
  std::ifstream file(sample_configuration());
  std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::size_t at = text.find(from);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, "the sample has no " << from);
  text.replace(at, from.size(), to);
  Directory directory;
  const std::string path = directory.file("broken.cfg");
  std::ofstream(path) << text;
  Process daemon({program("smppedge"), "--data-dir", directory.file("data"), "-c", path});
  const int code = daemon.wait_exit();
  return {code, daemon.output()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bad_input)

BOOST_AUTO_TEST_CASE(a_request_that_must_be_changed_is_refused_and_leaves_nothing) {
  Stage stage;
  auto api = stage.gateway.client();
  const std::string good = request({"8613800138001"}, "hello");
  const std::vector<std::string> too_many(201, "8613800138001");
  const auto post = [&api](const std::string& body) { return api.post("/v1/messages", body); };

  check_problem(post("{\"to\":"), 400, "invalid_json");
  check_problem(post(""), 400, "invalid_json");
  check_problem(post("{\"to\":[\"8613800138001\"],\"text\":\"\xFF\"}"), 400, "invalid_json");
  check_problem(post(R"({"to":"8613800138001","text":"hello"})"), 400, "invalid_type");
  check_problem(post(R"({"to":["8613800138001"],"text":"hello","colour":"red"})"), 400, "unknown_field");
  check_problem(post(R"({"to":["8613800138001"],"text":"hello","text":"hello"})"), 400, "duplicate_field");
  check_problem(post(R"({"to":["8613800138001"]})"), 400, "missing_field");
  check_problem(post(request(too_many, "hello")), 400, "too_many_recipients");
  check_problem(post(request({"8613800138001"}, "")), 400, "empty_text");
  check_problem(post(request({"8613800138001"}, std::string(10'000, 'x'))), 400, "text_too_long");
  check_problem(post(R"({"to":["8613800138001"],"text":"hello","class":"urgent"})"), 400, "invalid_class");
  check_problem(post(R"({"to":["8613800138001"],"text":"hello","validity_s":0})"), 400, "invalid_validity");
  check_problem(post(R"({"to":["8613800138001"],"text":"hello","sign":"!"})"), 400, "invalid_sign");
  check_problem(post(std::string(100'000, '[')), 400, "invalid_type");
  check_problem(api.request("POST", "/v1/messages", good, {"Content-Type: text/plain"}), 415, "unsupported_media_type");
  check_problem(api.request("PUT", "/v1/messages", good, {}), 405, "method_not_allowed");
  check_problem(api.get("/v1/nothing"), 404, "not_found");
  check_problem(api.get("/v1/messages/0000000000000000"), 404, "unknown_message");
  check_problem(api.post("/v1/events/ack", R"({"through":1})"), 400, "beyond_offered");
  auto stranger = stage.gateway.client("other-key");
  check_problem(stranger.post("/v1/messages", good), 401, "unauthorized");
  auto nobody = stage.gateway.client("");
  check_problem(nobody.post("/v1/messages", good), 401, "unauthorized");

  BOOST_TEST(metric(api, "smppedge_messages_accepted_total") == "0");
  BOOST_TEST(body_of(api.get("/v1/events")).at("events").as_array().empty());
  BOOST_TEST(api.post("/v1/messages", good).status == 202);
}

BOOST_AUTO_TEST_CASE(a_bad_number_is_refused_alone) {
  Stage stage;
  auto api = stage.gateway.client();
  const auto answer = api.post("/v1/messages", request({"138 0013 8001", "86138001380ab", "", "8613800138001"}, "hi"));
  BOOST_TEST(answer.status == 202);
  const auto entries = body_of(answer).at("messages").as_array();
  BOOST_REQUIRE(entries.size() == 4U);
  for (std::size_t index = 0; index < 3; ++index) {
    const json::object& entry = entries[index].as_object();
    BOOST_REQUIRE(entry.contains("error"));
    BOOST_TEST(!entry.contains("id"));
    BOOST_TEST(text_of(entry.at("error").as_object(), "code") == "invalid_number");
    BOOST_TEST(!text_of(entry.at("error").as_object(), "message").empty());
  }
  BOOST_TEST(entries[3].as_object().contains("id"));
  BOOST_TEST(metric(api, "smppedge_messages_accepted_total") == "1");
}

BOOST_AUTO_TEST_CASE(a_broken_configuration_is_refused_with_file_and_line) {
  const auto check = [](const std::string& from, const std::string& to, const std::string& said) {
    const auto [code, output] = check_configuration(from, to);
    BOOST_TEST(code == 2, to << " ended with " << code);
    BOOST_TEST(output.find("broken.cfg:") != std::string::npos, output);
    BOOST_TEST(output.find(said) != std::string::npos, output << " does not say " << said);
  };
  check("window = 2000;", "window = \"many\";", "window");
  check("window = 2000;", "widow = 2000;", "widow");
  check("port = 2776;", "port = 99999;", "port");
  check("carriers = [ \"sim\" ];", "carriers = [ \"nobody\" ];", "nobody");
  check("key = \"demo-key\";", "key = ;", "broken.cfg:");
}

BOOST_AUTO_TEST_CASE(a_command_line_that_makes_no_sense_ends_with_2) {
  Process none({program("smppedge")});
  BOOST_TEST(none.wait_exit() == 2);
  Process missing({program("smppedge"), "-c", "/nonexistent/smppedge.cfg"});
  BOOST_TEST(missing.wait_exit() == 2);
  Process unknown({program("smppedge"), "--no-such-option"});
  BOOST_TEST(unknown.wait_exit() == 2);
}

BOOST_AUTO_TEST_SUITE_END()
