// SPDX-License-Identifier: Apache-2.0
// The configuration changed under load, as engineers do it: edit the file, ask for a reload, and see what it says.
#include <signal.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

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
  [[nodiscard]] smppedge::HttpClient admin() const { return {url, "key-of-the-engineers"}; }
  [[nodiscard]] smppedge::HttpClient demo() const { return {url, "demo-key"}; }
};

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

BOOST_AUTO_TEST_SUITE_END()
