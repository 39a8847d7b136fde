// SPDX-License-Identifier: Apache-2.0
#include "tests/system/stage.h"

#include <unistd.h>

#include <boost/test/results_collector.hpp>
#include <boost/test/unit_test.hpp>
#include <charconv>
#include <csignal>
#include <fstream>

namespace smppedge::system_test {

namespace json = boost::json;

namespace {

/// The number behind the last colon of "listening on 127.0.0.1:41234".
std::uint16_t port_of(const std::string& line) {
  std::uint16_t port = 0;
  const std::size_t colon = line.rfind(':');
  const char* const digits = line.data() + std::min(colon + 1, line.size());
  std::from_chars(digits, line.data() + line.size(), port);
  return port;
}

}  // namespace

std::string program(std::string_view name) {
  return std::string(SMPPEDGE_BINARY_DIR "/bin/").append(name);
}

std::string sample_configuration() {
  return SMPPEDGE_SOURCE_DIR "/conf/smppedge.cfg";
}

Directory::Directory() {
  const std::filesystem::path parent = SMPPEDGE_BINARY_DIR "/system-tests";
  std::filesystem::create_directories(parent);
  std::string path = (parent / "XXXXXX").string();
  BOOST_REQUIRE(::mkdtemp(path.data()) != nullptr);
  path_ = path;
}

Directory::~Directory() {
  const auto& test = boost::unit_test::framework::current_test_case();
  if (boost::unit_test::results_collector.results(test.p_id).passed()) {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  } else {
    BOOST_TEST_MESSAGE("its files are left in " << path_);
  }
}

Simulator::Simulator(const Directory& directory, const std::vector<std::string>& options)
    : ledger_(directory.file("ledger.jsonl")) {
  std::vector<std::string> arguments{program("smpp"), "sim",        "--listen", "127.0.0.1:0", "--system-id",
                                     "smppedge",      "--password", "secret",   "--ledger",    ledger_};
  arguments.insert(arguments.end(), options.begin(), options.end());
  process_ = std::make_unique<Process>(arguments);
  const auto line = process_->wait_for_line("listening on ");
  BOOST_REQUIRE_MESSAGE(line, "the simulated carrier did not start: " << process_->output());
  port_ = port_of(*line);
}

std::vector<json::object> Simulator::ledger() const {
  std::vector<json::object> lines;
  std::ifstream file(ledger_);
  for (std::string line; std::getline(file, line) && !file.eof();) {  // a line without its end is being written
    lines.push_back(json::parse(line).as_object());
  }
  return lines;
}

Gateway::Gateway(const Directory& directory, std::uint16_t carrier_port)
    : data_(directory.file("data")), carrier_port_(carrier_port) {}

void Gateway::launch(const std::vector<std::string>& settings, const std::vector<std::string>& environment) {
  if (process_ != nullptr) earlier_output_ += process_->output();
  std::vector<std::string> arguments{program("smppedge"), "-c", sample_configuration(), "--data-dir", data_};
  const auto set = [&arguments](const std::string& setting) {
    arguments.emplace_back("--set");
    arguments.push_back(setting);
  };
  set("http.listen=127.0.0.1:0");
  set("smpp_server.listen=127.0.0.1:0");
  set("carriers.sim.port=" + std::to_string(carrier_port_));
  for (const std::string& setting : settings) set(setting);
  process_ = std::make_unique<Process>(arguments, environment);
}

void Gateway::start(const std::vector<std::string>& settings, const std::vector<std::string>& environment) {
  launch(settings, environment);
  const auto smpp = process_->wait_for_line("smpp listening on ");
  const auto line = process_->wait_for_line("http listening on ");
  BOOST_REQUIRE_MESSAGE(smpp && line, "the gateway did not start: " << process_->output());
  smpp_port_ = port_of(*smpp);
  url_ = "http://127.0.0.1:" + std::to_string(port_of(*line));
}

void Gateway::kill() {
  process_->signal(SIGKILL);
  BOOST_REQUIRE(process_->wait_exit() == 128 + SIGKILL);
}

int Gateway::stop() {
  process_->signal(SIGTERM);
  return process_->wait_exit();
}

std::string Gateway::output() {
  return earlier_output_ + process_->output();
}

json::object body_of(const HttpAnswer& answer) {
  json::error_code error;
  json::value parsed = json::parse(answer.body, error);
  BOOST_REQUIRE_MESSAGE(!error && parsed.is_object(),
                        "no JSON object: " << answer.status << " " << answer.error << " " << answer.body);
  return std::move(parsed.as_object());
}

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::map<std::string, std::string> send(HttpClient& api, const std::vector<std::string>& numbers,
                                        const std::string& text, const std::string& traffic_class) {
  json::object request;
  request["to"] = json::array(numbers.begin(), numbers.end());
  request["text"] = text;
  request["class"] = traffic_class;
  const HttpAnswer answer = api.post("/v1/messages", json::serialize(request));
  std::map<std::string, std::string> ids;
  if (answer.status != 202) return ids;
  const json::object body = body_of(answer);
  for (const json::value& entry : body.at("messages").as_array()) {
    const std::string id = text_of(entry.as_object(), "id");
    if (!id.empty()) ids[text_of(entry.as_object(), "to")] = id;
  }
  return ids;
}

bool Inbox::read(HttpClient& api, bool acknowledge) {
  const HttpAnswer answer = api.get("/v1/events?limit=1000&wait_s=1");
  if (answer.status != 200) return false;
  std::uint64_t last = 0;
  const json::object body = body_of(answer);
  for (const json::value& value : body.at("events").as_array()) {
    const json::object& event = value.as_object();
    const std::string id = text_of(event, "id");
    last = event.at("seq").to_number<std::uint64_t>();
    const auto [known, is_first_id] = ids_.emplace(last, id);
    BOOST_TEST(known->second == id, "seq " << last << " is " << id << " and was " << known->second);
    const auto [kept, is_new] = events.emplace(id, event);
    if (!is_new) {
      ++told_again;
      BOOST_TEST(json::serialize(kept->second) == json::serialize(event), "told again, but otherwise");
      continue;
    }
    Result& result = messages[text_of(event, "message_id")];
    const std::string type = text_of(event, "type");
    const bool is_result = type.starts_with("message.") && type != "message.in_doubt";
    (is_result ? result.results : result.others).push_back(event);
  }
  if (last == 0 || !acknowledge) return true;
  return api.post("/v1/events/ack", "{\"through\":" + std::to_string(last) + "}").status == 200;
}

}  // namespace smppedge::system_test
