// SPDX-License-Identifier: Apache-2.0
// The configuration changed under load, as engineers do it: edit the file, ask for a reload, and see what it says.
#include <signal.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <set>
#include <thread>

#include "tests/system/stage.h"

using namespace smppedge::system_test;

namespace {

/// A file of its own, so that it can be edited; both simulated carriers are known to it by their ports.
struct Edited {
  Directory directory;
  Simulator first{directory, {"--receipt-delay-ms", "100"}};
  std::string file = directory.file("edited.cfg");
  std::unique_ptr<Process> daemon;
  std::string url;

  void write(const std::string& carriers, const std::string& routes, const std::string& rest = "") const {
    std::ofstream out(file);
    out << "store = { data_dir = \"" << directory.file("edited-data") << "\"; free_bytes_min = 0; };\n"
        << "http = { listen = \"127.0.0.1:0\"; };\nsmpp_server = { listen = \"127.0.0.1:0\"; };\n"
        << "admin = { key = \"key-of-the-engineers\"; };\n"
        << "accounts = ( { name = \"demo\"; key = \"demo-key\"; extension = \"0001\"; } );\n"
        << "carriers = ( " << carriers << " );\nroutes = ( { carriers = [ " << routes << " ]; } );\n"
        << rest;
  }
  static std::string carrier(const std::string& name, std::uint16_t port, const std::string& more = "") {
    return "{ name = \"" + name + "\"; host = \"127.0.0.1\"; port = " + std::to_string(port) +
           "; system_id = \"smppedge\"; password = \"secret\"; access_number = \"1069000111\"; " + more + " }";
  }
  void start() {
    daemon = std::make_unique<Process>(std::vector<std::string>{program("smppedge"), "-c", file});
    const auto line = daemon->wait_for_line("http listening on ");
    BOOST_REQUIRE(line);
    const std::size_t at = line->find("127.0.0.1");
    url = "http://" + line->substr(at, line->find_first_not_of(".:0123456789", at) - at);
    BOOST_REQUIRE(daemon->wait_for_line("bound as"));
  }
  /// As engineers do it by hand; returns when the daemon says that it was applied.
  void hang_up() {
    const std::size_t applied = count("reload: applied") + 1;
    daemon->signal(SIGHUP);
    auto asking = admin();
    const auto end = std::chrono::steady_clock::now() + patience;
    while (count("reload: applied") < applied && std::chrono::steady_clock::now() < end) {
      BOOST_TEST_REQUIRE(asking.get("/admin/v1/carriers").status == 200);
    }
    BOOST_TEST_REQUIRE(count("reload: applied") == applied);
  }
  [[nodiscard]] std::size_t count(std::string_view text) const {
    const std::string output = daemon->output();
    std::size_t found = 0;
    for (std::size_t at = output.find(text); at != std::string::npos; at = output.find(text, at + 1)) ++found;
    return found;
  }
  [[nodiscard]] smppedge::HttpClient admin() const { return {url, "key-of-the-engineers"}; }
  [[nodiscard]] smppedge::HttpClient demo() const { return {url, "demo-key"}; }
};

/// Every fifth request is of long texts, which are three segments each.
constexpr std::size_t requests = 60;
constexpr std::size_t numbers_a_request = 50;
std::string text_for(std::size_t request) {
  return request % 5 == 0 ? std::string(400, 'x') : "hello";
}
std::size_t segments_for(std::size_t request) {
  return request % 5 == 0 ? 3 : 1;
}
std::vector<std::string> numbers_of(std::size_t request) {
  std::vector<std::string> numbers;
  for (std::size_t i = 0; i < numbers_a_request; ++i) {
    numbers.push_back(std::to_string(861380000000 + static_cast<std::int64_t>(request * numbers_a_request + i)) + "0");
  }
  return numbers;
}

/// The payloads that reached a phone, whichever carrier took them.
using Arrived = std::map<std::string, std::multiset<std::string>>;
void add(const Simulator& carrier, Arrived& arrived) {
  for (const boost::json::object& line : carrier.ledger()) {
    if (text_of(line, "event") == "submit") arrived[text_of(line, "to")].insert(text_of(line, "hash"));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reload)

BOOST_AUTO_TEST_CASE(a_carrier_is_added_by_a_reload_and_what_is_wrong_changes_nothing) {
  Edited edited;
  edited.write(Edited::carrier("one", edited.first.port()), "\"one\"");
  edited.start();
  auto admin = edited.admin();

  edited.write(Edited::carrier("one", edited.first.port()), "\"onne\"");
  const auto refused = admin.post("/admin/v1/reload", "");
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(refused.body.find("names `onne`, which `carriers` does not have") != std::string::npos, refused.body);

  edited.write(Edited::carrier("one", edited.first.port()), "\"one\"", "node = { number = 7; };\n");
  const auto by_restart = admin.post("/admin/v1/reload", "");
  BOOST_TEST(by_restart.status == 422);
  BOOST_TEST(by_restart.body.find("node.number: is changed, and only a restart") != std::string::npos, by_restart.body);

  Directory other;
  Simulator second(other, {"--receipt-delay-ms", "100"});
  edited.write(Edited::carrier("one", edited.first.port()) + ", " + Edited::carrier("two", second.port()),
               "\"two\", \"one\"");
  const auto applied = admin.post("/admin/v1/reload", "");
  BOOST_TEST(applied.status == 200, applied.body);
  BOOST_REQUIRE(edited.daemon->wait_for_line("carrier=two"));
  auto demo = edited.demo();
  BOOST_TEST(send(demo, {"8613800138001"}, "hello").size() == 1U);
  Inbox inbox;
  BOOST_REQUIRE(inbox.read_until(demo, [&] { return inbox.events.size() == 1; }));
  BOOST_TEST(second.ledger().size() > 0U);
  const auto senders = admin.get("/admin/v1/senders?carrier=two");
  BOOST_TEST(senders.status == 200);
  BOOST_TEST(senders.body.find("\"number\":\"10690001110001\"") != std::string::npos, senders.body);
  BOOST_TEST(senders.body.find("\"chosen\":1") != std::string::npos, senders.body);
}

BOOST_AUTO_TEST_CASE(sighup_reloads_as_well) {
  Edited edited;
  edited.write(Edited::carrier("one", edited.first.port()), "\"one\"");
  edited.start();
  edited.write(Edited::carrier("one", edited.first.port(), "pace_per_s = 100;"), "\"one\"");
  edited.daemon->signal(SIGHUP);
  BOOST_REQUIRE(edited.daemon->wait_for_line("reload: applied"));
  auto admin = edited.admin();
  const auto answer = admin.get("/admin/v1/carriers");
  BOOST_TEST(answer.body.find("\"pace_granted_per_s\":1E2") != std::string::npos, answer.body);
}

BOOST_AUTO_TEST_CASE(reloads_under_load_lose_no_message_and_send_none_twice) {
  Directory other;
  Edited edited;
  Simulator second(other, {"--receipt-delay-ms", "100"});
  const auto both = [&](const std::string& one, const std::string& two) {
    return Edited::carrier("one", edited.first.port(), one) + ", " + Edited::carrier("two", second.port(), two);
  };
  edited.write(both("pace_per_s = 300;", "pace_per_s = 300;"), "\"one\", \"two\"");
  edited.start();
  std::map<std::string, std::string> accepted;
  std::atomic<std::size_t> posted = 0;
  std::thread platform([&] {
    auto api = edited.demo();
    while (posted < requests) {
      accepted.merge(send(api, numbers_of(posted), text_for(posted)));
      ++posted;
      posted.notify_all();
    }
  });
  for (int round = 0; round < 4; ++round) {
    const std::string pace = "pace_per_s = " + std::to_string(200 + 100 * round) + ";";
    edited.write(both(pace, "pace_per_s = 500;"), "\"two\", \"one\"");
    edited.hang_up();
    edited.write(both(pace, "window = " + std::to_string(20 + round) + ";"), "\"one\", \"two\"");  // bound anew
    edited.hang_up();
    for (std::size_t now = posted; now < (static_cast<std::size_t>(round) + 1) * requests / 5; now = posted) {
      posted.wait(now);  // traffic between the reloads
    }
  }
  edited.write(both("", ""), "\"one\", \"two\"");
  edited.hang_up();
  platform.join();
  BOOST_TEST_REQUIRE(accepted.size() == requests * numbers_a_request);

  auto demo = edited.demo();
  Inbox inbox;
  const auto all_told = [&] {
    return std::all_of(accepted.begin(), accepted.end(),
                       [&](const auto& one) { return !inbox.messages[one.second].results.empty(); });
  };
  BOOST_TEST(inbox.read_until(demo, all_told, std::chrono::seconds(120)));
  for (const auto& [id, told] : inbox.messages) {
    BOOST_TEST(told.results.size() == 1U);
    BOOST_TEST(told.others.empty());  // no doubt
    if (!told.results.empty()) BOOST_TEST(text_of(told.results.front(), "type") == "message.delivered");
  }
  Arrived arrived;
  add(edited.first, arrived);
  add(second, arrived);
  for (std::size_t i = 0; i < requests; ++i) {
    for (const std::string& number : numbers_of(i)) {
      const std::multiset<std::string>& payloads = arrived[number];
      BOOST_TEST(payloads.size() == segments_for(i));
      BOOST_TEST(std::set(payloads.begin(), payloads.end()).size() == segments_for(i));
    }
  }
  BOOST_TEST(!second.ledger().empty());
}

BOOST_AUTO_TEST_CASE(a_changed_table_of_ported_numbers_is_read_again) {
  Directory other;
  Edited edited;
  Simulator second(other, {"--receipt-delay-ms", "100"});
  const std::string table = edited.directory.file("ported.csv");
  std::ofstream(table) << "8613800138009,elsewhere\n";
  const std::string carriers =
      Edited::carrier("one", edited.first.port()) + ", " + Edited::carrier("two", second.port());
  edited.write(carriers, "\"one\" ]; }, { network = \"unicom\"; carriers = [ \"two\"",
               "routing = { ported_file = \"" + table + "\"; };\n");
  edited.start();
  BOOST_REQUIRE(edited.daemon->wait_for_line("carrier=two"));
  auto demo = edited.demo();
  Inbox inbox;
  const auto deliver = [&](std::size_t results) {
    send(demo, {"8613800138001"}, "hello");
    return inbox.read_until(demo, [&] { return inbox.events.size() == results; });
  };
  BOOST_TEST(deliver(1));
  Arrived at_second;
  add(second, at_second);
  BOOST_TEST(at_second.empty());

  std::ofstream(table) << "8613800138001,unicom\n";
  edited.hang_up();
  BOOST_TEST(deliver(2));
  add(second, at_second);
  BOOST_TEST(at_second.count("8613800138001") == 1U);

  std::ofstream(table) << "no number,unicom\n";
  auto admin = edited.admin();
  const auto refused = admin.post("/admin/v1/reload", "");
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(refused.body.find("ported.csv") != std::string::npos, refused.body);
  BOOST_TEST(deliver(3));
  at_second.clear();
  add(second, at_second);
  BOOST_TEST(at_second["8613800138001"].size() == 2U);  // by the table that was good
}

BOOST_AUTO_TEST_SUITE_END()
